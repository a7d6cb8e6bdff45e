use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::io::Write as _;

fn resolve(file: Option<&str>, environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    if let Some(text) = file {
        std::fs::File::create(&path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }
    let flags = Flags {
        home: Some(folder.path().to_owned()),
        policy_file: file.map(|_| path),
    };
    let environment: HashMap<String, String> = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Settings::resolve(&flags, &|name| environment.get(name).cloned())
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "service_url = \"https://file.example\"\nclient_id = \"from-file\"";
    let settings = resolve(
        Some(file),
        &[("VITRINE_SERVICE_URL", "https://environment.example/base")],
    )
    .unwrap();
    assert_eq!(
        settings.service.unwrap().as_str(),
        "https://environment.example/base"
    );
    assert_eq!(
        settings.registration.client_id.as_deref(),
        Some("from-file")
    );
}

#[test]
fn what_the_file_locks_wins_over_the_environment() {
    let file = "service_url = \"https://file.example\"\nlocked = [\"service_url\"]";
    let settings = resolve(
        Some(file),
        &[("VITRINE_SERVICE_URL", "https://environment.example")],
    )
    .unwrap();
    assert_eq!(
        settings.service.as_ref().unwrap().as_str(),
        "https://file.example/"
    );
    assert!(settings.is_locked("service_url"));
}

#[test]
fn the_machines_own_file_counts_and_no_other_can_be_named() {
    let own = || Some(PathBuf::from("own.toml"));
    let other = || Some(PathBuf::from("other.toml"));
    assert_eq!(policy_file(own(), None), Ok(own()));
    assert_eq!(policy_file(own(), own()), Ok(own()));
    assert_eq!(policy_file(None, other()), Ok(other()));
    let refused = policy_file(own(), other()).unwrap_err();
    assert_eq!(refused.code(), "policy_file_laid_down");
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let error = resolve(Some("client_id = \"x\"\nalowlist = []\n"), &[]).unwrap_err();
    assert_eq!(error.code(), "policy_file_unknown_key");
    assert_eq!(error.line(), Some(2));
    assert!(
        error.to_string().contains("`alowlist` at line 2"),
        "{error}"
    );
}

#[test]
fn a_malformed_file_is_named_with_its_line_and_never_repeats_a_value() {
    for text in [
        "\nclient_secret = 12345678901",
        "\nclient_secret = \"12345678901",
        "\n[[12345678901",
    ] {
        let error = resolve(Some(text), &[]).unwrap_err();
        assert_eq!(
            (error.code(), error.line()),
            ("policy_file_malformed", Some(2)),
            "{text}"
        );
        assert!(!error.to_string().contains("12345678901"), "{error}");
    }
}

#[test]
fn plain_http_is_for_this_machine_only() {
    assert!(resolve(None, &[("VITRINE_GRAPH", "http://127.0.0.1:4000/v1.0")]).is_ok());
    for address in ["http://graph.example/v1.0", "graph", "ftp://127.0.0.1"] {
        let error = resolve(None, &[("VITRINE_GRAPH", address)]).unwrap_err();
        assert_eq!(
            error,
            SettingsError::NotAnAddress { setting: "graph" },
            "{address}"
        );
    }
}

#[test]
fn without_anything_it_is_microsofts_own() {
    let settings = resolve(None, &[("BROWSER", " ")]).unwrap();
    assert!(!settings.is_not_microsoft());
    assert_eq!(settings.browser, None);
    assert!(settings.locked.is_empty());
}

#[test]
fn the_key_of_the_home_can_come_from_a_file_that_the_policy_names() {
    use secrecy::ExposeSecret as _;
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "ab".repeat(32) + "\n").unwrap();
    let policy = format!("encryption_key_file = {:?}", key.path());
    let of = |environment| {
        let settings = resolve(Some(&policy), environment).unwrap();
        settings.encryption_key.unwrap().expose_secret().to_owned()
    };
    assert_eq!(of(&[]), "ab".repeat(32));
    assert_eq!(of(&[("CONNECTOR_ENCRYPTION_KEY", "cd")]), "cd");
    let missing = resolve(Some("encryption_key_file = \"nowhere\""), &[]).unwrap_err();
    assert_eq!(missing.code(), "setting_file_unreadable");
}

