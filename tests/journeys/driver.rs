//! As much of the WebDriver protocol as the journeys need: a request, an answer, one connection each.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// The key under which the protocol gives elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A session with a window.
pub(crate) struct Session {
    port: u16,
    id: String,
}

/// Something on the page.
#[derive(Clone)]
pub(crate) struct Element(String);

/// Why the driver did not do it: the protocol's own code, or that it did not answer.
#[derive(Debug)]
#[expect(dead_code, reason = "it is read in the message of a failure")]
pub(crate) struct Refused(pub(crate) String);

impl Session {
    /// Starts the program in a session of its own.
    pub(crate) fn start(port: u16, program: &str) -> Result<Self, Refused> {
        let wish = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let answer = exchange(
            port,
            "POST",
            "/session",
            Some(&json!({ "capabilities": { "alwaysMatch": wish } })),
        )?;
        let id = answer["sessionId"]
            .as_str()
            .ok_or_else(|| Refused(format!("no session in {answer}")))?;
        Ok(Self {
            port,
            id: id.to_owned(),
        })
    }

    /// Ends the session and the program.
    pub(crate) fn end(&self) -> Result<(), Refused> {
        self.ask("DELETE", "", None).map(drop)
    }

    /// The elements at this place (XPath) now.
    pub(crate) fn elements(&self, place: &str) -> Result<Vec<Element>, Refused> {
        let found = self.ask(
            "POST",
            "/elements",
            Some(&json!({ "using": "xpath", "value": place })),
        )?;
        let ids = found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one[ELEMENT].as_str());
        Ok(ids.map(|id| Element(id.to_owned())).collect())
    }

    /// Clicks in the middle of an element.
    pub(crate) fn click(&self, element: &Element) -> Result<(), Refused> {
        self.ask(
            "POST",
            &format!("/element/{}/click", element.0),
            Some(&json!({})),
        )
        .map(drop)
    }

    /// Types into an element.
    pub(crate) fn send_keys(&self, element: &Element, keys: &str) -> Result<(), Refused> {
        self.ask(
            "POST",
            &format!("/element/{}/value", element.0),
            Some(&json!({ "text": keys })),
        )
        .map(drop)
    }

    /// Brings an element into the middle of what is seen.
    pub(crate) fn scroll_to(&self, element: &Element) -> Result<(), Refused> {
        let script = json!({
            "script": "arguments[0].scrollIntoView({ block: 'center' })",
            "args": [{ ELEMENT: element.0 }]
        });
        self.ask("POST", "/execute/sync", Some(&script)).map(drop)
    }

    /// The text of an element as it is seen.
    pub(crate) fn text(&self, element: &Element) -> Result<String, Refused> {
        let text = self.ask("GET", &format!("/element/{}/text", element.0), None)?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What is in a field.
    pub(crate) fn value(&self, element: &Element) -> Result<String, Refused> {
        let value = self.ask(
            "GET",
            &format!("/element/{}/property/value", element.0),
            None,
        )?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Whether the program still shows its page.
    pub(crate) fn is_alive(&self) -> bool {
        self.ask("GET", "/title", None).is_ok()
    }

    /// A picture of the window, PNG.
    pub(crate) fn picture(&self) -> Result<Vec<u8>, Refused> {
        let picture = self.ask("GET", "/screenshot", None)?;
        STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .map_err(|error| Refused(error.to_string()))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
        exchange(
            self.port,
            method,
            &format!("/session/{}{path}", self.id),
            body,
        )
    }
}

/// Tells a program on this machine something by HTTP; null where it answers with nothing.
pub(crate) fn post(port: u16, path: &str, body: &Value) -> Value {
    send(port, "POST", path, Some(body)).unwrap_or_default()
}

/// What a program on this machine answers by HTTP.
pub(crate) fn get(port: u16, path: &str) -> Value {
    send(port, "GET", path, None).expect("it answers in JSON")
}

fn exchange(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
    let answer = send(port, method, path, body).map_err(|error| Refused(error.to_string()))?;
    let value = &answer["value"];
    match value["error"].as_str() {
        Some(code) => Err(Refused(format!("{code}: {}", value["message"]))),
        None => Ok(value.clone()),
    }
}

fn send(port: u16, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<Value> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    // By the older protocol, in which nobody answers in chunks.
    let head = format!(
        "{method} {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let start = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map_or(answer.len(), |end| end + 4);
    serde_json::from_slice(&answer[start..]).map_err(std::io::Error::from)
}
