//! The part of the desk at which reviews are asked for.

use crate::companion::Companion;
use crate::view::{
    Answer, CycleForm, CycleStanding, CycleView, PurposeView, ReviewDesk, ReviewPerson, ReviewView,
    RubricView, SignalDay, SignalMail,
};

/// An answer in its box.
macro_rules! answer {
    ($($body:tt)*) => {
        Box::pin(async move { Ok({ $($body)* }) })
    };
}

impl ReviewDesk for Companion {
    fn review_cycles(&self, connection: String) -> Answer<'_, Vec<CycleView>> {
        answer! { self.cycles_of(&connection).await? }
    }

    fn my_review(&self, cycle: String) -> Answer<'_, ReviewView> {
        answer! { self.my_review_view(&cycle).await? }
    }

    fn add_review_note(&self, cycle: String, text: String) -> Answer<'_, ReviewView> {
        answer! { self.note_added(&cycle, text).await? }
    }

    fn remove_review_note(&self, cycle: String, id: String) -> Answer<'_, ReviewView> {
        answer! { self.note_removed(&cycle, &id).await? }
    }

    fn dispute_mark(&self, cycle: String, mark: String, reason: String) -> Answer<'_, ReviewView> {
        answer! { self.disputed(&cycle, &mark, reason).await? }
    }

    fn undo_dispute(&self, cycle: String, mark: String) -> Answer<'_, ReviewView> {
        answer! { self.undisputed(&cycle, &mark).await? }
    }

    fn signal_days(&self, connection: String, cycle: String) -> Answer<'_, Vec<SignalDay>> {
        answer! { self.days_of_signals(&connection, &cycle).await? }
    }

    fn signal_mails(
        &self,
        connection: String,
        cycle: String,
        day: String,
    ) -> Answer<'_, Vec<SignalMail>> {
        answer! { self.mails_of_day(&connection, &cycle, &day).await? }
    }

    fn rubric(&self) -> Answer<'_, RubricView> {
        answer! { self.rubric_view().await? }
    }

    fn cycles(&self) -> Answer<'_, Vec<CycleView>> {
        answer! { self.cycle_views().await? }
    }

    fn make_cycle(&self, form: CycleForm) -> Answer<'_, Vec<CycleView>> {
        answer! { self.cycle_made(form).await? }
    }

    fn change_cycle(&self, cycle: String, form: CycleForm) -> Answer<'_, Vec<CycleView>> {
        answer! { self.cycle_changed(&cycle, form).await? }
    }

    fn move_cycle(&self, cycle: String, state: CycleStanding) -> Answer<'_, Vec<CycleView>> {
        answer! { self.cycle_moved(&cycle, state).await? }
    }

    fn review_people(&self, cycle: String) -> Answer<'_, Vec<ReviewPerson>> {
        answer! { self.people_of(&cycle).await? }
    }

    fn review_of(&self, cycle: String, id: String) -> Answer<'_, ReviewView> {
        answer! { self.review_view_of(&cycle, &id).await? }
    }

    fn review_purpose(&self) -> Answer<'_, PurposeView> {
        answer! { self.purpose_view().await? }
    }

    fn save_review_purpose(&self, words: PurposeView) -> Answer<'_, PurposeView> {
        answer! { self.purpose_saved(words).await? }
    }

    fn save_rubric(&self, toml: Option<String>) -> Answer<'_, RubricView> {
        answer! { self.rubric_saved(toml).await? }
    }
}
