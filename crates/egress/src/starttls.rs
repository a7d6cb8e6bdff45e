//! The few lines that an IMAP server and we exchange before the stream is encrypted (RFC 3501 §6.2.1, RFC 8314).

use crate::error::{EgressError, TlsFault};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// All that may be said before the encryption.
const LONGEST: usize = 8 * 1024;
const REQUEST: &[u8] = b"tls STARTTLS\r\n";

/// Asks for encryption; from here on the very next byte is TLS.
pub(crate) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
) -> Result<(), EgressError> {
    let mut said = Said::default();
    let greeting = said.line(stream).await?;
    // `PREAUTH` would leave no room for encryption (RFC 9051 §7.1.4), which is how a listener in between gets rid of it.
    if !starts_with(&greeting, b"* OK") {
        return Err(EgressError::Tls(TlsFault::NotOffered));
    }
    let sent = stream.write_all(REQUEST).await;
    sent.map_err(|_| EgressError::Torn)?;
    loop {
        let line = said.line(stream).await?;
        if starts_with(&line, b"tls OK") {
            break;
        }
        if !starts_with(&line, b"*") {
            return Err(EgressError::Tls(TlsFault::NotOffered));
        }
    }
    // Bytes that came before the encryption must not be taken for bytes from within it.
    if said.rest.is_empty() {
        Ok(())
    } else {
        Err(EgressError::Tls(TlsFault::Tampered))
    }
}

#[derive(Default)]
struct Said {
    rest: Vec<u8>,
    read: usize,
}

impl Said {
    async fn line<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> Result<Vec<u8>, EgressError> {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                return Ok(self.rest.drain(..=end).collect());
            }
            let mut buffer = [0; 1_024];
            let read = stream.read(&mut buffer).await;
            let read = read.map_err(|_| EgressError::Torn)?;
            if read == 0 {
                return Err(EgressError::Torn);
            }
            self.read += read;
            if self.read > LONGEST {
                return Err(EgressError::TooLarge { limit: LONGEST });
            }
            self.rest
                .extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
    }
}

fn starts_with(line: &[u8], start: &[u8]) -> bool {
    line.get(..start.len())
        .is_some_and(|found| found.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn against(server: &'static [u8]) -> Result<(), EgressError> {
        let (mut ours, mut theirs) = tokio::io::duplex(16 * 1024);
        theirs.write_all(server).await.expect("room");
        drop(theirs.shutdown().await);
        ask(&mut ours).await
    }

    #[tokio::test]
    async fn encryption_is_granted_or_there_is_no_stream() {
        assert!(
            against(b"* OK hello\r\n* NOTE x\r\ntls OK go on\r\n")
                .await
                .is_ok()
        );
        for stripped in [
            &b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\ntls BAD what?\r\n"[..],
            b"* OK hello\r\ntls NO not today\r\n",
            b"* PREAUTH hello\r\ntls OK go on\r\n",
            b"* BYE busy\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
        ] {
            let answer = against(stripped).await;
            assert!(
                matches!(answer, Err(EgressError::Tls(TlsFault::NotOffered))),
                "{answer:?}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_put_in_before_the_encryption_is_not_taken_for_what_comes_from_within() {
        let answer = against(b"* OK hello\r\ntls OK go on\r\n* CAPABILITY AUTH=PLAIN\r\n").await;
        assert!(
            matches!(answer, Err(EgressError::Tls(TlsFault::Tampered))),
            "{answer:?}"
        );
    }

    #[tokio::test]
    async fn an_endless_greeting_is_cut_off() {
        let answer = against(&[b'x'; 12 * 1024]).await;
        assert!(
            matches!(answer, Err(EgressError::TooLarge { .. })),
            "{answer:?}"
        );
    }
}
