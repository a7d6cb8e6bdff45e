//! Microsoft Graph as any client sees it, for the reading of the rules from outside.

use serde_json::Value;
use vitrine_sandbox::Ready;

pub(crate) struct Graph {
    client: reqwest::Client,
    base: String,
    token: String,
}

impl Graph {
    pub(crate) async fn open(ready: &Ready) -> Self {
        // Another client of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &ready.app_client_id),
            ("client_secret", &ready.app_client_secret),
            ("scope", "https://graph.microsoft.com/.default"),
        ];
        let address = format!("{}/{}/oauth2/v2.0/token", ready.authority, ready.tenant_id);
        let answer: Value = client
            .post(address)
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self {
            client,
            base: ready.graph.clone(),
            token,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Option<Value> {
        let address = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let prefer = "IdType=\"ImmutableId\", outlook.timezone=\"UTC\"";
        let request = self
            .client
            .get(address)
            .bearer_auth(&self.token)
            .header("Prefer", prefer);
        let answer = request.send().await.unwrap();
        if !answer.status().is_success() {
            return None;
        }
        Some(answer.json().await.unwrap())
    }

    /// Every item of a collection; nothing where it is refused.
    pub(crate) async fn all(&self, path: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let Some(mut page) = self.get(&path).await else {
                return found;
            };
            found.extend(page["value"].as_array().unwrap().iter().cloned());
            next = page["@odata.nextLink"].take().as_str().map(str::to_owned);
        }
        found
    }

    /// The world's time, by the `Date` header.
    pub(crate) async fn now(&self) -> jiff::Timestamp {
        let address = format!("{}/organization", self.base);
        let answer = self
            .client
            .get(address)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap();
        let date = answer.headers()["date"].to_str().unwrap().to_owned();
        jiff::fmt::rfc2822::parse(&date).unwrap().timestamp()
    }
}
