// Microsoft's JavaScript clients, unchanged, against the sandbox: msal-node and the Graph SDK.
// SANDBOX is the ready line; NODE_EXTRA_CA_CERTS trusts its authority; CERTIFICATE and KEY are PEM files.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import { BatchRequestContent, BatchResponseContent, Client, PageIterator } from "@microsoft/microsoft-graph-client";

const sandbox = JSON.parse(process.env.SANDBOX);
const authority = `${sandbox.authority}/${sandbox.tenant_id}`;
const knownAuthorities = [new URL(sandbox.authority).host];
const person = sandbox.users.find((user) => user.roles.length === 0);
const scopes = ["User.Read", "Mail.Read", "OnlineMeetings.Read", "OnlineMeetingTranscript.Read.All", "Calendars.Read"];

const checks = {
  async "code with PKCE, then a silent refresh with rotation"() {
    const client = publicClient();
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const redirectUri = "http://localhost:53682/callback";
    const state = "state with spaces & ünïcode";
    const nonce = "nonce-1";
    const url = await client.getAuthCodeUrl({
      scopes, redirectUri, state, nonce, loginHint: person.upn, codeChallenge: challenge, codeChallengeMethod: "S256", responseMode: "query",
    });
    const answer = await fetch(url, { redirect: "manual" });
    assert.equal(answer.status, 302);
    const back = new URL(answer.headers.get("location"));
    assert.equal(back.searchParams.get("state"), state);
    const code = back.searchParams.get("code");
    const result = await client.acquireTokenByCode({ code, scopes, redirectUri, codeVerifier: verifier }, { code, nonce });
    assert.equal(result.account.homeAccountId, `${person.id}.${sandbox.tenant_id}`);
    assert.equal(result.account.username, person.upn);
    assert.equal(result.idTokenClaims.nonce, nonce);
    const silent = await client.acquireTokenSilent({ account: result.account, scopes, forceRefresh: true });
    assert.notEqual(silent.accessToken, result.accessToken);
    const cached = await client.acquireTokenSilent({ account: result.account, scopes });
    assert.equal(cached.fromCache, true);
  },

  async "interactive sign-in over form_post"() {
    const client = publicClient();
    const result = await client.acquireTokenInteractive({ scopes, openBrowser, loginHint: person.upn });
    assert.equal(result.account.username, person.upn);
  },

  async "device code"() {
    const client = publicClient();
    const deviceCodeCallback = async (device) => {
      assert.ok(device.message.includes(device.userCode));
      const approve = new URL(device.verificationUri);
      approve.searchParams.set("user_code", device.userCode);
      approve.searchParams.set("login_hint", person.upn);
      assert.equal((await fetch(approve)).status, 200);
    };
    const result = await client.acquireTokenByDeviceCode({ scopes, deviceCodeCallback });
    assert.equal(result.account.username, person.upn);
  },

  async "client credentials by secret and by certificate"() {
    const bySecret = await confidentialClient({ clientSecret: sandbox.app_client_secret }).acquireTokenByClientCredential(defaultScope());
    assert.ok(bySecret.accessToken);
    const pem = readFileSync(process.env.CERTIFICATE, "utf8");
    const thumbprintSha256 = new X509Certificate(pem).fingerprint256.replaceAll(":", "");
    const privateKey = readFileSync(process.env.KEY, "utf8");
    for (const x5c of [undefined, pem]) {
      const client = confidentialClient({ clientCertificate: { thumbprintSha256, privateKey, x5c } });
      assert.ok((await client.acquireTokenByClientCredential(defaultScope())).accessToken);
    }
  },

  async "client credentials by the older thumbprint"() {
    const pem = readFileSync(process.env.CERTIFICATE, "utf8");
    const thumbprint = new X509Certificate(pem).fingerprint.replaceAll(":", "");
    const client = confidentialClient({ clientCertificate: { thumbprint, privateKey: readFileSync(process.env.KEY, "utf8") } });
    assert.ok((await client.acquireTokenByClientCredential(defaultScope())).accessToken);
  },

  async "a wrong secret is 7000215"() {
    const client = confidentialClient({ clientSecret: "wrong" });
    await assert.rejects(client.acquireTokenByClientCredential(defaultScope()), (error) => error.errorNo === "7000215" || error.message.includes("7000215"));
  },

  async "Graph as an application: users, folders, messages, events"() {
    const graph = graphClient(async () => (await confidentialClient({ clientSecret: sandbox.app_client_secret }).acquireTokenByClientCredential(defaultScope())).accessToken);
    const organization = await graph.api("/organization").select("id").top(1).get();
    assert.equal(organization.value[0].id, sandbox.tenant_id);
    let users = 0;
    const first = await graph.api("/users").top(3).get();
    await new PageIterator(graph, first, () => ++users < 10_000).iterate();
    assert.ok(users > 2);
    const inbox = `/users/${person.id}/mailFolders/inbox/messages`;
    const messages = await graph.api(inbox).select("id,subject,receivedDateTime").top(5).get();
    assert.equal(messages.value.length, 5);
    await roundOf(graph, `${inbox}/delta`, { Prefer: 'odata.maxpagesize=7, IdType="ImmutableId"' });
    const [from, to] = [-30, 30].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    const events = await roundOf(graph, `/users/${person.id}/calendarView/delta?startDateTime=${from}&endDateTime=${to}`, { Prefer: "odata.maxpagesize=10" });
    assert.ok(events.length > 0);
    const content = new BatchRequestContent([
      { id: "a", request: new Request(`${sandbox.graph}/users/${person.id}/mailFolders/sentitems?$select=id`, { method: "GET" }) },
      { id: "b", request: new Request(`${sandbox.graph}/users/${person.id}/mailFolders/drafts?$select=id`, { method: "GET" }), dependsOn: ["a"] },
    ]);
    const answers = new BatchResponseContent(await graph.api("/$batch").post(await content.getContent()));
    for (const id of ["a", "b"]) {
      const folder = await answers.getResponseById(id).json();
      assert.ok(folder.id, JSON.stringify(folder));
    }
    const batch = await graph.api("/$batch").post({ requests: [
      { id: "1", method: "GET", url: `/users/${person.id}/mailFolders/inbox?$select=id` },
      { id: "2", method: "GET", url: `/users/${person.id}/mailFolders/nosuchfolder` },
    ] });
    assert.deepEqual(batch.responses.map((one) => [one.id, one.status]).sort(), [["1", 200], ["2", 400]]);
    await assert.rejects(graph.api(`/users/${person.id}/messages/delta`).get(), { statusCode: 400 });
    await assert.rejects(graph.api("/me").get(), (error) => error.statusCode >= 400);
  },

  async "the Graph SDK waits out a refusal with Retry-After by itself"() {
    const graph = graphClient(async () => (await confidentialClient({ clientSecret: sandbox.app_client_secret }).acquireTokenByClientCredential(defaultScope())).accessToken);
    const rule = { path: "/v1.0/organization", times: 2, fault: { kind: "too_many_requests", retry_after: 1 } };
    await fetch(`${sandbox.authority}/sandbox/faults`, { method: "POST", body: JSON.stringify(rule), headers: { "content-type": "application/json" } });
    const organization = await graph.api("/organization").get();
    assert.equal(organization.value[0].id, sandbox.tenant_id);
    const faults = await (await fetch(`${sandbox.authority}/sandbox/faults`)).json();
    assert.equal(JSON.stringify(faults).includes('"spoiled":2'), true, JSON.stringify(faults));
    await fetch(`${sandbox.authority}/sandbox/faults`, { method: "DELETE" });
  },

  async "an invitation leads to its meeting and a new transcript"() {
    const client = publicClient();
    const host = sandbox.users.find((user) => user.id !== person.id);
    const token = (await client.acquireTokenInteractive({ scopes, openBrowser, loginHint: person.upn })).accessToken;
    const graph = graphClient(async () => token);
    const first = await latest(graph, "/me/mailFolders/inbox/messages/delta?$select=subject");
    const made = await control("event", { organizer: host.upn, attendees: [person.upn], subject: "Road", start: "-2h", minutes: 30, online: true });
    await control("transcript", { mailbox: host.upn, id: made.copies[0].id, turns: [{ speaker: host.display_name, text: "Shall we begin?" }] });
    const round = await graph.api(first).get();
    const invitation = round.value.find((one) => one.subject === "Road");
    assert.equal(invitation["@odata.type"], "#microsoft.graph.eventMessageRequest");
    const { event } = await graph.api(`/me/messages/${invitation.id}`).expand("microsoft.graph.eventMessage/event($select=onlineMeeting)").get();
    assert.equal(event.onlineMeeting.joinUrl, made.joinUrl);
    const found = await graph.api("/me/onlineMeetings").filter(encodeURIComponent(`JoinWebUrl eq '${made.joinUrl}'`)).get();
    const list = await graph.api(`/me/onlineMeetings/${found.value[0].id}/transcripts`).get();
    const text = await graph.api(`/me/onlineMeetings/${found.value[0].id}/transcripts/${list.value[0].id}/metadataContent`).responseType("text").get();
    assert.match(text, /"spokenText":"Shall we begin\?"/);
  },

  async "Graph as a person: me, a meeting and its transcript"() {
    const client = publicClient();
    let transcripts = 0;
    for (const user of sandbox.users) {
      const token = (await client.acquireTokenInteractive({ scopes, openBrowser, loginHint: user.upn })).accessToken;
      const graph = graphClient(async () => token);
      const me = await graph.api("/me").get();
      assert.equal(me.id, user.id);
      const [from, to] = [-60, 0].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
      const view = await graph.api("/me/calendarView").query({ startDateTime: from, endDateTime: to }).top(100).get();
      for (const event of view.value.filter((event) => event.onlineMeeting?.joinUrl && event.isOrganizer)) {
        const filter = `JoinWebUrl eq '${event.onlineMeeting.joinUrl}'`;
        const meetings = await graph.api("/me/onlineMeetings").filter(encodeURIComponent(filter)).get();
        for (const meeting of meetings.value) {
          const list = await graph.api(`/me/onlineMeetings/${meeting.id}/transcripts`).get();
          for (const transcript of list.value) {
            const content = await graph.api(`/me/onlineMeetings/${meeting.id}/transcripts/${transcript.id}/content`).responseType("text").get();
            assert.ok(content.startsWith("WEBVTT") && content.includes("<v "));
            transcripts += 1;
          }
        }
        if (transcripts > 0) return;
      }
    }
    assert.fail("no transcript in the world");
  },
};

