use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use wire::{IDEMPOTENCY_KEY, NDJSON};

/// Somebody with (or without) a device's credential.
#[derive(Clone)]
pub(crate) struct Person {
    client: reqwest::Client,
    base: String,
    pub(crate) credential: Option<String>,
    pub(crate) subject: String,
    pub(crate) me: Value,
}

/// An answer, read whole.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The problem's code, after checking that it is a whole RFC 9457 problem.
    pub(crate) fn code(&self) -> String {
        let problem = self.json();
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(problem["status"], self.status);
        let code = problem["code"].as_str().unwrap().to_owned();
        assert_eq!(problem["type"], format!("urn:vitrine:problem:{code}"));
        code
    }

    pub(crate) fn statuses(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.text());
        self.lines()
            .iter()
            .map(|ack| ack["status"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Person {
    pub(crate) fn new(client: reqwest::Client, base: String, credential: Option<String>) -> Self {
        Self {
            client,
            base,
            credential,
            subject: String::new(),
            me: Value::Null,
        }
    }

    pub(crate) fn of_session(client: reqwest::Client, base: String, session: &Value) -> Self {
        let credential = session["credential"].as_str().unwrap().to_owned();
        let subject = session["me"]["subject"].as_str().unwrap().to_owned();
        Self {
            subject,
            me: session["me"].clone(),
            ..Self::new(client, base, Some(credential))
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.credential {
            Some(credential) => request.bearer_auth(credential),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        answer(self.request("GET", path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        answer(self.request("DELETE", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        answer(self.request("POST", path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        answer(self.request("PUT", path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Reply {
        answer(self.request("PATCH", path).json(body)).await
    }

    /// Sends lines to a path, with more headers.
    pub(crate) async fn send(
        &self,
        path: &str,
        body: Vec<u8>,
        headers: &[(&'static str, &str)],
    ) -> Reply {
        let mut request = self
            .request("POST", path)
            .header("content-type", NDJSON)
            .body(body);
        for (name, value) in headers {
            request = request.header(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        answer(request).await
    }

    pub(crate) async fn upload(&self, body: Vec<u8>) -> Reply {
        self.send("/v1/activities", body, &[]).await
    }

    pub(crate) async fn upload_as(&self, key: &str, body: Vec<u8>) -> Reply {
        self.send("/v1/activities", body, &[(IDEMPOTENCY_KEY, key)])
            .await
    }

    pub(crate) async fn retract(&self, body: Vec<u8>) -> Reply {
        self.send("/v1/retractions", body, &[]).await
    }

    pub(crate) async fn export(&self) -> String {
        let reply = self.get("/v1/admin/export").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text()
    }

    pub(crate) async fn connect(&self, road: &str) -> String {
        let reply = self.post("/v1/connections", &json!({ "road": road })).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    /// Sets the tenant up as its admin, from proof to allowlist; the organisation's connection.
    pub(crate) async fn set_up(&self) -> String {
        let proof = json!({ "organisation": "Contoso", "verifiedDomains": ["contoso.example"] });
        assert_eq!(self.put("/v1/admin/proof", &proof).await.status, 200);
        self.accept_dpa().await;
        let list = json!({ "entries": ["acme.example"] });
        assert_eq!(self.put("/v1/admin/allowlist", &list).await.status, 200);
        self.connect("organisation").await
    }

    pub(crate) async fn accept_dpa(&self) {
        let texts = self.get("/v1/dpa").await.json();
        let text = &texts["texts"][0];
        let reply = self
            .post(
                "/v1/admin/dpa",
                &json!({ "version": text["version"], "sha256": text["sha256"], "language": text["language"] }),
            )
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    pub(crate) async fn consent(&self, connection: &str, id: &str) -> Reply {
        self.consent_to("email_signal", connection, id).await
    }

    pub(crate) async fn consent_to(&self, stream: &str, connection: &str, id: &str) -> Reply {
        let given = json!({
            "id": id, "stream": stream, "givenAt": "2026-11-20T10:00:00Z", "language": "en",
            "textSha256": "00".repeat(32)
        });
        self.post(&format!("/v1/connections/{connection}/consents"), &given)
            .await
    }

    pub(crate) async fn withdraw(&self, connection: &str, id: &str) -> Reply {
        let path = format!("/v1/connections/{connection}/consents/{id}/withdrawal");
        self.post(&path, &json!({ "at": "2026-11-21T10:00:00Z" }))
            .await
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.bytes().await.unwrap().to_vec(),
    }
}
