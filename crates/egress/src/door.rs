use crate::answer::{Answer, Stream, server_time};
use crate::clients::Clients;
use crate::config::{ConfigError, EgressConfig, Role};
use crate::error::{EgressError, StatusAnswer};
use crate::finishing::Finishing;
use crate::lane::Lanes;
use crate::origin::Origin;
use crate::pacing::Pacing;
use crate::record::{Exchange, Outcome, Recorder, Totals};
use crate::request::Request;
use activity::Instant;
use bytes::{Bytes, BytesMut};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

/// The most that is read of an answer that is not a success.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// The door. Clones share everything: the list of origins, the record, the connections and the pacing.
#[derive(Clone)]
pub struct Egress {
    inner: Arc<Inner>,
}

struct Inner {
    allowed: RwLock<Vec<(Role, Origin)>>,
    clients: Clients,
    lanes: Lanes,
    recorder: Arc<Recorder>,
    pacing: Arc<dyn Pacing>,
    body_limit: usize,
    heard: Mutex<HashMap<Role, (Instant, Duration)>>,
}

impl Egress {
    /// Opens the door to the configured origins.
    pub fn new(config: EgressConfig) -> Result<Self, ConfigError> {
        let clients = Clients::new(&config)?;
        let lanes = Lanes::new(
            Arc::clone(&config.pacing),
            config.mailbox_in_flight,
            config.mailbox_budget,
        );
        let inner = Inner {
            allowed: RwLock::new(config.allowed),
            clients,
            lanes,
            recorder: Arc::default(),
            pacing: config.pacing,
            body_limit: config.body_limit,
            heard: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Allows one more origin, such as the service that an invite names.
    pub fn allow(&self, role: Role, origin: Origin) {
        let mut allowed = self
            .inner
            .allowed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if !allowed
            .iter()
            .any(|entry| entry.0 == role && entry.1 == origin)
        {
            allowed.push((role, origin));
        }
    }

    /// Sends a request, patiently, and reads the answer to its end.
    pub async fn fetch(&self, request: Request) -> Result<Answer, EgressError> {
        let started = self.inner.pacing.elapsed();
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(&request).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            self.learn(&request, &failure);
            let spent = self.inner.pacing.elapsed().saturating_sub(started);
            let pacing = self.inner.pacing.as_ref();
            match request.retry.wait_after(&failure, attempt, spent, pacing) {
                Some(wait) => pacing.sleep(wait).await,
                None => return Err(failure),
            }
            attempt += 1;
        }
    }

    /// Sends a request once and hands out the body as it comes.
    pub async fn stream(&self, request: Request) -> Result<Stream, EgressError> {
        self.begin(&request).await
    }

    /// Microsoft Graph's clock as of now: the last `Date` heard from it, plus the time since. `None` before the first.
    pub fn server_time(&self) -> Option<Instant> {
        self.server_time_of(Role::Graph)
    }

    /// The same for whoever plays that role.
    pub fn server_time_of(&self, role: Role) -> Option<Instant> {
        let (instant, at) = *self.heard().get(&role)?;
        let since = self.inner.pacing.elapsed().saturating_sub(at);
        Some(instant.plus_seconds(i64::try_from(since.as_secs()).unwrap_or(0)))
    }

    /// Where time and randomness come from.
    pub fn pacing(&self) -> &Arc<dyn Pacing> {
        &self.inner.pacing
    }

    /// What went through the door since the program started.
    pub fn totals(&self) -> Totals {
        self.inner.recorder.totals()
    }

    /// The latest exchanges, oldest first.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.inner.recorder.exchanges()
    }

    /// Whom an allowed origin belongs to.
    pub(crate) fn role_of(&self, origin: &Origin) -> Option<Role> {
        let allowed = self.inner.allowed.read();
        let allowed = allowed.unwrap_or_else(PoisonError::into_inner);
        let entry = allowed.iter().find(|entry| entry.1 == *origin);
        entry.map(|entry| entry.0)
    }

    pub(crate) fn finishing(&self, exchange: Exchange) -> Finishing {
        Finishing::new(&self.inner.recorder, &self.inner.pacing, exchange, None)
    }

    pub(crate) fn write_down(&self, exchange: Exchange) {
        self.inner.recorder.record(exchange);
    }

    pub(crate) fn stream_tls(&self) -> rustls::ClientConfig {
        self.inner.clients.stream_tls()
    }

