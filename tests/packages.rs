//! What the packages of every system are made from: read by Tauri's own types, with every file that it names, and pinned where a
//! change would part a newer version from an older one.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a file that cannot be read is a failed test"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tauri::{
    Config,
    utils::config::{BundleTarget, BundleType, NSISInstallerMode, WebviewInstallMode, WixLanguage},
};

/// Windows knows the program by it; another one would be another program, installed beside.
const UPGRADE_CODE: &str = "6d0d2a5e-5d56-4a1e-9a7c-8c2f6a3f4b21";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).expect("the file is there");
    serde_json::from_str(&text).expect("the file is JSON")
}

/// The configuration as Tauri reads it on a system: the common one with the system's own laid over it.
fn config(system: Option<&str>) -> Config {
    let mut config = json("tauri.conf.json");
    if let Some(system) = system {
        lay_over(&mut config, json(&format!("tauri.{system}.conf.json")));
    }
    serde_json::from_value(config).unwrap_or_else(|error| panic!("{system:?}: {error}"))
}

fn lay_over(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}

fn targets(config: &Config) -> Vec<BundleType> {
    match &config.bundle.targets {
        BundleTarget::List(targets) => targets.clone(),
        other => panic!("the packages are named one by one, not {other:?}"),
    }
}

#[test]
fn every_system_has_its_packages() {
    assert_eq!(targets(&config(None)), [BundleType::Deb, BundleType::Rpm]);
    assert_eq!(
        targets(&config(Some("windows"))),
        [BundleType::Msi, BundleType::Nsis]
    );
    assert_eq!(
        targets(&config(Some("macos"))),
        [BundleType::App, BundleType::Dmg]
    );
}

#[test]
fn every_file_that_is_named_is_there() {
    let bundle = config(None).bundle;
    let (linux, windows) = (bundle.linux, bundle.windows);
    let nsis = windows.nsis.expect("NSIS is set up");
    let mut named: Vec<PathBuf> = bundle.icon.iter().map(PathBuf::from).collect();
    named.extend(bundle.license_file);
    named.extend(bundle.macos.entitlements.map(PathBuf::from));
    named.extend(linux.deb.desktop_template);
    named.extend(linux.rpm.desktop_template);
    named.extend(linux.deb.files.into_values());
    named.extend(linux.rpm.files.into_values());
    named.extend(
        [nsis.installer_icon, nsis.uninstaller_icon]
            .into_iter()
            .flatten(),
    );
    assert!(named.len() >= 16, "{named:?}");
    for file in named {
        assert!(
            root().join(&file).is_file(),
            "{} is missing",
            file.display()
        );
    }
}

#[test]
fn windows_knows_every_version_as_the_same_program() {
    let config = config(Some("windows"));
    let windows = config.bundle.windows;
    let wix = windows.wix.expect("WiX is set up");
    assert_eq!(
        wix.upgrade_code.map(|code| code.to_string()).as_deref(),
        Some(UPGRADE_CODE)
    );
    let WixLanguage::List(languages) = wix.language else {
        panic!("the languages of the MSI");
    };
    assert_eq!(languages, ["en-US", "de-DE"]);
    let nsis = windows.nsis.expect("NSIS is set up");
    assert_eq!(
        nsis.install_mode,
        NSISInstallerMode::Both,
        "for everybody, or for one without rights"
    );
    assert_eq!(nsis.languages.expect("languages"), ["English", "German"]);
    assert!(matches!(
        windows.webview_install_mode,
        WebviewInstallMode::DownloadBootstrapper { silent: true }
    ));
    assert!(!windows.allow_downgrades);
    // An MSI's version is three numbers, of which Windows compares no more.
    let version = config.version.expect("a version");
    let numbers: Vec<u16> = version
        .split('.')
        .map(|part| part.parse().expect("a number"))
        .collect();
    assert!(
        numbers.len() == 3 && numbers[0] < 256 && numbers[1] < 256,
        "{version}"
    );
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn macos_runs_it_hardened_without_an_exception() {
    let macos = config(Some("macos")).bundle.macos;
    assert!(macos.hardened_runtime);
    assert_eq!(macos.minimum_system_version.as_deref(), Some("11.0"));
    let entitlements = macos.entitlements.expect("entitlements");
    let text = fs::read_to_string(root().join(entitlements)).expect("they are there");
    assert!(
        text.contains("<dict/>") && !text.contains("<key>"),
        "none is asked for"
    );
}

#[test]
fn invite_links_lead_to_the_program_on_every_system() {
    let config = config(None);
    assert_eq!(config.identifier, "org.vitrine.desktop");
    let schemes = &config.plugins.0["deep-link"]["desktop"]["schemes"];
    assert_eq!(schemes, &serde_json::json!(["vitrine"]));
    let link = wire::InviteLink::parse("0123456789abcdefghjkmnpqrs").expect("a code");
    assert!(link.deep_link().starts_with("vitrine://"));
}

#[test]
fn the_licence_that_an_installer_shows_is_the_licence() {
    let shown =
        fs::read_to_string(root().join("src-tauri/bundle/licence.txt")).expect("it is there");
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let text = fs::read_to_string(root().join(licence)).expect("it is there");
        assert!(shown.contains(text.trim_matches('\n')), "{licence}");
    }
    assert!(shown.is_ascii(), "the MSI's page takes no other characters");
}

