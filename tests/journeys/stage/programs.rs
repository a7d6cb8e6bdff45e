//! Programs of this workspace, and servers among them.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use super::line::port_of;

/// A program that ends when its owner does.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A program of this workspace, built beside the window.
pub(super) fn program(name: &str) -> Command {
    let path = Path::new(env!("CARGO_BIN_EXE_vitrine")).with_file_name(name);
    assert!(
        path.exists(),
        "{name} is not built: run cargo build --workspace --bins"
    );
    Command::new(path)
}

/// Starts a server and reads the line that it prints when it is ready.
pub(super) fn serve(command: &mut Command) -> (Running, Value) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let out = child.stdout.take().expect("its output is read");
    let mut line = String::new();
    BufReader::new(out)
        .read_line(&mut line)
        .expect("a line when it is ready");
    let ready = serde_json::from_str(&line).expect("the line is JSON");
    (Running(child), ready)
}

/// A field of what a program printed.
pub(super) fn text(value: &Value, field: &str) -> String {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is missing in {value}"))
        .to_owned()
}

/// A port that is free now.
pub(crate) fn free_port() -> u16 {
    port_of(&TcpListener::bind("127.0.0.1:0").expect("a free port"))
}
