//! The desk itself: every question goes to the room that answers it.

use crate::companion::Companion;
use crate::view::{
    AdminConsentView, AllowlistPreview, Answer, AppState, CollectionView, ConsentForm, Desk,
    DiagnosticsView, DomainsView, DpaView, ExportForm, FieldProblem, FolderWish, HandedInvite,
    HealthView, HomeView, InviteForm, InviteRow, InviteView, LedgerCounts, LedgerDetail,
    LedgerPage, LedgerQuery, MailFolders, MailForm, MailSetup, MailboxPage, OpenedPage, PauseFor,
    PersonRow, PolicyChange, PolicyForm, PolicyView, PreviewView, ReceiptView, RegistrationForm,
    RegistrationView, Road, RuleChange, RuleTrial, RulesView, StorageView, StreamName, SurveyView,
    SyncProgress, Visit, Written,
};

/// An answer in its box.
macro_rules! answer {
    ($($body:tt)*) => {
        Box::pin(async move { Ok({ $($body)* }) })
    };
}

impl Desk for Companion {
    fn app_state(&self) -> Answer<'_, AppState> {
        answer! {
            self.begin_schedule();
            self.state().await?
        }
    }

    fn inspect_invite(&self, link: String) -> Answer<'_, InviteView> {
        answer! { self.inspected(&link).await? }
    }

    fn accept_invite(&self, link: String) -> Answer<'_, AppState> {
        answer! {
            self.accept(&link).await?;
            self.state().await?
        }
    }

    fn drop_invite(&self) -> Answer<'_, AppState> {
        answer! {
            self.forget_invite().await?;
            self.state().await?
        }
    }

    fn collection(&self, road: Road) -> Answer<'_, CollectionView> {
        answer! { self.collected(road).await? }
    }

    fn choose_road(&self, road: Road) -> Answer<'_, AppState> {
        answer! { self.take_road(road).await?; self.state().await? }
    }

    fn mail_setup(&self) -> Answer<'_, MailSetup> {
        answer! { self.known_mail().await? }
    }

    fn connect_mailbox(&self, form: MailForm) -> Answer<'_, Visit> {
        answer! { self.connect_mail(form).await? }
    }

    fn mail_folders(&self, connection: String) -> Answer<'_, MailFolders> {
        answer! { self.folders_of(&connection).await? }
    }

    fn choose_folders(&self, connection: String, wish: FolderWish) -> Answer<'_, MailFolders> {
        answer! { self.keep_folders(&connection, wish).await? }
    }

    fn begin_sign_in(&self, road: Road) -> Answer<'_, Visit> {
        answer! { self.begin_sign_in_visit(road).await? }
    }

    fn sign_in(&self) -> Answer<'_, Visit> {
        answer! { self.sign_in_visit().await }
    }

    fn reopen_sign_in(&self) -> Answer<'_, Visit> {
        answer! { self.reopen_sign_in_visit() }
    }

    fn cancel_sign_in(&self) -> Answer<'_, Visit> {
        answer! { self.cancel_sign_in_visit() }
    }

    fn follow_approval(&self) -> Answer<'_, Visit> {
        answer! { self.follow()? }
    }

    fn leave_approval(&self) -> Answer<'_, Visit> {
        answer! { self.leave_it() }
    }

    fn compose_mail(&self, subject: String, body: String) -> Answer<'_, bool> {
        answer! { self.compose(&subject, &body) }
    }

    fn open_permissions(&self, road: Road) -> Answer<'_, OpenedPage> {
        answer! { self.show_permissions(road) }
    }

    fn choose_language(&self, language: Option<String>) -> Answer<'_, AppState> {
        answer! { self.prefer_language(language).await?; self.state().await? }
    }

    fn choose_background(&self, is_wanted: bool) -> Answer<'_, AppState> {
        answer! { self.prefer_background(is_wanted).await?; self.state().await? }
    }

    fn choose_notices(&self, are_wanted: bool) -> Answer<'_, AppState> {
        answer! { self.prefer_notices(are_wanted).await?; self.state().await? }
    }

    fn choose_metered(&self, is_wanted: bool) -> Answer<'_, AppState> {
        answer! { self.prefer_metered(is_wanted).await?; self.state().await? }
    }

    fn begin_preview(&self, connection: String) -> Answer<'_, PreviewView> {
        answer! { self.start_preview(&connection).await? }
    }

    fn preview(&self, connection: String) -> Answer<'_, PreviewView> {
        answer! { self.preview_view(&connection) }
    }

    fn cancel_preview(&self, connection: String) -> Answer<'_, PreviewView> {
        answer! { self.drop_preview(&connection) }
    }

    fn preview_page(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerPage> {
        answer! { self.preview_rows(&connection, &query).await? }
    }

    fn preview_row(&self, connection: String, id: String) -> Answer<'_, LedgerDetail> {
        answer! { self.preview_detail(&connection, &id).await? }
    }

    fn preview_counts(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerCounts> {
        answer! { self.preview_counted(&connection, &query).await? }
    }

    fn consent_forms(&self, connection: String, language: String) -> Answer<'_, Vec<ConsentForm>> {
        answer! { self.forms(&connection, &language).await? }
    }

    fn give_consent(
        &self,
        connection: String,
        stream: StreamName,
        sha256: String,
    ) -> Answer<'_, AppState> {
        answer! {
            self.agree(&connection, stream, &sha256).await?;
            self.state().await?
        }
    }

    fn withdraw_consent(&self, connection: String, stream: StreamName) -> Answer<'_, AppState> {
        answer! {
            self.disagree(&connection, stream).await?;
            self.state().await?
        }
    }

    fn receipts(&self, connection: String) -> Answer<'_, Vec<ReceiptView>> {
        answer! { self.receipt_views(&connection).await? }
    }

    fn save_receipt(&self, connection: String, record: String) -> Answer<'_, Option<Written>> {
        answer! { self.keep_receipt(&connection, &record).await? }
    }

    fn sync_now(&self, connection: String) -> Answer<'_, ()> {
        answer! { self.start_sync(&connection).await? }
    }

    fn sync_progress(&self, connection: String) -> Answer<'_, Option<SyncProgress>> {
        answer! { self.progress(&connection).await? }
    }

    fn cancel_sync(&self, connection: String) -> Answer<'_, ()> {
        answer! { self.stop_sync(&connection).await? }
    }

    fn pause(&self, connection: String, pause: PauseFor) -> Answer<'_, AppState> {
        answer! {
            self.pause_runs(&connection, pause).await?;
            self.state().await?
        }
    }

    fn resume(&self, connection: String) -> Answer<'_, AppState> {
        answer! {
            self.resume_runs(&connection).await?;
            self.state().await?
        }
    }

    fn mailboxes(&self, connection: String, after: Option<String>) -> Answer<'_, MailboxPage> {
        answer! { self.mailbox_page(&connection, after.as_deref()).await? }
    }

    fn home(&self, connection: String) -> Answer<'_, HomeView> {
        answer! { self.home_view(&connection).await? }
    }

    fn mark_seen(&self, connection: String) -> Answer<'_, HomeView> {
        answer! { self.note_look(&connection).await?; self.home_view(&connection).await? }
    }

    fn ledger_page(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerPage> {
        answer! { self.ledger_rows(&connection, &query).await? }
    }

    fn ledger_row(&self, connection: String, id: String) -> Answer<'_, LedgerDetail> {
        answer! { self.ledger_detail(&connection, &id).await? }
    }

    fn ledger_counts(&self, connection: String, query: LedgerQuery) -> Answer<'_, LedgerCounts> {
        answer! { self.ledger_counted(&connection, &query).await? }
    }

    fn export_ledger(
        &self,
        connection: String,
        query: LedgerQuery,
        as_form: ExportForm,
    ) -> Answer<'_, Option<Written>> {
        answer! { self.export_rows(&connection, &query, as_form).await? }
    }

    fn storage(&self, connection: String) -> Answer<'_, StorageView> {
        answer! { self.storage_view(&connection).await? }
    }

    fn rules(&self) -> Answer<'_, RulesView> {
        answer! { self.rules_view().await? }
    }

    fn try_rule_change(&self, change: RuleChange) -> Answer<'_, RuleTrial> {
        answer! { self.change_tried(&change).await? }
    }

    fn make_rule_change(&self, change: RuleChange) -> Answer<'_, RulesView> {
        answer! { self.change_made(&change).await? }
    }

    fn take_back_left_out(&self) -> Answer<'_, RulesView> {
        answer! {
            Self::take_back_left_out(self).await?;
            self.rules_view().await?
        }
    }

    fn disconnect(&self, connection: String) -> Answer<'_, AppState> {
        answer! {
            self.leave(&connection).await?;
            self.forget_who_asked().await?;
            self.state().await?
        }
    }

    fn registration(&self) -> Answer<'_, RegistrationView> {
        answer! { self.registration_view().await? }
    }

    fn check_registration(&self, form: RegistrationForm) -> Answer<'_, Vec<FieldProblem>> {
        answer! { self.problems_of(&form).await? }
    }

    fn save_registration(&self, form: RegistrationForm) -> Answer<'_, RegistrationView> {
        answer! {
            self.save_form(&form).await?;
            self.registration_view().await?
        }
    }

    fn begin_admin_consent(&self) -> Answer<'_, AdminConsentView> {
        answer! { self.begin_consent_visit().await? }
    }

    fn admin_consent(&self) -> Answer<'_, AdminConsentView> {
        answer! { self.consent_visit().await? }
    }

    fn reopen_admin_consent(&self) -> Answer<'_, AdminConsentView> {
        answer! { self.reopen_consent_visit().await? }
    }

    fn cancel_admin_consent(&self) -> Answer<'_, AdminConsentView> {
        answer! { self.cancel_consent_visit().await? }
    }

    fn dpa(&self, language: String) -> Answer<'_, DpaView> {
        answer! { self.dpa_view(&language).await? }
    }

    fn accept_dpa(&self, sha256: String) -> Answer<'_, DpaView> {
        answer! { self.accept_text(&sha256).await? }
    }

    fn domains(&self) -> Answer<'_, DomainsView> {
        answer! { self.domains_view().await? }
    }

    fn policy(&self) -> Answer<'_, PolicyView> {
        answer! { self.policy_view().await? }
    }

    fn begin_survey(&self) -> Answer<'_, SurveyView> {
        answer! { self.start_survey().await? }
    }

    fn survey(&self) -> Answer<'_, SurveyView> {
        answer! { self.survey_view() }
    }

    fn cancel_survey(&self) -> Answer<'_, SurveyView> {
        answer! { self.drop_survey() }
    }

    fn preview_allowlist(&self, entries: Vec<String>) -> Answer<'_, AllowlistPreview> {
        answer! { self.preview_list(&entries).await? }
    }

    fn save_allowlist(&self, entries: Vec<String>) -> Answer<'_, PolicyView> {
        answer! { self.replace_allowlist(entries).await? }
    }

    fn save_policy(&self, form: PolicyForm) -> Answer<'_, PolicyView> {
        answer! { self.keep_policy(&form).await? }
    }

    fn policy_changes(&self) -> Answer<'_, Vec<PolicyChange>> {
        answer! { self.changes_of_policy().await? }
    }

    fn invites(&self) -> Answer<'_, Vec<InviteRow>> {
        answer! { self.invite_rows().await? }
    }

    fn people(&self) -> Answer<'_, Vec<PersonRow>> {
        answer! { self.connected_people().await? }
    }

    fn make_invite(&self, form: InviteForm) -> Answer<'_, HandedInvite> {
        answer! { self.hand_invite(&form).await? }
    }

    fn resend_invite(&self, id: String) -> Answer<'_, HandedInvite> {
        answer! { self.hand_anew(&id).await? }
    }

    fn revoke_invite(&self, id: String) -> Answer<'_, Vec<InviteRow>> {
        answer! { self.take_back_invite(&id).await?; self.invite_rows().await? }
    }

    fn diagnostics(&self) -> Answer<'_, DiagnosticsView> {
        answer! { self.diagnostics_view().await? }
    }

    fn record_diagnostics(&self, is_wanted: bool) -> Answer<'_, DiagnosticsView> {
        answer! { self.prefer_diagnostics(is_wanted).await?; self.diagnostics_view().await? }
    }

    fn save_diagnostics(&self, sha256: String) -> Answer<'_, Option<Written>> {
        answer! { self.keep_diagnostics(&sha256).await? }
    }

    fn health(&self) -> Answer<'_, HealthView> {
        answer! { self.health_view().await }
    }
}
