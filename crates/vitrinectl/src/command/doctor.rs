use crate::print::Printer;
use crate::terminal::Terminal;
use companion::{Check, CheckState, Exit, Obstacle, Settings};
use serde_json::json;
use std::sync::Arc;

pub(super) async fn doctor(
    settings: Settings,
    terminal: Arc<Terminal>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let checks = companion::doctor(settings, terminal).await;
    printer.tell(&json!({"checks": checks}), || {
        checks.iter().map(line).collect()
    })?;
    let failed = checks.iter().find(|check| check.state == CheckState::Fail);
    Ok(failed.map_or(Exit::Done, |check| check.exit))
}

fn line(check: &Check) -> String {
    let next = check.next_step.as_deref().unwrap_or_default();
    format!(
        "{:<4} {}: {} {next}",
        check.state.name(),
        check.name,
        check.sentence
    )
    .trim_end()
    .to_owned()
}
