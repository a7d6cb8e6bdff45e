//! Servers that take a connection and then say nothing, or not the rest.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use activity::Instant;
use egress::{Egress, EgressConfig, EgressError, Origin, Outcome, Request, Role, VirtualPacing};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";

/// A server that says these pieces on each connection, with that pause before each, and then nothing; it hangs up on nobody.
struct Hesitant {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Hesitant {
    async fn start(pieces: Vec<&'static str>, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(speak(stream, pieces.clone(), pause));
            }
        });
        Self { url, connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// A door to it that waits that long for the next byte.
    fn door(&self, silence: Duration) -> (Egress, Arc<VirtualPacing>) {
        let start = Instant::parse("2026-11-22T10:00:00Z").expect("an instant");
        let pacing = Arc::new(VirtualPacing::new(start, 1));
        let config = EgressConfig::new()
            .allow(Role::Graph, Origin::parse(&self.url).expect("an origin"))
            .timeouts(Duration::from_secs(20), silence)
            .pacing(pacing.clone());
        (Egress::new(config).expect("an egress"), pacing)
    }

    fn request(&self) -> Request {
        Request::get(self.url.parse().expect("an address"))
    }
}

async fn speak(mut stream: TcpStream, pieces: Vec<&'static str>, pause: Duration) {
    let mut question = [0; 1_024];
    let _ = stream.read(&mut question).await;
    for piece in pieces {
        tokio::time::sleep(pause).await;
        if stream.write_all(piece.as_bytes()).await.is_err() {
            return;
        }
    }
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn whoever_says_nothing_or_not_the_rest_is_asked_once_more_and_then_named() {
    for said in [vec![], vec![HEAD], vec![HEAD, "half"]] {
        let server = Hesitant::start(said.clone(), Duration::ZERO).await;
        let (egress, pacing) = server.door(Duration::from_millis(300));
        let silent = egress.fetch(server.request()).await;
        assert!(matches!(silent, Err(EgressError::Timeout)), "{said:?}");
        assert_eq!(
            server.connections(),
            2,
            "{said:?}: each on a line of its own"
        );
        assert_eq!(pacing.waits().len(), 1, "{said:?}");
        let written = egress.exchanges();
        let reason = "timeout".to_owned();
        assert_eq!(written[0].outcome, Outcome::Failed { reason }, "{said:?}");
    }
}

#[tokio::test]
async fn an_answer_that_goes_on_coming_may_take_longer_than_any_silence() {
    let pieces = [vec![HEAD], vec!["x"; 10]].concat();
    let server = Hesitant::start(pieces, Duration::from_millis(250)).await;
    let (egress, _) = server.door(Duration::from_secs(2));
    let answer = egress.fetch(server.request()).await.expect("a whole one");
    assert_eq!(answer.body().as_ref(), b"xxxxxxxxxx");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn lines_that_died_unnoticed_are_let_go_of_together() {
    let server = Hesitant::start(vec![HEAD, "0123456789"], Duration::from_millis(100)).await;
    let (egress, _) = server.door(Duration::from_millis(700));
    let both = tokio::join!(
        egress.fetch(server.request()),
        egress.fetch(server.request())
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(server.connections(), 2);
    // Nobody says anything on either of them any more.
    egress.fetch(server.request()).await.expect("by a new line");
    assert_eq!(server.connections(), 3);
}
