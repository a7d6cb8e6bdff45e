use crate::arguments::{Clients, RoadName, Roads};
use crate::print::Printer;
use companion::{Companion, Exit, Obstacle};
use serde_json::json;

pub(super) async fn run(
    asked: &Roads,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let mut config = companion.config().await?;
    if !asked.open.is_empty() || !asked.close.is_empty() {
        let mut roads = config.policy.roads;
        for (names, is_open) in [(&asked.open, true), (&asked.close, false)] {
            for name in names {
                match name {
                    RoadName::Graph => roads.employee_graph = is_open,
                    RoadName::Imap => roads.employee_imap = is_open,
                }
            }
        }
        config = companion.switch_roads(roads).await?;
    }
    let roads = config.policy.roads;
    let value = json!({ "graph": roads.employee_graph, "imap": roads.employee_imap });
    printer.tell(&value, || {
        let line = |name: &str, is_open: bool| {
            let standing = if is_open {
                "takes new connections"
            } else {
                "takes no new connections; those that exist go on"
            };
            format!("{name} {standing}.")
        };
        vec![
            line("Microsoft 365 sign-in", roads.employee_graph),
            line("IMAP", roads.employee_imap),
        ]
    })?;
    Ok(Exit::Done)
}

pub(super) async fn clients(
    asked: Clients,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let config = if asked.add.is_empty() {
        companion.config().await?
    } else {
        companion.add_clients(asked.add).await?
    };
    printer.tell(&json!({ "clients": config.clients }), || {
        config.clients.clone()
    })?;
    Ok(Exit::Done)
}
