use crate::refusal::GraphRefusal;

impl GraphRefusal {
    /// A short stable name, the same in JSON, in logs and in translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TenantGone => "tenant_gone",
            Self::MailboxMissing => "mailbox_missing",
            Self::MailboxFenced => "mailbox_fenced",
            Self::ScopeMissing => "scope_missing",
            Self::ConsentMissing => "consent_missing",
            Self::Throttled { .. } => "throttled",
            Self::SyncStateLost { .. } => "sync_state_lost",
            Self::SignIn(refusal) => refusal.code(),
            Self::SignInAgain => "sign_in_again",
            Self::ClaimsChallenge => "claims_challenge",
            Self::WrongShape => "graph_wrong_shape",
            Self::Torn => "graph_torn",
            Self::TooLarge => "graph_too_large",
            Self::TranscriptsDisabled => "transcripts_disabled",
            Self::SpeakerAttributionNotAllowed => "speaker_attribution_not_allowed",
            Self::NoApplicationAccessPolicy => "no_application_access_policy",
            Self::NoLookupAccess => "no_lookup_access",
            Self::PaymentRequired => "payment_required",
            Self::NotFound => "graph_not_found",
            Self::Unavailable => "graph_unavailable",
            Self::Unreachable(_) => "graph_unreachable",
            Self::ClockOrCertificate => "clock_or_certificate",
            Self::LinkElsewhere => "link_elsewhere",
            Self::EndlessPaging => "endless_paging",
            Self::NotOwnMailbox => "not_own_mailbox",
            Self::Unknown { .. } => "graph_refused",
        }
    }
}
