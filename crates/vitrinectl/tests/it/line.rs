//! A line on loopback between a home and a server, which can fall silent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A line; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_silent: AtomicBool,
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
}

impl State {
    async fn speak(&self) {
        if self.is_silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }
}

/// Carries until either side ends.
async fn carry(mut client: TcpStream, server: u16, state: Arc<State>) {
    state.speak().await;
    let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut out, mut back) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut out) => {
                let Ok(read @ 1..) = read else { return };
                state.speak().await;
                if server.write_all(&out[..read]).await.is_err() { return; }
            }
            read = server.read(&mut back) => {
                let Ok(read @ 1..) = read else { return };
                state.speak().await;
                if client.write_all(&back[..read]).await.is_err() { return; }
            }
        }
    }
}
