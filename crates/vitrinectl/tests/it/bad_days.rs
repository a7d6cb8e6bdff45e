//! Bad input and bad days: each is a named error with a next step, and nothing is lost.

use crate::stage::{Stage, held, serve, small_world_at};
use crate::twin::Template;

#[tokio::test]
async fn wrong_settings_are_named() {
    let stage = Stage::new().await;
    let home = stage.connected_organisation().await;
    let policy = stage.folder.path().join("policy.toml");
    for (text, code) in [
        ("client_id = 7\n", "policy_file_malformed"),
        ("[[[", "policy_file_malformed"),
        ("\nalowlist = []\n", "policy_file_unknown_key"),
        (
            "graph = \"http://graph.example/v1.0\"\n",
            "setting_not_an_address",
        ),
    ] {
        std::fs::write(&policy, text).unwrap();
        let mut other = stage.admin_home("admin");
        other.environment.remove("VITRINE_GRAPH");
        other.set("VITRINE_POLICY_FILE", policy.to_str().unwrap());
        other.refused(&["sync", "--once"], 2, code).await;
    }
    let missing = ["sync", "--once", "--json", "--policy-file", "/nowhere.toml"];
    let ran = home.run(&missing).await;
    ran.refused(2, "policy_file_unreadable");
}

#[tokio::test]
async fn bad_invites_are_named() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let home = stage.employee_home("employee");
    let connect = async |invite: &str| home.run(&["connect", "--invite", invite, "--json"]).await;
    let long = "0".repeat(100_000);
    for garbage in [
        "hello",
        "",
        " ",
        "\u{1f4e8}",
        "{}",
        "{\"invite\":7}",
        "vitrine://invite",
        "vitrine://invite?code=short",
        "vitrine://invite?service=javascript:alert(1)&code=0123456789abcdefghjkmnpqrs",
        "https://user:word@vitrine.example/i/0123456789abcdefghjkmnpqrs",
        "file:///etc/passwd",
        "http://[::1",
        &long,
    ] {
        connect(garbage).await.refused(2, "invite_garbled");
    }
    connect("0123456789abcdefghjkmnpqrs")
        .await
        .refused(6, "invite_invalid");
    connect("https://elsewhere.example/i/0123456789abcdefghjkmnpqrs")
        .await
        .refused(6, "invite_foreign");
    let admins = stage.admin_invite().await;
    assert_eq!(connect(&admins).await.expect(6).error(), "invite_foreign");
    let employee = stage.connected_employee(&admin, "other", 1).await;
    employee.run(&["doctor"]).await.expect(4);
    let tenant = "00000000-0000-4000-8000-000000000000";
    let foreign = stage.admin_home("foreign");
    let ran = foreign
        .run(&[
            "admin", "connect", "--tenant", tenant, "--invite", &admins, "--json",
        ])
        .await
        .expect(6);
    assert_eq!(ran.error(), "invite_foreign");
}

#[tokio::test]
async fn what_waits_while_the_service_is_away_goes_when_it_is_back() {
    let stage = Stage::new().await;
    let mut home = stage.connected_organisation().await;
    home.run(&["admin", "allow", "acme.example"])
        .await
        .expect(0);
    // The last verified policy serves; what is kept waits.
    home.sync().await;
    home.run(&["admin", "allow", "*.partner.example"])
        .await
        .expect(0);
    let port = {
        std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port()
    };
    home.set("VITRINE_SERVICE_URL", &format!("http://127.0.0.1:{port}"));
    let away = home
        .run(&["sync", "--once", "--json"])
        .await
        .expect(5)
        .json();
    assert!(
        away["streams"]["email_thread"]["pending"].as_u64().unwrap() > 0,
        "{away}"
    );
    home.set("VITRINE_SERVICE_URL", &stage.service.url());
    let before = held(&home.run(&["admin", "export"]).await.expect(0).stdout).len();
    home.sync().await;
    let after = held(&home.run(&["admin", "export"]).await.expect(0).stdout).len();
    assert!(after > before);
    // Nothing waits any more, and yet it is told that the service was not heard.
    home.set("VITRINE_SERVICE_URL", &format!("http://127.0.0.1:{port}"));
    let quiet = home.run(&["sync", "--once", "--json"]).await.expect(5);
    assert_eq!(quiet.json()["streams"]["email_thread"]["pending"], 0);
}

