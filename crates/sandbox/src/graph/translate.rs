//! `/translateExchangeIds`

use serde::Deserialize;
use serde_json::json;

use super::call::{Call, JSON, Reply};
use super::ids::{self, Named};
use super::refusal::Refusal;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Translation {
    input_ids: Vec<String>,
    source_id_type: String,
    target_id_type: String,
}

pub(crate) fn translate(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.mail(owner)?;
    let invalid = |message: &str| Refusal::bad_request("ErrorInvalidRequest", message);
    let asked: Translation = serde_json::from_slice(&call.body)
        .map_err(|_| invalid("The request body is malformed."))?;
    let immutable = match asked.target_id_type.as_str() {
        "restImmutableEntryId" => true,
        "restId" => false,
        _ => return Err(invalid("The target id type is not supported.")),
    };
    if !matches!(
        asked.source_id_type.as_str(),
        "restId" | "restImmutableEntryId"
    ) || asked.input_ids.len() > 1000
    {
        return Err(invalid(
            "The source id type or the number of ids is not supported.",
        ));
    }
    let mailbox = call.view.user(owner).id;
    let translated = asked.input_ids.iter().map(|source| {
        let target = match ids::parse(mailbox, source) {
            Ok(Named::Message { key, .. }) => call.view.stub(owner, key).map(|stub| ids::message_id(mailbox, &stub, immutable)),
            Ok(Named::Event { entry, number }) => Some(ids::event_id(mailbox, entry, number, immutable)),
            _ => None,
        };
        match target {
            Some(target) => json!({"sourceId": source, "targetId": target}),
            None => json!({"sourceId": source, "errorDetails": {"code": "ErrorInvalidIdMalformed", "message": "Id is malformed."}}),
        }
    });
    let value: Vec<_> = translated.collect();
    let context = call.context("Collection(microsoft.graph.convertIdResult)");
    let body = json!({"@odata.context": context, "value": value})
        .to_string()
        .into_bytes();
    Ok(Reply {
        status: 200,
        content_type: JSON,
        body,
    })
}
