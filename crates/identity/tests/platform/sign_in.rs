//! People sign in in a browser.

use crate::support::{SCOPES, open, sign_in, stage};
use activity::TenantId;
use egress::{Request, Url};
use identity::{
    AppCredential, EmployeeSignIn, ExpectedAccount, NextStep, Redirect, ResponseMode, Session,
    SignInRefusal, SignInRequest, TokenSource,
};
use secrecy::ExposeSecret;
use std::time::Duration;

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
