//! A session holds tokens, renews them and keeps them in the vault.

use crate::support::{SCOPES, Stage, sign_in, stage};
use identity::{
    MemoryVault, NextStep, Session, SignInRefusal, TokenSource, TokenVault, VaultError,
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The session of the first person, who has just signed in.
async fn session(stage: &Stage, vault: Arc<dyn TokenVault>) -> Session {
    let signed_in = sign_in(stage, |_| {}).await.expect("signed in");
    let scopes = SCOPES.map(str::to_owned).to_vec();
    Session::open(stage.employee_app(), vault, "ada", scopes, signed_in.tokens)
        .await
        .expect("a session")
}

/// The same session as another start of the program finds it.
async fn resume(stage: &Stage, vault: Arc<dyn TokenVault>) -> Result<Session, SignInRefusal> {
    let scopes = SCOPES.map(str::to_owned).to_vec();
    Session::resume(stage.employee_app(), vault, "ada", scopes).await
}

#[tokio::test]
async fn a_session_renews_once_for_everybody_and_survives_a_restart() {
    let stage = stage().await;
    stage.entra(r#"{"token_seconds":200}"#);
    let session = session(&stage, stage.vault.clone()).await;
    stage.entra(r#"{"token_seconds":3600}"#);
    let before = stage.egress.totals().requests;
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let session = session.clone();
        waiting.spawn(async move {
            session
                .access_token()
                .await
                .expect("a token")
                .expose_secret()
                .to_owned()
        });
    }
    let tokens = waiting.join_all().await;
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(
        stage.egress.totals().requests - before,
        1,
        "fewer than five minutes remained, so one renewal"
    );
    let resumed = resume(&stage, stage.vault.clone()).await.expect("resumed");
    assert_eq!(
        resumed
            .access_token()
            .await
            .expect("a token")
            .expose_secret(),
        tokens[0]
    );
    let renewed = resumed
        .renew(&tokens[0].as_str().into(), None)
        .await
        .expect("another token");
    assert_ne!(renewed.expose_secret(), tokens[0]);
}

/// A vault on a disk that is full at times.
struct Narrow {
    vault: MemoryVault,
    full: AtomicBool,
}

impl TokenVault for Narrow {
    fn load(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        self.vault.load(name)
    }

    fn save(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        if self.full.load(Ordering::Relaxed) {
            return Err(VaultError::Full);
        }
        self.vault.save(name, secret)
    }

    fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.vault.forget(name)
    }
}

#[tokio::test]
async fn a_renewed_token_that_cannot_be_saved_is_not_used_and_costs_no_sign_in() {
    let stage = stage().await;
    stage.entra(r#"{"token_seconds":200}"#);
    let vault = Arc::new(Narrow {
        vault: MemoryVault::new(),
        full: AtomicBool::new(false),
    });
    let session = session(&stage, vault.clone()).await;
    let kept = vault.load("ada").expect("loaded").expect("kept");
    vault.full.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        let refusal = session.access_token().await.expect_err("no room");
        assert_eq!(refusal, SignInRefusal::VaultFull);
    }
    let still = vault.load("ada").expect("loaded").expect("kept");
    assert_eq!(still.expose_secret(), kept.expose_secret());
    vault.full.store(false, Ordering::Relaxed);
    let resumed = resume(&stage, vault).await;
    for session in [resumed.expect("resumed"), session] {
        session.access_token().await.expect("a token");
    }
}

#[tokio::test]
async fn a_token_is_renewed_when_fewer_than_five_minutes_remain_and_not_before() {
    let stage = stage().await;
    for (seconds, renewals) in [(290, 1), (330, 0)] {
        stage.entra(&format!(r#"{{"token_seconds":{seconds}}}"#));
        let session = session(&stage, stage.vault.clone()).await;
        stage.entra(r#"{"token_seconds":3600}"#);
        let before = stage.egress.totals().requests;
        session.access_token().await.expect("a token");
        let asked = stage.egress.totals().requests - before;
        assert_eq!(asked, renewals, "{seconds} seconds remain");
    }
}

#[tokio::test]
async fn a_revoked_session_is_asked_once_and_forgotten() {
    let stage = stage().await;
    let session = session(&stage, stage.vault.clone()).await;
    let token = session.access_token().await.expect("a token");
    stage.entra(&format!(
        r#"{{"revoke_tokens":[{{"user":"{}"}}]}}"#,
        stage.upn(0)
    ));
    for _ in 0..3 {
        let refusal = session.renew(&token, None).await.expect_err("revoked");
        assert_eq!(refusal.next_step(), NextStep::SignInAgain, "{refusal}");
    }
    let resumed = resume(&stage, stage.vault.clone()).await;
    assert_eq!(resumed.err(), Some(SignInRefusal::NotSignedIn));
}
