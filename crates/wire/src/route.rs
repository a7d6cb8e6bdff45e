/// The request header that names a batch, so that a repetition of it changes nothing.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Paths of the service's routes, relative to its base address.
pub mod path {
    /// The service's name, version, key and limits.
    pub const CARD: &str = "/.well-known/vitrine.json";
    /// Whether the service works.
    pub const HEALTH: &str = "/v1/health";
    /// The description of the whole interface.
    pub const OPENAPI: &str = "/v1/openapi.json";
    /// A nonce for the next sign-in.
    pub const NONCE: &str = "/v1/sessions/nonce";
    /// Sign-in: a Microsoft id_token, an invite code, or both, for a device credential.
    pub const SESSIONS: &str = "/v1/sessions";
    /// The device credential in use; `DELETE` revokes it.
    pub const CURRENT_SESSION: &str = "/v1/sessions/current";
    /// What an invite says, before anything is signed in to.
    pub const INVITE: &str = "/v1/invites/{code}";
    /// The same as a page for a browser.
    pub const INVITE_PAGE: &str = "/i/{code}";
    /// Says that somebody waits for an administrator's approval.
    pub const APPROVALS: &str = "/v1/approvals";
    /// How an approval stands; with `?seen=` the answer waits until it is another one.
    pub const APPROVAL: &str = "/v1/approvals/{state}";
    /// Where Microsoft's page leads an administrator back to; registered at Microsoft, so it never changes.
    pub const APPROVAL_PAGE: &str = "/approval";
    /// Who this device is to the service.
    pub const ME: &str = "/v1/me";
    /// An invite that whoever is known here takes without another sign-in.
    pub const MY_INVITES: &str = "/v1/me/invites";
    /// What the service holds that came from my mailbox, as NDJSON.
    pub const MY_ACTIVITIES: &str = "/v1/me/activities";
    /// What a review sees of me in a cycle.
    pub const MY_REVIEW: &str = "/v1/me/reviews/{cycle}";
    /// My notes on it; `POST` adds one.
    pub const MY_NOTES: &str = "/v1/me/reviews/{cycle}/notes";
    /// One of my notes; `DELETE` takes it away.
    pub const MY_NOTE: &str = "/v1/me/reviews/{cycle}/notes/{note}";
    /// My dispute of a mark; `PUT` disputes, `DELETE` undoes it.
    pub const MY_DISPUTE: &str = "/v1/me/reviews/{cycle}/disputes/{mark}";
    /// Who looked at it.
    pub const MY_ACCESSES: &str = "/v1/me/reviews/{cycle}/accesses";
    /// The people whose input a reviewer may read.
    pub const REVIEWS: &str = "/v1/reviews/{cycle}";
    /// What a review sees of one of them; every look is recorded.
    pub const REVIEW: &str = "/v1/reviews/{cycle}/{person}";
    /// How measures become scores.
    pub const RUBRIC: &str = "/v1/rubric";
    /// The tenant's policy, signed.
    pub const POLICY: &str = "/v1/policy";
    /// The DPA texts in force.
    pub const DPA: &str = "/v1/dpa";
    /// The DPA texts of one version, also of one that is no longer in force.
    pub const DPA_VERSION: &str = "/v1/dpa/{version}";
    /// My connections; `POST` registers one.
    pub const CONNECTIONS: &str = "/v1/connections";
    /// One of my connections; `DELETE` disconnects it.
    pub const CONNECTION: &str = "/v1/connections/{connection}";
    /// The consent records of one of my connections; `POST` adds one.
    pub const CONSENTS: &str = "/v1/connections/{connection}/consents";
    /// Withdraws one consent record.
    pub const WITHDRAWAL: &str = "/v1/connections/{connection}/consents/{consent}/withdrawal";
    /// Which exports of the tenant's admin my content was in.
    pub const MY_EXPORTS: &str = "/v1/me/exports";
    /// Upload of activities, as NDJSON.
    pub const ACTIVITIES: &str = "/v1/activities";
    /// Retractions, as NDJSON.
    pub const RETRACTIONS: &str = "/v1/retractions";
    /// The tenant's configuration, for its admin.
    pub const ADMIN_CONFIG: &str = "/v1/admin/config";
    /// Acceptance of the DPA.
    pub const ADMIN_DPA: &str = "/v1/admin/dpa";
    /// What Microsoft itself said about the tenant: its name and verified domains.
    pub const ADMIN_PROOF: &str = "/v1/admin/proof";
    /// The allowlist of external domains.
    pub const ADMIN_ALLOWLIST: &str = "/v1/admin/allowlist";
    /// Switches and words of the policy.
    pub const ADMIN_SETTINGS: &str = "/v1/admin/settings";
    /// The applications whose id_tokens are accepted.
    pub const ADMIN_CLIENTS: &str = "/v1/admin/clients";
    /// Who changed what.
    pub const ADMIN_AUDIT: &str = "/v1/admin/audit";
    /// Everything the service holds for the tenant, as NDJSON.
    pub const ADMIN_EXPORT: &str = "/v1/admin/export";
    /// Whose own mailbox is connected.
    pub const ADMIN_PEOPLE: &str = "/v1/admin/people";
    /// Invites; `POST` makes one.
    pub const ADMIN_INVITES: &str = "/v1/admin/invites";
    /// One invite; `DELETE` takes it back.
    pub const ADMIN_INVITE: &str = "/v1/admin/invites/{invite}";
    /// The same invite under a new code; the old one is void.
    pub const ADMIN_RESEND: &str = "/v1/admin/invites/{invite}/resend";
    /// Review cycles; `POST` makes one.
    pub const ADMIN_CYCLES: &str = "/v1/admin/cycles";
    /// One review cycle; `PATCH` changes it while it is open.
    pub const ADMIN_CYCLE: &str = "/v1/admin/cycles/{cycle}";
    /// Freezes a cycle: its numbers stay as they are.
    pub const ADMIN_FREEZE: &str = "/v1/admin/cycles/{cycle}/freeze";
    /// Closes a cycle: its review is over.
    pub const ADMIN_CLOSE: &str = "/v1/admin/cycles/{cycle}/close";
    /// The tenant's own rubric: `PUT` sets it, `DELETE` goes back to the product's own.
    pub const ADMIN_RUBRIC: &str = "/v1/admin/rubric";

