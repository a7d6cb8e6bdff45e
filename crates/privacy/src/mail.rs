use crate::input::Message;
use crate::participants::{each_once, sift, trimmed};
use crate::{Filtered, Key, Keyer, Raw, Verdict};
use activity::fields::Field;
use activity::{Activity, Address, Email, EmailThread, EmailThreadProperties, Instant, ObjectId};
use consent::MayRead;

/// One copy of a mail, judged as if it were the copy that counts.
#[derive(Debug)]
pub struct AssessedMail {
    /// The copy, in its mailbox.
    pub item: Key,
    /// The mail, in the tenant.
    pub mail: Key,
    /// What becomes of it if it is the copy that counts.
    pub verdict: Verdict,
}

/// Judges a copy of a mail found in `mailbox`; `None` where it is a draft or older than the window and so not considered
/// (RULES 1–7, 14, 15).
pub fn assess_mail(
    raw: Raw<Message>,
    mailbox: &ObjectId,
    window_start: Instant,
    keyer: &Keyer,
    proof: &impl MayRead,
) -> Option<AssessedMail> {
    let message = raw.open();
    if message.is_draft
        || message
            .received
            .is_some_and(|received| received < window_start)
    {
        return None;
    }
    let item = keyer.item(mailbox, &message.id);
    let mail = identity(&message, keyer).unwrap_or(item);
    Some(AssessedMail {
        item,
        mail,
        verdict: judge(&message, proof),
    })
}

/// The mail's identity in the tenant; `None` where each copy is its own mail.
pub(crate) fn identity(message: &Message, keyer: &Keyer) -> Option<Key> {
    let id = message
        .internet_message_id
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty())?;
    Some(keyer.mail(id))
}

/// Everybody in the mail, each once: sender, to, cc.
pub(crate) fn participants(message: &Message) -> Vec<(Option<Address>, ())> {
    let sender = message.sender.as_ref().or(message.from.as_ref());
    let all = sender.into_iter().chain(&message.to).chain(&message.cc);
    each_once(all.map(|address| (Address::parse(address), ())))
}

fn judge(message: &Message, proof: &impl MayRead) -> Verdict {
    let Some(received) = message.received else {
        return Verdict::Failed;
    };
    let passing = match sift(participants(message), proof) {
        Ok(passing) => passing,
        Err(reason) => return Verdict::Withheld(reason),
    };
    let emails: Vec<String> = passing
        .iter()
        .map(|(address, ())| address.as_str().to_owned())
        .collect();
    let policy = proof.policy();
    let properties = EmailThreadProperties {
        conversation_id: trimmed(message.conversation_id.as_deref())
            .filter(|_| policy.sends(Field::ConversationId)),
        participant_count: emails.len() as u64,
        subject: trimmed(message.subject.as_deref()).filter(|_| policy.sends(Field::Subject)),
        participant_emails: emails,
    };
    let person_external_id = properties
        .participant_emails
        .first()
        .cloned()
        .unwrap_or_default();
    Verdict::Kept(vec![Filtered::new(Activity::EmailThread(EmailThread {
        external_id: format!("o365_email_{}", message.id),
        channel: Email::Email,
        occurred_at: received,
        person_external_id,
        properties,
    }))])
}
