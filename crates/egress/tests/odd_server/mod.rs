//! A server that says exactly the bytes it was given, one answer for each request.

use std::collections::VecDeque;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub(crate) struct OddServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Vec<u8>>>,
    connections: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    hold: AtomicUsize,
    slow_milliseconds: AtomicU64,
    answered: Notify,
}

impl OddServer {
    pub(crate) async fn start(script: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into()),
            ..Shared::default()
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self {
            address,
            shared,
            accepting,
        }
    }

    pub(crate) fn holding_connections(self) -> Self {
        self.shared.hold.store(1, Ordering::SeqCst);
        self
    }

    pub(crate) fn slow(self, duration: Duration) -> Self {
        let milliseconds = u64::try_from(duration.as_millis()).expect("short");
        self.shared
            .slow_milliseconds
            .store(milliseconds, Ordering::SeqCst);
        self
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }

    pub(crate) async fn answered(&self) {
        self.shared.answered.notified().await;
    }

    pub(crate) async fn stop(mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for OddServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut speaking = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        speaking.spawn(speak(stream, Arc::clone(&shared)));
    }
}

async fn speak(mut stream: TcpStream, shared: Arc<Shared>) {
    while read_request(&mut stream).await {
        let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_in_flight.fetch_max(now, Ordering::SeqCst);
        let slow = shared.slow_milliseconds.load(Ordering::SeqCst);
        if slow > 0 {
            tokio::time::sleep(Duration::from_millis(slow)).await;
        }
        let answer = shared.script.lock().expect("not poisoned").pop_front();
        shared.in_flight.fetch_sub(1, Ordering::SeqCst);
        let Some(answer) = answer.filter(|answer| !answer.is_empty()) else {
            return;
        };
        if stream.write_all(&answer).await.is_err() {
            return;
        }
        shared.answered.notify_one();
        if shared.hold.load(Ordering::SeqCst) == 1 {
            std::future::pending::<()>().await;
        }
        if !is_whole(&answer) {
            let _ = stream.shutdown().await;
            return;
        }
    }
}

/// Reads one request with its body; false at the end of the connection.
async fn read_request(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return false,
        }
    }
    let text = String::from_utf8_lossy(&head).to_lowercase();
    let length = text
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.is_ok()
}

fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let claimed = head
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
    claimed == Some(body.len())
}
