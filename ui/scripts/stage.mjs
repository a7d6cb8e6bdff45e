// Serves the pages over the made-up desk and opens them in Debian's Chromium; what photographs and what proves is built on it.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { chromium } from "playwright-core";

const built = resolve("../target/showcase");
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".woff": "font/woff" };

/** Presses the first button with this name. */
export const click = (name) => async (page) => page.getByRole("button", { name }).first().click();

const waitFor = (heading) => async (page) => page.getByRole("heading", { name: heading }).first().waitFor();

const invite = (link) => async (page) => {
  await page.getByRole("textbox").fill(link);
  await click("Read the invite")(page);
  await page.locator("[role=alert], dt").first().waitFor();
};

const by = (way) => async (page) => page.getByRole("radio", { name: way }).check();
const fill = (label, text) => async (page) => page.getByRole("textbox", { name: label }).fill(text);
const password = (text) => async (page) => page.locator("input[type=password]").fill(text);
const byPassword = (text) => [by(/password/), fill(/^Mail server/, "imap.contoso.example"), password(text), click("Connect")];

/** Every screen: its name, the scene, and what is done before it is there. */
export const screens = [
  ["welcome", "first_run"],
  ["invite", "first_run", invite("vitrine://invite/abc")],
  ["invite-expired", "first_run", invite("vitrine://expired")],
  ["first-settings", "first_run", click("Settings")],
  ["no-keyring", "home_unusable"],
  ["collected", "employee_guide"],
  ["sign-in", "employee_guide", click("Next"), click("Open Microsoft’s page")],
  ["sign-in-refused", "employee_guide", click("Next"), click("Open Microsoft’s page"), click("Cancel")],
  ["sign-in-approved", "employee_guide", click("Next"), click("Open Microsoft’s page"), click("Cancel"), click("Open Microsoft’s page"), async (page) => page.getByText("has approved").waitFor()],
  ["my-data", "first_run", click("See my data")],
  ["my-data-visit", "first_run", click("See my data"), click("Sign in at Microsoft")],
  ["my-data-held", "first_run", click("See my data"), click("Sign in at Microsoft"), click("Open the page again"), async (page) => page.locator('[data-row="0"]').waitFor()],
  ["mailbox", "imap_guide"],
  ["mailbox-microsoft", "imap_guide", by(/Microsoft/), click("Connect")],
  ["mailbox-refused", "imap_guide", ...byPassword("wrong"), async (page) => page.getByText("User name or password are wrong").waitFor()],
  ["mailbox-folders", "imap_guide", ...byPassword("right"), async (page) => page.getByText("Which folders count").waitFor()],
  ["collected-imap", "imap_guide", click(/What is collected/)],
  ["two-connections", "both_roads", async (page) => page.getByRole("combobox", { name: "Shown connection" }).selectOption("IMAP")],
  ["account-closed", "both_roads", click("Account")],
  ["account-imap", "both_roads", async (page) => page.getByRole("combobox", { name: "Shown connection" }).selectOption("IMAP"), click("Account")],
  ["preview", "employee_signed_in", click("Read my data")],
  ["preview-row", "employee_signed_in", click("Read my data"), async (page) => page.locator('[data-row="0"]').click(), async (page) => page.getByText("Leave out buyer").waitFor()],
  ["consent", "employee_signed_in", click("Read my data"), click("Next")],
  ["home", "employee_home"],
  ["home-metered", "metered"],
  ["home-failed", "failed"],
  ["account", "employee_home", click("Account")],
  ["rules", "employee_home", click("Rules"), async (page) => page.getByRole("textbox").fill("practice@clinic.example"), async (page) => page.getByText("would no longer be counted").waitFor()],
  ["rules-changed", "employee_home", click("Rules"), click("Leave out clinic.example no longer"), async (page) => page.getByText("is no longer left out").first().waitFor()],
  ["selected", "employee_home", click("Ledger"), async (page) => page.getByRole("checkbox").nth(1).click(), async (page) => page.getByRole("checkbox").nth(4).click({ modifiers: ["Shift"] }), async (page) => page.getByText("4 rows selected").waitFor()],
  ["receipts", "employee_home", click("Receipts")],
  ["meetings", "employee_home", click("Meetings"), async (page) => page.getByText("How your scores went").waitFor()],
  ["meetings-table", "employee_home", click("Meetings"), click("As a table")],
  ["transcript", "employee_home", click("Meetings"), click(/^Read/), click(/^Cut: 0:21/), click("Show the passages of Questions asked")],
  ["transcript-kept", "employee_home", click("Meetings"), click(/^Read/), click("Keep it here"), async (page) => page.getByText("It stays here: Held back by you.").waitFor()],
  ["settings", "employee_home", click("Settings")],
  ["updates", "admin_home", click("Settings"), click("Look for updates"), async (page) => page.getByText("Version 0.2.0 is there").waitFor()],
  ["diagnostics", "employee_home", click("Settings"), async (page) => page.getByRole("switch", { name: /Record what helps/ }).click(), click("Show what would be saved"), async (page) => page.getByText("Save exactly this").waitFor()],
  ["review", "employee_home", click("Reviews"), waitFor("Autumn 2026")],
  ["review-open", "employee_home", click("Reviews"), click("Days: Sent"), click("What is behind it: Discovery"), click("The text block")],
  ["review-dispute", "employee_home", click("Reviews"), click("Dispute: Sent")],
  ["review-frozen", "employee_home", click("Reviews"), async (page) => page.getByRole("combobox").selectOption("2026-H1"), waitFor("Spring 2026")],
  ["help", "employee_home", click("Help"), click("What leaves this computer?")],
  ["register", "admin_guide", click("Register the app")],
  ["admin-consent", "admin_guide", click("Admin consent"), click("Open Microsoft’s page")],
  ["dpa", "admin_guide", click("Agreement")],
  ["dpa-anew", "dpa_anew", click("Agreement")],
  ["domains", "admin_guide", click("Your domains")],
  ["allowlist", "admin_guide", click("Allowlist"), click("Count now")],
  ["allowlist-pasted", "admin_guide", click("Allowlist"), click("Count now"), async (page) => page.getByRole("textbox").fill("acme.example, ACME.example\nbuyer@fabrikam.example *.partner.example\nxn--mnchen-3ya.example sales.contoso.example"), async (page) => page.getByText("spelled").waitFor()],
  ["first-sync", "admin_guide", click("First sync")],
  ["first-sync-running", "admin_syncing", async (page) => page.getByText("10 minutes left").waitFor()],
  ["health", "admin_guide"],
  ["admin-home", "admin_home"],
  ["admin-home-syncing", "admin_home", click("Sync now"), async (page) => page.getByRole("button", { name: "Stop" }).waitFor()],
  ["people", "admin_home", click("People"), async (page) => page.getByRole("textbox").fill("dana.reed@contoso.example"), click("Make the invite")],
  ["people-manager", "admin_home", click("People"), async (page) => page.getByRole("textbox").fill("toni.berger@contoso.example"), async (page) => page.getByRole("radio", { name: "A manager who reviews" }).check()],
  ["people-handed", "admin_home", click("People"), click("New link for zoë.ström@contoso.example")],
  ["people-take-back", "admin_home", click("People"), click("Take back the invite for toni.berger@contoso.example")],
  ["people-of-a-manager", "manager_home", click("People")],
  ["manager-invited", "manager_invited"],
  ["manager-visit", "manager_invited", click("Open Microsoft’s page"), async (page) => page.getByText("Waiting for you").first().waitFor()],
  ["manager", "manager_alone"],
  ["manager-reviews", "manager_alone", click("Reviews"), waitFor("Autumn 2026")],
  ["manager-over", "manager_over"],
  ["policy", "admin_home", click("Policy"), async (page) => page.getByRole("radio", { name: "Numbers only" }).check(), async (page) => page.getByRole("radio", { name: /For a number of days/ }).check(), async (page) => page.getByText("Who changed what").waitFor()],
  ["cycles", "admin_home", click("Cycles"), waitFor("Autumn 2026")],
  ["cycles-new", "admin_home", click("Cycles"), click("New cycle"), click("Make the cycle")],
  ["cycles-freeze", "admin_home", click("Cycles"), click("Freeze: Autumn 2026")],
  ["cycles-read", "admin_home", click("Cycles"), click("Read: Autumn 2026"), click("alex.wood@contoso.example")],
  ["ledger", "admin_home", click("Ledger")],
  ["ledger-export", "admin_home", click("Ledger"), click("Save these rows")],
  ["detail", "admin_home", click("Ledger"), async (page) => page.locator('[data-row="0"]').click()],
];

/** The pages in a browser, until `close`. */
export async function open() {
  const server = createServer((request, response) => {
    const path = join(built, new URL(request.url ?? "/", "http://x").pathname);
    if (!path.startsWith(built) || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${server.address().port}/showcase.html`;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  return {
    browser,
    /** A page that shows a scene, after its acts. */
    async show(context, scene, acts = [], pace = 0) {
      const page = await context.newPage();
      page.on("pageerror", (error) => console.error(scene, error.message));
      await page.clock.setFixedTime("2026-11-22T20:04:00Z");
      await page.goto(`${base}?scene=${scene}&pace=${pace}`);
      await page.locator("h1, h2").first().waitFor();
      for (const act of acts) await act(page);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
