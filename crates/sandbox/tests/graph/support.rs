//! A sandbox in process: Graph and control over one world, without sign-in.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;
use vitrine_sandbox::access::{Access, Origin};
use vitrine_sandbox::world::{AccountKind, User, World, WorldOptions};
use vitrine_sandbox::{control, graph};

pub(crate) const ORIGIN: &str = "https://localhost:4711";

pub(crate) struct Sandbox {
    pub(crate) world: Arc<World>,
    router: Router,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// Who asks, and with which wishes.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) access: Access,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Sandbox {
    pub(crate) fn new(options: &WorldOptions) -> Self {
        let world = World::open(options).unwrap();
        let router = Router::new()
            .nest("/v1.0", graph::router(Arc::clone(&world)))
            .nest("/sandbox", control::router(Arc::clone(&world)));
        Self { world, router }
    }

    pub(crate) fn small() -> Self {
        Self::new(&WorldOptions {
            mailboxes: 7,
            messages: 120,
            events: 60,
            ..WorldOptions::default()
        })
    }

    pub(crate) fn tenant(&self) -> Uuid {
        self.world.tenants()[0].id
    }

    pub(crate) fn people(&self) -> Vec<User> {
        self.world
            .users(self.tenant())
            .into_iter()
            .filter(|user| user.kind == AccountKind::Person)
            .collect()
    }

    pub(crate) fn person(&self, place: usize) -> User {
        self.people().swap_remove(place)
    }

    /// A signed-in person with these scopes.
    pub(crate) fn user(&self, place: usize, scopes: &str) -> Asker {
        let person = self.person(place);
        Asker {
            access: access(person.tenant_id, Some(person.id), scopes),
            headers: Vec::new(),
        }
    }

    /// An application with these roles.
    pub(crate) fn app(&self, roles: &str) -> Asker {
        Asker {
            access: access(self.tenant(), None, roles),
            headers: Vec::new(),
        }
    }

    pub(crate) async fn get(&self, asker: &Asker, url: &str) -> Answer {
        self.send(asker, Method::GET, url, String::new()).await
    }

    /// The JSON of a good answer, checked against the published schema.
    pub(crate) async fn json(&self, asker: &Asker, url: &str) -> Value {
        let answer = self.get(asker, url).await;
        assert_eq!(
            answer.status,
            200,
            "{url}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        let body = answer.json();
        crate::schema::check(url, &body);
        body
    }

    pub(crate) async fn refused(&self, asker: &Asker, url: &str) -> (u16, String) {
        let answer = self.get(asker, url).await;
        let body = answer.json();
        assert_eq!(answer.headers["content-type"], "application/json");
        assert!(body["error"]["innerError"]["request-id"].is_string());
        (
            answer.status.as_u16(),
            body["error"]["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    }

    pub(crate) async fn send(
        &self,
        asker: &Asker,
        method: Method,
        url: &str,
        body: String,
    ) -> Answer {
        let path = url.strip_prefix(ORIGIN).unwrap_or(url);
        let path = if path.starts_with("/v1.0") {
            path.to_owned()
        } else {
            format!("/v1.0{path}")
        };
        let mut request = Request::builder().method(method).uri(
            path.replace(' ', "%20")
                .replace('\'', "%27")
                .replace('"', "%22"),
        );
        for (name, value) in &asker.headers {
            request = request.header(*name, value);
        }
        let request = request
            .extension(asker.access.clone())
            .extension(Origin(ORIGIN.to_owned()));
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    /// Follows next links to the end: all items, and the delta link if there is one.
    pub(crate) async fn all(&self, asker: &Asker, url: &str) -> (Vec<Value>, Option<String>) {
        let mut items = Vec::new();
        let mut url = url.to_owned();
        for _ in 0..10_000 {
            let mut page = self.json(asker, &url).await;
            items.append(page["value"].as_array_mut().unwrap());
            let next = page["@odata.nextLink"].as_str().map(str::to_owned);
            let delta = page["@odata.deltaLink"].as_str().map(str::to_owned);
            assert!(next.is_none() || delta.is_none());
            match next {
                Some(next) => {
                    assert!(next.starts_with(ORIGIN));
                    url = next;
                }
                None => return (items, delta),
            }
        }
        panic!("endless paging");
    }

    /// Makes a change of the world.
    pub(crate) async fn make(&self, change: &str, body: Value) -> Value {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/sandbox/{change}"));
        let answer = self
            .answer(request.body(Body::from(body.to_string())).unwrap())
            .await;
        assert_eq!(
            answer.status,
            200,
            "{change}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        answer.json()
    }

    pub(crate) async fn truth(&self, mailbox: &str) -> Vec<Value> {
        self.lines("truth", mailbox).await
    }

    pub(crate) async fn history(&self, mailbox: &str) -> Vec<Value> {
        self.lines("history", mailbox).await
    }

    async fn lines(&self, path: &str, mailbox: &str) -> Vec<Value> {
        let uri = format!(
            "/sandbox/{path}?mailbox={}",
            mailbox.replace('\'', "%27").replace('#', "%23")
        );
        let answer = self
            .answer(Request::builder().uri(uri).body(Body::empty()).unwrap())
            .await;
        String::from_utf8(answer.bytes)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub(crate) async fn control(&self, path: &str) -> Value {
        self.answer(
            Request::builder()
                .uri(format!("/sandbox/{path}"))
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .json()
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

impl Asker {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn prefer(self, value: &str) -> Self {
        self.with("prefer", value)
    }
}

fn access(tenant_id: Uuid, subject: Option<Uuid>, permissions: &str) -> Access {
    let permissions: BTreeSet<String> = permissions.split_whitespace().map(str::to_owned).collect();
    let (scopes, roles) = if subject.is_some() {
        (permissions, BTreeSet::new())
    } else {
        (BTreeSet::new(), permissions)
    };
    Access {
        tenant_id,
        app_id: Uuid::from_u128(1),
        subject,
        scopes,
        roles,
        client_capabilities_cp1: false,
        token_id: "t".into(),
    }
}

/// One world for all tests that only look.
pub(crate) static SMALL: LazyLock<Sandbox> = LazyLock::new(Sandbox::small);

pub(crate) const EMPLOYEE: &str =
    "User.Read Mail.Read OnlineMeetings.Read OnlineMeetingTranscript.Read.All Calendars.Read";
pub(crate) const TENANT: &str = "Calendars.Read Mail.ReadBasic.All User.Read.All OnlineMeetings.Read.All OnlineMeetingTranscript.Read.All";
