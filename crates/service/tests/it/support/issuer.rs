use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// An issuer of id_tokens for any tenant, over plain http on this machine.
pub(crate) struct Issuer {
    base: String,
    keys: Arc<Mutex<Vec<NamedKey>>>,
    other_keys: Arc<Mutex<Vec<Value>>>,
    asked: Arc<AtomicUsize>,
    serving: tokio::task::JoinHandle<()>,
}

type NamedKey = (String, Arc<RsaPrivateKey>);

/// A token on its way to be signed.
pub(crate) struct Token {
    pub(crate) claims: Value,
    pub(crate) key_id: String,
    key: Arc<RsaPrivateKey>,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let keys = Arc::new(Mutex::new(vec![("key-1".to_owned(), fresh_key())]));
        let asked = Arc::new(AtomicUsize::new(0));
        let (address, published, counter) = (base.clone(), Arc::clone(&keys), Arc::clone(&asked));
        let other_keys = Arc::<Mutex<Vec<Value>>>::default();
        let others = Arc::clone(&other_keys);
        let discovery = move |axum::extract::Path(tenant): axum::extract::Path<String>| async move {
            axum::Json(json!({
                "issuer": format!("{address}/{tenant}/v2.0"), "jwks_uri": format!("{address}/{tenant}/keys")
            }))
        };
        let key_set = move || async move {
            counter.fetch_add(1, Ordering::SeqCst);
            let mut keys: Vec<Value> = others.lock().unwrap().clone();
            keys.extend(published.lock().unwrap().iter().map(public));
            axum::Json(json!({ "keys": keys }))
        };
        let router = axum::Router::new()
            .route(
                "/{tenant}/v2.0/.well-known/openid-configuration",
                axum::routing::get(discovery),
            )
            .route("/{tenant}/keys", axum::routing::get(key_set));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base,
            keys,
            other_keys,
            asked,
            serving,
        }
    }

    pub(crate) fn of(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.base)
    }

    /// Where its keys are.
    pub(crate) fn key_set(&self, tenant: &str) -> String {
        format!("{}/{tenant}/keys", self.base)
    }

    /// Publishes the signing key a second time, under another name and for encryption.
    pub(crate) fn publish_for_encryption(&self, id: &str) {
        let mut key = public(self.keys.lock().unwrap().last().unwrap());
        (key["kid"], key["use"]) = (json!(id), json!("enc"));
        self.other_keys.lock().unwrap().push(key);
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A whole token: valid as it is, and easy to spoil.
    pub(crate) fn token(&self, tenant: &str, oid: &str, address: &str, nonce: &str) -> Token {
        let now = jiff::Timestamp::now().as_second();
        let (key_id, key) = self.keys.lock().unwrap().last().unwrap().clone();
        Token {
            claims: json!({
                "iss": self.of(tenant), "tid": tenant, "oid": oid, "aud": super::CLIENT, "nonce": nonce, "ver": "2.0",
                "iat": now, "nbf": now, "exp": now + 3600, "sub": "pairwise", "name": "Ada Example",
                "preferred_username": address, "wids": []
            }),
            key_id,
            key,
        }
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Token {
    pub(crate) fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        self.claims[claim] = value.into();
        self
    }

    pub(crate) fn without(mut self, claim: &str) -> Self {
        self.claims.as_object_mut().unwrap().remove(claim);
        self
    }

    /// Signed by a key that is nobody's, under the published key's name.
    pub(crate) fn sign_by_stranger(self) -> String {
        Self {
            key: fresh_key(),
            ..self
        }
        .sign()
    }

    pub(crate) fn sign(&self) -> String {
        let header = Header {
            kid: Some(self.key_id.clone()),
            ..Header::new(Algorithm::RS256)
        };
        let der = self.key.to_pkcs1_der().unwrap();
        jsonwebtoken::encode(
            &header,
            &self.claims,
            &EncodingKey::from_rsa_der(der.as_bytes()),
        )
        .unwrap()
    }

    /// Signed by RS256 under any header at all.
    pub(crate) fn sign_with(&self, header: &Value) -> String {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let message = format!(
            "{header}.{}",
            URL_SAFE_NO_PAD.encode(self.claims.to_string())
        );
        let der = self.key.to_pkcs1_der().unwrap();
        let key = EncodingKey::from_rsa_der(der.as_bytes());
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::RS256);
        format!("{message}.{}", signature.unwrap())
    }

    pub(crate) fn public_key(&self) -> Value {
        public(&(self.key_id.clone(), Arc::clone(&self.key)))
    }

    /// Signed with the public key's own bytes as an HMAC secret.
    pub(crate) fn sign_by_hmac(&self) -> String {
        let header = Header {
            kid: Some(self.key_id.clone()),
            ..Header::new(Algorithm::HS256)
        };
        let secret = self.key.n().to_bytes_be();
        jsonwebtoken::encode(&header, &self.claims, &EncodingKey::from_secret(&secret)).unwrap()
    }
}

/// A token that says of itself that it needs no signature.
pub(crate) fn forge_unsigned(token: &Token) -> String {
    let header = URL_SAFE_NO_PAD
        .encode(json!({ "alg": "none", "typ": "JWT", "kid": token.key_id }).to_string());
    let payload = URL_SAFE_NO_PAD.encode(token.claims.to_string());
    format!("{header}.{payload}.")
}

fn fresh_key() -> Arc<RsaPrivateKey> {
    Arc::new(RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap())
}

fn public((id, key): &(String, Arc<RsaPrivateKey>)) -> Value {
    json!({
        "kty": "RSA", "use": "sig", "kid": id,
        "n": URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()), "e": URL_SAFE_NO_PAD.encode(key.e().to_bytes_be())
    })
}
