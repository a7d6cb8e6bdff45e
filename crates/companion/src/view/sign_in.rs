//! Visits to Microsoft's pages in the system browser, and every way in which they can end.

use serde::{Deserialize, Serialize};

use super::{AccountView, CommandError};

/// A visit to a page of Microsoft's in the system browser: a sign-in or an admin consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Visit {
    /// None is under way.
    Idle,
    /// The page is open; the person is in the browser.
    Waiting {
        /// The link, to copy or to open again.
        link: String,
        /// False when no browser could be started and the link has to be opened by hand.
        browser_opened: bool,
        /// When waiting ends.
        until: String,
        /// Whether it began by itself, since an administrator approved the app.
        approved: bool,
    },
    /// The answer came; it is being checked.
    Checking,
    /// It ended well.
    Done {
        /// Who signed in; absent after an admin consent.
        account: Option<AccountView>,
    },
    /// It ended otherwise.
    Refused {
        /// How.
        refusal: Refusal,
    },
    /// Microsoft said yes, and something else stood in the way.
    Failed {
        /// What.
        error: CommandError,
    },
}

/// A named ending of a sign-in, with one next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refusal {
    /// What happened.
    pub kind: RefusalKind,
    /// The one thing to do next.
    pub next: NextStep,
    /// Microsoft's own code, such as `AADSTS65004`, for the people in IT.
    pub code: Option<String>,
    /// The link for the administrator, where one helps.
    pub admin_link: Option<String>,
    /// How that stands, where a link was made.
    pub approval: Option<ApprovalStanding>,
    /// The account that is expected, where another one signed in.
    pub expected: Option<String>,
}

/// How an administrator's approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStanding {
    /// Nobody came back from the link yet; it goes on by itself once somebody did.
    Awaited,
    /// An administrator opened it and did not approve; they may still.
    Refused,
    /// An administrator approved, and Microsoft refused all the same; a new link is waited for.
    CameToNothing,
    /// The service does not tell whether somebody came back; the link works all the same.
    Unheard,
}

/// What happened at Microsoft's side, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The person declined on Microsoft's page.
    Declined,
    /// The person cancelled here.
    Cancelled,
    /// Nobody came back in time.
    TimedOut,
    /// Another account than the invited one signed in.
    WrongAccount,
    /// The account belongs to another tenant.
    WrongTenant,
    /// The account is no member of the tenant.
    NotAMember,
    /// The app needs an administrator's approval.
    NeedsAdmin,
    /// The permission was never granted or was taken back.
    PermissionMissing,
    /// The account must pass or set up multi-factor sign-in.
    NeedsMultiFactor,
    /// Only managed devices may sign in.
    NeedsManagedDevice,
    /// Conditional Access or security defaults block it.
    BlockedByPolicy,
    /// The app is not installed in the tenant.
    AppNotInstalled,
    /// The app is disabled in the tenant.
    AppDisabled,
    /// The app must be assigned to the person first.
    NotAssigned,
    /// The account is disabled.
    AccountDisabled,
    /// The password has expired.
    PasswordExpired,
    /// The account is locked after failed attempts.
    AccountLocked,
    /// The sign-in is over: expired, revoked or to be renewed.
    SignInExpired,
    /// The client secret or certificate is wrong.
    WrongCredential,
    /// The client secret or certificate has expired.
    CredentialExpired,
    /// The registration has a fault, such as a wrong redirect address.
    RegistrationFault,
    /// The answer did not belong to this visit.
    ForeignAnswer,
    /// Microsoft is not able to answer now.
    Unavailable,
    /// Microsoft gave a reason that has no name here.
    Unknown,
}

/// The one thing to do after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Sign in once more.
    SignInAgain,
    /// Sign in with another account.
    ChooseAnotherAccount,
    /// Hand the link to an administrator.
    SendLinkToAdmin,
    /// Ask the people in IT.
    AskIt,
    /// Mend the registration.
    FixRegistration,
    /// Wait; it goes on by itself.
    Wait,
}

/// A page of Microsoft's that was to be opened in the system browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OpenedPage {
    /// The link, to copy or to open by hand.
    pub link: String,
    /// False when no browser could be started.
    pub browser_opened: bool,
}
