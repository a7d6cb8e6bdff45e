use super::{Obstacle, mail_server, sign_in, transcript};
use crate::settings::SettingsError;
use crate::view::{HomeProblem, InviteProblem, Peer};
use wire::ProblemCode;

pub(super) fn code(obstacle: &Obstacle) -> String {
    let word = match obstacle {
        Obstacle::Settings(error) => error.code(),
        Obstacle::Home(problem) => home_code(*problem),
        Obstacle::Keyring => "keyring_refuses",
        Obstacle::Busy => "busy",
        Obstacle::Invite(problem) => invite_code(*problem),
        Obstacle::NoService => "no_service",
        Obstacle::NotConnected => "not_connected",
        Obstacle::AlreadyConnected => "already_connected",
        Obstacle::NotAdmin => "not_admin",
        Obstacle::Registration(_) => "registration_incomplete",
        Obstacle::DpaMissing => "dpa_required",
        Obstacle::TextChanged => "text_changed",
        Obstacle::ConsentMissing(_) => "consent_required",
        Obstacle::StreamNotOffered => "stream_not_offered",
        Obstacle::RoadClosed(_) => "road_closed",
        Obstacle::SignIn(state) => state.code,
        Obstacle::MailServer(refusal) => refusal.code(),
        Obstacle::MailServerUnknown => "mail_server_unknown",
        Obstacle::PasswordMissing => "password_missing",
        Obstacle::MicrosoftUnreachable(code)
        | Obstacle::MicrosoftRefused(code)
        | Obstacle::ServiceUnreachable(code) => return code.clone(),
        Obstacle::EntriesRefused(_) => "entries_refused",
        Obstacle::NotAnAddress => "not_an_address",
        Obstacle::NotARule(_) => "not_a_rule",
        Obstacle::UnknownField(_) => "unknown_field",
        Obstacle::ServiceRefused(code) => code.as_str(),
        Obstacle::ServiceUntrusted => "service_untrusted",
        Obstacle::Locked(_) => "locked",
        Obstacle::Conflict => "conflict",
        Obstacle::Untold(untold) => transcript::untold_code(untold),
        Obstacle::Transcript(state) => state.code(),
        Obstacle::NotFound => "not_found",
        Obstacle::Stopped => "stopped",
        Obstacle::Output => "output",
        Obstacle::Internal(_) => "internal",
    };
    word.to_owned()
}

pub(super) fn sentence(obstacle: &Obstacle) -> String {
    if let Some(peer) = obstacle.answered_unreadably() {
        let who = match peer {
            Peer::Microsoft => "Microsoft",
            Peer::Service => "The central service",
        };
        let code = obstacle.code();
        return format!("{who} answers with something that cannot be read ({code}).");
    }
    let text = match obstacle {
        Obstacle::Settings(error) => return capital(&format!("{error}.")),
        Obstacle::Home(problem) => home_sentence(*problem),
        Obstacle::Keyring => "The keyring is locked, refuses access or holds something else.",
        Obstacle::Busy => "Another process is using this home.",
        Obstacle::Invite(problem) => invite_sentence(*problem),
        Obstacle::NoService => "No central service is known.",
        Obstacle::NotConnected => "This home has no connection yet.",
        Obstacle::AlreadyConnected => "This home is connected already.",
        Obstacle::NotAdmin => "This home is not an administrator's.",
        Obstacle::Registration(_) => "The app registration is incomplete or wrong.",
        Obstacle::DpaMissing => {
            "The data processing agreement in force has not been accepted; nothing is collected."
        }
        Obstacle::TextChanged => "This is not the hash of the text in force.",
        Obstacle::ConsentMissing(_) => {
            "You have not agreed to this stream; nothing of it is collected."
        }
        Obstacle::StreamNotOffered => "This connection does not carry that stream.",
        Obstacle::RoadClosed(_) => {
            "The organisation takes no new connections by this road at the moment."
        }
        Obstacle::SignIn(state) => sign_in::sentence(&state.refusal),
        Obstacle::MailServer(refusal) => mail_server::sentence(refusal),
        Obstacle::MailServerUnknown => "It is not known where this mailbox is.",
        Obstacle::PasswordMissing => "The mail server wants a password, and none was given.",
        Obstacle::MicrosoftUnreachable(code) => {
            return format!("Microsoft does not answer ({code}).");
        }
        Obstacle::MicrosoftRefused(code) => return format!("Microsoft refuses this ({code})."),
        Obstacle::EntriesRefused(entries) => return entries_sentence(entries),
        Obstacle::NotAnAddress => "That is not the address of a person.",
        Obstacle::NotARule(refusal) => return capital(&format!("{refusal}.")),
        Obstacle::UnknownField(_) => "There is no such field that could be switched off.",
        Obstacle::ServiceUnreachable(code) => {
            return format!("The central service does not answer ({code}).");
        }
        Obstacle::ServiceRefused(code) => {
            return format!("The central service refuses: {}.", code.title());
        }
        Obstacle::ServiceUntrusted => {
            "The central service cannot prove that it is the one this home was connected to."
        }
        Obstacle::Locked(name) => return format!("Your organisation decides the setting {name}."),
        Obstacle::Conflict => "Somebody else changed it meanwhile; nothing was saved.",
        Obstacle::Untold(untold) => return transcript::untold_sentence(untold),
        Obstacle::Transcript(state) => transcript::absence_sentence(*state),
        Obstacle::NotFound => "There is no such thing.",
        Obstacle::Stopped => "It was stopped on request; the next run goes on from here.",
        Obstacle::Output => "The output could not be written.",
        Obstacle::Internal(word) => return format!("The program is at fault ({word})."),
    };
    text.to_owned()
}

