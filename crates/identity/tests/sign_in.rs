//! People and apps sign in at the sandbox.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use activity::TenantId;
use egress::{Request, Url};
use identity::{
    AdminConsent, AppCertificate, AppCredential, CallbackWords, DeviceSignIn, EmployeeSignIn,
    ExpectedAccount, NextStep, Proof, Redirect, ResponseMode, Session, SignInRefusal,
    SignInRequest, SignedIn, TokenSource,
};
use secrecy::ExposeSecret;
use std::time::Duration;
use support::{Stage, browse, open, stage};

const SCOPES: [&str; 2] = ["Mail.Read", "User.Read"];

async fn sign_in(
    stage: &Stage,
    change: impl FnOnce(&mut SignInRequest),
) -> Result<SignedIn, SignInRefusal> {
    let mut request = SignInRequest::new(SCOPES);
    request.login_hint = Some(stage.upn(0));
    request.deadline = Duration::from_secs(20);
    change(&mut request);
    let sign_in = EmployeeSignIn::begin(&stage.employee_app(), request).await?;
    let address = sign_in.authorize_url().clone();
    let (result, _page) = tokio::join!(sign_in.wait(), browse(&address));
    result
}

#[tokio::test]
async fn an_employee_signs_in_through_the_browser_either_way() {
    let stage = stage().await;
    for mode in [ResponseMode::Query, ResponseMode::FormPost] {
        let signed_in = sign_in(&stage, |request| {
            request.response_mode = mode;
            request.nonce = Some("the-service's-own".to_owned());
            request.expected = ExpectedAccount {
                tenant: Some(stage.tenant()),
                address: Some(stage.upn(0).to_uppercase()),
                object: None,
            };
        });
        let signed_in = signed_in.await.expect("signed in");
        assert_eq!(
            signed_in.account.object.as_str(),
            stage.sandbox.ready().users[0].id
        );
        assert_eq!(signed_in.missing_scopes, Vec::<String>::new());
        assert!(signed_in.id_token.expose_secret().split('.').count() == 3);
        assert!(!format!("{signed_in:?}").contains(&stage.upn(0)));
    }
}

#[tokio::test]
async fn somebody_else_is_not_the_invited_one() {
    let stage = stage().await;
    let wrong = sign_in(&stage, |request| {
        request.expected.address = Some(stage.upn(1));
    })
    .await;
    assert_eq!(wrong.err(), Some(SignInRefusal::WrongAccount));
    let other = TenantId::new("0a1b2c3d-0000-4000-8000-00000000000f").expect("a tenant");
    let wrong = sign_in(&stage, |request| {
        request.expected = ExpectedAccount::anyone_of(other);
    })
    .await;
    assert_eq!(
        wrong.err().map(|refusal| refusal.next_step()),
        Some(NextStep::ChooseAnotherAccount)
    );
}

#[tokio::test]
async fn refusals_of_the_platform_are_named_states() {
    let stage = stage().await;
    let signed_in = sign_in(&stage, |_| {}).await.expect("signed in");
    let scopes: Vec<String> = SCOPES.map(str::to_owned).to_vec();
    let session = Session::open(
        stage.employee_app(),
        stage.vault.clone(),
        "ada",
        scopes,
        signed_in.tokens,
    );
    let session = session.await.expect("a session");
    let token = session.access_token().await.expect("a token");
    stage.entra(r#"{"sign_in_refusals":[{"user":"*","code":53003}]}"#);
    let refused = session.renew(&token, None).await.err();
    assert_eq!(refused, Some(SignInRefusal::BlockedByPolicy));
    let unknown = stage.platform("0a1b2c3d-0000-4000-8000-00000000000e");
    let session = Session::application(
        unknown,
        AppCredential::Secret("x".into()),
        stage.vault.clone(),
        "a",
    )
    .await;
    let refused = session.expect("a session").access_token().await;
    assert_eq!(refused.err(), Some(SignInRefusal::AppUnknown));
}

#[tokio::test]
async fn the_listener_takes_one_answer_and_only_its_own() {
    let stage = stage().await;
    let mut request = SignInRequest::new(SCOPES);
    request.deadline = Duration::from_secs(20);
    let sign_in = EmployeeSignIn::begin(&stage.employee_app(), request)
        .await
        .expect("begun");
    let query: std::collections::HashMap<_, _> =
        sign_in.authorize_url().query_pairs().into_owned().collect();
    let home: Url = query["redirect_uri"].parse().expect("an address");
    let to = |path: &str| Request::get(home.join(path).expect("an address"));
    assert_eq!(open(to("/favicon.ico")).await.0, 404);
    assert_eq!(open(to("/elsewhere?code=1&state=x")).await.0, 404);
    let error = "/?error=access_denied&error_description=AADSTS65004%3a+no&state=";
    let (status, _, page) = open(to(&format!("{error}{}", query["state"]))).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("<html lang=\"en\">") && page.contains("close this window"),
        "{page}"
    );
    assert_eq!(open(to("/?code=again&state=x")).await.0, 409);
    assert_eq!(sign_in.wait().await.err(), Some(SignInRefusal::Declined));
}

