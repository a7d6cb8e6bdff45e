//! A relay on loopback that remembers every byte that went out through it.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What went out.
#[derive(Clone, Default)]
pub(crate) struct Relay(Arc<Mutex<Vec<u8>>>);

impl Relay {
    /// Stands before a server; the address is the one to talk to instead. It ends with the test's runtime.
    pub(crate) async fn before(&self, server: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = url::Url::parse(server).unwrap();
        let to = format!("127.0.0.1:{}", url.port().unwrap());
        let heard = self.0.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, to.clone(), heard.clone()));
            }
        });
        server.replace(
            &format!(":{}", url.port().unwrap()),
            &format!(":{}", address.port()),
        )
    }

    /// Everything that went out, in lower case.
    pub(crate) fn heard(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).to_lowercase()
    }
}

async fn carry(client: TcpStream, to: String, heard: Arc<Mutex<Vec<u8>>>) {
    let server = TcpStream::connect(to).await.unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let out = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
            heard.lock().unwrap().extend(&buffer[..count]);
            if to_server.write_all(&buffer[..count]).await.is_err() {
                break;
            }
        }
        to_server.shutdown().await.ok();
    };
    let back = tokio::io::copy(&mut from_server, &mut to_client);
    let _ = tokio::join!(out, back);
}
