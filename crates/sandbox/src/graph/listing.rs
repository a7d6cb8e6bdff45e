//! Listings that go on: the link to a next page holds the query that the first page was asked with.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::page::Ending;
use super::query::Query;
use super::refusal::Refusal;
use super::token;

/// One page of a listing; `P` is what says where it stands.
pub(crate) struct Listing<P> {
    kind: &'static str,
    text: String,
    pub(crate) query: Query,
    /// Where the page before ended; `None` on the first page.
    pub(crate) place: Option<P>,
}

#[derive(Serialize, Deserialize)]
struct Resumed<P> {
    query: String,
    place: P,
}

impl<P: Serialize + DeserializeOwned> Listing<P> {
    /// Reads where a request stands; a token that is none is refused as `lost` says.
    pub(crate) fn read(
        call: &Call<'_>,
        kind: &'static str,
        lost: fn() -> Refusal,
    ) -> Result<Self, Refusal> {
        let Some(token) = call.query.get("$skiptoken") else {
            return Ok(Self {
                kind,
                text: call.query.raw().to_owned(),
                query: call.query.clone(),
                place: None,
            });
        };
        let resumed: Resumed<P> = token::open(kind, token).ok_or_else(lost)?;
        Ok(Self {
            kind,
            query: Query::parse(&resumed.query),
            text: resumed.query,
            place: Some(resumed.place),
        })
    }

    /// The link to the page that begins at `place`.
    pub(crate) fn next(&self, call: &Call<'_>, place: P) -> Ending {
        let resumed = Resumed {
            query: self.text.clone(),
            place,
        };
        Ending::Next(call.token_link("$skiptoken", &token::seal(self.kind, &resumed)))
    }

    /// What `$count=true` wants to know, on the first page only.
    pub(crate) fn counted(&self) -> bool {
        self.place.is_none() && self.query.is_true("$count")
    }
}

impl Listing<usize> {
    /// The number of the page's first item: where the page before ended, or what `$skip` says.
    pub(crate) fn first(&self) -> usize {
        let skip = self.query.number("$skip").and_then(Result::ok).unwrap_or(0);
        self.place.unwrap_or(skip)
    }

    /// How a page of `size` items ends when there are `total` of them.
    pub(crate) fn ending(&self, call: &Call<'_>, size: usize, total: usize) -> Ending {
        let next = self.first() + size;
        if next >= total {
            Ending::Last
        } else {
            self.next(call, next)
        }
    }
}
