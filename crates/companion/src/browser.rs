//! Opens a page in the system's browser.

use std::process::Stdio;
use tokio::process::Command;

/// Starts the browser at a page, without a shell in between, and says whether something was started.
///
/// `command` is what `VITRINE_BROWSER` or `BROWSER` holds: words of a command, in which `%s` stands for the address (which is
/// appended where no `%s` is). Without one it is the system's own opener.
pub fn open(command: Option<&str>, address: &str) -> bool {
    let words = command.map_or_else(system_opener, |command| words(command, address));
    let mut words = words.into_iter();
    let Some(program) = words.next() else {
        return false;
    };
    let mut command = Command::new(program);
    command
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if !mentions(&command, address) {
        command.arg(address);
    }
    match command.spawn() {
        Ok(mut child) => {
            tokio::spawn(async move { child.wait().await.map(drop) });
            true
        }
        Err(_) => false,
    }
}

fn words(command: &str, address: &str) -> Vec<String> {
    command
        .split_whitespace()
        .map(|word| word.replace("%s", address))
        .collect()
}

fn mentions(command: &Command, address: &str) -> bool {
    command
        .as_std()
        .get_args()
        .any(|argument| argument.to_string_lossy().contains(address))
}

fn system_opener() -> Vec<String> {
    let words: &[&str] = if cfg!(target_os = "macos") {
        &["open"]
    } else if cfg!(target_os = "windows") {
        &["rundll32", "url.dll,FileProtocolHandler"]
    } else {
        &["xdg-open"]
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_takes_the_place_of_the_mark() {
        assert_eq!(
            words("firefox --new-tab %s", "https://a.example"),
            ["firefox", "--new-tab", "https://a.example"]
        );
        assert_eq!(words("script", "https://a.example"), ["script"]);
    }
}
