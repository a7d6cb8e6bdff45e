//! Collections as Graph wraps them.

use super::call::{Call, Reply};
use super::json;

/// How a page ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Last,
    Next(String),
    Delta(String),
}

/// A collection in the making: `{"@odata.context": …, "value": […], "@odata.nextLink": …}`.
pub(crate) struct Page {
    pub(crate) out: Vec<u8>,
    pub(crate) items: usize,
}

impl Page {
    pub(crate) fn open(call: &Call<'_>, context: &str, count: Option<i64>) -> Self {
        let mut out = Vec::with_capacity(4096);
        out.extend_from_slice(b"{\"@odata.context\":");
        json::write(&mut out, &call.context(context));
        if let Some(count) = count {
            out.extend_from_slice(b",\"@odata.count\":");
            json::write(&mut out, &count);
        }
        out.extend_from_slice(b",\"value\":[");
        Self { out, items: 0 }
    }

    /// Writes one item.
    pub(crate) fn item(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if self.items > 0 {
            self.out.push(b',');
        }
        self.items += 1;
        write(&mut self.out);
    }

    /// Writes that an item is no longer there.
    pub(crate) fn removed(&mut self, kind: Option<&str>, id: &str, reason: &str) {
        let removed = serde_json::json!({"reason": reason});
        let item = match kind {
            Some(kind) => serde_json::json!({"@odata.type": kind, "id": id, "@removed": removed}),
            None => serde_json::json!({"id": id, "@removed": removed}),
        };
        self.item(|out| json::write(out, &item));
    }

    pub(crate) fn close(mut self, ending: &Ending) -> Reply {
        self.out.push(b']');
        let (name, link) = match ending {
            Ending::Last => ("", ""),
            Ending::Next(link) => ("@odata.nextLink", link.as_str()),
            Ending::Delta(link) => ("@odata.deltaLink", link.as_str()),
        };
        if !name.is_empty() {
            self.out.extend_from_slice(b",\"");
            self.out.extend_from_slice(name.as_bytes());
            self.out.extend_from_slice(b"\":");
            json::write(&mut self.out, link);
        }
        self.out.push(b'}');
        Reply::json(self.out)
    }
}

/// The `users('…')/…` start of an Outlook context, with the selected names.
pub(crate) fn owned(call: &Call<'_>, owner: u32, rest: &str) -> String {
    let names = call
        .query
        .get("$select")
        .map(|names| format!("({names})"))
        .unwrap_or_default();
    let id = call.view.user(owner).id;
    match rest.strip_suffix("/$entity") {
        Some(rest) => format!("users('{id}')/{rest}{names}/$entity"),
        None => format!("users('{id}')/{rest}{names}"),
    }
}
