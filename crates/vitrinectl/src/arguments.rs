mod review;
mod rule;
mod transcript;

pub(crate) use self::transcript::{Held, Measure, Transcript, TranscriptRules};
use activity::{CycleId, Stream};
use clap::{Args, Parser, Subcommand};
use companion::Flags;
pub(crate) use review::{AdminReview, Cycles, Review, Rubrics};
use std::path::PathBuf;

pub(crate) use rule::Rule;

/// See and decide what leaves your mailbox.
///
/// Exit codes: 0 done, 2 usage or set-up, 3 DPA missing, 4 sign-in or consent needed, 5 partly failed, 6 service refused.
#[derive(Debug, Parser)]
#[command(name = "vitrinectl", version, propagate_version = true)]
pub struct Arguments {
    /// The folder of this installation
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// The organisation's policy file (TOML)
    #[arg(long, global = true, value_name = "FILE")]
    pub policy_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set up and look after the organisation's connector
    #[command(subcommand)]
    Admin(Admin),
    /// Connect your own mailbox by an invite, or sign in again; a manager's invite connects none
    Connect {
        /// The invite: a link or a code; without one, the connection that is there signs in again
        #[arg(long, value_name = "URL")]
        invite: Option<String>,
        /// Where an administrator has to approve the app first, wait for that and go on by itself
        #[arg(long)]
        wait: bool,
        /// The mailbox on its mail server, instead of Microsoft Graph
        #[command(flatten)]
        mail: Mail,
    },
    /// Read what a stream collects, and agree to it
    Consent {
        /// The stream
        #[arg(long, value_name = "NAME", value_parser = stream)]
        stream: Stream,
        /// The language of the text (`en` or `de`)
        #[arg(long, value_name = "LANGUAGE")]
        language: Option<String>,
    },
    /// Read and judge the real data; nothing is sent
    Preview,
    /// Read, judge and send; on schedule until stopped
    Sync {
        /// Run once and end
        #[arg(long)]
        once: bool,
    },
    /// List what left, byte for byte, and what stays
    Ledger {
        /// List what stays instead
        #[arg(long)]
        withheld: bool,
    },
    /// Withdraw your agreement
    Withdraw {
        /// Only to this stream
        #[arg(long, value_name = "NAME", value_parser = stream)]
        stream: Option<Stream>,
    },
    /// See to what you leave out
    #[command(subcommand)]
    Rule(Rule),
    /// Print what the service holds that came from your mailbox
    Export,
    /// End the connection, and being a manager: credential, tokens and ledger
    Disconnect,
    /// Check everything that a sync needs
    Doctor,
    /// See what a review sees of you, and say what you think of it
    #[command(subcommand)]
    Review(Review),
    /// Look at a transcript of a meeting; nothing of it leaves
    /// See what was said in your meetings, and decide what of it leaves; or measure a file
    #[command(subcommand)]
    Transcript(Transcript),
}

/// A mailbox on a mail server. The password is read from VITRINE_IMAP_PASSWORD, else from standard input.
#[derive(Clone, Debug, Default, Args)]
pub struct Mail {
    /// Read the mailbox by IMAP
    #[arg(long)]
    pub imap: bool,
    /// The mail server; found out for common providers
    #[arg(long, value_name = "HOST", requires = "imap")]
    pub host: Option<String>,
    /// Its port, if it is another than 993 (143 with --starttls)
    #[arg(long, value_name = "PORT", requires = "imap")]
    pub port: Option<u16>,
    /// The stream begins unencrypted and is upgraded before anything is said
    #[arg(long, requires = "imap")]
    pub starttls: bool,
    /// The name to sign in with, if it is another than the invited address
    #[arg(long, value_name = "NAME", requires = "imap")]
    pub user: Option<String>,
    /// Sign in at Microsoft instead of by a password
    #[arg(long, requires = "imap")]
    pub microsoft: bool,
    /// Another address of your own, whose mail counts as sent
    #[arg(long, value_name = "ADDRESS", requires = "imap")]
    pub alias: Vec<String>,
    /// A folder whose mail does not count
    #[arg(long, value_name = "FOLDER", requires = "imap")]
    pub leave_out: Vec<String>,
    /// A folder whose mail counts although its name says otherwise
    #[arg(long, value_name = "FOLDER", requires = "imap")]
    pub count: Vec<String>,
}

