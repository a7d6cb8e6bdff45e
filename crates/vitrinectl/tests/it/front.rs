//! Stands before a server and spoils what it answers on one path.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How an answer is spoiled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spoil {
    /// It ends in the middle.
    Torn,
    /// It claims a terabyte.
    Huge,
    /// It is this, with a status of 200.
    Body(&'static str),
    /// A page of something in between, with that status.
    Page(u16),
}

pub(crate) struct Front {
    address: SocketAddr,
    script: Arc<Script>,
    accepting: JoinHandle<()>,
}

type Script = Mutex<Option<(String, Spoil)>>;

impl Front {
    /// Stands before an origin such as `http://127.0.0.1:8080`.
    pub(crate) async fn before(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let behind = origin
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        let script = Arc::<Script>::default();
        let shared = Arc::clone(&script);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (behind, script) = (behind.clone(), Arc::clone(&shared));
                // A client that hangs up is no matter here.
                tokio::spawn(async move { pass(stream, &behind, &script).await.ok() });
            }
        });
        Self {
            address,
            script,
            accepting,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Spoils every answer to a path that holds this.
    pub(crate) fn spoil(&self, path: &str, spoil: Spoil) {
        *self.script.lock().unwrap() = Some((path.to_owned(), spoil));
    }

    pub(crate) fn spoil_nothing(&self) {
        *self.script.lock().unwrap() = None;
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn pass(mut client: TcpStream, behind: &str, script: &Script) -> std::io::Result<()> {
    let (head, body) = request(&mut client).await?;
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let spoil = script.lock().unwrap().clone();
    if let Some((_, spoil)) = spoil.filter(|(part, _)| path.contains(part)) {
        client.write_all(&answer(spoil)).await?;
        return client.shutdown().await;
    }
    let mut server = TcpStream::connect(behind).await?;
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    server.write_all(head.as_bytes()).await?;
    server.write_all(&body).await?;
    tokio::io::copy(&mut server, &mut client).await?;
    client.shutdown().await
}

/// The head with its empty line, and the body.
async fn request(client: &mut TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut read = Vec::new();
    let end = loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if client.read_buf(&mut read).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap());
    while read.len() < end + length {
        if client.read_buf(&mut read).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok((head, read.split_off(end)))
}

fn answer(spoil: Spoil) -> Vec<u8> {
    let json = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    match spoil {
        Spoil::Torn => format!("{json}content-length: 5000\r\n\r\n{{\"value\":["),
        Spoil::Huge => format!("{json}content-length: {}\r\n\r\n{{", 1_u64 << 40),
        Spoil::Body(body) => format!("{json}content-length: {}\r\n\r\n{body}", body.len()),
        Spoil::Page(status) => {
            let page = "<html><body>eve@contoso.example</body></html>";
            format!(
                "HTTP/1.1 {status} Odd\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{page}",
                page.len()
            )
        }
    }
    .into_bytes()
}
