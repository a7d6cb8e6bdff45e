//! A browser that only follows redirects, over plain http on this machine.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Visits a page and every page that it leads to; the last status. Where an administrator is wanted, it goes back.
pub(crate) async fn visit(page: &str) -> u16 {
    let mut address = page.to_owned();
    let mut told = ask("GET", &address, "").await;
    for _ in 0..10 {
        if let Some(location) = location(&told) {
            address = url::Url::parse(&address)
                .unwrap()
                .join(&location)
                .unwrap()
                .into();
            told = ask("GET", &address, "").await;
        } else if let Some(flow) = refused_flow(&told) {
            let way_back = url::Url::parse(&address).unwrap().join("/common/login");
            let fields = format!("ctx={flow}&step=admin_needed&choice=return");
            told = post_form(way_back.unwrap().as_str(), &fields).await;
        } else {
            return status(&told);
        }
    }
    panic!("redirects without end");
}

/// The flow of a page on which only an administrator can go on.
fn refused_flow(told: &str) -> Option<&str> {
    let (_, form) = told.split_once("AADSTS90094")?;
    let (_, flow) = form.split_once("name=\"ctx\" value=\"")?;
    flow.split_once('"').map(|(flow, _)| flow)
}

/// The body of a page.
pub(crate) async fn body(page: &str) -> String {
    let text = ask("GET", page, "").await;
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    body.to_owned()
}

/// Sends JSON; the answer's status.
pub(crate) async fn send(method: &str, page: &str, json: &serde_json::Value) -> u16 {
    status(&ask(method, page, &json.to_string()).await)
}

/// Posts JSON that must be taken; the answer.
pub(crate) async fn make(page: &str, json: &serde_json::Value) -> serde_json::Value {
    let text = ask("POST", page, &json.to_string()).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 ") || head.contains(" 201 "), "{text}");
    serde_json::from_str(body).unwrap()
}

fn status(told: &str) -> u16 {
    told.split(' ').nth(1).unwrap().parse().unwrap()
}

fn location(told: &str) -> Option<String> {
    let mut headers = told.lines().take_while(|line| !line.is_empty());
    headers.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("location")
            .then(|| value.trim().to_owned())
    })
}

async fn post_form(address: &str, fields: &str) -> String {
    exchange("POST", address, "application/x-www-form-urlencoded", fields).await
}

async fn ask(method: &str, address: &str, json: &str) -> String {
    exchange(method, address, "application/json", json).await
}

async fn exchange(method: &str, address: &str, media: &str, body: &str) -> String {
    let rest = address
        .strip_prefix("http://")
        .expect("plain http on this machine");
    let (host, path) = rest
        .split_once('/')
        .map_or((rest, String::from("/")), |(host, path)| {
            (host, format!("/{path}"))
        });
    let port = host.rsplit_once(':').map_or("80", |(_, port)| port);
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))
        .await
        .unwrap();
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\nAccept: */*\r\nConnection: close\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