/// What an administrator does.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Consent for the tenant, prove it and register it at the service
    Connect {
        /// The tenant's directory id or one of its domains
        #[arg(long)]
        tenant: String,
        /// The administrator's invite: a link or a code
        #[arg(long, value_name = "INVITE")]
        invite: Option<String>,
    },
    /// Read and accept the data processing agreement
    #[command(subcommand)]
    Dpa(Dpa),
    /// Show the tenant's verified domains, which are always excluded
    Domains,
    /// Show or change the allowlist of external domains
    Allow(Allow),
    /// Show the mapped fields, or switch some off
    Fields(Fields),
    /// Show or change how much of transcripts employees may release, and of which meetings
    Transcripts(TranscriptRules),
    /// Show which roads take new connections, or open and close some
    Roads(Roads),
    /// Show the applications whose sign-ins are taken, or add the one that employees sign in with
    Clients(Clients),
    /// Invite an employee; a manager may, too
    Invite(Invite),
    /// See to the review cycles
    #[command(subcommand)]
    Cycle(Cycles),
    /// Read what a review sees of somebody; they are shown that you looked
    #[command(subcommand)]
    Review(AdminReview),
    /// Show or set how measures become scores
    #[command(subcommand)]
    Rubric(Rubrics),
    /// Print what the service holds for the tenant, as NDJSON
    Export,
}

/// An invite.
#[derive(Debug, Args)]
pub struct Invite {
    /// One of the employee's addresses
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// What the data is for; the organisation's own words if absent
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// The legal basis; the organisation's own words if absent
    #[arg(long, value_name = "TEXT")]
    pub legal_basis: Option<String>,
    /// Hours until it ends; 7 days if absent
    #[arg(long)]
    pub hours: Option<u32>,
    /// Whether they may invite others, and read what a review sees of those
    #[arg(long)]
    pub manager: bool,
}

/// The data processing agreement.
#[derive(Debug, Subcommand)]
pub enum Dpa {
    /// Print the text in force and its SHA-256
    Show {
        /// The language of the text
        #[arg(long, value_name = "LANGUAGE")]
        language: Option<String>,
    },
    /// Accept the text with that SHA-256
    Accept {
        /// The SHA-256 of the text, in hex
        #[arg(long, value_name = "HASH")]
        sha256: String,
    },
}

/// The allowlist.
#[derive(Debug, Args)]
pub struct Allow {
    /// Domains, or `*.domain` for everything below one; without any, the list is shown
    #[arg(value_name = "DOMAIN")]
    pub entries: Vec<String>,
    /// Take them off the list instead of adding them
    #[arg(long, requires = "entries")]
    pub remove: bool,
    /// Put them in the list's place instead of adding them
    #[arg(long, conflicts_with = "remove")]
    pub replace: bool,
}

/// The employees' roads.
#[derive(Debug, Args)]
pub struct Roads {
    /// Take new connections by these
    #[arg(long, value_name = "ROAD", num_args = 1.., value_delimiter = ',')]
    pub open: Vec<RoadName>,
    /// Take none; those that exist go on
    #[arg(long, value_name = "ROAD", num_args = 1.., value_delimiter = ',')]
    pub close: Vec<RoadName>,
}

/// A road by its short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RoadName {
    /// By a sign-in at Microsoft
    Graph,
    /// By IMAP
    Imap,
}

/// The applications.
#[derive(Debug, Args)]
pub struct Clients {
    /// Take the sign-ins of these as well
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    pub add: Vec<String>,
}

/// The mapped fields.
#[derive(Debug, Args)]
pub struct Fields {
    /// Leave these fields out
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub off: Vec<String>,
    /// Send these fields again
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub on: Vec<String>,
}

impl Arguments {
    /// What the command line says about settings.
    pub(crate) fn flags(&self) -> Flags {
        Flags {
            home: self.home.clone(),
            policy_file: self.policy_file.clone(),
        }
    }
}

