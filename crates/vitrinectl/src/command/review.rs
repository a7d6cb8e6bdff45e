//! `review`, `admin review` and `admin rubric`.

use crate::arguments::{AdminReview, Review, Rubrics};
use crate::print::{Printer, bytes};
use companion::{Companion, Exit, Obstacle};
use serde_json::json;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use transcript::Rubric;
use wire::{ReviewAccess, Role, RubricInForce};

/// The most that is read of a rubric: one byte more than a rubric may have.
const LARGEST_RUBRIC: u64 = 64 * 1024 + 1;

pub(super) async fn run(
    asked: Review,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let review = match asked {
        Review::Show { cycle } => companion.my_review(&cycle).await?,
        Review::Note {
            cycle,
            remove: Some(id),
            ..
        } => companion.remove_note(&cycle, &id).await?,
        Review::Note { cycle, text, .. } => {
            companion.add_note(&cycle, text.unwrap_or_default()).await?
        }
        Review::Dispute {
            cycle,
            mark,
            undo: true,
            ..
        } => companion.undo_dispute(&cycle, &mark).await?,
        Review::Dispute {
            cycle,
            mark,
            reason,
            ..
        } => companion.dispute(&cycle, &mark, reason).await?,
        Review::Access { cycle } => {
            let looks = companion.review_accesses(&cycle).await?;
            printer.tell(&json!({ "accesses": looks }), || accesses(&looks))?;
            return Ok(Exit::Done);
        }
    };
    show(&review, printer)
}

pub(super) async fn admin(
    asked: AdminReview,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    match asked {
        AdminReview::List { cycle } => {
            let people = companion.reviewable(&cycle).await?;
            printer.tell(&json!({ "people": people }), || {
                let line = |one: &wire::ReviewablePerson| {
                    let address = one.address.as_deref().unwrap_or("no address known");
                    format!("{}  {address}", one.id)
                };
                people.iter().map(line).collect()
            })?;
            Ok(Exit::Done)
        }
        AdminReview::Show { cycle, person } => {
            show(&companion.review_of(&cycle, &person).await?, printer)
        }
    }
}

pub(super) async fn rubric(
    asked: Rubrics,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let rubric = match asked {
        Rubrics::Show => companion.rubric(Role::TenantAdmin).await?,
        Rubrics::Reset => companion.set_rubric(None).await?,
        Rubrics::Set { file } => {
            let Some(text) = text_of(&file) else {
                printer.refusal(
                    "rubric_not_found",
                    "The rubric cannot be opened.",
                    "Check the path.",
                );
                return Ok(Exit::Usage);
            };
            if let Err(why) = Rubric::parse(&text) {
                let sentence = format!("This rubric cannot be used: {why}.");
                let step = "Mend it; docs/call-quality.md shows the product's own.";
                printer.refusal("rubric_refused", &sentence, step);
                return Ok(Exit::Usage);
            }
            companion.set_rubric(Some(text)).await?
        }
    };
    printer.tell(&rubric, || lines(&rubric))?;
    Ok(Exit::Done)
}

/// The exact text block for people, everything for scripts.
fn show(review: &wire::Review, printer: &Printer) -> Result<Exit, Obstacle> {
    if printer.is_json() {
        printer.tell(review, Vec::new)?;
    } else {
        bytes(review.text.as_bytes())?;
    }
    Ok(Exit::Done)
}

fn accesses(looks: &[ReviewAccess]) -> Vec<String> {
    if looks.is_empty() {
        return vec!["No reviewer has looked.".to_owned()];
    }
    let line = |look: &ReviewAccess| {
        let who = look.name.as_deref().unwrap_or(look.reader.as_str());
        let state = if look.frozen { "frozen" } else { "open" };
        format!(
            "{}  {who} ({}), {state}, SHA-256 {}",
            look.at,
            look.role.name(),
            look.sha256
        )
    };
    looks.iter().map(line).collect()
}

fn lines(rubric: &RubricInForce) -> Vec<String> {
    let whose = match rubric.set_at {
        Some(at) => format!("Version {}, set at {at}.", rubric.version),
        None => format!("Version {}, the product's own.", rubric.version),
    };
    vec![rubric.toml.clone(), whose]
}

/// A file's text; of one that is too large only so much that this shows.
fn text_of(file: &Path) -> Option<String> {
    let mut text = Vec::new();
    let mut most = File::open(file).ok()?.take(LARGEST_RUBRIC);
    most.read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}
