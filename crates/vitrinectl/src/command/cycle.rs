use crate::arguments::Cycles;
use crate::print::Printer;
use companion::{Companion, Exit, Obstacle};
use consent::{Cycle, CycleState};
use serde_json::json;
use wire::{CycleChange, CycleRequest};

pub(super) async fn run(
    cycles: Cycles,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let cycle = match cycles {
        Cycles::List => return list(companion, printer).await,
        Cycles::Make {
            id,
            name,
            start,
            end,
            time_zone,
        } => {
            let request = CycleRequest {
                id,
                name,
                start,
                end,
                time_zone,
            };
            companion.make_cycle(&request).await?
        }
        Cycles::Change {
            id,
            name,
            start,
            end,
            time_zone,
        } => {
            let change = CycleChange {
                name,
                start,
                end,
                time_zone,
            };
            companion.change_cycle(&id, &change).await?
        }
        Cycles::Freeze { id } => companion.move_cycle(&id, CycleState::Frozen).await?,
        Cycles::Close { id } => companion.move_cycle(&id, CycleState::Closed).await?,
    };
    printer.tell(&cycle, || vec![sentence(&cycle)])?;
    Ok(Exit::Done)
}

async fn list(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let cycles = companion.cycles().await?;
    printer.tell(&json!({ "cycles": cycles }), || {
        let mut lines: Vec<String> = cycles.iter().map(sentence).collect();
        if lines.is_empty() {
            lines.push("There is no cycle; the calendar's quarters are counted.".to_owned());
        }
        lines
    })?;
    Ok(Exit::Done)
}

fn sentence(cycle: &Cycle) -> String {
    let state = match cycle.state {
        CycleState::Open => "open",
        CycleState::Frozen => "frozen",
        CycleState::Closed => "closed",
    };
    format!(
        "{} ({}): from {} to {}, chosen in {}; {state}",
        cycle.id, cycle.name, cycle.start, cycle.end, cycle.time_zone
    )
}
