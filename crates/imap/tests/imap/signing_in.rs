use crate::dovecot::{Dovecot, Setup};
use crate::reader::{client, client_with};
use crate::signed::{Claims, Signer};
use identity::{ClaimsChallenge, SignInRefusal, TokenSource, Waiting};
use imap::{Credential, ImapRefusal, Security};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Tokens that grow stale: the first one given, and what comes after it.
struct Tokens {
    first: String,
    next: Result<String, SignInRefusal>,
    renewed: AtomicUsize,
}

impl TokenSource for Tokens {
    fn access_token(&self) -> Waiting<'_, Result<SecretString, SignInRefusal>> {
        Box::pin(async { Ok(self.first.as_str().into()) })
    }

    fn renew<'a>(
        &'a self,
        refused: &'a SecretString,
        _: Option<&'a ClaimsChallenge>,
    ) -> Waiting<'a, Result<SecretString, SignInRefusal>> {
        Box::pin(async {
            assert_eq!(refused.expose_secret(), self.first);
            self.renewed.fetch_add(1, Ordering::SeqCst);
            self.next.clone().map(SecretString::from)
        })
    }
}

fn tokens(first: &str, next: Result<&str, SignInRefusal>) -> Arc<Tokens> {
    Arc::new(Tokens {
        first: first.to_owned(),
        next: next.map(str::to_owned),
        renewed: AtomicUsize::new(0),
    })
}

#[tokio::test]
async fn a_token_opens_the_mailbox_and_an_expired_one_is_renewed_once() {
    let microsoft = Signer::new();
    let dovecot = Dovecot::start(&Setup {
        mechanisms: "xoauth2",
        token_key: Some(microsoft.key()),
        ..Setup::default()
    });
    let sign_in = async |tokens: &Arc<Tokens>| {
        let token = Credential::Token(Arc::<Tokens>::clone(tokens));
        let client = client_with(&dovecot, dovecot.port, Security::Tls, token);
        let checked = client.check().await;
        client.close().await;
        checked
    };
    let good = microsoft.token(Claims::default());
    let fresh = tokens(&good, Ok("never"));
    assert_eq!(sign_in(&fresh).await, Ok(()), "{}", dovecot.log());
    assert_eq!(fresh.renewed.load(Ordering::SeqCst), 0);

    let ended = microsoft.token(Claims {
        ends: -1,
        ..Claims::default()
    });
    let stale = tokens(&ended, Ok(&good));
    assert_eq!(sign_in(&stale).await, Ok(()));
    assert_eq!(stale.renewed.load(Ordering::SeqCst), 1);
    let still_stale = tokens(&ended, Ok(&ended));
    assert_eq!(sign_in(&still_stale).await, Err(ImapRefusal::TokenRefused));
    let expired = tokens(&ended, Err(SignInRefusal::SignInExpired));
    assert_eq!(
        sign_in(&expired).await,
        Err(ImapRefusal::SignIn(SignInRefusal::SignInExpired))
    );
}

#[tokio::test]
async fn a_token_of_another_signer_person_resource_or_permission_opens_nothing() {
    let microsoft = Signer::new();
    let dovecot = Dovecot::start(&Setup {
        mechanisms: "xoauth2",
        token_key: Some(microsoft.key()),
        ..Setup::default()
    });
    let right = Claims::default();
    let wrong = [
        ("signer", Signer::new().token(right)),
        (
            "person",
            microsoft.token(Claims {
                user: "eve@contoso.example",
                ..right
            }),
        ),
        (
            "resource",
            microsoft.token(Claims {
                audience: "https://graph.microsoft.com",
                ..right
            }),
        ),
        (
            "permission",
            microsoft.token(Claims {
                scope: "SMTP.Send",
                ..right
            }),
        ),
    ];
    for (what, token) in &wrong {
        let token = Credential::Token(tokens(token, Ok(token)));
        let client = client_with(&dovecot, dovecot.port, Security::Tls, token);
        assert_eq!(
            client.check().await,
            Err(ImapRefusal::TokenRefused),
            "{what}: {}",
            dovecot.log()
        );
    }
}

