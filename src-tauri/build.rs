//! Writes the window's permissions and makes sure that there are pages to carry.

use std::{fs, path::Path};

#[expect(unreachable_pub, reason = "the window exports the same file")]
#[path = "src/commands/names.rs"]
mod names;

/// Shown when the program was built without the pages, so that a plain `cargo build` works before npm has run.
const PLACEHOLDER: &str =
    "<!doctype html><title>Vitrine</title><p>The pages are missing. Run <code>make demo</code>.";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pages = Path::new("ui/dist/index.html");
    if !pages.exists() {
        fs::create_dir_all("ui/dist")?;
        fs::write(pages, PLACEHOLDER)?;
    }
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(names::NAMES));
    tauri_build::try_build(attributes)?;
    Ok(())
}
