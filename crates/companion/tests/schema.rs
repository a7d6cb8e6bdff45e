//! The published schema of the policy file is the one that the program reads by.

use companion::settings::PolicyFile;
use std::path::Path;

#[test]
fn the_policy_files_schema_is_published() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy.schema.json");
    let mut schema = serde_json::to_string_pretty(&PolicyFile::schema()).unwrap();
    schema.push('\n');
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        std::fs::write(&place, &schema).unwrap();
    }
    let published = std::fs::read_to_string(&place).unwrap_or_default();
    assert_eq!(published, schema, "run again with UPDATE=1 to publish it");
}
