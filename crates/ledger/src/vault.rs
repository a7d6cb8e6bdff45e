use crate::{Ledger, LedgerError};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use rand::TryRngCore;
use rand::rngs::OsRng;
use rusqlite::OptionalExtension;
use zeroize::Zeroizing;

type NonceBytes = [u8; 12];

impl Ledger {
    /// Seals a secret under a name and keeps it.
    pub async fn vault_save(&self, name: &str, secret: &[u8]) -> Result<(), LedgerError> {
        let (nonce, sealed) = self.seal(name, secret)?;
        let name = name.to_owned();
        self.write(move |database| {
            database
                .prepare_cached(
                    "INSERT INTO vault (name, nonce, sealed) VALUES (?1, ?2, ?3)
                     ON CONFLICT (name) DO UPDATE SET nonce = excluded.nonce, sealed = excluded.sealed",
                )?
                .execute((name, nonce, sealed))?;
            Ok(())
        })
        .await
    }

    /// The secret of that name; one that was tampered with or moved from another name is [`LedgerError::Torn`].
    pub async fn vault_load(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, LedgerError> {
        let asked = name.to_owned();
        let found: Option<(NonceBytes, Vec<u8>)> = self
            .read(move |database| {
                let row = database
                    .prepare_cached("SELECT nonce, sealed FROM vault WHERE name = ?1")?
                    .query_row([asked], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                Ok(row)
            })
            .await?;
        found
            .map(|(nonce, sealed)| self.unseal(name, &nonce, &sealed))
            .transpose()
    }

    /// Forgets the secret of that name.
    pub async fn vault_forget(&self, name: &str) -> Result<(), LedgerError> {
        let name = name.to_owned();
        self.write(move |database| {
            database
                .prepare_cached("DELETE FROM vault WHERE name = ?1")?
                .execute([name])?;
            Ok(())
        })
        .await
    }

    fn seal(&self, name: &str, secret: &[u8]) -> Result<(NonceBytes, Vec<u8>), LedgerError> {
        let mut nonce = NonceBytes::default();
        OsRng
            .try_fill_bytes(&mut nonce)
            .map_err(|_| LedgerError::Internal("no_randomness"))?;
        let payload = Payload {
            msg: secret,
            aad: name.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), payload)
            .map_err(|_| LedgerError::Internal("sealing"))?;
        Ok((nonce, sealed))
    }

    fn unseal(
        &self,
        name: &str,
        nonce: &NonceBytes,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
        let payload = Payload {
            msg: sealed,
            aad: name.as_bytes(),
        };
        self.cipher()
            .decrypt(Nonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| LedgerError::Torn)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(self.keys().vault.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn tamper(ledger: &Ledger, statement: &'static str) {
        let done = ledger.maintain(move |database| Ok(database.execute_batch(statement)?));
        done.await.unwrap();
    }

    #[tokio::test]
    async fn a_secret_that_was_tampered_with_or_moved_is_not_given_out() {
        let ledger = Ledger::in_memory().unwrap();
        for statement in [
            "UPDATE vault SET sealed = CAST(sealed || x'00' AS BLOB)",
            "UPDATE vault SET sealed = x''",
            "UPDATE vault SET nonce = zeroblob(12)",
            "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE name = 'b'),
                 nonce = (SELECT nonce FROM vault WHERE name = 'b') WHERE name = 'a'",
        ] {
            ledger.vault_save("a", b"secret").await.unwrap();
            ledger.vault_save("b", b"other").await.unwrap();
            tamper(&ledger, statement).await;
            assert_eq!(ledger.vault_load("a").await.unwrap_err(), LedgerError::Torn);
        }
    }

    #[tokio::test]
    async fn the_same_secret_is_never_sealed_alike() {
        let ledger = Ledger::in_memory().unwrap();
        let (first, second) = (
            ledger.seal("a", b"s").unwrap(),
            ledger.seal("a", b"s").unwrap(),
        );
        assert_ne!(first.0, second.0);
        assert_ne!(first.1, second.1);
    }
}
