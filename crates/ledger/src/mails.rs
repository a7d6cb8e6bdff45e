//! Mails: the first recorded copy counts, whatever becomes of it (RULES 15).

use crate::activities::{unwant_all, unwant_judged, want};
use crate::item::{self, Row, State, put_state, stream_code};
use crate::page::Page;
use crate::recording::record;
use crate::{Ledger, LedgerError, PageCommit, PageOutcome};
use activity::Stream;
use privacy::{AssessedMail, Reason, Verdict};

impl Ledger {
    /// Records a page of mails.
    pub async fn commit_mails(
        &self,
        commit: PageCommit<AssessedMail>,
    ) -> Result<PageOutcome, LedgerError> {
        self.note(move |database| {
            let judge = |page: &mut Page<'_>, mail| judge(page, &mail);
            record(database, commit, Stream::EmailThread, judge, |_, _| Ok(()))
        })
        .await
    }
}

fn judge(page: &mut Page<'_>, mail: &AssessedMail) -> Result<State, LedgerError> {
    if let Some(state) = record_new(page, mail)? {
        return Ok(state);
    }
    let row = item::find(page.database, page.unit, mail.item)?
        .ok_or(LedgerError::Internal("missing_row"))?;
    judge_again(page, &row, mail)
}

/// Records a copy that was not known, without looking for it first since most mails are new; `None` where it is known.
fn record_new(page: &Page<'_>, mail: &AssessedMail) -> Result<Option<State>, LedgerError> {
    let counts = mail_counts(page, mail, None)?;
    let state = first_state(&mail.verdict, counts);
    let added = page
        .database
        .prepare_cached(
            "INSERT INTO item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state,
                 reason, last_run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, 0, ?9, ?10, ?11)
             ON CONFLICT (unit, key) DO NOTHING",
        )?
        .execute((
            page.connection,
            stream_code(page.stream),
            page.unit,
            mail.item.bytes(),
            mail.mail.bytes(),
            page.chain,
            page.generation,
            counts && state != State::Failed,
            state.code(),
            state.reason(),
            page.run,
        ))?;
    if added == 0 {
        return Ok(None);
    }
    if let (State::Kept, Verdict::Kept(activities)) = (state, &mail.verdict) {
        let id = page.database.last_insert_rowid();
        want(page, id, activities, true)?;
    }
    Ok(Some(state))
}

fn judge_again(page: &Page<'_>, row: &Row, mail: &AssessedMail) -> Result<State, LedgerError> {
    page.database
        .prepare_cached("UPDATE item SET chain = ?2, generation = ?3, gone = 0 WHERE id = ?1")?
        .execute((row.id, page.chain, page.generation))?;
    let counts = row.chosen || mail_counts(page, mail, Some(row.id))?;
    let mut state = first_state(&mail.verdict, counts);
    match (state, &mail.verdict) {
        (State::Kept, Verdict::Kept(activities)) => want(page, row.id, activities, true)?,
        (State::Withheld(reason), _) if reason != Reason::Duplicate => {
            if unwant_judged(page, row.id, true)? {
                state = State::Kept;
            }
        }
        _ => unwant_all(page.database, row.id)?,
    }
    let chosen = counts && state != State::Failed;
    put_state(page.database, row.id, state, None, chosen, page.run)?;
    Ok(state)
}

/// Where a mail stands by its own verdict, if it is the copy that counts.
fn first_state(verdict: &Verdict, counts: bool) -> State {
    match verdict {
        Verdict::Failed => State::Failed,
        _ if !counts => State::Withheld(Reason::Duplicate),
        Verdict::Kept(_) => State::Kept,
        Verdict::Withheld(reason) => State::Withheld(*reason),
    }
}

/// Whether no other copy of the mail counts already.
fn mail_counts(
    page: &Page<'_>,
    mail: &AssessedMail,
    item: Option<i64>,
) -> Result<bool, LedgerError> {
    let mut statement = page.database.prepare_cached(
        "SELECT 1 FROM item WHERE connection = ?1 AND stream = ?2 AND identity = ?3 AND chosen = 1 AND id IS NOT ?4",
    )?;
    let place = (
        page.connection,
        stream_code(page.stream),
        mail.mail.bytes(),
        item,
    );
    Ok(!statement.exists(place)?)
}
