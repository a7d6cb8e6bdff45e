use super::{Person, client};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A service in a process of its own; dropped, it is gone.
pub(crate) struct Process(pub(crate) Child, pub(crate) String);

impl Process {
    /// Starts it and waits until it says that it serves.
    pub(crate) fn of(mut serve: Command) -> Self {
        let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(ready["ready"], true);
        Self(child, ready["url"].as_str().unwrap().to_owned())
    }

    /// Whoever redeems an invite.
    pub(crate) async fn person(&self, invite: &Value) -> Person {
        let anybody = Person::new(client(), self.1.clone(), None);
        let request = json!({ "invite": invite["invite"], "device": "0123456789abcdef" });
        let session = anybody.post("/v1/sessions", &request).await;
        assert_eq!(session.status, 201, "{}", session.text());
        Person::of_session(client(), self.1.clone(), &session.json())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
