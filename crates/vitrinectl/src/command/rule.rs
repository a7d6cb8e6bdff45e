use crate::arguments::Rule;
use crate::print::Printer;
use companion::{Companion, Exit, Obstacle};
use consent::Exclusion;
use ledger::{Counts, Flips};
use serde_json::{Value, json};

pub(super) async fn run(
    rule: Rule,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    match rule {
        Rule::List => list(companion, printer).await,
        Rule::Add(left_out) => {
            let exclusion = left_out.exclusion().map_err(Obstacle::NotARule)?;
            let rule = companion.rule(exclusion).await?;
            let rules = companion.rules().await?.with(rule);
            told(&companion.put_rules(&rules).await?, "is", printer)
        }
        Rule::Remove(left_out) => {
            let exclusion = left_out.exclusion().map_err(Obstacle::NotARule)?;
            let rules = companion.rules().await?;
            rules.find(&exclusion).ok_or(Obstacle::NotFound)?;
            let flips = companion.put_rules(&rules.without(&exclusion)).await?;
            told(&flips, "is", printer)
        }
        Rule::Try(left_out) => {
            let exclusion = left_out.exclusion().map_err(Obstacle::NotARule)?;
            tried(exclusion, companion, printer).await
        }
        Rule::TakeBack => {
            let taken = companion.take_back_left_out().await?;
            printer.tell(&json!({ "takenBack": taken }), || {
                vec![format!(
                    "{taken} transcripts are taken back with the next sync."
                )]
            })?;
            Ok(Exit::Done)
        }
    }
}

async fn list(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let rules = companion.rules_held().await?;
    let shown = |(rule, held): &(consent::Rule, Counts)| {
        json!({
            "kind": rule.exclusion.kind().name(),
            "value": rule.exclusion.value(),
            "label": rule.label,
            "since": rule.since,
            "holds": counts(*held),
        })
    };
    let shown: Vec<Value> = rules.iter().map(shown).collect();
    printer.tell(&json!({ "rules": shown }), || {
        let line = |(rule, held): &(consent::Rule, Counts)| {
            let (kind, value) = (rule.exclusion.kind().name(), rule.exclusion.value());
            let begins = rule.label.iter().map(|begins| format!(" ({begins})"));
            let begins: String = begins.collect();
            let (mails, transcripts) = (held.mails(), held.transcripts);
            format!(
                "{kind} {value}{begins}: takes hold of {mails} mails and {transcripts} transcripts here"
            )
        };
        if rules.is_empty() {
            return vec!["You leave nothing out.".to_owned()];
        }
        rules.iter().map(line).collect()
    })?;
    Ok(Exit::Done)
}

async fn tried(
    exclusion: Exclusion,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let rule = companion.rule(exclusion).await?;
    let rules = companion.rules().await?.with(rule);
    let trial = companion.try_rules(&rules).await?;
    let mut value = flips(&trial.flips);
    value["alreadyLeft"] = counts(trial.told);
    printer.tell(&value, || {
        let mut lines = sentences(&trial.flips, "would be");
        if trial.told.transcripts > 0 {
            let held = trial.told.transcripts;
            lines.push(format!(
                "{held} transcripts are at the service: they stay there until `vitrinectl rule take-back`."
            ));
        }
        if trial.told.mails() > 0 {
            let closed = trial.told.mails();
            lines.push(format!(
                "{closed} of them lie in cycles whose numbers no longer change: they were told already."
            ));
        }
        lines
    })?;
    Ok(Exit::Done)
}

fn told(done: &Flips, verb: &str, printer: &Printer) -> Result<Exit, Obstacle> {
    printer.tell(&flips(done), || sentences(done, verb))?;
    Ok(Exit::Done)
}

fn sentences(flips: &Flips, verb: &str) -> Vec<String> {
    let sentence = |counts: Counts, mails: &str, transcripts: &str| {
        let Counts { sent, received, .. } = counts;
        let transcripts = match counts.transcripts {
            0 => String::new(),
            number => format!(" {number} transcripts: {verb} {transcripts}."),
        };
        format!("{sent} sent and {received} received mails: {verb} {mails}.{transcripts}")
    };
    let mut lines = vec![sentence(flips.withheld, "not counted", "left here")];
    if flips.kept.all() > 0 {
        lines.push(sentence(
            flips.kept,
            "counted again",
            "waiting for you again",
        ));
    }
    lines
}

fn flips(flips: &Flips) -> Value {
    json!({ "withheld": counts(flips.withheld), "kept": counts(flips.kept) })
}

fn counts(counts: Counts) -> Value {
    json!({ "sent": counts.sent, "received": counts.received, "transcripts": counts.transcripts })
}
