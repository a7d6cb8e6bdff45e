use crate::support::{Person, Process, TENANT, World, attended, client, ndjson};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use vitrine_service::{Options, Service};

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";

fn serve(data: &Path) -> Process {
    serve_with_log(data, Stdio::null())
}

fn serve_with_log(data: &Path, log: Stdio) -> Process {
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(data).stderr(log);
    Process::of(command)
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine-service"));
    command
        .env_remove("VITRINE_SERVICE_URL")
        .env_remove("VITRINE_CA_FILE")
        .env_remove("VITRINE_AUDIENCE");
    command
}

fn run(arguments: &[&str], data: &Path) -> Value {
    let output = program()
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        1,
        "one line"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn invites_are_made_before_the_first_start_and_beside_a_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("svc");
    let early = run(&["admin-invite", "--tenant", TENANT], &data);
    assert_eq!(
        early["invite"], early["code"],
        "nobody knows an address yet"
    );
    let service = serve(&data);
    let late = run(&["admin-invite", "--tenant", TENANT], &data);
    assert!(late["invite"].as_str().unwrap().starts_with(&service.1));
    let elsewhere = run(
        &[
            "admin-invite",
            "--tenant",
            TENANT,
            "--url",
            "https://vitrine.example",
        ],
        &data,
    );
    assert!(
        elsewhere["invite"]
            .as_str()
            .unwrap()
            .starts_with("https://vitrine.example/i/")
    );
    for invite in [&early, &late] {
        let admin = service.person(invite).await;
        assert_eq!(admin.get("/v1/me").await.json()["tenant"], TENANT);
    }
    let employee = run(
        &[
            "invite",
            "--tenant",
            TENANT,
            "--email",
            "ada@contoso.example",
            "--road",
            "imap",
        ],
        &data,
    );
    let ada = service.person(&employee).await;
    assert_eq!(ada.me["address"], "ada@contoso.example");
}

#[tokio::test]
async fn a_killed_service_has_kept_what_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("svc");
    let invite = run(&["admin-invite", "--tenant", TENANT], &data);
    let service = serve(&data);
    let mut admin = service.person(&invite).await;
    let connection = admin.set_up().await;
    let body = ndjson(
        TENANT,
        MAILBOX,
        &connection,
        None,
        &[attended("e1", "buyer@acme.example")],
    );
    assert_eq!(admin.upload(body.clone()).await.status, 200);
    let content = admin.export().await;
    drop(service);
    let service = serve(&data);
    admin = Person::new(client(), service.1.clone(), admin.credential);
    assert_eq!(admin.export().await, content);
    assert_eq!(admin.upload(body).await.statuses(), ["unchanged"]);
}

#[tokio::test]
async fn two_services_on_one_folder_agree() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    let second = Service::start(Options::new(world.folder.path().join("data")))
        .await
        .unwrap();
    let there = Person::new(client(), second.url(), admin.credential.clone());
    let uploads = (0..6).map(|batch| {
        let person = if batch % 2 == 0 {
            admin.clone()
        } else {
            there.clone()
        };
        let activities: Vec<_> = (0..10)
            .map(|event| attended(&format!("e{}", batch * 5 + event), "buyer@acme.example"))
            .collect();
        let body = ndjson(TENANT, MAILBOX, &connection, None, &activities);
        tokio::spawn(async move { person.upload(body).await.statuses().len() })
    });
    for upload in uploads.collect::<Vec<_>>() {
        assert_eq!(upload.await.unwrap(), 10);
    }
    assert_eq!(admin.export().await.lines().count(), 35);
    assert_eq!(there.export().await, admin.export().await);
    let card = |person: Person| async move {
        person.get("/.well-known/vitrine.json").await.json()["policyKey"].clone()
    };
    assert_eq!(card(there).await, card(admin).await, "one key signs");
    second.stop().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_terminated_service_ends_well_and_names_what_it_cannot_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = serve(&folder.path().join("svc"));
    Command::new("kill")
        .arg(service.0.id().to_string())
        .status()
        .unwrap();
    assert!(service.0.wait().unwrap().success());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let output = program()
        .args(["serve", "--listen", &listen, "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot listen"));
    let file = folder.path().join("a file");
    std::fs::write(&file, "x").unwrap();
    let output = program()
        .args(["admin-invite", "--tenant", TENANT, "--data"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("vitrine-service:"));
    assert!(!output.status.success());
}

#[test]
fn a_new_agreement_is_published_by_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("v2.md");
    std::fs::write(&text, "# Version 2").unwrap();
    let arguments = [
        "dpa-publish",
        "--version",
        "2",
        "--language",
        "en",
        "--file",
        text.to_str().unwrap(),
    ];
    let published = run(&arguments, &folder.path().join("svc"));
    assert_eq!(
        published["sha256"],
        json!(activity::Sha256::of(b"# Version 2"))
    );
}

#[tokio::test]
async fn a_log_holds_ids_counts_and_codes_and_never_content() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("svc"), folder.path().join("log"));
    let invite = run(&["admin-invite", "--tenant", TENANT], &data);
    let service = serve_with_log(&data, std::fs::File::create(&log).unwrap().into());
    let admin = service.person(&invite).await;
    let code = invite["code"].as_str().unwrap();
    admin.get(&format!("/i/{code}")).await;
    admin.get(&format!("/v1/invites/{code}?canary=query")).await;
    let proof = json!({ "organisation": "Canary", "verifiedDomains": ["canary.example"] });
    admin.put("/v1/admin/proof", &proof).await;
    admin.accept_dpa().await;
    let entries = json!({ "entries": ["acme.example", "canary@acme.example"] });
    assert_eq!(admin.put("/v1/admin/allowlist", &entries).await.status, 422);
    let connection = admin.connect("organisation").await;
    let body = ndjson(
        TENANT,
        MAILBOX,
        &connection,
        None,
        &[attended("canary", "canary@acme.example")],
    );
    assert_eq!(admin.upload(body).await.code(), "not_allowed_by_policy");
    let torn = br#"{"activity":{"subject":"canary"#.to_vec();
    assert_eq!(admin.upload(torn).await.code(), "malformed");
    drop(service);
    let log = std::fs::read_to_string(&log).unwrap().to_lowercase();
    assert!(log.contains("not_allowed_by_policy") && log.contains("/v1/invites/{code}"));
    let secret = admin.credential.unwrap().to_lowercase();
    for content in ["canary", code, &secret, "acme"] {
        assert!(!log.contains(content), "{content}");
    }
}
