//! Microsoft Graph as the engine's source: `/me` for an employee, `/users` for an organisation.

use crate::companion::Companion;
use crate::connect::own_mailbox;
use crate::obstacle::Obstacle;
use activity::{Instant, ItemId, ObjectId, Road};
use consent::Permit;
use egress::{Egress, Totals};
use graph::{Cursor, GraphClient, GraphRefusal, InvitationsFrom, JoinLink, Reach, TranscriptState};
use identity::TokenSource;
use ledger::Connection;
use privacy::Raw;
use privacy::input::{Invitation, Meeting, Message};
use std::sync::Arc;
use sync::{
    Absence, CalendarFrom, ListedTranscript, MailFrom, Mailbox, Next, Page, Readability, Source,
    SourceError, Transcripts,
};

/// What one connection may read of Microsoft Graph.
pub(crate) struct GraphSource {
    client: GraphClient,
    egress: Egress,
    before: Totals,
}

impl Companion {
    /// Microsoft Graph as the source of a connection.
    pub(super) async fn graph_source(
        &self,
        connection: &Connection,
    ) -> Result<GraphSource, Obstacle> {
        let client = self.client(connection).await?;
        Ok(GraphSource {
            client,
            egress: self.graph_egress.clone(),
            before: self.graph_egress.totals(),
        })
    }

    /// Microsoft Graph as a connection's grant sees it.
    pub(crate) async fn client(&self, connection: &Connection) -> Result<GraphClient, Obstacle> {
        match connection.road {
            Road::Organisation => {
                let session = self
                    .organisation_session(&connection.tenant, &connection.id)
                    .await?;
                Ok(self.graph(session, Reach::Tenant))
            }
            Road::EmployeeGraph | Road::EmployeeImap => {
                let session = self.employee_session(connection).await?;
                Ok(self.graph(session, Reach::Own(own_mailbox(connection)?.clone())))
            }
        }
    }

    /// Microsoft Graph under a session, or under a token as it came.
    pub(crate) fn graph(&self, tokens: impl TokenSource, reach: Reach) -> GraphClient {
        GraphClient::new(
            self.graph_egress.clone(),
            Arc::new(tokens),
            self.settings.graph.clone(),
            reach,
        )
    }
}

impl GraphSource {
    fn error(&self, refusal: &GraphRefusal) -> SourceError {
        let code = refusal.code().to_owned();
        match refusal {
            GraphRefusal::MailboxMissing => SourceError::Unreadable(Readability::Missing),
            GraphRefusal::MailboxFenced => SourceError::Unreadable(Readability::Fenced),
            GraphRefusal::SyncStateLost { .. } => SourceError::ChainLost,
            GraphRefusal::SignIn(refusal) if refusal.is_passing() => {
                SourceError::OutOfReach { code }
            }
            GraphRefusal::Unreachable(_) => SourceError::OutOfReach { code },
            GraphRefusal::SignIn(_)
            | GraphRefusal::SignInAgain
            | GraphRefusal::ClaimsChallenge
            | GraphRefusal::ConsentMissing
            | GraphRefusal::TenantGone => SourceError::SignIn { code },
            // Of an organisation's permissions one may be missing while the other stream goes on.
            GraphRefusal::ScopeMissing if *self.client.reach() != Reach::Tenant => {
                SourceError::SignIn { code }
            }
            GraphRefusal::Throttled { .. }
            | GraphRefusal::Unavailable
            | GraphRefusal::Torn
            | GraphRefusal::ClockOrCertificate => SourceError::Unavailable { code },
            _ => SourceError::Refused { code },
        }
    }

    async fn own(&self, mailbox: &ObjectId) -> Result<Vec<Mailbox>, SourceError> {
        let me = self
            .client
            .me()
            .await
            .map_err(|refusal| self.error(&refusal))?;
        if me.id != *mailbox {
            return Err(SourceError::SignIn {
                code: "wrong_account".to_owned(),
            });
        }
        Ok(vec![Mailbox {
            id: me.id,
            addresses: me.addresses,
            readability: Readability::Readable,
        }])
    }

    async fn everyone(&self, permit: &Permit<'_>) -> Result<Vec<Mailbox>, SourceError> {
        let mut found = Vec::new();
        let mut cursor = None;
        loop {
            let page = self
                .client
                .users(permit, cursor.as_ref())
                .await
                .map_err(|refusal| self.error(&refusal))?;
            let ids: Vec<ObjectId> = page.users.iter().map(|user| user.id.clone()).collect();
            let readable = self
                .client
                .readability(permit, &ids)
                .await
                .map_err(|refusal| self.error(&refusal))?;
            found.extend(
                page.users
                    .into_iter()
                    .zip(readable)
                    .map(|(user, readability)| Mailbox {
                        id: user.id,
                        addresses: user.addresses,
                        readability: match readability {
                            graph::Readability::Readable => Readability::Readable,
                            graph::Readability::Missing => Readability::Missing,
                            graph::Readability::Fenced => Readability::Fenced,
                        },
                    }),
            );
            cursor = page.next;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }
}

impl Source for GraphSource {
    async fn now(&self) -> Result<Instant, SourceError> {
        self.client
            .now()
            .await
            .map_err(|refusal| self.error(&refusal))
    }

