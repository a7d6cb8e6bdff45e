use crate::print::{self, Printer, note};
use companion::{Companion, Exit, Left, Obstacle};
use serde_json::json;

/// Streams what the service holds to standard output, as it comes.
pub(super) async fn export(companion: &Companion) -> Result<Exit, Obstacle> {
    let mut stream = companion.export().await?;
    loop {
        let piece = stream
            .piece()
            .await
            .map_err(|error| Obstacle::ServiceUnreachable(error.code().to_owned()))?;
        let Some(piece) = piece else {
            break;
        };
        print::bytes(&piece)?;
    }
    print::lines(&[])?;
    Ok(Exit::Done)
}

pub(super) async fn disconnect(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let connections = companion.connections().await?;
    let manages = companion.managing().await?.is_some();
    if connections.is_empty() && !manages {
        return Err(Obstacle::NotConnected);
    }
    let mut untold = None;
    for connection in &connections {
        untold = companion.disconnect(connection).await?.untold.or(untold);
    }
    if manages {
        companion.stop_managing().await?;
    }
    let ids: Vec<_> = connections
        .iter()
        .map(|connection| &connection.id)
        .collect();
    printer.tell(
        &json!({"disconnected": ids, "told": untold.is_none(), "remains": Left::REMAINS}),
        || {
            let mut lines = vec![
                "Disconnected: the credential, the tokens and the ledger of this home are gone."
                    .to_owned(),
            ];
            lines.extend(Left::REMAINS.map(str::to_owned));
            lines
        },
    )?;
    if let Some(obstacle) = untold {
        note(&format!(
            "The service could not be told: {}",
            obstacle.sentence()
        ));
        return Ok(Exit::PartlyFailed);
    }
    Ok(Exit::Done)
}
