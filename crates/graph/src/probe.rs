use crate::asking::Asking;
use crate::client::GraphClient;
use crate::refusal::GraphRefusal;
use activity::{ObjectId, Stream};
use consent::MayRead;
use serde::de::IgnoredAny;

/// Whether a mailbox can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readability {
    /// It can be read, as far as can be told now.
    Readable,
    /// The person has none in Exchange Online.
    Missing,
    /// An admin fenced it off from this app.
    Fenced,
}

impl GraphClient {
    /// Finds out which mailboxes can be read, twenty to a request; the answers are in the order of the question.
    pub async fn readability(
        &self,
        _proof: &impl MayRead,
        mailboxes: &[ObjectId],
    ) -> Result<Vec<Readability>, GraphRefusal> {
        let urls = mailboxes
            .iter()
            .map(|mailbox| self.mailbox_url(mailbox, &["mailFolders", "inbox"], "$select=id"));
        let urls = urls.collect::<Result<Vec<_>, _>>()?;
        let answers = self.batch::<IgnoredAny>(&urls, None).await?;
        let lacking = answers
            .iter()
            .filter(|answer| matches!(answer, Err(GraphRefusal::ScopeMissing)))
            .count();
        if lacking > 0 && lacking == answers.len() {
            return Err(GraphRefusal::ScopeMissing);
        }
        answers
            .into_iter()
            .map(|answer| match answer {
                Ok(_)
                | Err(
                    GraphRefusal::NotFound
                    | GraphRefusal::Unavailable
                    | GraphRefusal::Throttled { .. },
                ) => Ok(Readability::Readable),
                Err(GraphRefusal::MailboxMissing) => Ok(Readability::Missing),
                // If others can be read, it is not the permission but this mailbox that is closed.
                Err(GraphRefusal::MailboxFenced | GraphRefusal::ScopeMissing) => {
                    Ok(Readability::Fenced)
                }
                Err(refusal) => Err(refusal),
            })
            .collect()
    }

    /// One cheap question that a stream of a mailbox must be able to answer.
    pub async fn probe(&self, stream: Stream, mailbox: &ObjectId) -> Result<(), GraphRefusal> {
        let now = self.now().await?;
        let url = match stream {
            Stream::MeetingAttend => {
                let query = format!(
                    "startDateTime={now}&endDateTime={}&$select=id&$top=1",
                    now.plus_days(1)
                );
                self.mailbox_url(mailbox, &["calendarView"], &query)?
            }
            Stream::EmailThread | Stream::EmailSignal | Stream::Transcript => {
                self.mailbox_url(mailbox, &["mailFolders", "inbox"], "$select=id")?
            }
        };
        let asking = Asking {
            mailbox: Some(mailbox),
            page_size: None,
        };
        self.get_json::<IgnoredAny>(url, asking).await.map(|_| ())
    }
}
