//! What several mailboxes hold of one thing.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::support::SMALL;

#[tokio::test]
async fn a_mail_within_the_tenant_is_in_every_mailbox_that_it_names() {
    let mut holders: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    let mut sent: BTreeMap<String, Value> = BTreeMap::new();
    for person in SMALL.people() {
        for line in SMALL
            .truth(&person.upn)
            .await
            .into_iter()
            .filter(|line| line["kind"] == "message" && line["isDraft"] == false)
        {
            let Some(id) = line["internetMessageId"].as_str() else {
                continue;
            };
            holders
                .entry(id.to_owned())
                .or_default()
                .insert(person.id.to_string());
            let own = person.addresses().any(|address| {
                line["from"]["address"]
                    .as_str()
                    .is_some_and(|from| from.eq_ignore_ascii_case(address))
            });
            if own && line["meeting"].is_null() {
                sent.insert(id.to_owned(), line);
            }
        }
    }
    let people = SMALL.people();
    let mut internal = 0;
    for (id, line) in &sent {
        for part in ["to", "cc"] {
            for address in line[part]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|entry| entry["address"].as_str())
            {
                let Some(person) = people.iter().find(|person| {
                    person
                        .addresses()
                        .any(|own| own.eq_ignore_ascii_case(address))
                }) else {
                    continue;
                };
                internal += 1;
                assert!(
                    holders[id].contains(&person.id.to_string()),
                    "{id} is not with {address}"
                );
            }
        }
    }
    assert!(internal > 20, "{internal}");
}