    /// [`INVITE`] of a code.
    pub fn invite(code: &str) -> String {
        INVITE.replace("{code}", code)
    }

    /// [`INVITE_PAGE`] of a code.
    pub fn invite_page(code: &str) -> String {
        INVITE_PAGE.replace("{code}", code)
    }

    /// [`APPROVAL`] of a state, to be answered once it is no longer `seen`.
    pub fn approval(state: &str, seen: crate::ApprovalAnswer) -> String {
        format!(
            "{}?seen={}",
            APPROVAL.replace("{state}", state),
            seen.name()
        )
    }

    /// [`DPA_VERSION`] of a version.
    pub fn dpa_version(version: u32) -> String {
        DPA_VERSION.replace("{version}", &version.to_string())
    }

    /// [`CONNECTION`] of an id.
    pub fn connection(connection: &activity::ConnectionId) -> String {
        CONNECTION.replace("{connection}", connection.as_str())
    }

    /// [`CONSENTS`] of a connection.
    pub fn consents(connection: &activity::ConnectionId) -> String {
        CONSENTS.replace("{connection}", connection.as_str())
    }

    /// [`WITHDRAWAL`] of a connection's consent record.
    pub fn withdrawal(connection: &activity::ConnectionId, consent: &str) -> String {
        WITHDRAWAL
            .replace("{connection}", connection.as_str())
            .replace("{consent}", consent)
    }

    /// [`ADMIN_INVITE`] of an id.
    pub fn admin_invite(invite: &str) -> String {
        ADMIN_INVITE.replace("{invite}", invite)
    }

    /// [`ADMIN_RESEND`] of an id.
    pub fn admin_resend(invite: &str) -> String {
        ADMIN_RESEND.replace("{invite}", invite)
    }

    /// [`ADMIN_CYCLE`] of an id.
    pub fn admin_cycle(cycle: &activity::CycleId) -> String {
        ADMIN_CYCLE.replace("{cycle}", cycle.as_str())
    }

    /// [`ADMIN_FREEZE`] of an id.
    pub fn admin_freeze(cycle: &activity::CycleId) -> String {
        ADMIN_FREEZE.replace("{cycle}", cycle.as_str())
    }

    /// [`ADMIN_CLOSE`] of an id.
    pub fn admin_close(cycle: &activity::CycleId) -> String {
        ADMIN_CLOSE.replace("{cycle}", cycle.as_str())
    }
    /// [`MY_REVIEW`] of a cycle.
    pub fn my_review(cycle: &activity::CycleId) -> String {
        MY_REVIEW.replace("{cycle}", cycle.as_str())
    }

    /// [`MY_NOTES`] of a cycle.
    pub fn my_notes(cycle: &activity::CycleId) -> String {
        MY_NOTES.replace("{cycle}", cycle.as_str())
    }

    /// [`MY_NOTE`] of a cycle and a note.
    pub fn my_note(cycle: &activity::CycleId, note: &str) -> String {
        MY_NOTE
            .replace("{cycle}", cycle.as_str())
            .replace("{note}", note)
    }

    /// [`MY_DISPUTE`] of a cycle and a mark.
    pub fn my_dispute(cycle: &activity::CycleId, mark: &str) -> String {
        MY_DISPUTE
            .replace("{cycle}", cycle.as_str())
            .replace("{mark}", mark)
    }

    /// [`MY_ACCESSES`] of a cycle.
    pub fn my_accesses(cycle: &activity::CycleId) -> String {
        MY_ACCESSES.replace("{cycle}", cycle.as_str())
    }

    /// [`REVIEWS`] of a cycle.
    pub fn reviews(cycle: &activity::CycleId) -> String {
        REVIEWS.replace("{cycle}", cycle.as_str())
    }

    /// [`REVIEW`] of a cycle and a person.
    pub fn review(cycle: &activity::CycleId, person: &activity::ObjectId) -> String {
        REVIEW
            .replace("{cycle}", cycle.as_str())
            .replace("{person}", person.as_str())
    }
}
