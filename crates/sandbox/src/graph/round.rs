//! Rounds of change tracking over a mailbox: what a delta's links carry.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::page::Ending;
use super::refusal::Refusal;
use super::token;

/// One round, or one page of it; `P` is what it is over and where it stands.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Round<P> {
    #[serde(skip)]
    kind: &'static str,
    generation: u64,
    account: u32,
    /// Changes after this number are new; `None` in the first round.
    pub(crate) since: Option<u64>,
    /// Changes after this number belong to the next round.
    pub(crate) until: u64,
    pub(crate) at: P,
}

impl<P: Serialize + DeserializeOwned> Round<P> {
    /// Reads where a request stands; without a token a first round begins.
    pub(crate) fn read(
        call: &Call<'_>,
        owner: u32,
        kind: &'static str,
        begin: impl FnOnce() -> Result<P, Refusal>,
    ) -> Result<Self, Refusal> {
        let state = &call.view.state;
        let token = call
            .query
            .get("$deltatoken")
            .or_else(|| call.query.get("$skiptoken"))
            .filter(|token| !token.is_empty());
        let Some(token) = token else {
            return Ok(Self {
                kind,
                generation: state.generation,
                account: owner,
                since: None,
                until: state.sequence,
                at: begin()?,
            });
        };
        let mut round: Self = token::open(kind, token).ok_or_else(Refusal::bad_token)?;
        if round.account != owner {
            return Err(Refusal::bad_token());
        }
        if round.generation != state.generation {
            return Err(Refusal::sync_state_not_found(
                round.generation,
                state.generation,
            ));
        }
        round.kind = kind;
        if call.query.has("$deltatoken") {
            round.until = state.sequence;
        }
        Ok(round)
    }

    /// The round goes on at another place.
    pub(crate) fn next_page(self, call: &Call<'_>, at: P) -> Ending {
        let next = Self { at, ..self };
        Ending::Next(call.token_link("$skiptoken", &token::seal(next.kind, &next)))
    }

    /// The round is over; the next one begins at `at`.
    pub(crate) fn next_round(self, call: &Call<'_>, at: P) -> Ending {
        let next = Self {
            since: Some(self.until),
            at,
            ..self
        };
        Ending::Delta(call.token_link("$deltatoken", &token::seal(next.kind, &next)))
    }
}