#[tokio::test]
async fn a_wrong_state_ends_the_sign_in() {
    let stage = stage().await;
    let sign_in = EmployeeSignIn::begin(&stage.employee_app(), SignInRequest::new(SCOPES))
        .await
        .expect("begun");
    let query: std::collections::HashMap<_, _> =
        sign_in.authorize_url().query_pairs().into_owned().collect();
    let forged = format!("{}/?code=stolen&state=guessed", query["redirect_uri"]);
    let (status, _, _) = open(Request::get(forged.parse().expect("an address"))).await;
    assert_eq!(status, 400);
    assert_eq!(
        sign_in.wait().await.err(),
        Some(SignInRefusal::StateMismatch)
    );
}

#[tokio::test]
async fn the_browser_has_its_page_even_if_nobody_waits_any_more() {
    let stage = stage().await;
    for _ in 0..20 {
        let request = SignInRequest::new(SCOPES);
        let sign_in = EmployeeSignIn::begin(&stage.employee_app(), request)
            .await
            .expect("begun");
        let query: std::collections::HashMap<_, _> =
            sign_in.authorize_url().query_pairs().into_owned().collect();
        let refused = format!(
            "{}/?error=access_denied&state={}",
            query["redirect_uri"], query["state"]
        );
        let page = open(Request::get(refused.parse().expect("an address")));
        let (result, page) = tokio::join!(sign_in.wait(), page);
        assert_eq!((result.err(), page.0), (Some(SignInRefusal::Declined), 200));
    }
}

#[tokio::test]
async fn nobody_comes_or_the_port_is_taken() {
    let stage = stage().await;
    let mut request = SignInRequest::new(SCOPES);
    request.deadline = Duration::from_millis(20);
    let sign_in = EmployeeSignIn::begin(&stage.employee_app(), request.clone())
        .await
        .expect("begun");
    assert_eq!(sign_in.wait().await.err(), Some(SignInRefusal::TimedOut));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    request.redirect = Redirect::Registered(format!("http://localhost:{port}/back"));
    let refused = EmployeeSignIn::begin(&stage.employee_app(), request.clone()).await;
    assert_eq!(refused.err(), Some(SignInRefusal::PortTaken));
    request.redirect = Redirect::Registered("https://contoso.example/back".to_owned());
    let refused = EmployeeSignIn::begin(&stage.employee_app(), request).await;
    assert_eq!(refused.err(), Some(SignInRefusal::RedirectElsewhere));
}

