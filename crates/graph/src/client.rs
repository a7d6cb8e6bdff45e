use crate::asking::{Asking, with_headers};
use crate::chain::State;
use crate::classify::Failed;
use crate::cursor::Cursor;
use crate::guard::fingerprint;
use crate::masters::Masters;
use crate::reach::Reach;
use crate::refusal::GraphRefusal;
use crate::wire::{Identified, WirePage};
use activity::{Instant, ObjectId};
use egress::{Answer, Egress, EgressError, Request, Retry, Url};
use identity::{ClaimsChallenge, SignInRefusal, TokenSource};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;

/// The most that one page may weigh; more is asked for in smaller pages.
const PAGE_LIMIT: usize = 12 * 1024 * 1024;
/// The most that the smallest page may weigh.
const ANSWER_LIMIT: usize = 64 * 1024 * 1024;
/// Pages are not made smaller than this.
pub(crate) const SMALLEST_PAGE: u32 = 5;
/// How often an answer that broke off in the middle of its JSON is asked for.
const TORN_TRIES: u32 = 3;

/// Microsoft Graph, as one grant sees it. Clones share the connections, the tokens and the pacing.
#[derive(Clone)]
pub struct GraphClient {
    inner: Arc<Inner>,
}

struct Inner {
    egress: Egress,
    tokens: Arc<dyn TokenSource>,
    base: Url,
    reach: Reach,
    masters: Masters,
}

/// A page as it came.
pub(crate) struct Fetched<T> {
    pub(crate) page: WirePage<T>,
    /// Tells one content from another.
    pub(crate) content: u64,
    pub(crate) server_now: Option<Instant>,
}

impl GraphClient {
    /// A client at `base` (`https://graph.microsoft.com/v1.0`), whose origin the egress must allow.
    pub fn new(egress: Egress, tokens: Arc<dyn TokenSource>, mut base: Url, reach: Reach) -> Self {
        let path = base.path().trim_end_matches('/').to_owned();
        base.set_path(&path);
        base.set_query(None);
        base.set_fragment(None);
        let masters = Masters::default();
        Self {
            inner: Arc::new(Inner {
                egress,
                tokens,
                base,
                reach,
                masters,
            }),
        }
    }

    /// What the grant lets it read.
    pub fn reach(&self) -> &Reach {
        &self.inner.reach
    }

    /// Microsoft's clock: as last heard, or asked for if it was never heard. This machine's may be hours off.
    pub async fn now(&self) -> Result<Instant, GraphRefusal> {
        if let Some(now) = self.inner.egress.server_time() {
            return Ok(now);
        }
        self.organization().await?;
        Ok(self
            .inner
            .egress
            .server_time()
            .unwrap_or_else(|| self.inner.egress.pacing().wall()))
    }

    pub(crate) fn egress(&self) -> &Egress {
        &self.inner.egress
    }

    pub(crate) fn masters(&self) -> &Masters {
        &self.inner.masters
    }

    /// An address below the base; every segment is encoded, the query as it is.
    pub(crate) fn url(&self, segments: &[&str], query: &str) -> Url {
        let mut url = self.inner.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url.set_query((!query.is_empty()).then_some(query));
        url
    }

    /// An address in a mailbox.
    pub(crate) fn mailbox_url(
        &self,
        mailbox: &ObjectId,
        below: &[&str],
        query: &str,
    ) -> Result<Url, GraphRefusal> {
        let mut segments = self.inner.reach.mailbox(mailbox)?;
        segments.extend(below);
        Ok(self.url(&segments, query))
    }

