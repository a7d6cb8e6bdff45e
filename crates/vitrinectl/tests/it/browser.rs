//! A browser that only follows redirects, over plain http on this machine.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Visits a page and every page that it leads to; the last status.
pub(crate) async fn visit(page: &str) -> u16 {
    let mut address = page.to_owned();
    for _ in 0..10 {
        let (status, location) = get(&address).await;
        match location {
            Some(location) if (300..400).contains(&status) => address = location,
            _ => return status,
        }
    }
    panic!("redirects without end");
}

/// The body of a page.
pub(crate) async fn body(page: &str) -> String {
    let text = ask("GET", page, "").await;
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    body.to_owned()
}

/// Sends JSON; the answer's status.
pub(crate) async fn send(method: &str, page: &str, json: &serde_json::Value) -> u16 {
    let text = ask(method, page, &json.to_string()).await;
    text.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Posts JSON that must be taken; the answer.
pub(crate) async fn make(page: &str, json: &serde_json::Value) -> serde_json::Value {
    let text = ask("POST", page, &json.to_string()).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 ") || head.contains(" 201 "), "{text}");
    serde_json::from_str(body).unwrap()
}

async fn get(address: &str) -> (u16, Option<String>) {
    let text = ask("GET", address, "").await;
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let location = text
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("location")
                .then(|| value.trim().to_owned())
        });
    (status, location)
}

async fn ask(method: &str, address: &str, json: &str) -> String {
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
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\nAccept: */*\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
        json.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