#[tokio::test]
async fn a_session_renews_once_for_everybody_and_survives_a_restart() {
    let stage = stage().await;
    stage.entra(r#"{"token_seconds":200}"#);
    let signed_in = sign_in(&stage, |_| {}).await.expect("signed in");
    let scopes: Vec<String> = SCOPES.map(str::to_owned).to_vec();
    let session = Session::open(
        stage.employee_app(),
        stage.vault.clone(),
        "ada",
        scopes.clone(),
        signed_in.tokens,
    );
    let session = session.await.expect("a session");
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
    let resumed = Session::resume(stage.employee_app(), stage.vault.clone(), "ada", scopes)
        .await
        .expect("resumed");
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

#[tokio::test]
async fn a_token_is_renewed_when_fewer_than_five_minutes_remain_and_not_before() {
    let stage = stage().await;
    for (seconds, renewals) in [(290, 1), (330, 0)] {
        stage.entra(&format!(r#"{{"token_seconds":{seconds}}}"#));
        let signed_in = sign_in(&stage, |_| {}).await.expect("signed in");
        let scopes: Vec<String> = SCOPES.map(str::to_owned).to_vec();
        let session = Session::open(
            stage.employee_app(),
            stage.vault.clone(),
            "ada",
            scopes,
            signed_in.tokens,
        );
        let session = session.await.expect("a session");
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
    let signed_in = sign_in(&stage, |_| {}).await.expect("signed in");
    let scopes: Vec<String> = SCOPES.map(str::to_owned).to_vec();
    let session = Session::open(
        stage.employee_app(),
        stage.vault.clone(),
        "ada",
        scopes.clone(),
        signed_in.tokens,
    );
    let session = session.await.expect("a session");
    let token = session.access_token().await.expect("a token");
    stage.entra(&format!(
        r#"{{"revoke_tokens":[{{"user":"{}"}}]}}"#,
        stage.upn(0)
    ));
    for _ in 0..3 {
        let refusal = session.renew(&token, None).await.expect_err("revoked");
        assert_eq!(refusal.next_step(), NextStep::SignInAgain, "{refusal}");
    }
    let resumed = Session::resume(stage.employee_app(), stage.vault.clone(), "ada", scopes).await;
    assert_eq!(resumed.err(), Some(SignInRefusal::NotSignedIn));
}

#[tokio::test]
async fn a_customer_app_is_proved_by_secret_and_by_certificate() {
    let stage = stage().await;
    let app = stage.customer_app();
    let words = CallbackWords::default();
    let consent = AdminConsent::begin(&app, &Redirect::FreePort, words, Duration::from_secs(20))
        .await
        .expect("begun");
    let address = consent.consent_url().clone();
    let (consented, _page) = tokio::join!(consent.wait(), browse(&address));
    assert_eq!(
        consented.expect("consented").claimed_tenant,
        Some(stage.tenant())
    );
    let secret = AppCredential::Secret(stage.sandbox.ready().app_client_secret.as_str().into());
    for credential in [secret, AppCredential::Certificate(certificate(&stage))] {
        let session = Session::application(app.clone(), credential, stage.vault.clone(), "app")
            .await
            .expect("a session");
        let proof = Proof::of(&app, &session, &stage.graph(), &[&stage.tenant()])
            .await
            .expect("proved");
        assert_eq!(proof.tenant(), &stage.tenant());
        let other = TenantId::new("0a1b2c3d-0000-4000-8000-00000000000f").expect("a tenant");
        let proof = Proof::of(&app, &session, &stage.graph(), &[&other]).await;
        assert_eq!(proof.err(), Some(SignInRefusal::TenantNotProved));
        session.forget().await.expect("forgotten");
    }
}

#[tokio::test]
async fn a_wrong_secret_is_named() {
    let stage = stage().await;
    let wrong = AppCredential::Secret("wrong".into());
    let session = Session::application(stage.customer_app(), wrong, stage.vault.clone(), "app")
        .await
        .expect("a session");
    let refusal = session.access_token().await.expect_err("refused");
    assert_eq!(
        (refusal.clone(), refusal.next_step()),
        (SignInRefusal::SecretWrong, NextStep::ReplaceSecret)
    );
    let proof = Proof::of(
        &stage.customer_app(),
        &session,
        &stage.graph(),
        &[&stage.tenant()],
    )
    .await;
    assert_eq!(proof.err(), Some(SignInRefusal::SecretWrong));
}

#[tokio::test]
async fn another_device_can_sign_in() {
    let stage = stage().await;
    let sign_in = DeviceSignIn::begin(&stage.employee_app(), SignInRequest::new(SCOPES))
        .await
        .expect("begun");
    let mut address: Url = sign_in.verification_uri().parse().expect("an address");
    address
        .query_pairs_mut()
        .append_pair("user_code", sign_in.user_code())
        .append_pair("login_hint", &stage.upn(1));
    browse(&address).await;
    let signed_in = sign_in.wait().await.expect("signed in");
    assert_eq!(
        signed_in.account.object.as_str(),
        stage.sandbox.ready().users[1].id
    );
}

fn certificate(stage: &Stage) -> AppCertificate {
    let key = rsa_key();
    let pair = rcgen::KeyPair::from_pem(&key).expect("a key pair");
    let parameters =
        rcgen::CertificateParams::new(vec!["app.contoso.example".to_owned()]).expect("parameters");
    let pem = parameters.self_signed(&pair).expect("a certificate").pem();
    stage
        .sandbox
        .entra()
        .trust_certificate("customer", &pem)
        .expect("trusted");
    let other = rsa_key();
    let mismatch = AppCertificate::from_pem(&pem, &other.into()).err();
    assert_eq!(
        mismatch,
        Some(SignInRefusal::CertificateUnusable("mismatch"))
    );
    AppCertificate::from_pem(&pem, &key.into()).expect("usable")
}

fn rsa_key() -> String {
    use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key");
    key.to_pkcs8_pem(LineEnding::LF).expect("PEM").to_string()
}