    /// What stands behind the base in an address; refused when it is somewhere else.
    pub(crate) fn relative(&self, link: &str) -> Result<String, GraphRefusal> {
        let base = &self.inner.base;
        let url = Url::parse(link).map_err(|_| GraphRefusal::WrongShape)?;
        let below = url
            .path()
            .strip_prefix(base.path())
            .filter(|rest| rest.starts_with('/'));
        let (true, Some(path)) = (url.origin() == base.origin(), below) else {
            return Err(GraphRefusal::LinkElsewhere);
        };
        Ok(url
            .query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
    }

    /// The address of what stands behind the base.
    pub(crate) fn absolute(&self, relative: &str) -> Result<Url, GraphRefusal> {
        let base = self.inner.base.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{base}{relative}")).map_err(|_| GraphRefusal::WrongShape)?;
        // A kept cursor is foreign text: dots in it must not climb out of the base.
        self.relative(url.as_str())?;
        Ok(url)
    }

    /// The page at the state's link, made smaller until Graph can give it.
    pub(crate) async fn page<T: DeserializeOwned + Identified>(
        &self,
        state: &mut State,
        mailbox: Option<&ObjectId>,
        smaller: impl Fn(&mut State),
    ) -> Result<Fetched<T>, GraphRefusal> {
        let mut was_silent = false;
        loop {
            let can_shrink = state.size > SMALLEST_PAGE;
            let asking = Asking {
                mailbox,
                page_size: Some(state.size),
            };
            let limit = if can_shrink { PAGE_LIMIT } else { ANSWER_LIMIT };
            let retry = if can_shrink || was_silent {
                Retry::standard().yielding_when_slow()
            } else {
                Retry::standard()
            };
            let failed = match self
                .get(self.absolute(&state.link)?, asking, limit, retry)
                .await
            {
                Ok((page, server_now)) => {
                    let page: WirePage<T> = page;
                    let content = fingerprint(page.value.iter().map(Identified::id));
                    return Ok(Fetched {
                        page,
                        content,
                        server_now,
                    });
                }
                Err(failed) => failed,
            };
            if failed.too_much && can_shrink {
                state.size = (state.size / 2).max(SMALLEST_PAGE);
                smaller(state);
                continue;
            }
            // A page may be so much work that nothing comes of it in time; more than once is for no page.
            if failed.silent && can_shrink && !was_silent {
                was_silent = true;
                state.size = (state.size / 4).max(SMALLEST_PAGE);
                smaller(state);
                continue;
            }
            let lost = matches!(failed.refusal, GraphRefusal::SyncStateLost { .. });
            // A token that was kept and is now malformed is as lost as one that was evicted.
            if lost || (failed.bad_request && state.stored) {
                return Err(self.lost(state, failed.location.as_deref()));
            }
            return Err(failed.refusal);
        }
    }

    /// One JSON answer.
    pub(crate) async fn get_json<T: DeserializeOwned>(
        &self,
        url: Url,
        asking: Asking<'_>,
    ) -> Result<T, GraphRefusal> {
        let (value, _) = self
            .get(url, asking, ANSWER_LIMIT, Retry::standard())
            .await
            .map_err(|failed| failed.refusal)?;
        Ok(value)
    }

    async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        asking: Asking<'_>,
        limit: usize,
        retry: Retry,
    ) -> Result<(T, Option<Instant>), Failed> {
        let mut torn = 0;
        loop {
            let request = with_headers(Request::get(url.clone()), asking, 1)
                .body_limit(limit)
                .retry(retry);
            let answer = self.send(request, asking.mailbox.is_some()).await?;
            let server_now = answer.server_time();
            match serde_json::from_slice(answer.body()) {
                Ok(value) => return Ok((value, server_now)),
                Err(error) if error.is_eof() && torn < TORN_TRIES => torn += 1,
                Err(error) if error.is_eof() => return Err(GraphRefusal::Torn.into()),
                Err(_) => return Err(GraphRefusal::WrongShape.into()),
            }
        }
    }

    /// Sends with a token; a refused one is renewed once, and then the question is asked once more.
    pub(crate) async fn send(
        &self,
        request: Request,
        about_a_mailbox: bool,
    ) -> Result<Answer, Failed> {
        let token = self
            .inner
            .tokens
            .access_token()
            .await
            .map_err(refused_sign_in)?;
        let error = match self.fetch(&request, &token).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let challenge = challenge_in(&error);
        if error.status() != Some(401) && challenge.is_none() {
            return Err(Failed::of(error, about_a_mailbox));
        }
        let renewed = self
            .inner
            .tokens
            .renew(&token, challenge.as_ref())
            .await
            .map_err(refused_sign_in)?;
        match self.fetch(&request, &renewed).await {
            Ok(answer) => Ok(answer),
            Err(error) if challenge_in(&error).is_some() => {
                Err(GraphRefusal::ClaimsChallenge.into())
            }
            Err(error) => Err(Failed::of(error, about_a_mailbox)),
        }
    }

    async fn fetch(&self, request: &Request, token: &SecretString) -> Result<Answer, EgressError> {
        self.inner.egress.fetch(request.clone().bearer(token)).await
    }

    fn lost(&self, state: &State, location: Option<&str>) -> GraphRefusal {
        let link = location.and_then(|location| self.relative(location).ok());
        let location: Option<Cursor> = link.map(|link| {
            let mut anew = State::new(state.kind, link, state.size);
            anew.mail.clone_from(&state.mail);
            if let Some(mail) = &mut anew.mail {
                mail.after = None;
                mail.reached = None;
                mail.first = true;
            }
            anew.cursor()
        });
        GraphRefusal::SyncStateLost { location }
    }
}

fn challenge_in(error: &EgressError) -> Option<ClaimsChallenge> {
    match error {
        EgressError::Status(answer) if matches!(answer.code, 401 | 403) => {
            ClaimsChallenge::from_headers(answer.www_authenticate.iter().map(String::as_str))
        }
        _ => None,
    }
}

fn refused_sign_in(refusal: SignInRefusal) -> Failed {
    GraphRefusal::from(refusal).into()
}

impl fmt::Debug for GraphClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "GraphClient({:?})", self.inner.reach)
    }
}
