use crate::refusal::GraphRefusal;
use activity::ObjectId;

/// What a grant lets the client read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A delegated grant: the mailbox of the person who signed in, as `/me`.
    Own(ObjectId),
    /// Application permissions: every mailbox of the tenant, as `/users/{id}`.
    Tenant,
}

impl Reach {
    /// The beginning of a mailbox's paths; a delegated grant has no path to anybody else.
    pub(crate) fn mailbox<'path>(
        &self,
        mailbox: &'path ObjectId,
    ) -> Result<Vec<&'path str>, GraphRefusal> {
        match self {
            Self::Tenant => Ok(vec!["users", mailbox.as_str()]),
            Self::Own(own) if own == mailbox => Ok(vec!["me"]),
            Self::Own(_) => Err(GraphRefusal::NotOwnMailbox),
        }
    }
}
