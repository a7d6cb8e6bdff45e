use super::Language;
use activity::Instant;
use jiff::tz::TimeZone;
use wire::{ProblemCode, Role};

/// The words of the page in one language.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) organisation: &'static str,
    pub(super) before_anything: &'static str,
    pub(super) open: &'static str,
    pub(super) address: &'static str,
    pub(super) invited_by: &'static str,
    pub(super) purpose: &'static str,
    pub(super) legal_basis: &'static str,
    pub(super) not_stated: &'static str,
    pub(super) expires: &'static str,
    pub(super) nothing_opens: &'static str,
    pub(super) paste_link: &'static str,
    pub(super) paste_code: &'static str,
    pub(super) no_app: &'static str,
    pub(super) get_app: &'static str,
    pub(super) ask_for_app: &'static str,
    pub(super) nothing_sent: &'static str,
    moment: &'static str,
    asks_admin: &'static str,
    asks_manager: &'static str,
    asks_employee: &'static str,
    unknown: (&'static str, &'static str),
    used: (&'static str, &'static str),
    expired: (&'static str, &'static str),
    revoked: (&'static str, &'static str),
    too_many: (&'static str, &'static str),
    unavailable: (&'static str, &'static str),
}

const ENGLISH: Words = Words {
    title: "Vitrine: your invite",
    organisation: "Your organisation",
    before_anything: "Nothing is collected before you have seen exactly what it is and agreed. You can stop at any time, and saying \
                      no is as easy: close this page.",
    open: "Open in Vitrine",
    address: "For",
    invited_by: "Invited by",
    purpose: "What the data is for",
    legal_basis: "Legal basis",
    not_stated: "Not stated. Ask whoever invited you.",
    expires: "Valid until",
    nothing_opens: "If nothing opens",
    paste_link: "Start Vitrine and paste this link:",
    paste_code: "or this code:",
    no_app: "If you do not have Vitrine yet",
    get_app: "Get Vitrine",
    ask_for_app: "Your organisation hands it out: look in its software centre, or ask whoever invited you.",
    nothing_sent: "Nothing was connected and nothing was sent.",
    moment: "%-d %B %Y, %H:%M UTC",
    asks_admin: "asks you, as its Microsoft 365 administrator, to decide what its connector may collect",
    asks_manager: "asks you to invite employees, and to connect your own mailbox if you want to",
    asks_employee: "asks you to connect your own mailbox",
    unknown: (
        "This invite is not known",
        "Check that the link is whole, or ask whoever sent it for a new one.",
    ),
    used: (
        "This invite was used already",
        "If it was you, go on in Vitrine. Otherwise ask whoever sent it for a new one.",
    ),
    expired: (
        "This invite has expired",
        "Ask whoever sent it to send it again.",
    ),
    revoked: (
        "This invite was taken back",
        "Ask whoever sent it whether you are still meant to connect.",
    ),
    too_many: ("Too many attempts", "Wait a minute, then try again."),
    unavailable: (
        "Vitrine's service is not available at the moment",
        "Try again later.",
    ),
};

const GERMAN: Words = Words {
    title: "Vitrine: Ihre Einladung",
    organisation: "Ihre Organisation",
    before_anything: "Es wird nichts erhoben, bevor Sie genau gesehen haben, was es ist, und zugestimmt haben. Sie können jederzeit \
                      aufhören, und Ablehnen ist genauso leicht: Schließen Sie diese Seite.",
    open: "In Vitrine öffnen",
    address: "Für",
    invited_by: "Eingeladen von",
    purpose: "Wofür die Daten sind",
    legal_basis: "Rechtsgrundlage",
    not_stated: "Nicht angegeben. Fragen Sie, wer Sie eingeladen hat.",
    expires: "Gültig bis",
    nothing_opens: "Falls sich nichts öffnet",
    paste_link: "Starten Sie Vitrine und fügen Sie diesen Link ein:",
    paste_code: "oder diesen Code:",
    no_app: "Falls Sie Vitrine noch nicht haben",
    get_app: "Vitrine holen",
    ask_for_app: "Ihre Organisation gibt es aus: Sehen Sie in deren Softwarecenter nach, oder fragen Sie, wer Sie eingeladen hat.",
    nothing_sent: "Es wurde nichts verbunden und nichts gesendet.",
    moment: "%d.%m.%Y, %H:%M Uhr UTC",
    asks_admin: "bittet Sie, als Microsoft-365-Administration zu entscheiden, was der Connector erheben darf",
    asks_manager: "bittet Sie, Beschäftigte einzuladen und, wenn Sie möchten, Ihr eigenes Postfach zu verbinden",
    asks_employee: "bittet Sie, Ihr eigenes Postfach zu verbinden",
    unknown: (
        "Diese Einladung ist nicht bekannt",
        "Prüfen Sie, ob der Link vollständig ist, oder bitten Sie um einen neuen.",
    ),
    used: (
        "Diese Einladung wurde schon verwendet",
        "Falls Sie das waren, geht es in Vitrine weiter. Sonst bitten Sie um eine neue.",
    ),
    expired: (
        "Diese Einladung ist abgelaufen",
        "Bitten Sie darum, dass sie noch einmal gesendet wird.",
    ),
    revoked: (
        "Diese Einladung wurde zurückgenommen",
        "Fragen Sie nach, ob Sie sich noch verbinden sollen.",
    ),
    too_many: (
        "Zu viele Versuche",
        "Warten Sie eine Minute und versuchen Sie es dann wieder.",
    ),
    unavailable: (
        "Der Dienst von Vitrine ist gerade nicht erreichbar",
        "Versuchen Sie es später noch einmal.",
    ),
};

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }

    /// What the organisation asks of whom.
    pub(super) fn asks(&self, role: Role) -> &'static str {
        match role {
            Role::TenantAdmin => self.asks_admin,
            Role::Manager => self.asks_manager,
            Role::Employee => self.asks_employee,
        }
    }

    /// The day and the time, in UTC.
    pub(super) fn moment(&self, at: Instant) -> String {
        let zoned = at.timestamp().to_zoned(TimeZone::UTC);
        zoned.strftime(self.moment).to_string()
    }

    /// What is wrong with the invite, and the next step.
    pub(super) fn refusal(&self, code: ProblemCode) -> (&'static str, &'static str) {
        match code {
            ProblemCode::InviteUsed => self.used,
            ProblemCode::InviteExpired => self.expired,
            ProblemCode::InviteRevoked => self.revoked,
            ProblemCode::RateLimited => self.too_many,
            ProblemCode::Unavailable | ProblemCode::Internal => self.unavailable,
            _ => self.unknown,
        }
    }
}
