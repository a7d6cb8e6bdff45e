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
            let rule = companion.rule(exclusion, None);
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
    }
}

async fn list(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let rules = companion.rules_held().await?;
    let shown = |(rule, held): &(consent::Rule, u64)| {
        json!({
            "kind": rule.exclusion.kind().name(),
            "value": rule.exclusion.value(),
            "since": rule.since,
            "holds": held,
        })
    };
    let shown: Vec<Value> = rules.iter().map(shown).collect();
    printer.tell(&json!({ "rules": shown }), || {
        let line = |(rule, held): &(consent::Rule, u64)| {
            let (kind, value) = (rule.exclusion.kind().name(), rule.exclusion.value());
            format!("{kind} {value}: takes hold of {held} mails here")
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
    let rule = companion.rule(exclusion, None);
    let rules = companion.rules().await?.with(rule);
    let trial = companion.try_rules(&rules).await?;
    let mut value = flips(&trial.flips);
    value["alreadyLeft"] = counts(trial.told);
    printer.tell(&value, || {
        let mut lines = sentences(&trial.flips, "would be");
        if trial.told.all() > 0 {
            let closed = trial.told.all();
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
    let Counts { sent, received } = flips.withheld;
    let mut lines = vec![format!(
        "{sent} sent and {received} received mails: {verb} not counted."
    )];
    if flips.kept.all() > 0 {
        let Counts { sent, received } = flips.kept;
        lines.push(format!(
            "{sent} sent and {received} received mails: {verb} counted again."
        ));
    }
    lines
}

fn flips(flips: &Flips) -> Value {
    json!({ "withheld": counts(flips.withheld), "kept": counts(flips.kept) })
}

fn counts(counts: Counts) -> Value {
    json!({ "sent": counts.sent, "received": counts.received })
}
