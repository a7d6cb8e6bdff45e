//! A customer's own registration proves itself.

use crate::support::{SCOPES, Stage, browse, stage};
use activity::TenantId;
use egress::Url;
use identity::{
    AdminConsent, AppCertificate, AppCredential, CallbackWords, DeviceSignIn, NextStep, Proof,
    Redirect, Session, SignInRefusal, SignInRequest, TokenSource,
};
use std::time::Duration;

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