pub(super) fn next_step(obstacle: &Obstacle) -> String {
    if obstacle.answered_unreadably().is_some() {
        return "Nothing is lost: run it again later; if it stays, report the word in parentheses to the people in IT."
            .to_owned();
    }
    let text = match obstacle {
        Obstacle::Settings(
            SettingsError::PolicyFileUnknownKey { .. } | SettingsError::PolicyFileMalformed { .. },
        ) => "Mend the policy file; docs/policy.schema.json describes it.",
        Obstacle::Settings(SettingsError::PolicyFileLaidDown { .. }) => {
            "Leave out --policy-file and VITRINE_POLICY_FILE, or ask the people in IT."
        }
        Obstacle::Settings(SettingsError::NoHome) => "Name a folder with --home.",
        Obstacle::Settings(_) => "Mend the setting.",
        Obstacle::Home(problem) => home_step(*problem),
        Obstacle::Keyring => {
            "Unlock the keyring, or set CONNECTOR_ENCRYPTION_KEY to 64 hex digits."
        }
        Obstacle::Busy => "Wait until the other run has ended, then try again.",
        Obstacle::Invite(InviteProblem::Garbled) => "Copy the whole invite and try again.",
        Obstacle::Invite(_) => "Ask whoever invited you for a new invite.",
        Obstacle::NoService => {
            "Set VITRINE_SERVICE_URL, or use an invite link that names the service."
        }
        Obstacle::NotConnected => {
            "Connect first: `vitrinectl connect --invite URL`, or `vitrinectl admin connect`."
        }
        Obstacle::AlreadyConnected => "Disconnect first, or use another home.",
        Obstacle::NotAdmin => "Run `vitrinectl admin connect` with an administrator's invite.",
        Obstacle::Registration(_) => {
            "Set O365_CLIENT_ID, O365_CLIENT_SECRET (or O365_CLIENT_CERTIFICATE) and O365_REDIRECT_URI."
        }
        Obstacle::DpaMissing => {
            "An administrator reads it with `vitrinectl admin dpa show` and accepts it with `vitrinectl admin dpa accept --sha256 HASH`."
        }
        Obstacle::TextChanged => "Read the text in force again and accept its hash.",
        Obstacle::ConsentMissing(_) => {
            "Look at `vitrinectl preview`, then agree with `vitrinectl consent --stream NAME`."
        }
        Obstacle::StreamNotOffered => "Choose a stream that `vitrinectl preview` lists.",
        Obstacle::RoadClosed(_) => "Ask your administrator which road is open.",
        Obstacle::SignIn(state) => sign_in::next_step(state.refusal.next_step()),
        Obstacle::MailServer(refusal) => mail_server::next_step(refusal),
        Obstacle::MailServerUnknown => {
            "Name the server with --host, or give --microsoft if the mailbox is in Microsoft 365."
        }
        Obstacle::PasswordMissing => {
            "Set VITRINE_IMAP_PASSWORD, or give the password (or app password) on standard input."
        }
        Obstacle::MicrosoftUnreachable(_) => "Check the network; the next run goes on from here.",
        Obstacle::MicrosoftRefused(_) => {
            "Run `vitrinectl doctor` to see which permission is missing."
        }
        Obstacle::EntriesRefused(_) => "Mend these entries; nothing was saved.",
        Obstacle::NotARule(_) => "Write it as the sentence says; nothing was changed.",
        Obstacle::NotAnAddress => "Enter an address such as ada@contoso.example.",
        Obstacle::UnknownField(_) => "Run `vitrinectl admin fields` for the names.",
        Obstacle::ServiceUnreachable(_) => "Nothing is lost: what waits goes with the next run.",
        Obstacle::ServiceRefused(code) => service_step(*code),
        Obstacle::ServiceUntrusted => {
            "Do not go on; ask whoever runs the service, then connect again with a new invite."
        }
        Obstacle::Locked(_) => "Ask the people in IT.",
        Obstacle::Conflict => "Look at it again and repeat the change.",
        Obstacle::Untold(untold) => transcript::untold_step(untold),
        Obstacle::Transcript(state) => transcript::absence_step(*state),
        Obstacle::NotFound => "List what is there and choose again.",
        Obstacle::Stopped => "Run it again when you like.",
        Obstacle::Output => "Check where the output goes.",
        Obstacle::Internal(_) => "Run it again; if it stays, report the word in parentheses.",
    };
    text.to_owned()
}