#[test]
fn the_windows_icon_holds_every_size_that_windows_shows() {
    let bytes = fs::read(root().join("icons/icon.ico")).expect("it is there");
    assert_eq!(bytes[..4], [0, 0, 1, 0], "an icon, not a cursor");
    let entries = bytes[6..].chunks_exact(16).take(usize::from(bytes[4]));
    let mut sizes = BTreeSet::new();
    for entry in entries {
        let size = if entry[0] == 0 {
            256
        } else {
            u32::from(entry[0])
        };
        assert_eq!(entry[0], entry[1], "it is a square");
        let [length, start] = [8, 12].map(|at| number(entry, at, u32::from_le_bytes) as usize);
        let image = &bytes[start..start + length];
        let drawn = if image.starts_with(b"\x89PNG") {
            png_size(image)
        } else {
            number(image, 4, u32::from_le_bytes)
        };
        assert_eq!(drawn, size, "what is drawn is what is said");
        sizes.insert(size);
    }
    let shown = BTreeSet::from([16, 24, 32, 48, 256]);
    assert!(sizes.is_superset(&shown), "{sizes:?}");
}

#[test]
fn the_macos_icon_holds_every_size_that_macos_shows() {
    let bytes = fs::read(root().join("icons/icon.icns")).expect("it is there");
    assert_eq!(&bytes[..4], b"icns");
    assert_eq!(
        number(&bytes, 4, u32::from_be_bytes) as usize,
        bytes.len(),
        "it is whole"
    );
    let mut pictures = BTreeMap::new();
    let mut at = 8;
    while at < bytes.len() {
        let length = number(&bytes, at + 4, u32::from_be_bytes) as usize;
        let picture = &bytes[at + 8..at + length];
        if picture.starts_with(b"\x89PNG") {
            pictures.insert(
                String::from_utf8_lossy(&bytes[at..at + 4]).into_owned(),
                png_size(picture),
            );
        }
        at += length;
    }
    let kinds = [
        ("ic11", 32),
        ("ic12", 64),
        ("ic07", 128),
        ("ic13", 256),
        ("ic08", 256),
        ("ic14", 512),
        ("ic09", 512),
        ("ic10", 1024),
    ];
    for (kind, size) in kinds {
        assert_eq!(pictures.get(kind), Some(&size), "{kind}");
    }
}

fn number(bytes: &[u8], at: usize, read: impl Fn([u8; 4]) -> u32) -> u32 {
    read(bytes[at..at + 4].try_into().expect("four bytes"))
}

/// The width of a PNG that is a square.
fn png_size(png: &[u8]) -> u32 {
    let (width, height) = (
        number(png, 16, u32::from_be_bytes),
        number(png, 20, u32::from_be_bytes),
    );
    assert_eq!(width, height, "it is a square");
    width
}
