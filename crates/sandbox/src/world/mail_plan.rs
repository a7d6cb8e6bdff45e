//! What kinds of mail there are, and how often.

use super::dice::Dice;
use super::folder::FolderKey;
use super::mail_plan::MailPlan::{
    BelowJunk, BlankSubject, Bulk, CopyOfPrevious, Draft, DraftElsewhere, Hidden, Internal, Invite,
    Junk, LongSubject, NoMessageId, NoSender, NoSubject, Odd, OddTeam, Outbox, Received,
    ReceivedByMany, Sent, SentWithTeam, Template, ToMyself, WithHiddenCopy,
};

/// One kind of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailPlan {
    /// From outside to one of us.
    Received,
    /// From outside to several of us.
    ReceivedByMany,
    /// To outside.
    Sent,
    /// Among ourselves, in a group of this size.
    Internal(u64),
    /// From one of us to others of us and to outside.
    SentWithTeam,
    Draft,
    /// A draft in an ordinary folder.
    DraftElsewhere,
    /// A draft below the drafts folder.
    Template,
    Outbox,
    ToMyself,
    /// A second copy of the message before, in another folder.
    CopyOfPrevious,
    /// A meeting request.
    Invite,
    Bulk,
    Junk,
    BelowJunk,
    Hidden,
    /// With odd addresses among the participants.
    Odd,
    OddTeam,
    NoMessageId,
    NoSender,
    NoSubject,
    BlankSubject,
    LongSubject,
    /// Sent with people in bcc.
    WithHiddenCopy,
}

/// By age, the newest first.
const PLANS: [MailPlan; 40] = [
    Received,
    Sent,
    Internal(2),
    ReceivedByMany,
    Invite,
    Received,
    Received,
    Internal(4),
    Odd,
    CopyOfPrevious,
    Received,
    Draft,
    CopyOfPrevious,
    ToMyself,
    Junk,
    SentWithTeam,
    Invite,
    NoMessageId,
    Bulk,
    Sent,
    OddTeam,
    WithHiddenCopy,
    Received,
    DraftElsewhere,
    NoSender,
    BlankSubject,
    LongSubject,
    Invite,
    Internal(2),
    Received,
    Outbox,
    BelowJunk,
    Hidden,
    NoSubject,
    Odd,
    Internal(3),
    Received,
    Invite,
    Template,
    Received,
];

pub(crate) fn plan(age: u64) -> MailPlan {
    PLANS[(age % PLANS.len() as u64) as usize]
}

impl MailPlan {
    pub(crate) fn size(self) -> u64 {
        match self {
            Internal(size) => size,
            ReceivedByMany | SentWithTeam | OddTeam | NoSender => 3,
            _ => 1,
        }
    }

    /// Whether the group's first person sent it.
    pub(crate) fn is_ours(self) -> bool {
        let draft = self.is_draft();
        draft
            || matches!(
                self,
                Sent | Internal(_) | SentWithTeam | ToMyself | WithHiddenCopy | OddTeam
            )
    }

    pub(crate) fn is_draft(self) -> bool {
        matches!(self, Draft | DraftElsewhere | Template | Outbox)
    }

    /// Where a copy lies; `copy` are the dice of the copy.
    pub(crate) fn folder(self, sent_by_holder: bool, copy: Dice) -> FolderKey {
        match self {
            Draft => FolderKey::DRAFTS,
            Template => FolderKey::TEMPLATES,
            Outbox => FolderKey::OUTBOX,
            DraftElsewhere => FolderKey::PROJECTS,
            Junk => FolderKey::JUNK,
            BelowJunk => FolderKey::BELOW_JUNK,
            Hidden => copy.pick(71, &[FolderKey::CLUTTER, FolderKey::HIDDEN]),
            ToMyself => FolderKey::SENT,
            CopyOfPrevious => copy.pick(
                73,
                &[FolderKey::ARCHIVE, FolderKey::ACME, FolderKey::PROJECTS],
            ),
            _ if sent_by_holder => {
                if copy.percent(74, 94) {
                    FolderKey::SENT
                } else {
                    FolderKey::ARCHIVE
                }
            }
            _ => match copy.below(75, 100) {
                0..=69 => FolderKey::INBOX,
                70..=75 => FolderKey::ARCHIVE,
                76..=81 => FolderKey::CLIENTS,
                82..=86 => FolderKey::ACME,
                87..=91 => FolderKey::PROJECTS,
                92..=96 => FolderKey::DELETED,
                _ => FolderKey::BELOW_DELETED,
            },
        }
    }
}
