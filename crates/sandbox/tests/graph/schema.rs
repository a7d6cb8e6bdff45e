//! Checks answers against the published subset of Graph's schema.

use std::sync::LazyLock;

use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_yaml_ng::from_str(include_str!("../graph-openapi-subset.yaml")).unwrap()
});

/// Checks the body of a 200 against the schema of the path that the address matches.
pub(crate) fn check(url: &str, body: &Value) {
    let path = url
        .split('?')
        .next()
        .unwrap()
        .split("/v1.0")
        .last()
        .unwrap();
    let path = path
        .replace("%27", "'")
        .replace("mailFolders('", "mailFolders/")
        .replace("')", "")
        .replace("delta()", "delta");
    let Some(schema) = schema_of(&path) else {
        panic!("no schema for {path}")
    };
    let mut faults = Vec::new();
    validate(schema, body, "$", &mut faults);
    assert!(faults.is_empty(), "{url}: {faults:#?}");
}

fn schema_of(path: &str) -> Option<&'static Value> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let paths = DOCUMENT["paths"].as_object()?;
    let fits = |template: &str| {
        let wanted: Vec<&str> = template
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let same = |(wanted, part): (&&str, &&str)| {
            wanted.starts_with('{') || wanted.eq_ignore_ascii_case(part)
        };
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
    };
    let best = paths
        .iter()
        .filter(|(template, _)| fits(template))
        .min_by_key(|(template, _)| template.matches('{').count())?;
    best.1
        .pointer("/get/responses/200/content/application~1json/schema")
}

fn validate(schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return validate(
            &DOCUMENT["components"]["schemas"][name],
            value,
            place,
            faults,
        );
    }
    if value.is_null() {
        if schema["nullable"] != true && !schema.as_object().is_none_or(serde_json::Map::is_empty) {
            faults.push(format!("{place}: null"));
        }
        return;
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        validate(part, value, place, faults);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let removed = value.get("@removed").is_some();
        let choice = if removed {
            choices.last()
        } else {
            choices.first()
        };
        validate(choice.unwrap(), value, place, faults);
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        faults.push(format!("{place}: {value} is not one of {allowed:?}"));
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value
            .as_str()
            .is_some_and(|text| formatted(schema["format"].as_str(), text)),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    if !fits {
        faults.push(format!(
            "{place}: {value} is no {} {}",
            schema["type"], schema["format"]
        ));
    }
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if value.get(name).is_none() {
            faults.push(format!("{place}: {name} is missing"));
        }
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object())
    {
        for (name, inner) in object {
            if let Some(schema) = properties.get(name) {
                validate(schema, inner, &format!("{place}.{name}"), faults);
            }
        }
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        validate(
            &schema["items"],
            item,
            &format!("{place}[{number}]"),
            faults,
        );
    }
}

fn formatted(format: Option<&str>, text: &str) -> bool {
    match format {
        Some("date-time") => {
            text.parse::<jiff::Timestamp>().is_ok() || text == "0001-01-01T00:00:00Z"
        }
        Some("date") => text.parse::<jiff::civil::Date>().is_ok(),
        Some("uuid") => uuid::Uuid::parse_str(text).is_ok(),
        Some("uri") => url::Url::parse(text).is_ok(),
        _ => true,
    }
}
