//! `review`, `admin review` and `admin rubric`.

use crate::arguments::{AdminReview, Review, Rubrics};
use crate::print::{Printer, bytes};
use activity::CycleId;
use companion::{Companion, Exit, Obstacle};
use serde_json::json;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use transcript::Rubric;
use wire::{ExportLook, ReviewAccess, ReviewablePerson, Role, RubricInForce};

/// The most that is read of a rubric: one byte more than a rubric may have.
const LARGEST_RUBRIC: u64 = 64 * 1024 + 1;

pub(super) async fn run(
    asked: Review,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let review = match asked {
        Review::List { cycle } => return list(&cycle, companion, printer).await,
        Review::Show {
            cycle,
            person: Some(person),
        } => companion.review_of(&cycle, &person).await?,
        Review::Show { cycle, .. } => companion.my_review(&cycle).await?,
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
            let exports = companion.export_looks().await?;
            let told = json!({ "accesses": looks, "exports": exports });
            printer.tell(&told, || accesses(&looks, &exports))?;
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
        AdminReview::List { cycle } => list(&cycle, companion, printer).await,
        AdminReview::Show { cycle, person } => {
            show(&companion.review_of(&cycle, &person).await?, printer)
        }
    }
}

async fn list(cycle: &CycleId, companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let people = companion.reviewable(cycle).await?;
    printer.tell(&json!({ "people": people }), || {
        let line = |one: &ReviewablePerson| {
            let address = one.address.as_deref().unwrap_or("no address known");
            format!("{}  {address}", one.id)
        };
        people.iter().map(line).collect()
    })?;
    Ok(Exit::Done)
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

fn accesses(looks: &[ReviewAccess], exports: &[ExportLook]) -> Vec<String> {
    if looks.is_empty() && exports.is_empty() {
        return vec!["Nobody has looked.".to_owned()];
    }
    let exported = |look: &ExportLook| {
        let who = look.name.as_deref().unwrap_or(look.reader.as_str());
        format!(
            "{}  {who} (export), {} of your activities",
            look.at, look.activities
        )
    };
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
    let looks = looks.iter().map(line);
    looks.chain(exports.iter().map(exported)).collect()
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
