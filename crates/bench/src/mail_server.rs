//! An employee's mailbox behind a real mail server: the product's count of it, beside a bare FETCH of the same.

use crate::Fallible;
use crate::dovecot::{Dovecot, PASSWORD, Setup};
use crate::letters::Letter;
use crate::process::own_computing_time;
use crate::stage::{Stage, Synced};
use crate::table::Line;
use egress::{Egress, EgressConfig, Origin, Role, SecureStream, Security};
use serde_json::Value;
use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What the product's client asks for of each mail.
const FETCH: &str =
    "UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER MESSAGE-ID)])";

/// One in so many was sent by the person.
const OWN: u64 = 5;

/// Fills a mailbox with as many mails, all of this hour, and counts it; what the service holds afterwards says whether every mail went in.
pub(crate) fn measure(stage: &Stage, messages: u64) -> Fallible<Vec<Line>> {
    let address = stage.somebody()?;
    let dovecot = Dovecot::start(&Setup::default());
    fill(&dovecot, &address, messages)?;
    let authority = stage.home().join("mail-server.pem");
    fs::write(&authority, dovecot.authority.pem())?;
    let port = dovecot.port.to_string();
    let floor = || -> Fallible<Walked> {
        let runtime = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| runtime.block_on(bare_fetch(&dovecot, &address)))
    };
    // The server builds its index when it is first asked; neither of the two pays for that.
    floor()?;
    let bare = floor()?;
    let (counted, held) = stage.count_mailbox(&address, &port, &authority)?;
    let again = floor()?;
    let told = told(&counted, &held, messages);
    let best = if again.took < bare.took { again } else { bare };
    Ok(vec![
        best.line(messages),
        Line::sync(&format!("IMAP count, {told}"), &counted),
    ])
}

/// What a walk over the mailbox took.
struct Walked {
    took: Duration,
    computed: Duration,
    bytes: u64,
}

impl Walked {
    fn line(&self, messages: u64) -> Line {
        Line::bare("IMAP, a bare FETCH of the same", messages, self.took)
            .computing(self.computed)
            .receiving(self.bytes)
    }
}

fn fill(dovecot: &Dovecot, address: &str, messages: u64) -> Fallible<()> {
    let inbox = dovecot.maildir(address, "INBOX");
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let now = i64::try_from(now)?;
    for number in 0..messages {
        let id = format!("{number}.{:016x}@acme.example", number.wrapping_mul(0x9e37));
        let letter = Letter {
            id: Some(&id),
            from: if number % OWN == 0 {
                address
            } else {
                "buyer@acme.example"
            },
            sender: None,
            sent: Some(now - 1_800),
            received: now - 1_700,
            flags: "S",
        };
        letter.write(&inbox, usize::try_from(number)?);
    }
    dovecot.hand_over();
    Ok(())
}

/// Signs in, opens the mailbox for reading, and drops what one FETCH of everything answers.
async fn bare_fetch(dovecot: &Dovecot, address: &str) -> Fallible<Walked> {
    let origin = Origin::imap("localhost", dovecot.port, Security::Tls)?;
    let config = EgressConfig::new()
        .allow(Role::Imap, origin.clone())
        .extra_root_ca_pem(Some(dovecot.authority.pem().into_bytes()));
    let (begun, computed) = (Instant::now(), own_computing_time());
    let mut stream = Egress::new(config)?.open_stream(&origin).await?;
    for command in [
        format!("LOGIN \"{address}\" \"{PASSWORD}\""),
        "EXAMINE INBOX".to_owned(),
        FETCH.to_owned(),
    ] {
        ask(&mut stream, &command).await?;
    }
    let (_, bytes) = stream.traffic();
    stream.close().await;
    Ok(Walked {
        took: begun.elapsed(),
        computed: own_computing_time().saturating_sub(computed),
        bytes,
    })
}

/// Says a command and reads until its answer has ended well.
async fn ask(stream: &mut SecureStream, command: &str) -> Fallible<()> {
    stream.write(format!("x1 {command}\r\n").as_bytes()).await?;
    let mut buffer = vec![0; 64 * 1024];
    let mut end = Vec::new();
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Err("the mail server hung up".into());
        }
        end.extend_from_slice(&buffer[..read]);
        let kept = end.len().saturating_sub(512);
        end.drain(..kept);
        let last = String::from_utf8_lossy(&end);
        if let Some(answer) = last.lines().find(|line| line.starts_with("x1 "))
            && last.ends_with("\r\n")
        {
            return if answer.starts_with("x1 OK") {
                Ok(())
            } else {
                Err(format!("the mail server said {answer}").into())
            };
        }
    }
}

/// Whether every mail was considered, and the service holds it as what it was.
fn told(counted: &Synced, held: &Value, messages: u64) -> String {
    let considered = counted.report["streams"]["email_signal"]["considered"].as_u64();
    let sent = messages.div_ceil(OWN);
    let counts = (held["sent"].as_u64(), held["received"].as_u64());
    if considered == Some(messages) && counts == (Some(sent), Some(messages - sent)) {
        "every mail once".to_owned()
    } else {
        format!("BUT {considered:?} of {messages} considered, and {held} at the service")
    }
}
