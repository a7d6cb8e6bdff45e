//! The desk, opened when it is first needed and again after a failure.

use std::sync::Arc;

use companion::view::{CommandError, Desk};
use tokio::sync::Mutex;

/// Opens the application, or says why its home cannot be used.
pub type OpenDesk = dyn Fn() -> Result<Arc<dyn Desk>, CommandError> + Send + Sync;

/// Where every command asks for the desk.
///
/// A home that cannot be used (no keyring, another key, a full disk) does not end the program: the pages show the reason, the
/// person mends it, and the next command opens the desk.
pub struct FrontDesk {
    open: Box<OpenDesk>,
    desk: Mutex<Option<Arc<dyn Desk>>>,
}

impl FrontDesk {
    /// Makes a front desk that opens the application with `open`.
    pub fn new(
        open: impl Fn() -> Result<Arc<dyn Desk>, CommandError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            open: Box::new(open),
            desk: Mutex::new(None),
        }
    }

    /// Returns the desk, opening it if it is not.
    pub async fn desk(&self) -> Result<Arc<dyn Desk>, CommandError> {
        let mut desk = self.desk.lock().await;
        if let Some(open) = desk.as_ref() {
            return Ok(Arc::clone(open));
        }
        let opened = (self.open)()?;
        *desk = Some(Arc::clone(&opened));
        Ok(opened)
    }
}
