//! A listener for the one answer that the browser brings back.

use crate::callback::{CallbackWords, Showing, content_security_policy};
use crate::refusal::SignInRefusal;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::JoinSet;
use url::{Host, Url, form_urlencoded};

/// The most that a form post may hold.
const FORM_LIMIT: usize = 64 * 1024;
/// How long one connection may take to ask its question.
const QUESTION_TIME: Duration = Duration::from_secs(20);
/// How many connections may be open at once; browsers open a few in advance.
const CONNECTIONS: usize = 16;

/// How often another free port is tried.
const FREE_PORT_TRIES: u32 = 16;

/// Where the browser is sent back to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Redirect {
    /// `http://localhost` on a free port.
    #[default]
    FreePort,
    /// The registered address on this machine, such as `http://localhost:8400/signed-in`; without a port, any free one.
    Registered(String),
}

/// What came back: the parameters of the query or of the form.
pub(crate) type Parameters = HashMap<String, String>;

pub(crate) struct LoopbackListener {
    redirect_uri: String,
    answer: oneshot::Receiver<Result<Parameters, SignInRefusal>>,
    /// Ends with the listener.
    _accepting: JoinSet<()>,
}

struct Desk {
    path: String,
    state: String,
    words: CallbackWords,
    answer: Mutex<Option<oneshot::Sender<Result<Parameters, SignInRefusal>>>>,
}

impl LoopbackListener {
    pub(crate) async fn open(
        redirect: &Redirect,
        state: String,
        words: CallbackWords,
    ) -> Result<Self, SignInRefusal> {
        let (port, address) = match redirect {
            Redirect::FreePort => (0, None),
            Redirect::Registered(address) => {
                let url = registered(address)?;
                (url.port().unwrap_or(0), Some(url))
            }
        };
        let (port, listeners) = bind(port).await?;
        let redirect_uri = match (redirect, &address) {
            (Redirect::Registered(address), Some(url)) if url.port().is_some() => {
                address.trim().to_owned()
            }
            (_, Some(url)) => with_port(url, port),
            _ => format!("http://localhost:{port}"),
        };
        let (sender, answer) = oneshot::channel();
        let desk = Arc::new(Desk {
            path: address.map_or_else(|| "/".to_owned(), |url| url.path().to_owned()),
            state,
            words,
            answer: Mutex::new(Some(sender)),
        });
        let mut accepting = JoinSet::new();
        for listener in listeners {
            accepting.spawn(accept(listener, Arc::clone(&desk)));
        }
        Ok(Self {
            redirect_uri,
            answer,
            _accepting: accepting,
        })
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits for the answer. The listener stays until it is dropped, so that the browser gets its page.
    pub(crate) async fn answer(&mut self, deadline: Duration) -> Result<Parameters, SignInRefusal> {
        match tokio::time::timeout(deadline, &mut self.answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(SignInRefusal::TimedOut),
        }
    }
}

impl fmt::Debug for LoopbackListener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LoopbackListener")
    }
}

/// Browsers take `localhost` for either address, so both are ours or the port is not: on the other one, somebody else would be
/// given the code. A machine without IPv6 has only the one.
async fn bind(wanted: u16) -> Result<(u16, Vec<TcpListener>), SignInRefusal> {
    for _ in 0..FREE_PORT_TRIES {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, wanted))).await;
        let listener = listener.map_err(|_| SignInRefusal::PortTaken)?;
        let port = listener
            .local_addr()
            .map_err(|_| SignInRefusal::PortTaken)?
            .port();
        match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
            Ok(other) => return Ok((port, vec![listener, other])),
            Err(error) if error.kind() != ErrorKind::AddrInUse => {
                return Ok((port, vec![listener]));
            }
            Err(_) if wanted == 0 => {}
            Err(_) => return Err(SignInRefusal::PortTaken),
        }
    }
    Err(SignInRefusal::PortTaken)
}

fn registered(address: &str) -> Result<Url, SignInRefusal> {
    let url = Url::parse(address.trim()).map_err(|_| SignInRefusal::RedirectMismatch)?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        _ => false,
    };
    if here && url.scheme() == "http" {
        Ok(url)
    } else {
        Err(SignInRefusal::RedirectElsewhere)
    }
}

fn with_port(url: &Url, port: u16) -> String {
    let host = url.host_str().unwrap_or("localhost");
    // The platform ignores the port but not the path; a bare root is written without its slash, as it is registered.
    let path = if url.path() == "/" { "" } else { url.path() };
    format!("http://{host}:{port}{path}")
}

async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            // Not tied to the listener: whoever waited may be gone before the browser has its page.
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, Arc::clone(&desk), place));
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>, _place: OwnedSemaphorePermit) {
    let service = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(desk.take(request).await) }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    let http = http
        .timer(TokioTimer::new())
        .header_read_timeout(QUESTION_TIME)
        .keep_alive(false);
    let serving = http.serve_connection(TokioIo::new(stream), service);
    let _ = tokio::time::timeout(QUESTION_TIME * 2, serving).await;
}

impl Desk {
    async fn take(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path_fits = request.uri().path() == self.path;
        let parameters = match *request.method() {
            _ if !path_fits => None,
            Method::GET => Some(request.uri().query().map(parameters).unwrap_or_default()),
            Method::POST => tokio::time::timeout(QUESTION_TIME, form(request))
                .await
                .unwrap_or_default(),
            _ => None,
        };
        match parameters {
            // A favicon, a pre-connect, another tab: nothing to do with us.
            None => self.page(StatusCode::NOT_FOUND, Showing::NotOurs),
            Some(parameters) if parameters.is_empty() => {
                self.page(StatusCode::NOT_FOUND, Showing::NotOurs)
            }
            Some(parameters) => self.judge(parameters),
        }
    }

    fn judge(&self, parameters: Parameters) -> Response<Full<Bytes>> {
        let told = parameters
            .get("state")
            .map(String::as_str)
            .unwrap_or_default();
        let ours = bool::from(told.as_bytes().ct_eq(self.state.as_bytes()));
        let refused = parameters.contains_key("error");
        let Some(answer) = self
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        else {
            return self.page(StatusCode::CONFLICT, Showing::NotOurs);
        };
        let verdict = if ours {
            Ok(parameters)
        } else {
            Err(SignInRefusal::StateMismatch)
        };
        // Whoever waited may be gone; the page is shown all the same.
        let _ = answer.send(verdict);
        match (ours, refused) {
            (false, _) => self.page(StatusCode::BAD_REQUEST, Showing::NotOurs),
            (true, true) => self.page(StatusCode::OK, Showing::Refused),
            (true, false) => self.page(StatusCode::OK, Showing::Received),
        }
    }

    fn page(&self, status: StatusCode, showing: Showing) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.words.page(showing))));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if let Ok(policy) = HeaderValue::from_str(&content_security_policy()) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

async fn form(request: Request<Incoming>) -> Option<Parameters> {
    let body = Limited::new(request.into_body(), FORM_LIMIT)
        .collect()
        .await
        .ok()?;
    let bytes = body.to_bytes();
    Some(parameters(std::str::from_utf8(&bytes).ok()?))
}

fn parameters(text: &str) -> Parameters {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}
