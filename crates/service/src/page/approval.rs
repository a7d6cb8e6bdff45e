//! The page to which Microsoft leads an administrator back after they approved an app, or did not.

use super::{Language, html};
use axum::http::StatusCode;
use axum::response::Response;
use wire::ApprovalAnswer;

struct Words {
    title: &'static str,
    granted: &'static str,
    granted_means: &'static str,
    granted_undo: &'static str,
    refused: &'static str,
    refused_means: &'static str,
    told: &'static str,
    tell: &'static str,
    nothing: &'static str,
    nothing_means: &'static str,
    close: &'static str,
}

const ENGLISH: Words = Words {
    title: "Vitrine: approval",
    granted: "You have approved Vitrine",
    granted_means: "What you approved: people of your organisation may let Vitrine use the permissions that Microsoft has just \
                    shown you, each for their own account. Nobody is connected by this, and nothing is collected: each person \
                    sees it first and decides alone.",
    granted_undo: "You can take it back at any time in the Entra admin centre, under Enterprise applications.",
    refused: "Vitrine was not approved",
    refused_means: "Nothing has changed in your organisation. If that was not what you meant, open the link once more.",
    told: "The person who asked you is told, and it goes on there.",
    tell: "Who asked you cannot be told from here: the link is too old or incomplete. What you decided counts all the same. Tell \
           them to sign in once more.",
    nothing: "There is nothing to see here",
    nothing_means: "Microsoft leads administrators to this page after they were asked to approve Vitrine.",
    close: "You can close this page.",
};

const GERMAN: Words = Words {
    title: "Vitrine: Freigabe",
    granted: "Sie haben Vitrine freigegeben",
    granted_means: "Was Sie freigegeben haben: Menschen in Ihrer Organisation dürfen Vitrine die Berechtigungen nutzen lassen, \
                    die Microsoft Ihnen gerade gezeigt hat, jeweils für das eigene Konto. Dadurch ist niemand verbunden, und es \
                    wird nichts erhoben: Jede Person sieht es zuerst und entscheidet selbst.",
    granted_undo: "Sie können das jederzeit zurücknehmen, im Entra Admin Center unter Unternehmensanwendungen.",
    refused: "Vitrine wurde nicht freigegeben",
    refused_means: "In Ihrer Organisation hat sich nichts geändert. War das nicht gemeint, öffnen Sie den Link noch einmal.",
    told: "Wer Sie gefragt hat, erfährt es, und dort geht es weiter.",
    tell: "Wer Sie gefragt hat, kann von hier aus nicht benachrichtigt werden: Der Link ist zu alt oder unvollständig. Ihre \
           Entscheidung gilt trotzdem. Sagen Sie Bescheid, dass die Anmeldung wiederholt werden kann.",
    nothing: "Hier gibt es nichts zu sehen",
    nothing_means: "Microsoft führt Administratoren auf diese Seite, nachdem sie um die Freigabe von Vitrine gebeten wurden.",
    close: "Sie können diese Seite schließen.",
};

/// What an administrator decided, and whether whoever asked hears of it.
pub(crate) fn approval(answer: ApprovalAnswer, is_told: bool, language: Language) -> Response {
    let words = Words::of(language);
    let heard = if is_told { words.told } else { words.tell };
    let body = match answer {
        ApprovalAnswer::Granted => format!(
            "<h1>{}</h1><p>{}</p><p>{heard}</p><p>{}</p>",
            words.granted, words.granted_means, words.granted_undo
        ),
        ApprovalAnswer::Refused | ApprovalAnswer::Waiting => format!(
            "<h1>{}</h1><p>{}</p><p>{heard}</p>",
            words.refused, words.refused_means
        ),
    };
    words.page(StatusCode::OK, language, &body)
}

/// Somebody came without anything that Microsoft's page would have sent along.
pub(crate) fn no_answer(language: Language) -> Response {
    let words = Words::of(language);
    let body = format!("<h1>{}</h1><p>{}</p>", words.nothing, words.nothing_means);
    words.page(StatusCode::BAD_REQUEST, language, &body)
}

impl Words {
    fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }

    fn page(&self, status: StatusCode, language: Language, body: &str) -> Response {
        let body = format!("{body}<p>{}</p>", self.close);
        html(status, language, self.title, &body)
    }
}
