//! Answers of another shape than promised.

use axum::response::{Html, IntoResponse, Response};
use http::header;
use serde_json::{Map, Value, json};

use super::script::Shape;

/// Bodies that are no page at all.
pub(super) fn wrong_body(shape: Shape) -> Option<Response> {
    let json = |body: Vec<u8>| ([(header::CONTENT_TYPE, "application/json")], body).into_response();
    let response = match shape {
        Shape::Html => {
            Html("<!DOCTYPE html><html><body><h1>Proxy authentication required</h1></body></html>")
                .into_response()
        }
        Shape::Truncated => json(br#"{"@odata.context":"x","value":[{"id":"AAMk"#.to_vec()),
        Shape::Empty => json(Vec::new()),
        Shape::NotText => json(vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}']),
        Shape::Deep => json([b"[".repeat(50_000), b"]".repeat(50_000)].concat()),
        _ => return None,
    };
    Some(response)
}

/// Pages that are almost right.
pub(super) fn wrong_page(page: &mut Value, shape: Shape) {
    match shape {
        Shape::Array => *page = page["value"].take(),
        Shape::ValueObject => page["value"] = json!({"items": page["value"].take()}),
        Shape::NoValue => {
            page.as_object_mut().and_then(|page| page.remove("value"));
        }
        Shape::NullItems => change_items(page, |items| items.fill(Value::Null)),
        Shape::WrongTypes => change_items(page, |items| {
            items
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(wrong_types);
        }),
        _ => {}
    }
}

fn wrong_types(item: &mut Map<String, Value>) {
    for value in item.values_mut() {
        *value = match value.take() {
            Value::String(_) => json!(42),
            Value::Object(_) | Value::Array(_) => json!("text"),
            other => other,
        };
    }
}

/// Changes the items of a page, if it is one.
pub(super) fn change_items(page: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
    if let Some(items) = page.get_mut("value").and_then(Value::as_array_mut) {
        change(items);
    }
}