    /// How long a connection may take to stand, and how long the other side may be silent.
    pub(crate) fn timeouts(&self) -> (Duration, Duration) {
        self.inner.clients.timeouts()
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, EgressError> {
        let mut stream = self.begin(request).await?;
        let expected = stream.response.content_length().unwrap_or(0);
        let expected = usize::try_from(expected)
            .unwrap_or(usize::MAX)
            .min(stream.limit);
        if stream.response.content_length() > Some(stream.limit as u64) {
            let error = EgressError::TooLarge {
                limit: stream.limit,
            };
            stream.finishing.failed(&error);
            return Err(error);
        }
        let mut body = BytesMut::with_capacity(expected);
        while let Some(piece) = stream.piece().await? {
            body.extend_from_slice(&piece);
        }
        Ok(Answer {
            status: stream.response.status(),
            headers: std::mem::take(stream.response.headers_mut()),
            body: body.freeze(),
        })
    }

    async fn begin(&self, request: &Request) -> Result<Stream, EgressError> {
        let (role, origin) = self.admit(request)?;
        let place = match &request.mailbox {
            Some((mailbox, requests)) => self.inner.lanes.enter(mailbox, *requests).await,
            None => None,
        };
        let (client, generation) = self.inner.clients.client(&origin);
        let inner = &self.inner;
        let exchange = Exchange::beginning(inner.pacing.wall(), Some(role), Some(&origin), request);
        let mut finishing = Finishing::new(&inner.recorder, &inner.pacing, exchange, place);
        let sent = client
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone())
            .body(request.body.clone())
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                let error = EgressError::from_transport(&error);
                finishing.failed(&error);
                // After a sleep or another network the old connections may be dead, and say nothing to that.
                if matches!(error, EgressError::Timeout) {
                    self.inner.clients.renew(generation);
                }
                return Err(error);
            }
        };
        self.note_time(role, &response);
        let limit = request.body_limit.unwrap_or(self.inner.body_limit);
        if response.status().is_success() {
            return Ok(Stream {
                response,
                limit,
                read: 0,
                finishing,
            });
        }
        // Graph asks for a new connection after a 503.
        if response.status().as_u16() == 503 {
            self.inner.clients.renew(generation);
        }
        Err(self.refused(response, finishing).await)
    }

    fn admit(&self, request: &Request) -> Result<(Role, Origin), EgressError> {
        if request.unsendable {
            return Err(EgressError::Unsendable);
        }
        let origin = Origin::of(&request.url).ok();
        let has_credentials =
            !request.url.username().is_empty() || request.url.password().is_some();
        let allowed = self
            .inner
            .allowed
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let entry = allowed
            .iter()
            .find(|entry| Some(&entry.1) == origin.as_ref());
        if let (Some((role, origin)), false) = (entry, has_credentials) {
            return Ok((*role, origin.clone()));
        }
        drop(allowed);
        let error = EgressError::refused(origin.as_ref());
        let at = self.inner.pacing.wall();
        let exchange = Exchange::beginning(at, None, origin.as_ref(), request);
        self.inner.recorder.record(exchange.ended(Outcome::Refused));
        Err(error)
    }

    async fn refused(
        &self,
        mut response: reqwest::Response,
        mut finishing: Finishing,
    ) -> EgressError {
        let mut body = BytesMut::new();
        // A refusal whose body is torn is still that refusal.
        while let Ok(Some(piece)) = response.chunk().await {
            finishing.received(piece.len());
            let room = ERROR_BODY_LIMIT - body.len();
            body.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
            if body.len() >= ERROR_BODY_LIMIT {
                break;
            }
        }
        let code = response.status().as_u16();
        finishing.answered(code);
        let wall = self.inner.pacing.wall();
        let answer = StatusAnswer::read(code, response.headers(), wall, Bytes::from(body));
        EgressError::Status(Box::new(answer))
    }

    fn learn(&self, request: &Request, failure: &EgressError) {
        let (Some((mailbox, _)), Some(wait)) = (&request.mailbox, failure.retry_after()) else {
            return;
        };
        if matches!(failure.status(), Some(429 | 503)) {
            self.inner.lanes.close(mailbox, wait);
        }
    }

    fn note_time(&self, role: Role, response: &reqwest::Response) {
        if let Some(instant) = server_time(response.headers()) {
            self.heard()
                .insert(role, (instant, self.inner.pacing.elapsed()));
        }
    }

    fn heard(&self) -> MutexGuard<'_, HashMap<Role, (Instant, Duration)>> {
        self.inner
            .heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Egress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Egress")
    }
}