fn entries_sentence(entries: &[crate::view::EntryCheck]) -> String {
    let refused: Vec<String> = entries
        .iter()
        .filter_map(|check| Some((check.refused?, &check.entry)))
        .map(|(problem, entry)| format!("{entry}: {}", entry_words(problem)))
        .collect();
    format!("These entries are refused: {}.", refused.join("; "))
}

/// Why an entry is refused, in words.
fn entry_words(problem: crate::view::EntryProblem) -> &'static str {
    use crate::view::EntryProblem as Problem;
    match problem {
        Problem::Empty => "it is empty",
        Problem::Address => "it is a mail address; enter the domain after the @",
        Problem::WebAddress => "it is a web address; enter only the domain",
        Problem::Wildcard => "a * may stand only as the first label, as in *.acme.example",
        Problem::PublicSuffix => "it is a public suffix, shared by unrelated organisations",
        Problem::Internal => {
            "it is one of the organisation's own domains, which are always excluded"
        }
        Problem::NotADomain => "it is not a domain name",
    }
}

fn home_code(problem: HomeProblem) -> &'static str {
    match problem {
        HomeProblem::NoKeyring => "no_keyring",
        HomeProblem::KeyMalformed => "key_malformed",
        HomeProblem::WrongKey => "wrong_key",
        HomeProblem::NewerVersion => "newer_version",
        HomeProblem::Damaged => "damaged",
        HomeProblem::ReadOnly => "read_only",
        HomeProblem::DiskFull => "disk_full",
        HomeProblem::ClockOff => "clock_off",
    }
}

fn home_sentence(problem: HomeProblem) -> &'static str {
    match problem {
        HomeProblem::NoKeyring => "This machine has no keyring, and no key was given.",
        HomeProblem::KeyMalformed => "CONNECTOR_ENCRYPTION_KEY is not 32 bytes in hex.",
        HomeProblem::WrongKey => "The key does not open the ledger in this home.",
        HomeProblem::NewerVersion => {
            "A newer version of the program wrote the ledger in this home."
        }
        HomeProblem::Damaged => "The ledger in this home is damaged.",
        HomeProblem::ReadOnly => "The home cannot be written to.",
        HomeProblem::DiskFull => "The disk is full.",
        HomeProblem::ClockOff => {
            "This machine's clock is so far off that signatures and tokens cannot be judged."
        }
    }
}

fn home_step(problem: HomeProblem) -> &'static str {
    match problem {
        HomeProblem::NoKeyring => {
            "Set CONNECTOR_ENCRYPTION_KEY to 64 hex digits, as from `openssl rand -hex 32`."
        }
        HomeProblem::KeyMalformed => "Set CONNECTOR_ENCRYPTION_KEY to exactly 64 hex digits.",
        HomeProblem::WrongKey => "Set the key that this home was made with, or use another home.",
        HomeProblem::NewerVersion => "Update this program.",
        HomeProblem::Damaged => {
            "Move the home away and connect again; what was sent is safe at the service."
        }
        HomeProblem::ReadOnly => {
            "Give yourself the right to write there, or name another folder with --home."
        }
        HomeProblem::DiskFull => "Make room on the disk; nothing is lost.",
        HomeProblem::ClockOff => "Set this machine's clock.",
    }
}

fn invite_code(problem: InviteProblem) -> &'static str {
    match problem {
        InviteProblem::Garbled => "invite_garbled",
        InviteProblem::Unknown => "invite_invalid",
        InviteProblem::Used => "invite_used",
        InviteProblem::Expired => "invite_expired",
        InviteProblem::Revoked => "invite_revoked",
        InviteProblem::Foreign => "invite_foreign",
    }
}

fn invite_sentence(problem: InviteProblem) -> &'static str {
    match problem {
        InviteProblem::Garbled => "This does not have the form of an invite.",
        InviteProblem::Unknown => "The service does not know this invite.",
        InviteProblem::Used => "This invite was used already.",
        InviteProblem::Expired => "This invite has expired.",
        InviteProblem::Revoked => "This invite was taken back.",
        InviteProblem::Foreign => "This invite is for another role, organisation or service.",
    }
}

fn service_step(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Unauthorized | ProblemCode::Disconnected => "Connect again with a new invite.",
        ProblemCode::Forbidden => "Ask an administrator of the organisation.",
        ProblemCode::NotAllowedByPolicy => "Run the sync again: it takes the newest policy first.",
        ProblemCode::CycleFrozen => {
            "What stood at the freeze stays; say what is missing in the review itself."
        }
        ProblemCode::CycleClosed => "The review is over; only the person still reads it.",
        ProblemCode::RubricRefused => "Mend it or give it a new version; nothing was saved.",
        _ => "Ask whoever runs the service; nothing is lost.",
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}