    async fn mailboxes(&self, permit: &Permit<'_>) -> Result<Vec<Mailbox>, SourceError> {
        match self.client.reach() {
            Reach::Own(mailbox) => self.own(mailbox).await,
            Reach::Tenant => self.everyone(permit).await,
        }
    }

    async fn calendar_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        from: CalendarFrom<'_>,
    ) -> Result<Page<Meeting>, SourceError> {
        let cursor;
        let from = match from {
            CalendarFrom::Window { start, end } => graph::CalendarFrom::Window { start, end },
            CalendarFrom::Cursor(kept) => {
                cursor = Cursor::from_kept(kept);
                graph::CalendarFrom::Cursor(&cursor)
            }
        };
        let pulled = self.client.calendar_page(permit, mailbox, from).await;
        pulled.map(page).map_err(|refusal| self.error(&refusal))
    }

    async fn folders(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
    ) -> Result<Vec<String>, SourceError> {
        let tree = self
            .client
            .folders(permit, mailbox)
            .await
            .map_err(|refusal| self.error(&refusal))?;
        Ok(tree.in_scope().map(str::to_owned).collect())
    }

    async fn mail_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        folder: &str,
        from: MailFrom<'_>,
    ) -> Result<Page<Message>, SourceError> {
        let cursor;
        let from = match from {
            MailFrom::Since(floor) => graph::MailFrom::Since(floor),
            MailFrom::Cursor(kept) => {
                cursor = Cursor::from_kept(kept);
                graph::MailFrom::Cursor(&cursor)
            }
        };
        let pulled = self.client.mail_page(permit, mailbox, folder, from).await;
        pulled.map(page).map_err(|refusal| self.error(&refusal))
    }

    async fn mails(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        ids: &[ItemId],
    ) -> Result<Vec<Raw<Message>>, SourceError> {
        self.client
            .messages(permit, mailbox, ids)
            .await
            .map_err(|refusal| self.error(&refusal))
    }

    async fn invitations(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        from: MailFrom<'_>,
    ) -> Result<Page<Invitation>, SourceError> {
        let cursor;
        let from = match from {
            MailFrom::Since(since) => InvitationsFrom::Since(since),
            MailFrom::Cursor(kept) => {
                cursor = Cursor::from_kept(kept);
                InvitationsFrom::Cursor(&cursor)
            }
        };
        let pulled = self.client.invitations(permit, mailbox, from).await;
        let pulled = pulled.map_err(|refusal| self.error(&refusal))?;
        let items = pulled.invitations.into_iter().map(|invitation| {
            Raw::seal(Invitation {
                link: invitation.link.as_str().to_owned(),
                meeting: invitation.meeting,
                is_series: invitation.is_series,
                recurrence: invitation.recurrence,
            })
        });
        Ok(Page {
            items: items.collect(),
            removed: Vec::new(),
            partial: Vec::new(),
            next: match pulled.next {
                Some(cursor) => Next::More(cursor.as_str().to_owned()),
                None => Next::Done(String::new()),
            },
        })
    }

    async fn transcripts(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        link: &str,
        ended: Instant,
    ) -> Result<Transcripts, SourceError> {
        let link = JoinLink::parse(link).ok_or_else(|| SourceError::Refused {
            code: "join_link".to_owned(),
        })?;
        let found = self.client.transcripts(permit, mailbox, &link, ended).await;
        Ok(match found.map_err(|refusal| self.error(&refusal))? {
            graph::Transcripts::Absent(state) => Transcripts::Absent(absence(state)),
            graph::Transcripts::Listed {
                meeting,
                transcripts,
            } => Transcripts::Listed {
                meeting,
                transcripts: transcripts.into_iter().map(listed).collect(),
            },
        })
    }

    fn traffic(&self) -> (u64, u64) {
        let now = self.egress.totals();
        let requests = now.requests.saturating_sub(self.before.requests);
        (
            requests,
            now.bytes_received
                .saturating_sub(self.before.bytes_received),
        )
    }
}

fn listed(transcript: graph::ListedTranscript) -> ListedTranscript {
    ListedTranscript {
        id: transcript.id,
        created: transcript.created,
        ended: transcript.ended,
    }
}

fn absence(state: TranscriptState) -> Absence {
    match state {
        TranscriptState::SwitchedOff => Absence::SwitchedOff,
        TranscriptState::NeedsAdmin => Absence::NeedsAdmin,
        TranscriptState::NotAllowed => Absence::NotAllowed,
        TranscriptState::NotYet => Absence::NotYet,
        TranscriptState::Expired => Absence::Expired,
        TranscriptState::NoneMade => Absence::NoneMade,
    }
}

fn page<T>(pulled: graph::Page<T>) -> Page<T> {
    let next = match pulled.next {
        graph::Next::More(cursor) => Next::More(cursor.as_str().to_owned()),
        graph::Next::Done(cursor) => Next::Done(cursor.as_str().to_owned()),
    };
    Page {
        items: pulled.items,
        removed: pulled.removed,
        partial: pulled.partial,
        next,
    }
}
