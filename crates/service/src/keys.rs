use crate::fault::{Fault, StorageFault};
use crate::secret;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Opens the folder's signing key, made at first use; only the owner of the file may read it.
pub(crate) fn open(folder: &Path) -> Result<SigningKey, Fault> {
    let file = folder.join("signing.key");
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => make(&file)?,
        Err(error) => return Err(error.into()),
    };
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| StorageFault::Key)?;
    Ok(SigningKey::from_bytes(&seed))
}

/// A key for something else, which tells nothing about the signing key.
pub(crate) fn derive(key: &SigningKey, purpose: &str) -> Result<[u8; 32], Fault> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key.as_bytes())
        .map_err(|_| Fault::Broken("hmac key"))?;
    mac.update(purpose.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

/// The key appears whole or not at all, whatever happens meanwhile.
fn make(file: &Path) -> Result<String, Fault> {
    let text = hex::encode(secret::random::<32>()?);
    let draft = file.with_extension("draft");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft)?;
    written.write_all(text.as_bytes())?;
    written.sync_all()?;
    std::fs::rename(&draft, file)?;
    Ok(text)
}