#[test]
fn a_secret_is_never_shown_among_the_locked() {
    let settings = resolve(
        None,
        &[("O365_CLIENT_SECRET", "hush"), ("O365_CLIENT_ID", "id")],
    )
    .unwrap();
    assert!(
        settings
            .locked
            .iter()
            .any(|locked| locked.name == "client_secret" && locked.value.is_none())
    );
    assert!(!format!("{settings:?}{:?}", settings.locked).contains("hush"));
}

#[test]
fn what_it_may_connect_is_decided_by_the_file_and_said_to_be() {
    let file = "tenant = \"AAAAAAAA-0000-4000-8000-000000000001\"\nroads = [\"employee_imap\"]\ndiagnostics = false";
    let settings = resolve(Some(file), &[]).unwrap();
    assert!(settings.allows(Road::EmployeeImap));
    assert!(!settings.allows(Road::EmployeeGraph) && !settings.allows(Road::Organisation));
    let own = TenantId::new("aaaaaaaa-0000-4000-8000-000000000001").unwrap();
    assert!(settings.is_for(&own));
    assert!(!settings.is_for(&TenantId::new("bbbbbbbb-0000-4000-8000-000000000001").unwrap()));
    assert!(!settings.diagnostics);
    for name in ["tenant", "roads", "diagnostics"] {
        assert!(settings.is_locked(name), "{name}");
    }
}

#[test]
fn without_a_file_every_road_and_tenant_may_be_connected() {
    let settings = resolve(None, &[]).unwrap();
    let roads = [Road::EmployeeGraph, Road::EmployeeImap, Road::Organisation];
    assert!(roads.iter().all(|road| settings.allows(*road)));
    assert!(settings.diagnostics);
    for wrong in ["tenant = \"contoso.example\"", "tenant = \"\""] {
        assert_eq!(
            resolve(Some(wrong), &[]).unwrap_err(),
            SettingsError::NotATenant
        );
    }
    let unknown = resolve(Some("roads = [\"smtp\"]"), &[]).unwrap_err();
    assert_eq!(unknown.code(), "policy_file_malformed");
}

#[test]
fn newer_versions_are_looked_for_nowhere_unless_the_file_says_where() {
    assert!(resolve(None, &[]).unwrap().updates.is_none());
    let key = STANDARD.encode(format!(
        "untrusted comment: minisign public key\n{}\n",
        STANDARD.encode([b"Ed".as_slice(), &[7; 40]].concat())
    ));
    let file = |endpoint: &str, key: &str| {
        format!("[updates]\nendpoint = \"{endpoint}\"\npublic_key = \"{key}\"\n")
    };
    let good = file("https://updates.contoso.example/latest.json", &key);
    let settings = resolve(Some(&good), &[]).unwrap();
    assert_eq!(settings.updates.unwrap().public_key, key);
    let locked = settings.locked.iter().find(|one| one.name == "updates");
    assert_eq!(
        locked.unwrap().value.as_deref(),
        Some("https://updates.contoso.example/latest.json")
    );
    let cleartext = file("http://updates.contoso.example/latest.json", &key);
    let wrong = resolve(Some(&cleartext), &[]).unwrap_err();
    assert_eq!(wrong, SettingsError::NotAnAddress { setting: "updates" });
    for no_key in ["", "hello", &STANDARD.encode("one line"), &key[..40]] {
        let file = file("https://updates.contoso.example/latest.json", no_key);
        let wrong = resolve(Some(&file), &[]).unwrap_err();
        assert_eq!(wrong, SettingsError::NotAPublicKey, "{no_key}");
    }
    let half = resolve(Some("updates = { endpoint = \"https://u.example/\" }"), &[]).unwrap_err();
    assert_eq!(half.code(), "policy_file_malformed");
}