#[tokio::test]
async fn a_password_opens_the_mailbox_over_both_kinds_of_encryption() {
    let dovecot = Dovecot::start(&Setup::default());
    assert_eq!(client(&dovecot, dovecot.port).check().await, Ok(()));
    let right = Credential::Password(crate::dovecot::PASSWORD.into());
    let upgraded = client_with(&dovecot, dovecot.starttls_port, Security::StartTls, right);
    assert_eq!(upgraded.check().await, Ok(()));
    for wrong in ["wrong", "", "ünwahr \" \\ {5}"] {
        let password = Credential::Password(wrong.into());
        let client = client_with(&dovecot, dovecot.port, Security::Tls, password);
        assert_eq!(client.check().await, Err(ImapRefusal::PasswordRefused));
    }
}

#[tokio::test]
async fn a_server_without_sasl_plain_takes_a_login() {
    let setup = Setup {
        mechanisms: "plain",
        // What the server says of itself; it takes a LOGIN all the same.
        more: "imap_capability = IMAP4rev1 NAMESPACE\n",
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    assert_eq!(client(&dovecot, dovecot.port).check().await, Ok(()));
}

#[tokio::test]
async fn where_no_passwords_are_taken_none_is_shown() {
    let setup = Setup {
        mechanisms: "xoauth2",
        token_key: Some(Signer::new().key()),
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    assert_eq!(
        client(&dovecot, dovecot.port).check().await,
        Err(ImapRefusal::LoginDisabled)
    );
    let by_password = Dovecot::start(&Setup::default());
    let token = Credential::Token(tokens("t", Ok("t")));
    let client = client_with(&by_password, by_password.port, Security::Tls, token);
    assert_eq!(client.check().await, Err(ImapRefusal::TokenNotTaken));
}

#[tokio::test]
async fn nothing_is_said_to_whom_nobody_vouches_for_and_nothing_unencrypted() {
    let dovecot = Dovecot::start(&Setup::default());
    let other = Dovecot::start(&Setup::default());
    // Another server, whose certificate comes from somebody else.
    assert_eq!(
        client(&dovecot, other.port).check().await,
        Err(ImapRefusal::CertificateRefused)
    );
    // A port that speaks before it encrypts.
    let password = || Credential::Password(crate::dovecot::PASSWORD.into());
    let plain = client_with(&dovecot, dovecot.starttls_port, Security::Tls, password());
    assert_eq!(plain.check().await, Err(ImapRefusal::NoEncryption));
    // Somebody in between who keeps the server from encrypting.
    let stripper = stripper(dovecot.starttls_port).await;
    let stripped = client_with(&dovecot, stripper, Security::StartTls, password());
    assert_eq!(stripped.check().await, Err(ImapRefusal::NoEncryption));
}

/// Passes everything on but the wish for encryption.
async fn stripper(server: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut ours, _)) = listener.accept().await {
            let mut theirs = tokio::net::TcpStream::connect(("127.0.0.1", server))
                .await
                .unwrap();
            let mut buffer = [0; 4_096];
            let read = theirs.read(&mut buffer).await.unwrap();
            let greeting =
                String::from_utf8_lossy(&buffer[..read]).replace("STARTTLS", "AUTH=PLAIN");
            ours.write_all(greeting.as_bytes()).await.unwrap();
            let read = ours.read(&mut buffer).await.unwrap();
            let said = String::from_utf8_lossy(&buffer[..read]).into_owned();
            let tag = said.split(' ').next().unwrap();
            ours.write_all(format!("{tag} BAD unknown command\r\n").as_bytes())
                .await
                .unwrap();
            let read = ours.read(&mut buffer).await.unwrap();
            assert_eq!(read, 0, "nothing more is said");
        }
    });
    port
}
