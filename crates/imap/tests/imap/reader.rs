//! What a test of the client needs: a proof that stands, a client, and a count of what it read.

use crate::dovecot::{Dovecot, PASSWORD};
use activity::{ConnectionId, Instant, ObjectId, Road, Sha256, Stream, TenantId};
use consent::{ConsentRecord, DpaAcceptance, DpaState, Policy, Register, Rules, SignedPolicy};
use ed25519_dalek::SigningKey;
use egress::{Egress, EgressConfig, Role};
use imap::{Access, Credential, FolderChoice, ImapClient, ImapRefusal, MailFrom, Security, Server};
use privacy::{AssessedSignal, Direction, Keyer, OwnAddresses, assess_signal};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::time::Duration;

pub(crate) const ADA: &str = "ada@contoso.example";

pub(crate) fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// A client that signs in by password.
pub(crate) fn client(dovecot: &Dovecot, port: u16) -> ImapClient {
    let password = Credential::Password(SecretString::from(PASSWORD));
    client_with(dovecot, port, Security::Tls, password)
}

pub(crate) fn client_with(
    dovecot: &Dovecot,
    port: u16,
    security: Security,
    credential: Credential,
) -> ImapClient {
    client_choosing(dovecot, port, security, credential, FolderChoice::default())
}

pub(crate) fn client_choosing(
    dovecot: &Dovecot,
    port: u16,
    security: Security,
    credential: Credential,
    choice: FolderChoice,
) -> ImapClient {
    client_of(
        EgressConfig::new(),
        dovecot,
        port,
        security,
        credential,
        choice,
    )
}

/// A client that waits no longer than that for a connection and for the next byte.
pub(crate) fn hurried_client(
    dovecot: &Dovecot,
    port: u16,
    connect: Duration,
    silence: Duration,
) -> ImapClient {
    let config = EgressConfig::new().timeouts(connect, silence);
    let password = Credential::Password(SecretString::from(PASSWORD));
    let choice = FolderChoice::default();
    client_of(config, dovecot, port, Security::Tls, password, choice)
}

fn client_of(
    config: EgressConfig,
    dovecot: &Dovecot,
    port: u16,
    security: Security,
    credential: Credential,
    choice: FolderChoice,
) -> ImapClient {
    let server = Server {
        host: "localhost".to_owned(),
        port,
        security,
    };
    let config = config
        .allow(Role::Imap, server.origin().unwrap())
        .extra_root_ca_pem(Some(dovecot.authority.pem().into_bytes()));
    let access = Access {
        server,
        user: ADA.to_owned(),
        credential,
        choice,
    };
    ImapClient::new(Egress::new(config).unwrap(), access)
}

/// The mails of a mailbox, each once: whether it was sent, and its earliest time.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Count {
    mails: BTreeMap<[u8; 16], (bool, Instant)>,
    pub(crate) copies: u64,
    pub(crate) failed: u64,
    pub(crate) largest_page: usize,
}

impl Count {
    pub(crate) fn sent(&self) -> usize {
        self.mails.values().filter(|mail| mail.0).count()
    }

    pub(crate) fn received(&self) -> usize {
        self.mails.len() - self.sent()
    }

    fn take(&mut self, signal: &AssessedSignal) {
        self.copies += 1;
        let Some(at) = signal.at else {
            self.failed += 1;
            return;
        };
        let sent = signal.direction == Direction::Sent;
        let mail = self.mails.entry(*signal.mail.bytes()).or_insert((sent, at));
        mail.0 |= sent;
        mail.1 = mail.1.min(at);
    }
}

/// A reading of a mailbox that goes on where it left off.
pub(crate) struct Reading {
    register: Register,
    own: OwnAddresses,
    mailbox: ObjectId,
    since: Instant,
    pub(crate) cursors: BTreeMap<String, String>,
    pub(crate) count: Count,
}

impl Reading {
    pub(crate) fn since(text: &str) -> Self {
        Self {
            register: register(),
            own: OwnAddresses::new([ADA]).unwrap(),
            mailbox: ObjectId::new("22222222-2222-4222-8222-222222222222").unwrap(),
            since: instant(text),
            cursors: BTreeMap::new(),
            count: Count::default(),
        }
    }

    /// Reads every folder that counts to its end.
    pub(crate) async fn go_on(&mut self, client: &ImapClient) -> Result<(), ImapRefusal> {
        for folder in client.folders().await? {
            if folder.left_out.is_none() {
                self.read(client, &folder.id).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn read(
        &mut self,
        client: &ImapClient,
        folder: &str,
    ) -> Result<(), ImapRefusal> {
        let keyer = Keyer::new(&[7; 32]);
        loop {
            let proof = self.register.clearance(Stream::EmailSignal).unwrap();
            let from = match self.cursors.get(folder) {
                Some(cursor) => MailFrom::Cursor(cursor),
                None => MailFrom::Since(self.since),
            };
            let page = match client.mail_page(&proof, folder, from).await {
                Err(ImapRefusal::ChainLost) => {
                    self.cursors.remove(folder);
                    continue;
                }
                page => page?,
            };
            self.count.largest_page = self.count.largest_page.max(page.items.len());
            for item in page.items {
                if let Some(signal) = assess_signal(item, &self.mailbox, &self.own, &keyer, &proof)
                {
                    self.count.take(&signal);
                }
            }
            self.cursors.insert(folder.to_owned(), page.cursor);
            if page.done {
                return Ok(());
            }
        }
    }
}

fn register() -> Register {
    let tenant = TenantId::new("11111111-1111-4111-8111-111111111111").unwrap();
    let text = Sha256::of(b"the agreement");
    let accepted = DpaAcceptance {
        tenant: tenant.clone(),
        accepted_at: instant("2026-11-01T10:00:00Z"),
        accepted_by: ObjectId::new("22222222-2222-4222-8222-222222222222").unwrap(),
        accepted_by_name: "Ada Example".into(),
        connector: "o365".into(),
        version: 1,
        sha256: text,
        language: "en".into(),
        roles: Vec::new(),
    };
    let dpa = DpaState {
        version: 1,
        texts: vec![text],
        accepted: Some(accepted),
    };
    let policy = Policy::new(tenant.clone(), instant("2026-11-01T10:00:00Z"), dpa);
    let key = SigningKey::from_bytes(&[5; 32]);
    let signed = SignedPolicy::sign(&policy, &key).unwrap();
    let policy = signed.verify(&key.verifying_key(), &tenant).unwrap();
    let connection = ConnectionId::new("c1").unwrap();
    let consent = ConsentRecord {
        id: "r1".into(),
        connection: connection.clone(),
        stream: Stream::EmailSignal,
        given_at: instant("2026-11-02T10:00:00Z"),
        text_sha256: Sha256::of(b"the consent text"),
        language: "en".into(),
        withdrawn_at: None,
    };
    Register::new(
        connection,
        Road::EmployeeImap,
        policy,
        Rules::default(),
        vec![consent],
    )
}
