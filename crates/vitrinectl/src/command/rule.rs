use crate::arguments::Rule;
use crate::print::Printer;
use companion::{Companion, Exit, Obstacle, counted};
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
            told(&companion.put_rules(&rules).await?, printer)
        }
        Rule::Remove(left_out) => {
            let exclusion = left_out.exclusion().map_err(Obstacle::NotARule)?;
            let rules = companion.rules().await?;
            rules.find(&exclusion).ok_or(Obstacle::NotFound)?;
            let flips = companion.put_rules(&rules.without(&exclusion)).await?;
            told(&flips, printer)
        }
        Rule::Try(left_out) => {
            let exclusion = left_out.exclusion().map_err(Obstacle::NotARule)?;
            tried(exclusion, companion, printer).await
        }
        Rule::TakeBack => {
            let taken = companion.take_back_left_out().await?;
            printer.tell(&json!({ "takenBack": taken }), || {
                let taken = counted(taken, "transcript is", "transcripts are");
                vec![format!("{taken} taken back with the next sync.")]
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
            let mails = counted(held.mails(), "mail", "mails");
            let transcripts = counted(held.transcripts, "transcript", "transcripts");
            format!("{kind} {value}{begins}: takes hold of {mails} and {transcripts} here")
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
        let mut lines = sentences(&trial.flips, ("would be", "would be"));
        if trial.told.transcripts > 0 {
            let held = counted(
                trial.told.transcripts,
                "transcript is at the service: it stays",
                "transcripts are at the service: they stay",
            );
            lines.push(format!("{held} there until `vitrinectl rule take-back`."));
        }
        if trial.told.mails() > 0 {
            lines.push(counted(
                trial.told.mails(),
                "of them lies in a cycle whose numbers no longer change: it was told already.",
                "of them lie in cycles whose numbers no longer change: they were told already.",
            ));
        }
        lines
    })?;
    Ok(Exit::Done)
}

fn told(done: &Flips, printer: &Printer) -> Result<Exit, Obstacle> {
    printer.tell(&flips(done), || sentences(done, ("is", "are")))?;
    Ok(Exit::Done)
}

/// What becomes of mails and transcripts, with the verb for one and for many of them.
fn sentences(flips: &Flips, (one, many): (&str, &str)) -> Vec<String> {
    let verb = |number: u64| if number == 1 { one } else { many };
    let sentence = |counts: Counts, mails: &str, transcripts: &str| {
        let Counts { sent, received, .. } = counts;
        let transcripts = match counts.transcripts {
            0 => String::new(),
            number => {
                let number = counted(number, "transcript", "transcripts");
                let verb = verb(counts.transcripts);
                format!(" {number} {verb} {transcripts}.")
            }
        };
        let all = counted(counts.mails(), "mail", "mails");
        let verb = verb(counts.mails());
        format!("{all} ({sent} sent, {received} received) {verb} {mails}.{transcripts}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_as_one_and_many_as_many() {
        let counts = |sent, received, transcripts| Counts {
            sent,
            received,
            transcripts,
        };
        let flips = Flips {
            withheld: counts(0, 1, 1),
            kept: counts(2, 1, 2),
        };
        assert_eq!(
            sentences(&flips, ("is", "are")),
            [
                "1 mail (0 sent, 1 received) is not counted. 1 transcript is left here.",
                "3 mails (2 sent, 1 received) are counted again. 2 transcripts are waiting for you again.",
            ]
        );
        let sentence = &sentences(&flips, ("would be", "would be"))[0];
        assert!(sentence.starts_with("1 mail (0 sent, 1 received) would be not counted."));
    }
}
