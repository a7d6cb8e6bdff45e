//! What a script of faults says.

use serde::{Deserialize, Serialize};

/// One rule: which requests it spoils, how often, and how.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Path pattern: `*` is one segment, `**` is any number (`/v1.0/users/*/mailFolders/**`). Case does not matter.
    pub path: String,
    /// HTTP method; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only for this mailbox (object id or sign-in name).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<String>,
    /// Only when the request asks for pages larger than this (`$top` or `odata.maxpagesize`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size_above: Option<u32>,
    /// Lets this many matching requests pass first.
    #[serde(default)]
    pub after: u32,
    /// Spoils this many; `null` spoils all from then on.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What happens.
    pub fault: Fault,
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// 429, with or without `Retry-After`.
    TooManyRequests {
        /// Seconds of `Retry-After`.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// 503, with or without `Retry-After`.
    ServiceUnavailable {
        /// Seconds of `Retry-After`.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// 504.
    GatewayTimeout,
    /// 410 `SyncStateNotFound`.
    Gone {
        /// Send a `Location` with the first URL of the round and an empty `$deltatoken`.
        #[serde(default)]
        location: bool,
    },
    /// Any other status, with a Graph error.
    Status {
        /// The status.
        status: u16,
        /// The error's code.
        #[serde(default)]
        code: String,
        /// The error's message.
        #[serde(default)]
        message: String,
        /// The code inside `innerError`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inner_code: Option<String>,
    },
    /// A refusal that Graph is known for.
    Refused {
        /// Which one.
        refusal: Named,
    },
    /// 401: the token has expired.
    TokenExpired,
    /// 401: the token was revoked.
    TokenRevoked,
    /// 401 with a claims challenge, if the client declared `cp1`; else a plain 401.
    ClaimsChallenge,
    /// The answer stops halfway and the connection breaks.
    TornBody,
    /// The answer trickles for this long.
    SlowBody {
        /// Milliseconds from its first to its last byte.
        milliseconds: u64,
    },
    /// Nothing happens for this long, then the answer comes.
    Delay {
        /// Milliseconds.
        milliseconds: u64,
    },
    /// A page with one item of this size.
    HugeBody {
        /// Megabytes.
        megabytes: u32,
    },
    /// An answer of another shape than promised.
    WrongShape {
        /// Which shape.
        shape: Shape,
    },
    /// Items of the page come twice, and the second half once more in another order.
    DuplicateItems,
    /// The page's items come in reverse order.
    ReorderedItems,
    /// Items carry little more than their ids, as after a change of `isRead`.
    PartialItems,
    /// An empty page that links to the page that should have come.
    EmptyPage,
    /// Every page links to one more, and no delta link ever comes.
    EndlessPages,
    /// The connection closes without an answer.
    Disconnect,
}

/// Refusals with a name of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// 403: an administrator fenced the mailbox off.
    MailboxFenced,
    /// 404: there is no mailbox.
    MailboxMissing,
    /// 403: the token lacks a permission (Outlook).
    MissingScope,
    /// 403: the token lacks a permission (directory).
    MissingDirectoryScope,
    /// 403: no application access policy (Teams).
    NoApplicationAccessPolicy,
    /// 403: the user may not look the meeting up.
    MeetingLookup,
    /// 403: the tenant switched transcripts off.
    TranscriptsDisabled,
    /// 403: the tenant switched speaker names off.
    SpeakerAttribution,
    /// 402: payment required.
    PaymentRequired,
    /// 429: too many requests in flight for the mailbox.
    MailboxConcurrency,
}

/// Wrong shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A proxy's HTML page with status 200.
    Html,
    /// A bare array.
    Array,
    /// `value` is an object.
    ValueObject,
    /// `value` is missing.
    NoValue,
    /// Items are `null`.
    NullItems,
    /// Items have numbers where text belongs and text where objects belong.
    WrongTypes,
    /// JSON that ends too early, in a body that is whole.
    Truncated,
    /// Nothing.
    Empty,
    /// Bytes that are no UTF-8.
    NotText,
    /// Thousands of nested arrays.
    Deep,
}

#[expect(clippy::unnecessary_wraps, reason = "the default of an optional field")]
fn once() -> Option<u32> {
    Some(1)
}
