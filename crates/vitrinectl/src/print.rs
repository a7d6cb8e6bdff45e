use companion::Obstacle;
use serde::Serialize;
use serde_json::json;
use std::io::{ErrorKind, Write};

/// Where output goes, and in which form.
pub(crate) struct Printer {
    json: bool,
}

impl Printer {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON was asked for.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a value for scripts, or sentences for people.
    pub(crate) fn tell<T: Serialize>(
        &self,
        value: &T,
        sentences: impl FnOnce() -> Vec<String>,
    ) -> Result<(), Obstacle> {
        if self.json {
            json_line(value)
        } else {
            lines(&sentences())
        }
    }

    /// Says what stands in the way, with the one next step.
    pub(crate) fn obstacle(&self, obstacle: &Obstacle) {
        self.refusal(
            &obstacle.code(),
            &obstacle.sentence(),
            &obstacle.next_step(),
        );
    }

    /// Says why a file that was named cannot be used, with the one next step.
    pub(crate) fn refusal(&self, code: &str, sentence: &str, next_step: &str) {
        if self.json {
            let error =
                json!({"error": {"code": code, "sentence": sentence, "next_step": next_step}});
            // Where even this cannot be printed, the exit code still tells.
            let _ = json_line(&error);
        }
        note(&format!("vitrinectl: {sentence} {next_step}"));
    }
}

/// What stands in the way, for scripts.
pub(crate) fn told(obstacle: &Obstacle) -> serde_json::Value {
    json!({
        "code": obstacle.code(), "sentence": obstacle.sentence(), "next_step": obstacle.next_step(),
    })
}

/// What stands in the way, for the person at the terminal.
pub(crate) fn note_obstacle(obstacle: &Obstacle) {
    note(&format!(
        "vitrinectl: {} {}",
        obstacle.sentence(),
        obstacle.next_step()
    ));
}

/// Prints a value as one line of JSON.
pub(crate) fn json_line<T: Serialize>(value: &T) -> Result<(), Obstacle> {
    let line = serde_json::to_string(value).map_err(|_| Obstacle::Output)?;
    lines(&[line])
}

/// Prints lines to standard output.
pub(crate) fn lines(lines: &[String]) -> Result<(), Obstacle> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        written(writeln!(out, "{line}"))?;
    }
    written(out.flush())
}

/// Prints bytes as they are to standard output.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Obstacle> {
    written(std::io::stdout().lock().write_all(bytes))
}

/// A reader that has read enough is no failure.
fn written(wrote: std::io::Result<()>) -> Result<(), Obstacle> {
    match wrote {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Obstacle::Output),
        _ => Ok(()),
    }
}

/// Says something beside the output, to the person at the terminal.
pub(crate) fn note(sentence: &str) {
    // Nothing can be done about a closed standard error.
    let _ = writeln!(std::io::stderr(), "{sentence}");
}
