use crate::door::Egress;
use crate::error::{EgressError, TlsFault};
use crate::finishing::Finishing;
use crate::origin::{Origin, Security};
use crate::record::{Exchange, Outcome};
use crate::starttls;
use rustls::pki_types::ServerName;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// An encrypted stream of bytes to an allowed mail server, counted and written down like everything that passes the door.
pub struct SecureStream {
    stream: TlsStream<TcpStream>,
    finishing: Finishing,
    patience: Duration,
    sent: u64,
    received: u64,
}

impl Egress {
    /// Opens an encrypted stream to an allowed mail server.
    ///
    /// With [`Security::StartTls`] nothing but the request for encryption is said before the stream is encrypted, and a
    /// server that does not grant it, or says more than it should until then, is refused.
    pub async fn open_stream(&self, origin: &Origin) -> Result<SecureStream, EgressError> {
        let Some(role) = self.role_of(origin) else {
            let refused = Exchange::stream(self.pacing().wall(), None, origin);
            self.write_down(refused.ended(Outcome::Refused));
            return Err(EgressError::refused(Some(origin)));
        };
        let exchange = Exchange::stream(self.pacing().wall(), Some(role), origin);
        let mut finishing = self.finishing(exchange);
        let (connect, patience) = self.timeouts();
        match within(connect, self.shake_hands(origin)).await {
            Ok(stream) => Ok(SecureStream {
                stream,
                finishing,
                patience,
                sent: 0,
                received: 0,
            }),
            Err(error) => {
                finishing.failed(&error);
                Err(error)
            }
        }
    }

    async fn shake_hands(&self, origin: &Origin) -> Result<TlsStream<TcpStream>, EgressError> {
        let security = origin.security().ok_or(EgressError::Unsendable)?;
        let name = ServerName::try_from(origin.host_name()).map_err(|_| EgressError::Unsendable)?;
        let found = lookup_host((origin.host_name(), origin.port())).await;
        let places: Vec<SocketAddr> = found.map_err(|_| EgressError::NoSuchHost)?.collect();
        let mut stream = TcpStream::connect(&*places)
            .await
            .map_err(|_| EgressError::Offline)?;
        let _ = stream.set_nodelay(true);
        if security == Security::StartTls {
            starttls::ask(&mut stream).await?;
        }
        let connector = TlsConnector::from(Arc::new(self.stream_tls()));
        let shaken = connector.connect(name, stream).await;
        shaken.map_err(|error| EgressError::from_handshake(&error))
    }
}

impl SecureStream {
    /// Reads what is there, waiting for at least one byte; nothing means that the other side has ended the stream.
    pub async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, EgressError> {
        let read = within(self.patience, async {
            self.stream.read(buffer).await.map_err(|error| torn(&error))
        })
        .await;
        let read = self.noted(read)?;
        self.received += read as u64;
        self.finishing.received(read);
        Ok(read)
    }

    /// Sends all of these bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), EgressError> {
        let written = within(self.patience, async {
            let written = self.stream.write_all(bytes).await;
            written.map_err(|error| torn(&error))?;
            self.stream.flush().await.map_err(|error| torn(&error))
        })
        .await;
        self.noted(written)?;
        self.sent += bytes.len() as u64;
        self.finishing.sent(bytes.len());
        Ok(())
    }

    /// Ends the stream in good order.
    pub async fn close(mut self) {
        let _ = within(Duration::from_secs(2), async {
            let closed = self.stream.shutdown().await;
            closed.map_err(|error| torn(&error))
        })
        .await;
        self.finishing.closed();
    }

    /// Bytes sent and received so far, inside the encryption.
    pub fn traffic(&self) -> (u64, u64) {
        (self.sent, self.received)
    }

    fn noted<T>(&mut self, done: Result<T, EgressError>) -> Result<T, EgressError> {
        if let Err(error) = &done {
            self.finishing.failed(error);
        }
        done
    }
}

async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T, EgressError>>,
) -> Result<T, EgressError> {
    match tokio::time::timeout(time, work).await {
        Ok(done) => done,
        Err(_) => Err(EgressError::Timeout),
    }
}

fn torn(error: &io::Error) -> EgressError {
    match EgressError::from_handshake(error) {
        EgressError::Tls(TlsFault::Other) => EgressError::Torn,
        other => other,
    }
}

impl fmt::Debug for SecureStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecureStream")
    }
}
