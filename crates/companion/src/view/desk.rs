//! Every operation that a face can ask for.

use std::{future::Future, pin::Pin};

use super::{
    AdminConsentView, AllowlistPreview, AppState, CollectionView, CommandError, ConsentForm,
    DiagnosticsView, DomainsView, DpaView, ExportForm, FieldProblem, FolderWish, HandedInvite,
    HealthView, HomeView, InviteForm, InviteRow, InviteView, LedgerCounts, LedgerDetail,
    LedgerPage, LedgerQuery, MailFolders, MailForm, MailSetup, MailboxPage, ManagingDesk,
    MyDataDesk, OpenedPage, PauseFor, PersonRow, PolicyChange, PolicyForm, PolicyView, PreviewView,
    ReceiptView, RegistrationForm, RegistrationView, ReviewDesk, Road, RuleChange, RuleTrial,
    RulesView, SelectionDesk, StorageView, StreamName, SurveyView, SyncProgress, TranscriptDesk,
    UpdateDesk, Visit, Written,
};

/// An answer on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, CommandError>> + Send + 'a>>;

/// The desk at which a face asks.
///
/// Reads have no effect. Long work (`begin_…`, [`sync_now`](Desk::sync_now)) returns at once and goes on by itself; its state
/// is read by the matching read and announced through [`Shell`](super::Shell). `connection` is always
/// [`ConnectionView::id`](super::ConnectionView::id).
pub trait Desk:
    ReviewDesk + ManagingDesk + MyDataDesk + TranscriptDesk + UpdateDesk + SelectionDesk
{
    /// Reads where everything stands, without going to the network.
    fn app_state(&self) -> Answer<'_, AppState>;

    /// Asks the service what an invite (link or code) says; nothing is kept.
    fn inspect_invite(&self, link: String) -> Answer<'_, InviteView>;
    /// Keeps the invite on this home, so that its guide can start and survives a restart.
    fn accept_invite(&self, link: String) -> Answer<'_, AppState>;
    /// Forgets an accepted invite that has not become a connection.
    fn drop_invite(&self) -> Answer<'_, AppState>;

    /// Reads the field registry for a road, under the policy in force where one is known.
    fn collection(&self, road: Road) -> Answer<'_, CollectionView>;

    /// Chooses the road that the invite's guide leads along, among those that are open.
    fn choose_road(&self, road: Road) -> Answer<'_, AppState>;
    /// Reads what is known of the employee's mail server, without going to the network.
    fn mail_setup(&self) -> Answer<'_, MailSetup>;
    /// Connects the employee's mailbox by IMAP, or opens it anew: with a password at once, by a visit to Microsoft else.
    fn connect_mailbox(&self, form: MailForm) -> Answer<'_, Visit>;
    /// Lists the folders of a mailbox, and which of them count.
    fn mail_folders(&self, connection: String) -> Answer<'_, MailFolders>;
    /// Keeps what the person says about folders; the next run goes by it.
    fn choose_folders(&self, connection: String, wish: FolderWish) -> Answer<'_, MailFolders>;

    /// Opens Microsoft's sign-in page in the system browser: the employee's road, or renewing a connection's grant.
    fn begin_sign_in(&self, road: Road) -> Answer<'_, Visit>;
    /// Reads how the sign-in stands.
    fn sign_in(&self) -> Answer<'_, Visit>;
    /// Opens the page again for the visit under way.
    fn reopen_sign_in(&self) -> Answer<'_, Visit>;
    /// Ends the visit under way.
    fn cancel_sign_in(&self) -> Answer<'_, Visit>;
    /// Goes on with the refused sign-in by itself once an administrator approved, until it is left.
    fn follow_approval(&self) -> Answer<'_, Visit>;
    /// Waits for no administrator any more.
    fn leave_approval(&self) -> Answer<'_, Visit>;
    /// Opens the mail program with a message, and says whether one was started.
    fn compose_mail(&self, subject: String, body: String) -> Answer<'_, bool>;
    /// Opens the page of Microsoft's on which the permissions of such a connection are taken away.
    fn open_permissions(&self, road: Road) -> Answer<'_, OpenedPage>;
    /// Chooses the language of texts for people; none for the system's.
    fn choose_language(&self, language: Option<String>) -> Answer<'_, AppState>;
    /// Chooses whether the program starts with the session and works on while its window is closed.
    fn choose_background(&self, is_wanted: bool) -> Answer<'_, AppState>;
    /// Chooses whether the person is told of what matters while they do not look.
    fn choose_notices(&self, are_wanted: bool) -> Answer<'_, AppState>;
    /// Chooses whether the schedule also runs over a network that is counted or paid for.
    fn choose_metered(&self, is_wanted: bool) -> Answer<'_, AppState>;

    /// Begins to read and judge the real data; nothing is sent.
    fn begin_preview(&self, connection: String) -> Answer<'_, PreviewView>;
    /// Reads how the preview stands.
    fn preview(&self, connection: String) -> Answer<'_, PreviewView>;
    /// Stops a preview and forgets it.
    fn cancel_preview(&self, connection: String) -> Answer<'_, PreviewView>;
    /// Lists the preview's rows.
    fn preview_page(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerPage>;
    /// Opens one row of the preview.
    fn preview_row(&self, connection: String, id: String) -> Answer<'_, LedgerDetail>;
    /// Counts the preview's rows.
    fn preview_counts(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerCounts>;

    /// Reads the text that consent is asked to, one form for each stream on offer.
    fn consent_forms(&self, connection: String, language: String) -> Answer<'_, Vec<ConsentForm>>;
    /// Gives consent to one stream, to the text with this hash.
    fn give_consent(
        &self,
        connection: String,
        stream: StreamName,
        sha256: String,
    ) -> Answer<'_, AppState>;
    /// Withdraws consent to one stream.
    fn withdraw_consent(&self, connection: String, stream: StreamName) -> Answer<'_, AppState>;
    /// Reads every consent that was given, the latest first.
    fn receipts(&self, connection: String) -> Answer<'_, Vec<ReceiptView>>;
    /// Writes a receipt to a file that the person chooses; nothing where they choose none.
    fn save_receipt(&self, connection: String, record: String) -> Answer<'_, Option<Written>>;

    /// Starts a run now.
    fn sync_now(&self, connection: String) -> Answer<'_, ()>;
    /// Reads how far the run is; absent while none is under way.
    fn sync_progress(&self, connection: String) -> Answer<'_, Option<SyncProgress>>;
    /// Stops the run after the page in hand.
    fn cancel_sync(&self, connection: String) -> Answer<'_, ()>;
    /// Pauses the schedule.
    fn pause(&self, connection: String, pause: PauseFor) -> Answer<'_, AppState>;
    /// Resumes the schedule.
    fn resume(&self, connection: String) -> Answer<'_, AppState>;
    /// Reads how far each mailbox of an organisation is.
    fn mailboxes(&self, connection: String, after: Option<String>) -> Answer<'_, MailboxPage>;

    /// Reads what Vitrine takes up on this computer.
    fn storage(&self, connection: String) -> Answer<'_, StorageView>;

    /// Reads the numbers of the home screen.
    fn home(&self, connection: String) -> Answer<'_, HomeView>;
    /// Notes that the person has looked: what comes from now on is new.
    fn mark_seen(&self, connection: String) -> Answer<'_, HomeView>;
    /// Lists the ledger's rows.
    fn ledger_page(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerPage>;
    /// Opens one row of the ledger.
    fn ledger_row(&self, connection: String, id: String) -> Answer<'_, LedgerDetail>;
    /// Counts the ledger's rows.
    fn ledger_counts(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerCounts>;
    /// Writes the rows that match to a file that the person chooses; nothing where they choose none.
    fn export_ledger(
        &self,
        connection: String,
        query: LedgerQuery,
        as_form: ExportForm,
    ) -> Answer<'_, Option<Written>>;

    /// Reads what the employee leaves out.
    fn rules(&self) -> Answer<'_, RulesView>;
    /// Tries a change of the rules on what is here; nothing is changed.
    fn try_rule_change(&self, change: RuleChange) -> Answer<'_, RuleTrial>;
    /// Makes a change of the rules; it is undone by the opposite change.
    fn make_rule_change(&self, change: RuleChange) -> Answer<'_, RulesView>;
    /// Takes back what the service holds although the rules leave it out.
    fn take_back_left_out(&self) -> Answer<'_, RulesView>;

    /// Ends the connection: tokens and ledger here, credential at the service.
    fn disconnect(&self, connection: String) -> Answer<'_, AppState>;

    /// Reads the registration.
    fn registration(&self) -> Answer<'_, RegistrationView>;
    /// Judges the fields of a registration as they stand; nothing is kept of them.
    fn check_registration(&self, form: RegistrationForm) -> Answer<'_, Vec<FieldProblem>>;
    /// Checks and keeps the registration; the organisation's connection exists from here on.
    fn save_registration(&self, form: RegistrationForm) -> Answer<'_, RegistrationView>;
    /// Opens Microsoft's admin consent page in the system browser; its answer is proved against the tenant.
    fn begin_admin_consent(&self) -> Answer<'_, AdminConsentView>;
    /// Reads how admin consent and its proof stand.
    fn admin_consent(&self) -> Answer<'_, AdminConsentView>;
    /// Opens the page again for the visit under way.
    fn reopen_admin_consent(&self) -> Answer<'_, AdminConsentView>;
    /// Ends the visit under way.
    fn cancel_admin_consent(&self) -> Answer<'_, AdminConsentView>;
    /// Reads the current agreement in a language.
    fn dpa(&self, language: String) -> Answer<'_, DpaView>;
    /// Accepts the agreement whose text has this hash.
    fn accept_dpa(&self, sha256: String) -> Answer<'_, DpaView>;
    /// Reads the tenant's verified domains.
    fn domains(&self) -> Answer<'_, DomainsView>;
    /// Reads the policy.
    fn policy(&self) -> Answer<'_, PolicyView>;
    /// Begins to count what there is in the tenant's mailboxes, by domain; nothing is kept and nothing is sent.
    fn begin_survey(&self) -> Answer<'_, SurveyView>;
    /// Reads how the count stands.
    fn survey(&self) -> Answer<'_, SurveyView>;
    /// Stops the count and forgets it.
    fn cancel_survey(&self) -> Answer<'_, SurveyView>;
    /// Judges entries without saving them, and says what they would let through as far as was counted.
    fn preview_allowlist(&self, entries: Vec<String>) -> Answer<'_, AllowlistPreview>;
    /// Saves the whole allowlist, or nothing with [`CommandError::EntriesRefused`].
    fn save_allowlist(&self, entries: Vec<String>) -> Answer<'_, PolicyView>;
    /// Saves the policy but for its domains.
    fn save_policy(&self, form: PolicyForm) -> Answer<'_, PolicyView>;
    /// Lists who changed what of the policy, the latest first.
    fn policy_changes(&self) -> Answer<'_, Vec<PolicyChange>>;
    /// Lists the invites of the tenant.
    fn invites(&self) -> Answer<'_, Vec<InviteRow>>;
    /// Lists whose own mailbox is connected.
    fn people(&self) -> Answer<'_, Vec<PersonRow>>;
    /// Makes an invite for the person with this address.
    fn make_invite(&self, form: InviteForm) -> Answer<'_, HandedInvite>;
    /// Makes an invite that was not used anew; its old link is void.
    fn resend_invite(&self, id: String) -> Answer<'_, HandedInvite>;
    /// Takes an invite back.
    fn revoke_invite(&self, id: String) -> Answer<'_, Vec<InviteRow>>;
    /// Reads what was recorded to find a fault, as it would be saved.
    fn diagnostics(&self) -> Answer<'_, DiagnosticsView>;
    /// Chooses whether what helps to find a fault is recorded; turned off, what was recorded is forgotten.
    fn record_diagnostics(&self, is_wanted: bool) -> Answer<'_, DiagnosticsView>;
    /// Writes the bundle with this hash to a file that the person chooses; nothing where they choose none.
    fn save_diagnostics(&self, sha256: String) -> Answer<'_, Option<Written>>;
    /// Runs the checks.
    fn health(&self) -> Answer<'_, HealthView>;
}
