use activity::{Canonical, ConnectionId, Envelope, Instant, ObjectId, Sha256, Stream, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// An upload line that was read and has the one spelling.
#[derive(Debug)]
pub struct UploadLine {
    /// The envelope with the activity.
    pub envelope: Envelope,
    /// The activity's exact bytes and their digest.
    pub canonical: Canonical,
}

/// A line that has not the right shape or not the canonical spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a canonical line of the right shape")]
pub struct BadLine;

/// Takes back one activity that was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Retraction {
    /// The tenant.
    #[schema(value_type = String)]
    pub tenant: TenantId,
    /// The `oid` of the mailbox.
    #[schema(value_type = String)]
    pub mailbox: ObjectId,
    /// The connection that takes it back.
    #[schema(value_type = String)]
    pub connection: ConnectionId,
    /// The stream.
    #[schema(value_type = String)]
    pub stream: Stream,
    /// The activity's id.
    pub external_id: String,
}

/// The service's answer to one line, in the order of the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ack {
    /// The activity's id.
    pub external_id: String,
    /// The digest of what the service stored; absent for a retraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub sha256: Option<Sha256>,
    /// What the service did.
    pub status: AckStatus,
}

/// What the service did with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AckStatus {
    /// It is stored now.
    Stored,
    /// The very same was stored before.
    Unchanged,
    /// It took the place of another content under the same id.
    Replaced,
    /// It is taken back.
    Retracted,
    /// There was nothing to take back.
    Absent,
}

/// A line of what the service holds.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldActivity {
    /// The tenant.
    #[schema(value_type = String)]
    pub tenant: TenantId,
    /// The `oid` of the mailbox.
    #[schema(value_type = String)]
    pub mailbox: ObjectId,
    /// The connection that brought it.
    #[schema(value_type = String)]
    pub connection: ConnectionId,
    /// The stream.
    #[schema(value_type = String)]
    pub stream: Stream,
    /// The version of the policy that it passed.
    pub policy_version: u64,
    /// The version of the DPA that was in force.
    pub dpa_version: u32,
    /// The consent record that it went under, on the employee roads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// When the service stored it.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Instant,
    /// The digest of `activity`.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// The activity's exact bytes.
    #[schema(value_type = Object)]
    pub activity: Box<RawValue>,
}

/// Writes the one spelling of an upload line, without its end of line: the canonical envelope, built round the activity's own
/// canonical bytes.
pub fn upload_line(envelope: &Envelope) -> Vec<u8> {
    line_around(envelope, &envelope.activity.canonical())
}

/// Reads an upload line; any other spelling than that of [`upload_line`] is refused.
pub fn read_upload_line(line: &[u8]) -> Result<UploadLine, BadLine> {
    let envelope: Envelope = serde_json::from_slice(line).map_err(|_| BadLine)?;
    let canonical = envelope.activity.canonical();
    if line_around(&envelope, &canonical) != line || envelope.stream != envelope.activity.stream() {
        return Err(BadLine);
    }
    Ok(UploadLine {
        envelope,
        canonical,
    })
}

/// Reads a retraction line.
pub fn read_retraction_line(line: &[u8]) -> Result<Retraction, BadLine> {
    serde_json::from_slice(line).map_err(|_| BadLine)
}

/// The members of the envelope in the order of RFC 8785, which for these names is that of their letters.
fn line_around(envelope: &Envelope, canonical: &Canonical) -> Vec<u8> {
    let mut line = Vec::with_capacity(canonical.bytes().len() + 320);
    line.extend_from_slice(b"{\"activity\":");
    line.extend_from_slice(canonical.bytes());
    push_text(&mut line, "connection", envelope.connection.as_str());
    if let Some(consent) = &envelope.consent {
        push_text(&mut line, "consent", consent);
    }
    line.extend_from_slice(format!(",\"dpaVersion\":{}", envelope.dpa_version).as_bytes());
    push_text(&mut line, "mailbox", envelope.mailbox.as_str());
    line.extend_from_slice(format!(",\"policyVersion\":{}", envelope.policy_version).as_bytes());
    push_text(&mut line, "stream", envelope.stream.name());
    push_text(&mut line, "tenant", envelope.tenant.as_str());
    line.push(b'}');
    line
}

fn push_text(line: &mut Vec<u8>, name: &str, text: &str) {
    line.extend_from_slice(format!(",\"{name}\":").as_bytes());
    line.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use activity::Activity;

    fn envelope(consent: Option<&str>) -> Envelope {
        let bytes = br#"{"channel":"email","externalId":"o365_signal_2026-Q4","occurredAt":"2026-11-22T10:00:00Z","personExternalId":"ada@contoso.example","properties":{"cycleId":"2026-Q4","received":541,"sent":312},"type":"email_signal"}"#;
        Envelope {
            tenant: TenantId::new("11111111-2222-3333-4444-555555555555").unwrap(),
            mailbox: ObjectId::new("a\"b\\\u{7f}ü")
                .unwrap_or_else(|_| ObjectId::new("a\"b\\ü").unwrap()),
            connection: ConnectionId::new("c1").unwrap(),
            stream: Stream::EmailSignal,
            policy_version: 7,
            dpa_version: 1,
            consent: consent.map(str::to_owned),
            activity: Activity::parse(bytes).unwrap(),
        }
    }

    #[test]
    fn an_upload_line_is_the_canonical_envelope() {
        for consent in [None, Some("record \"1\"")] {
            let envelope = envelope(consent);
            let line = upload_line(&envelope);
            assert_eq!(line, serde_jcs::to_vec(&envelope).unwrap());
            let read = read_upload_line(&line).unwrap();
            assert_eq!(read.envelope, envelope);
            assert_eq!(read.canonical, envelope.activity.canonical());
        }
    }

    #[test]
    fn any_other_spelling_is_refused() {
        let line = String::from_utf8(upload_line(&envelope(None))).unwrap();
        let others = [
            line.replace("\"dpaVersion\":1", "\"dpaVersion\": 1"),
            line.replace("{\"activity\"", "{\"subject\":\"x\",\"activity\""),
            line.replace("\"sent\":312", "\"sent\":312,\"body\":\"x\""),
            line.replace("\"sent\":312", "\"sent\":312.0"),
            line.replace("\"stream\":\"email_signal\"", "\"stream\":\"email_thread\""),
            line.replace("ada@", "\\u0061da@"),
            line.get(..line.len() / 2).unwrap().to_owned(),
            format!("{line} "),
            String::new(),
        ];
        for other in others {
            assert_eq!(
                read_upload_line(other.as_bytes()).err(),
                Some(BadLine),
                "{other}"
            );
        }
    }
}