#[tokio::test]
async fn a_service_with_another_key_is_not_trusted() {
    let stage = Stage::new().await;
    let mut home = stage.connected_organisation().await;
    let impostor = serve(&stage.folder.path().join("impostor"), stage.sandbox.ready()).await;
    home.set("VITRINE_SERVICE_URL", &impostor.url());
    home.refused(&["sync", "--once"], 6, "unauthorized").await;
    home.refused(&["admin", "dpa", "show"], 6, "service_untrusted")
        .await;
}

#[tokio::test]
async fn a_wrong_secret_and_a_taken_port_are_named() {
    let stage = Stage::new().await;
    let mut home = stage.connected_organisation().await;
    // The token that is there serves on; without it the secret is asked for.
    home.run(&["disconnect"]).await.expect(0);
    home.set("O365_CLIENT_SECRET", "wrong");
    let invite = stage.admin_invite().await;
    let arguments = [
        "admin",
        "connect",
        "--tenant",
        stage.tenant(),
        "--invite",
        &invite,
        "--json",
    ];
    assert_eq!(
        home.visit(&arguments).await.expect(4).error(),
        "secret_wrong"
    );
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://localhost:{}/", taken.local_addr().unwrap().port());
    home.set("O365_REDIRECT_URI", &address);
    assert_eq!(home.run(&arguments).await.expect(4).error(), "port_taken");
    home.environment.remove("O365_CLIENT_SECRET");
    assert_eq!(
        home.run(&arguments).await.expect(2).error(),
        "registration_incomplete"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_stops_after_the_page_at_hand() {
    let stage = Stage::with(vitrine_sandbox::Options {
        latency_ms: Some(50),
        ..crate::stage::small_world()
    })
    .await;
    let home = stage.connected_organisation().await;
    let mut child = home.start(&["sync", "--once", "--json"]);
    let mut told = tokio::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    // The log names the first folder or calendar that is read.
    while !line.contains("/v1.0/users") {
        line.clear();
        assert!(
            tokio::io::AsyncBufReadExt::read_line(&mut told, &mut line)
                .await
                .unwrap()
                > 0,
            "ended early"
        );
    }
    let id = child.id().unwrap().to_string();
    tokio::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .await
        .unwrap();
    let mut rest = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut told, &mut rest)
        .await
        .unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(5), "{rest}");
    home.sync().await;
}

#[tokio::test]
async fn a_clock_that_is_days_off_does_not_matter_since_graphs_counts() {
    let stage = Stage::with(small_world_at("2026-11-15T03:17:00Z")).await;
    let home = stage.connected_organisation().await;
    home.run(&["admin", "allow", "acme.example"])
        .await
        .expect(0);
    home.sync().await;
    let listed = home.json(&["ledger"]).await;
    let entries = listed["entries"].as_array().unwrap();
    let sent: Vec<_> = entries
        .iter()
        .filter(|entry| entry["state"] == "sent")
        .collect();
    assert!(!sent.is_empty());
    for entry in sent {
        assert!(
            entry["acknowledged_at"]
                .as_str()
                .unwrap()
                .starts_with("2026-11-15T03:"),
            "{entry}"
        );
    }
    let checks = home.json(&["doctor"]).await;
    let clock = checks["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["name"] == "clock");
    assert_eq!(clock.unwrap()["code"], "clock_off");
}

#[tokio::test]
async fn a_machine_whose_own_clock_is_hours_off_does_the_same_and_is_told() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    for hours in ["-7h", "+7h"] {
        let mut twin = template.twin().await;
        twin.home.before = ["faketime", "-f", hours].map(str::to_owned).to_vec();
        let checks = twin.home.run(&["doctor", "--json"]).await.json();
        let checks = checks["checks"].as_array().unwrap();
        let clock = checks.iter().find(|check| check["name"] == "clock");
        assert_eq!(clock.unwrap()["code"], "clock_off", "{hours}");
        assert_eq!(twin.end().await, undisturbed, "{hours}");
    }
}
