//! The TypeScript that the pages use is generated from the commands; drift fails here. `UPDATE=1` writes it.

use std::{env, fs};

use specta_typescript::Typescript;
use tauri::test::MockRuntime;

const BINDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/bindings.ts");

#[test]
fn bindings_are_those_of_the_commands() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = folder.path().join("bindings.ts");
    vitrine_window::bindings::<MockRuntime>()
        .export(Typescript::default(), &fresh)
        .expect("every type has a TypeScript form");
    let generated = fs::read_to_string(fresh).expect("the export was written");
    if env::var_os("UPDATE").is_some() {
        fs::write(BINDINGS, &generated).expect("ui/src is there");
    }
    let written = fs::read_to_string(BINDINGS).unwrap_or_default();
    assert!(
        written == generated,
        "ui/src/bindings.ts is stale: run UPDATE=1 cargo test --test bindings"
    );
}
