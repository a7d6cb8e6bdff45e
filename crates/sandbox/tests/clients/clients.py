"""Microsoft's Python clients, unchanged, against the sandbox: msal, azure-identity and msgraph-sdk.

SANDBOX is the ready line; REQUESTS_CA_BUNDLE and SSL_CERT_FILE trust its authority; CERTIFICATE and KEY are PEM files.
"""

import asyncio
import json
import os
import re
import sys
import time
import traceback
import webbrowser
from datetime import datetime, timedelta, timezone

import msal
import requests
from azure.identity import CertificateCredential, ClientSecretCredential, DeviceCodeCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.event_message import EventMessage
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.users.item.calendar_view.delta.delta_request_builder import DeltaRequestBuilder
from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder
from msgraph_core import PageIterator

from schema import Schema

SANDBOX = json.loads(os.environ["SANDBOX"])
AUTHORITY = f"{SANDBOX['authority']}/{SANDBOX['tenant_id']}"
GRAPH = SANDBOX["graph"]
APP, SECRET, TENANT = SANDBOX["app_client_id"], SANDBOX["app_client_secret"], SANDBOX["tenant_id"]
PERSON = next(user for user in SANDBOX["users"] if not user["roles"])
SCOPES = ["User.Read", "Mail.Read", "Calendars.Read", "OnlineMeetings.Read", "OnlineMeetingTranscript.Read.All"]
DEFAULT = ["https://graph.microsoft.com/.default"]


def public_client():
    return msal.PublicClientApplication(SANDBOX["client_id"], authority=AUTHORITY, instance_discovery=False)


def confidential_client(credential):
    return msal.ConfidentialClientApplication(APP, authority=AUTHORITY, client_credential=credential, instance_discovery=False)


