//! Which messages a query takes: `$filter`, `$orderby` and `$search`.

use super::call::Call;
use super::filter::{Comparison, Filter, Operator};
use super::query::Query;
use super::refusal::Refusal;
use super::search::Search;
use crate::world::address::Address;
use crate::world::folder::FolderKey;
use crate::world::message::{Message, Stub};
use crate::world::view::Walk;

/// What a listing of messages takes.
pub(crate) struct Selection {
    pub(crate) walk: Walk,
    filter: Filter,
    search: Option<Search>,
    unread_only: bool,
}

impl Selection {
    pub(crate) fn read(query: &Query, folder: Option<FolderKey>) -> Result<Self, Refusal> {
        let searching = folder == Some(FolderKey::SEARCH);
        let folder = if searching {
            Some(FolderKey::INBOX)
        } else {
            folder
        };
        let mut walk = Walk {
            folder,
            ..Walk::default()
        };
        let filter = Filter::read(query.get("$filter")).ok_or_else(bad_filter)?;
        if let Some(order) = query.get("$orderby") {
            walk.ascending = ascends(order, &filter)?;
        }
        bound(&mut walk, &filter)?;
        Ok(Self {
            walk,
            filter,
            search: read_search(query)?,
            unread_only: searching,
        })
    }

    /// The same for change tracking, which takes hardly any filter or order.
    pub(crate) fn tracked(query: &Query, folder: FolderKey) -> Result<Self, Refusal> {
        let selection = Self::read(query, Some(folder))?;
        let takes = |comparison: &Comparison| {
            comparison.field == "receiveddatetime"
                && matches!(
                    comparison.operator,
                    Operator::Greater | Operator::GreaterOrEqual
                )
        };
        if !selection.filter.is_empty() && !selection.filter.single().is_some_and(takes) {
            let message = "The only supported $filter expressions with change tracking are receivedDateTime ge {value} and \
                receivedDateTime gt {value}.";
            return Err(Refusal::bad_request("ErrorInvalidUrlQueryFilter", message));
        }
        if query.has("$orderby") && selection.walk.ascending {
            let message = "The only supported $orderby expression with change tracking is receivedDateTime desc.";
            return Err(Refusal::bad_request("ErrorInvalidUrlQuery", message));
        }
        Ok(selection)
    }

    /// The message, when it meets all conditions.
    pub(crate) fn take(
        &self,
        call: &Call<'_>,
        owner: u32,
        stub: &Stub,
    ) -> Result<Option<Message>, Refusal> {
        if self.unread_only && stub.is_read {
            return Ok(None);
        }
        let Some(message) = call.view.message_of(owner, stub) else {
            return Ok(None);
        };
        let found = self
            .search
            .as_ref()
            .is_none_or(|search| search.finds(&message));
        let held = self.filter.holds(&|condition| holds(&message, condition))?;
        Ok((found && held).then_some(message))
    }

    pub(crate) fn is_whole_folder(&self) -> bool {
        self.filter.is_empty() && self.search.is_none() && !self.unread_only
    }
}

fn read_search(query: &Query) -> Result<Option<Search>, Refusal> {
    let Some(text) = query.get("$search") else {
        return Ok(None);
    };
    for (name, code) in [
        ("$filter", "SearchWithFilter"),
        ("$orderby", "SearchWithOrderBy"),
    ] {
        if query.has(name) {
            let message = format!("The query parameter '{name}' is not supported with '$search'.");
            return Err(Refusal::bad_request(code, message));
        }
    }
    Ok(Some(Search::parse(text)))
}

/// Whether an order rises. The property in order has to come first in the filter.
fn ascends(order: &str, filter: &Filter) -> Result<bool, Refusal> {
    let mut words = order.split_whitespace();
    let field = words.next().unwrap_or_default().to_lowercase();
    let known = matches!(
        field.as_str(),
        "receiveddatetime" | "sentdatetime" | "createddatetime" | "lastmodifieddatetime"
    );
    if !known || filter.first_field().is_some_and(|first| first != field) {
        return Err(Refusal::bad_request(
            "InefficientFilter",
            "The restriction or sort order is too complex for this operation.",
        ));
    }
    Ok(!words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("desc")))
}

/// Narrows a walk to the received times that the filter asks for in any case.
fn bound(walk: &mut Walk, filter: &Filter) -> Result<(), Refusal> {
    let times = filter
        .required()
        .into_iter()
        .filter(|condition| condition.field == "receiveddatetime");
    for condition in times {
        let second = condition.time().ok_or_else(bad_filter)?.as_second();
        match condition.operator {
            Operator::Greater | Operator::GreaterOrEqual => {
                walk.from = walk.from.max(Some(second));
            }
            Operator::Less | Operator::LessOrEqual => {
                walk.until = Some(walk.until.map_or(second, |until| until.min(second)));
            }
            Operator::Equal => (walk.from, walk.until) = (Some(second), Some(second)),
            _ => return Err(bad_filter()),
        }
    }
    Ok(())
}

fn holds(message: &Message, condition: &Comparison) -> Result<bool, Refusal> {
    let text = |text: Option<&str>| condition.matches_text(&text.into_iter().collect::<Vec<_>>());
    let flag = |value: bool| text(Some(if value { "true" } else { "false" }));
    let address =
        |address: Option<&Address>| text(address.and_then(|address| address.address.as_deref()));
    let name =
        |address: Option<&Address>| text(address.and_then(|address| address.name.as_deref()));
    let among = |addresses: &[Address]| {
        let texts: Vec<&str> = addresses
            .iter()
            .filter_map(|one| one.address.as_deref())
            .collect();
        condition.matches_text(&texts)
    };
    let held = match condition.field.as_str() {
        "receiveddatetime" => condition.matches_time(message.received()),
        "sentdatetime" => condition.matches_time(message.sent),
        "createddatetime" | "lastmodifieddatetime" => condition.matches_time(message.created),
        "isdraft" => flag(message.is_draft),
        "isread" => flag(message.stub.is_read),
        "hasattachments" => flag(message.has_attachments),
        "importance" => text(Some(message.importance)),
        "subject" => text(message.subject.as_deref()),
        "internetmessageid" => text(message.internet_message_id.as_deref()),
        "from/emailaddress/address" => address(message.from.as_ref()),
        "from/emailaddress/name" => name(message.from.as_ref()),
        "sender/emailaddress/address" => address(message.sender.as_ref()),
        "sender/emailaddress/name" => name(message.sender.as_ref()),
        "torecipients/emailaddress/address" => among(&message.to),
        "ccrecipients/emailaddress/address" => among(&message.cc),
        _ => None,
    };
    held.ok_or_else(bad_filter)
}

fn bad_filter() -> Refusal {
    Refusal::bad_request(
        "ErrorInvalidUrlQueryFilter",
        "The query filter contains one or more invalid nodes.",
    )
}
