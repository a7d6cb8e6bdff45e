//! A line on loopback between a home and a server, which can fall silent and can be cut at a chosen word.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Where a line is cut while activities go to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// In the middle of the activities.
    Question,
    /// Once the service has stored them, before a word of its answer came through.
    BeforeAnswer,
    /// In the middle of the answer.
    MidAnswer,
    /// After the last byte of it.
    AfterAnswer,
}

/// A line; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_silent: AtomicBool,
    cuts: Mutex<VecDeque<Cut>>,
    keys: Mutex<Vec<String>>,
}

impl Line {
    /// Stands before the server at that port.
    pub(crate) async fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<State>::default();
        let line = Self {
            port,
            state: Arc::clone(&state),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, Arc::clone(&state)));
            }
        });
        line
    }

    /// Stands before the server at that address; the other one is the address to talk to instead.
    pub(crate) async fn before_url(server: &str) -> (Self, String) {
        let port = url::Url::parse(server).unwrap().port().unwrap();
        let line = Self::before(port).await;
        let url = server.replace(&format!(":{port}"), &format!(":{}", line.port));
        (line, url)
    }

    /// From now on connections are taken and nothing is carried, or everything is again.
    pub(crate) fn be_silent(&self, is_silent: bool) {
        self.state.is_silent.store(is_silent, Ordering::SeqCst);
    }

    /// Cuts the next uploads of activities, each as it says.
    pub(crate) fn cut(&self, cuts: &[Cut]) {
        self.state.cuts.lock().unwrap().extend(cuts);
    }

    /// How many cuts are still to come.
    pub(crate) fn cuts_left(&self) -> usize {
        self.state.cuts.lock().unwrap().len()
    }

    /// The idempotency key of each upload so far.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.state.keys.lock().unwrap().clone()
    }
}

impl State {
    /// Where the line is cut for what the client begins to say, if it is activities.
    fn begins(&self, said: &[u8]) -> Option<Cut> {
        if !said.starts_with(b"POST /v1/activities ") {
            return None;
        }
        let key = header(said, "idempotency-key").expect("uploads have a key");
        self.keys.lock().unwrap().push(key);
        self.cuts.lock().unwrap().pop_front()
    }

    async fn speak(&self) {
        if self.is_silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }
}

/// Carries until either side ends or the line is cut.
async fn carry(mut client: TcpStream, server: u16, state: Arc<State>) {
    state.speak().await;
    let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut out, mut back) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut cut = None;
    // What is still to come of an answer after which the line is cut.
    let mut left = None;
    loop {
        tokio::select! {
            read = client.read(&mut out) => {
                let Ok(read @ 1..) = read else { return };
                state.speak().await;
                let said = &out[..read];
                cut = cut.or(state.begins(said));
                let carried = if cut == Some(Cut::Question) { read / 2 } else { read };
                if server.write_all(&said[..carried]).await.is_err() || carried < read { return; }
            }
            read = server.read(&mut back) => {
                let Ok(read @ 1..) = read else { return };
                state.speak().await;
                let said = &back[..read];
                let carried = match cut {
                    Some(Cut::BeforeAnswer) => return,
                    Some(Cut::MidAnswer) => read / 2,
                    _ => read,
                };
                if client.write_all(&said[..carried]).await.is_err() || carried < read { return; }
                if cut == Some(Cut::AfterAnswer) {
                    let whole = left.unwrap_or_else(|| length(said));
                    left = Some(whole - read);
                    if whole == read { return; }
                }
            }
        }
    }
}

/// How long the answer is that begins so.
fn length(answer: &[u8]) -> usize {
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n");
    let body = header(answer, "content-length").expect("it says how long it is");
    head.expect("the head comes in one piece") + 4 + body.parse::<usize>().unwrap()
}

fn header(message: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(message);
    let head = text.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.eq_ignore_ascii_case(name)).then(|| value.trim().to_owned())
    })
}
