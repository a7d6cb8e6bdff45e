use super::{MINE, RUBRIC, office};
use serde_json::{Value, json};

#[tokio::test]
async fn the_rubric_is_shown_to_all_and_set_by_the_admin() {
    let office = office().await;
    let standard = office.ada.get("/v1/rubric").await.json();
    assert_eq!(standard["toml"], transcript::STANDARD);
    assert!(standard["setAt"].is_null());
    let own = transcript::STANDARD.replace("\"2026-11\"", "\"ours-1\"");
    let set = office.admin.put(RUBRIC, &json!({ "toml": own })).await;
    assert_eq!(set.json()["version"], "ours-1");
    assert_eq!(office.ada.get("/v1/rubric").await.body, set.body);
    let mine = office.ada.get(MINE).await.json();
    assert_eq!(mine["input"]["callQuality"]["rubric"], "ours-1");
    assert_eq!(
        mine["input"]["callQuality"]["rubricSha256"],
        set.json()["sha256"]
    );
    assert_eq!(
        office.admin.get("/v1/admin/audit").await.json()[0]["setting"],
        "rubric"
    );
    let changed = own.replace("weight = 25", "weight = 26");
    for taken in [&changed, &changed.replace("ours-1", "2026-11")] {
        let reply = office.admin.put(RUBRIC, &json!({ "toml": taken })).await;
        assert_eq!(
            reply.code(),
            "rubric_refused",
            "a version stands for one text"
        );
    }
    for spoiled in ["", "version = 1", &own.replace("weight = 25", "weight = 0")] {
        let reply = office.admin.put(RUBRIC, &json!({ "toml": spoiled })).await;
        assert_eq!(reply.code(), "rubric_refused");
        assert!(reply.json()["detail"].is_string());
    }
    assert_eq!(
        office.ada.put(RUBRIC, &json!({ "toml": own })).await.code(),
        "forbidden"
    );
    assert_eq!(office.ada.get("/v1/rubric").await.body, set.body);
    let back = office.admin.delete(RUBRIC).await;
    assert_eq!(back.json()["toml"], transcript::STANDARD);
}

/// What an org chart, the routing to managers or a start date would be called.
const NEVER: [&str; 13] = [
    "manager",
    "report",
    "department",
    "jobtitle",
    "orgchart",
    "hierarch",
    "supervisor",
    "startdate",
    "hiredate",
    "employeehire",
    "companyname",
    "officelocation",
    "birthday",
];

/// Microsoft's data fills no org chart, no routing to managers and no start dates: nothing that the service takes or gives has
/// a place for them.
#[test]
fn there_is_no_place_for_an_org_chart() {
    let mut description = serde_json::to_value(vitrine_service::openapi()).unwrap();
    let mut names: Vec<String> = Vec::new();
    collect(&description, &mut names);
    let declared = activity::fields::FIELDS
        .iter()
        .map(|field| field.path.to_owned());
    let enveloped = activity::fields::ENVELOPE_FIELDS
        .iter()
        .map(|field| field.name.to_owned());
    names.extend(declared.chain(enveloped));
    for known in [
        "emailSignals",
        "/v1/me/activities",
        "cycle",
        "properties.meetingSubject",
    ] {
        assert!(
            names.iter().any(|name| name == known),
            "{known} is looked at"
        );
    }
    assert_eq!(forbidden(&names), Vec::<String>::new());

    // The same search finds what must not be, wherever it is put.
    description["paths"]["/v1/me/manager"] = json!({});
    description["components"]["schemas"]["Me"]["properties"]["startDate"] = json!({});
    let mut names = Vec::new();
    collect(&description, &mut names);
    assert_eq!(forbidden(&names), ["startDate", "/v1/me/manager"]);
}

/// The same of everything that is stored, on either side.
#[test]
fn there_is_no_column_for_an_org_chart() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = Vec::new();
    let within = |folder: &std::path::Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    // The ledger's lie in a folder for each version.
    let mut folders = within(&root.join("../ledger/src/sql"));
    folders.push(root.join("migrations"));
    for folder in folders {
        for file in within(&folder) {
            let text = std::fs::read_to_string(file).unwrap();
            let code = text.lines().map(|line| line.split("--").next().unwrap());
            let words =
                code.flat_map(|line| line.split(|one: char| !one.is_alphanumeric() && one != '_'));
            names.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    for known in ["review_access", "external_id", "moved_from"] {
        assert!(
            names.iter().any(|name| name == known),
            "{known} is looked at"
        );
    }
    assert_eq!(forbidden(&names), Vec::<String>::new());
    let planted = ["employee_hire_date".to_owned(), "manager_id".to_owned()];
    assert_eq!(forbidden(&planted), planted);
}

/// Those of the names that must not be.
fn forbidden(names: &[String]) -> Vec<String> {
    let is_forbidden = |name: &&String| {
        let plain = name.to_lowercase().replace(['_', '-', '.'], "");
        NEVER.iter().any(|word| plain.contains(word))
    };
    names.iter().filter(is_forbidden).cloned().collect()
}

fn collect(value: &Value, names: &mut Vec<String>) {
    let Value::Object(members) = value else {
        if let Value::Array(items) = value {
            for item in items {
                collect(item, names);
            }
        }
        return;
    };
    for (name, member) in members {
        if let (true, Value::Object(found)) = (name == "properties" || name == "paths", member) {
            names.extend(found.keys().cloned());
        }
        if name == "parameters" {
            let parameters = member.as_array().into_iter().flatten();
            names.extend(parameters.filter_map(|one| one["name"].as_str().map(str::to_owned)));
        }
        collect(member, names);
    }
}