async function roundOf(graph, path, headers) {
  const items = [];
  let page = await graph.api(path).headers(headers).get();
  for (;;) {
    items.push(...page.value);
    assert.ok(!(page["@odata.nextLink"] && page["@odata.deltaLink"]));
    if (page["@odata.deltaLink"]) break;
    page = await graph.api(page["@odata.nextLink"]).headers(headers).get();
  }
  const again = await graph.api(page["@odata.deltaLink"]).headers(headers).get();
  assert.ok(again.value.length <= 2, "the second round repeats little");
  return items;
}

// A browser that sends the form of form_post as its script would.
async function openBrowser(url) {
  const page = await (await fetch(url)).text();
  const action = page.match(/action="([^"]+)"/)[1];
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value)]);
  await fetch(unescaped(action), { method: "POST", body: new URLSearchParams(fields) });
}

// The delta link of a whole round.
async function latest(graph, path) {
  let page = await graph.api(path).get();
  while (page["@odata.nextLink"]) page = await graph.api(page["@odata.nextLink"]).get();
  return page["@odata.deltaLink"];
}

async function control(change, body) {
  const answer = await fetch(`${sandbox.authority}/sandbox/${change}`, { method: "POST", body: JSON.stringify(body) });
  assert.equal(answer.status, 200, change);
  return answer.json();
}

function publicClient() {
  return new PublicClientApplication({ auth: { clientId: sandbox.client_id, authority, knownAuthorities } });
}

function confidentialClient(credential) {
  return new ConfidentialClientApplication({ auth: { clientId: sandbox.app_client_id, authority, knownAuthorities, ...credential } });
}

function graphClient(getAccessToken) {
  const baseUrl = `${new URL(sandbox.graph).origin}/`;
  const customHosts = new Set([new URL(sandbox.graph).hostname]);
  return Client.initWithMiddleware({ baseUrl, customHosts, authProvider: { getAccessToken } });
}

function defaultScope() {
  return { scopes: ["https://graph.microsoft.com/.default"], skipCache: true };
}

function unescaped(text) {
  return text.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
