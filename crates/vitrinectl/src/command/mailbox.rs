use super::approval::Asking;
use crate::arguments::Mail;
use crate::print::{Printer, note};
use activity::Road;
use companion::{Companion, ConnectedMailbox, Exit, FolderChoice, MailAsked, MailSignIn, Obstacle};
use secrecy::SecretString;
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _, Read as _};

/// Longer than any password.
const LONGEST: usize = 4_096;

pub(super) async fn connect(
    companion: &Companion,
    invite: Option<&str>,
    mail: Mail,
    wait: bool,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let asked = MailAsked {
        password: if mail.microsoft { None } else { password() },
        host: mail.host,
        port: mail.port,
        starttls: mail.starttls,
        user: mail.user,
        microsoft: mail.microsoft,
        aliases: mail.alias,
        choice: FolderChoice {
            leave_out: mail.leave_out,
            count: mail.count,
            sent: None,
        },
    };
    let asking = Asking::new(companion, Road::EmployeeImap, invite, wait);
    let connected = asking
        .approved(async || companion.connect_mailbox(invite, &asked).await)
        .await?;
    let ConnectedMailbox {
        connection,
        account,
        folders,
    } = &connected;
    let value = json!({
        "connection": connection.id, "tenant": connection.tenant, "road": connection.road,
        "account": connection.account, "server": account.server, "signIn": account.sign_in, "folders": folders,
    });
    printer.tell(&value, || lines(&connected))?;
    Ok(Exit::Done)
}

fn lines(connected: &ConnectedMailbox) -> Vec<String> {
    let counted: Vec<&str> = connected
        .folders
        .iter()
        .filter(|folder| folder.left_out.is_none())
        .map(|folder| folder.name.as_str())
        .collect();
    let by = match connected.account.sign_in {
        MailSignIn::Password => "by password",
        MailSignIn::Microsoft => "by a sign-in at Microsoft",
    };
    vec![
        format!(
            "{} is connected at {} {by}; nothing is collected yet.",
            connected.connection.account.clone().unwrap_or_default(),
            connected.account.server.host
        ),
        format!("The mail of these folders counts: {}.", counted.join(", ")),
        "Connect again with --leave-out FOLDER or --count FOLDER if that is not right.".to_owned(),
        "Next: look at `vitrinectl preview`, then agree with `vitrinectl consent --stream email_signal`.".to_owned(),
    ]
}

/// The password from the environment, else the first line of standard input; never from the command line, which others can see.
fn password() -> Option<SecretString> {
    if let Some(given) = std::env::var("VITRINE_IMAP_PASSWORD")
        .ok()
        .filter(|given| !given.is_empty())
    {
        return Some(given.into());
    }
    if std::io::stdin().is_terminal() {
        note("The password, or an app password (it is shown while you type it):");
    }
    let mut line = String::new();
    let mut input = std::io::stdin().lock().take(LONGEST as u64);
    input.read_line(&mut line).ok()?;
    let password = line.trim_end_matches(['\r', '\n']);
    (!password.is_empty()).then(|| password.into())
}