def sign_in(client, user):
    flow = client.initiate_auth_code_flow(SCOPES, redirect_uri="http://localhost:53682", login_hint=user["upn"])
    answer = requests.get(flow["auth_uri"], allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    query = requests.utils.urlparse(answer.headers["location"]).query
    response = {name: values[0] for name, values in __import__("urllib.parse").parse.parse_qs(query).items()}
    result = client.acquire_token_by_auth_code_flow(flow, response)
    assert "access_token" in result, result
    return result


def code_flow_and_silent_refresh():
    client = public_client()
    result = sign_in(client, PERSON)
    assert result["id_token_claims"]["oid"] == PERSON["id"]
    assert result["id_token_claims"]["preferred_username"] == PERSON["upn"]
    account = client.get_accounts()[0]
    assert account["home_account_id"] == f"{PERSON['id']}.{TENANT}"
    cached = client.acquire_token_silent(SCOPES, account)
    assert cached["access_token"] == result["access_token"]
    fresh = client.acquire_token_silent(SCOPES, account, force_refresh=True)
    assert fresh["access_token"] != result["access_token"]
    mail = client.acquire_token_silent(["https://outlook.office.com/IMAP.AccessAsUser.All"], account)
    assert mail and mail["access_token"] not in (result["access_token"], fresh["access_token"])
    assert requests.get(f"{GRAPH}/me", headers={"Authorization": f"Bearer {mail['access_token']}"}, timeout=10).status_code == 401


def device_flow():
    client = public_client()
    flow = client.initiate_device_flow(SCOPES)
    assert flow["user_code"] in flow["message"]
    approval = requests.get(flow["verification_uri"], params={"user_code": flow["user_code"], "login_hint": PERSON["upn"]}, timeout=10)
    assert approval.status_code == 200
    result = client.acquire_token_by_device_flow(flow)
    assert result["id_token_claims"]["oid"] == PERSON["id"], result


def certificates():
    pem, key = open(os.environ["CERTIFICATE"]).read(), open(os.environ["KEY"]).read()
    certificate = x509.load_pem_x509_certificate(pem.encode())
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex()  # RS256 with x5t, as the service still takes it
    for credential in (
        SECRET,
        {"private_key": key, "thumbprint": thumbprint},
        {"private_key": key, "thumbprint": thumbprint, "public_certificate": pem},
        {"private_key": key, "public_certificate": pem},
    ):
        result = confidential_client(credential).acquire_token_for_client(DEFAULT)
        assert "access_token" in result and "refresh_token" not in result, result
    wrong = confidential_client("wrong").acquire_token_for_client(DEFAULT)
    assert wrong["error_codes"] == [7000215], wrong


def azure_identity():
    for credential in (secret_credential(), certificate_credential()):
        assert credential.get_token(DEFAULT[0]).token
    person = device_credential().get_token("https://graph.microsoft.com/User.Read").token
    assert requests.get(f"{GRAPH}/me", headers={"Authorization": f"Bearer {person}"}, timeout=10).json()["id"] == PERSON["id"]


def device_credential():
    """Signs a person in, as under --auto-consent whoever opens the page with a login_hint does."""

    def approve(verification_uri, user_code, _expires):
        answer = requests.get(verification_uri, params={"user_code": user_code, "login_hint": PERSON["upn"]}, timeout=10)
        assert answer.status_code == 200, answer.text

    return DeviceCodeCredential(
        SANDBOX["client_id"], tenant_id=TENANT, authority=SANDBOX["authority"], disable_instance_discovery=True, prompt_callback=approve,
    )


def msal_opens_a_browser():
    """The loopback listener of msal itself, which takes form_post only."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "browser.py")
    browser = webbrowser.BackgroundBrowser(sys.executable)
    browser.args = ["-B", script, "%s"]
    webbrowser.register("sandbox", None, browser, preferred=True)
    result = public_client().acquire_token_interactive(SCOPES, login_hint=PERSON["upn"], timeout=30)
    assert result.get("id_token_claims", {}).get("oid") == PERSON["id"], result


def secret_credential():
    return ClientSecretCredential(TENANT, APP, SECRET, authority=SANDBOX["authority"], disable_instance_discovery=True)


def certificate_credential():
    data = (open(os.environ["KEY"]).read() + open(os.environ["CERTIFICATE"]).read()).encode()
    return CertificateCredential(TENANT, APP, certificate_data=data, authority=SANDBOX["authority"], disable_instance_discovery=True)


def graph_sdk():
    asyncio.run(graph_sdk_round())


def graph_client(credential, scopes):
    hosts = [requests.utils.urlparse(GRAPH).hostname, requests.utils.urlparse(GRAPH).netloc]
    provider = AzureIdentityAuthenticationProvider(credential, scopes=scopes, allowed_hosts=hosts)
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = GRAPH
    return GraphServiceClient(request_adapter=adapter)


def graph_sdk_as_a_person():
    asyncio.run(graph_sdk_as_a_person_round())


async def graph_sdk_as_a_person_round():
    graph = graph_client(device_credential(), [f"https://graph.microsoft.com/{scope}" for scope in SCOPES])
    me = await graph.me.get()
    assert me.id == PERSON["id"]
    query = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters(
        select=["subject", "from"], top=5, expand=["microsoft.graph.eventMessage/event($select=subject,onlineMeeting)"],
    )
    configuration = MessagesRequestBuilder.MessagesRequestBuilderGetRequestConfiguration(query_parameters=query)
    messages = []

    def look(message):
        messages.append(message)
        return True

    page = await graph.me.messages.get(request_configuration=configuration)
    await PageIterator(page, graph.request_adapter).iterate(look)
    links = [one for one in messages if isinstance(one, EventMessage) and one.event and one.event.online_meeting]
    assert len(messages) > 5 and links, len(messages)
    try:
        await graph.users.by_user_id(SANDBOX["users"][-1]["id"]).messages.get()
        raise AssertionError("another person's mail was read")
    except ODataError as error:
        assert error.response_status_code == 403 and error.error.code == "ErrorAccessDenied", error


async def graph_sdk_round():
    graph = graph_client(secret_credential(), DEFAULT)
    organization = await graph.organization.get()
    assert organization.value[0].id == TENANT
    users = await graph.users.get()
    assert len(users.value) > 2
    person = graph.users.by_user_id(PERSON["id"])
    folders = await person.mail_folders.get()
    assert folders.value
    messages = await person.mail_folders.by_mail_folder_id("inbox").messages.get()
    assert len(messages.value) > 5 and messages.value[0].received_date_time
    page = await person.mail_folders.by_mail_folder_id("inbox").messages.delta.get()
    while page.odata_next_link:
        page = await person.mail_folders.by_mail_folder_id("inbox").messages.delta.with_url(page.odata_next_link).get()
    assert page.odata_delta_link
    start, end = window()
    query = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters(start_date_time=start, end_date_time=end)
    configuration = DeltaRequestBuilder.DeltaRequestBuilderGetRequestConfiguration(query_parameters=query)
    events = await person.calendar_view.delta.get(request_configuration=configuration)
    assert events.value
    for user in SANDBOX["users"]:
        if await read_a_transcript(graph.users.by_user_id(user["id"]), user):
            return
    raise AssertionError("no transcript in the world")


async def read_a_transcript(person, user):
    token = secret_credential().get_token(DEFAULT[0]).token
    for join_url in join_urls(token, f"/users/{user['id']}"):
        found = requests.get(
            f"{GRAPH}/users/{user['id']}/onlineMeetings", params={"$filter": f"JoinWebUrl eq '{join_url}'"},
            headers={"Authorization": f"Bearer {token}"}, timeout=10,
        )
        for meeting in found.json().get("value", []):
            meetings = person.online_meetings.by_online_meeting_id(meeting["id"])
            transcripts = await meetings.transcripts.get()
            for transcript in transcripts.value:
                content = await meetings.transcripts.by_call_transcript_id(transcript.id).content.get()
                assert content.startswith(b"WEBVTT") and b"<v " in content, content[:200]
                return True
    return False


# The sandbox has no subscriptions, and answers a revocation as documented: without a body.
NOT_ANSWERED = {"POST /subscriptions", "POST /me/revokeSignInSessions"}


def every_body_fits_the_schema():
    schema = Schema.load()
    app = bearer(secret_credential().get_token(DEFAULT[0]).token)
    client = public_client()
    me = bearer(sign_in(client, SANDBOX["users"][0])["access_token"])
    for session, root in ((app, f"/users/{SANDBOX['users'][0]['id']}"), (me, "/me")):
        crawl(schema, session, root, is_app=session is app)
    for user in SANDBOX["users"]:
        if schema.unchecked() & {"GET /me/onlineMeetings/{onlineMeeting-id}/transcripts/{callTranscript-id}/content"}:
            person = bearer(sign_in(public_client(), user)["access_token"])
            for session, root in ((app, f"/users/{user['id']}"), (person, "/me")):
                all_meetings(schema, session, root)
    directory = client.acquire_token_silent(["Directory.Read.All"], client.get_accounts()[0])
    schema.get(bearer(directory["access_token"]), "/oauth2PermissionGrants", {})
    assert schema.unchecked() == NOT_ANSWERED, schema.unchecked() ^ NOT_ANSWERED


def bearer(token):
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def crawl(schema, session, root, is_app):
    start, end = window()
    get = lambda path, **headers: schema.get(session, path, headers)  # noqa: E731
    get("/organization")
    get("/organization?$select=id&$top=1")
    get(root if is_app else "/me")
    if is_app:
        pages(get, "/users?$top=4")
        pages(get, "/users/delta?$select=displayName,userPrincipalName")
        all_transcripts(get, root)
    folders = pages(get, f"{root}/mailFolders?$top=5&includeHiddenFolders=true")
    pages(get, f"{root}/mailFolders/delta")
    for folder in folders:
        get(f"{root}/mailFolders/{folder['id']}")
        pages(get, f"{root}/mailFolders/{folder['id']}/childFolders")
    messages = pages(get, f"{root}/mailFolders/inbox/messages?$top=20")
    pages(get, f"{root}/mailFolders/inbox/messages/delta?$select=subject,from,isRead", Prefer="odata.maxpagesize=20")
    pages(get, f"{root}/messages?$top=25&$select=subject,sender,toRecipients,conversationId,internetMessageId")
    invitations = [m for m in messages if m.get("@odata.type", "").startswith("#microsoft.graph.eventMessage")]
    if invitations and not is_app:
        expand = "$expand=microsoft.graph.eventMessage/event($select=subject,start,end,onlineMeeting)"
        get(f"{root}/mailFolders/inbox/messages?{expand}")
    view = pages(get, f"{root}/calendarView?startDateTime={start}&endDateTime={end}&$top=50")
    pages(get, f"{root}/calendarView/delta?startDateTime={start}&endDateTime={end}", Prefer="odata.maxpagesize=15")
    for event in view[:10]:
        get(f"{root}/events/{event.get('seriesMasterId') or event['id']}")
    batch(schema, session, root)
    all_meetings(schema, session, root)


def all_meetings(schema, session, root):
    start, end = window()
    get = lambda path, **headers: schema.get(session, path, headers)  # noqa: E731
    for event in pages(get, f"{root}/calendarView?startDateTime={start}&endDateTime={end}&$top=50"):
        if event.get("onlineMeeting") and event.get("isOrganizer"):
            meetings(get, root, event["onlineMeeting"]["joinUrl"])


def meetings(get, root, join_url):
    found = get(f"{root}/onlineMeetings?$filter=" + requests.utils.quote(f"JoinWebUrl eq '{join_url}'", safe=""))
    for meeting in (found or {}).get("value", []):
        get(f"{root}/onlineMeetings/{meeting['id']}")
        for transcript in pages(get, f"{root}/onlineMeetings/{meeting['id']}/transcripts"):
            base = f"{root}/onlineMeetings/{meeting['id']}/transcripts/{transcript['id']}"
            get(base)
            get(f"{base}/content", Accept="application/octet-stream, application/json")
            get(f"{base}/metadataContent")


def all_transcripts(get, root):
    start, end = window()
    call = f"{root}/onlineMeetings/getAllTranscripts(meetingOrganizerUserId='{root.removeprefix('/users/')}',startDateTime={start}"
    pages(get, f"{call},endDateTime={end})")
    pages(get, f"{call})/delta")


def batch(schema, session, root):
    body = {"requests": [{"id": str(n), "method": "GET", "url": f"{root}/mailFolders/{name}?$select=id"} for n, name in enumerate(("inbox", "sentitems", "drafts"))]}
    answer = session.post(f"{GRAPH}/$batch", json=body, timeout=20)
    schema.check("POST", "/$batch", answer)
    assert {one["status"] for one in answer.json()["responses"]} == {200}, answer.text


def pages(get, path, **headers):
    items, page = [], get(path, **headers)
    while page is not None:
        items += page["value"]
        if not (link := page.get("@odata.nextLink")):
            break
        page = get(link, **headers)
    return items


def join_urls(token, root):
    start, end = window()
    view = requests.get(
        f"{GRAPH}{root}/calendarView", params={"startDateTime": start, "endDateTime": end, "$top": 200},
        headers={"Authorization": f"Bearer {token}"}, timeout=20,
    ).json()
    return [event["onlineMeeting"]["joinUrl"] for event in view["value"] if event.get("onlineMeeting") and event.get("isOrganizer")]


def window():
    now = datetime.now(timezone.utc)
    return [(now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ") for days in (-60, 20)]


CHECKS = [
    code_flow_and_silent_refresh, msal_opens_a_browser, device_flow, certificates, azure_identity, graph_sdk, graph_sdk_as_a_person,
    every_body_fits_the_schema,
]

failed = 0
for check in CHECKS:
    started = time.monotonic()
    try:
        check()
        print(f"ok   {check.__name__} ({time.monotonic() - started:.1f} s)")
    except Exception:
        failed += 1
        print(f"FAIL {check.__name__}\n{re.sub(r'(?m)^', '     ', traceback.format_exc())}")
sys.exit(1 if failed else 0)