fn cycle(id: &str) -> Result<CycleId, String> {
    CycleId::new(id).map_err(|_| "an id has no spaces and at most 64 bytes".to_owned())
}

fn stream(name: &str) -> Result<Stream, String> {
    Stream::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Stream::ALL.iter().map(|stream| stream.name()).collect();
        format!("the streams are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_commands_are_the_interface() {
        Arguments::command().debug_assert();
        for line in [
            "vitrinectl --home h admin connect --tenant t --invite i",
            "vitrinectl --home h admin dpa show",
            "vitrinectl --home h admin dpa accept --sha256 h",
            "vitrinectl --home h admin domains",
            "vitrinectl --home h admin allow acme.example *.partner.example",
            "vitrinectl --home h admin allow --remove acme.example",
            "vitrinectl --home h admin fields --off subject meetingSubject",
            "vitrinectl --home h admin invite --email ada@contoso.example",
            "vitrinectl --home h admin invite --email ada@contoso.example --purpose Reviews --legal-basis Consent --hours 2",
            "vitrinectl --home h admin cycle list",
            "vitrinectl --home h admin cycle make --name Q4 --start 2026-10-01 --end 2027-01-01 --time-zone Europe/Berlin",
            "vitrinectl --home h admin cycle change Q4 --end 2027-01-02",
            "vitrinectl --home h admin cycle freeze Q4",
            "vitrinectl --home h admin cycle close Q4 --json",
            "vitrinectl --home h admin review list --cycle Q4",
            "vitrinectl --home h admin review show --cycle Q4 --person ada@contoso.example --json",
            "vitrinectl --home h admin rubric show",
            "vitrinectl --home h admin rubric set own.toml",
            "vitrinectl --home h admin rubric reset",
            "vitrinectl --home h review show --cycle Q4 --json",
            "vitrinectl --home h review note --cycle Q4 --text Leave",
            "vitrinectl --home h review note --cycle Q4 --remove n-1",
            "vitrinectl --home h review dispute --cycle Q4 --mark email.sent --reason Lists",
            "vitrinectl --home h review dispute --cycle Q4 --mark email.sent --undo",
            "vitrinectl --home h review access --cycle Q4",
            "vitrinectl --home h admin export",
            "vitrinectl --home h preview --json",
            "vitrinectl --home h sync --once --json",
            "vitrinectl --json --home h sync --once",
            "vitrinectl --home h ledger --withheld --json",
            "vitrinectl --home h ledger --json",
            "vitrinectl --home h doctor --json",
            "vitrinectl --home h disconnect",
            "vitrinectl connect --invite https://vitrine.example/i/x --home e",
            "vitrinectl --home e connect --invite i --imap --host imap.contoso.example --user ada --leave-out Ads",
            "vitrinectl --home e connect --imap --microsoft",
            "vitrinectl --home e consent --stream email_signal",
            "vitrinectl --home e withdraw",
            "vitrinectl --home e withdraw --stream email_signal",
            "vitrinectl --home e rule list --json",
            "vitrinectl --home e rule add person ada@acme.example",
            "vitrinectl --home e rule try domain acme.example",
            "vitrinectl --home e rule remove subject_word offer",
            "vitrinectl transcript measure call.vtt --json",
            "vitrinectl transcript measure call.vtt --employee Ada --rubric r.toml --language de-DE",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn a_wrong_command_ends_with_2() {
        for line in [
            "vitrinectl",
            "vitrinectl sing",
            "vitrinectl consent --stream body",
            "vitrinectl sync --twice",
            "vitrinectl transcript",
            "vitrinectl review show",
            "vitrinectl review note --cycle Q4",
            "vitrinectl review dispute --cycle Q4 --mark email.sent --undo --reason Lists",
            "vitrinectl transcript measure",
            "vitrinectl transcript measure call.vtt --language tlh",
            "vitrinectl connect --host imap.contoso.example",
            "vitrinectl connect --imap --password secret",
            "vitrinectl rule add everybody x",
        ] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
        }
    }
}
