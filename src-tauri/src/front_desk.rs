//! The desk, opened when it is first needed and again after a failure.

use std::{future::Future, pin::Pin, sync::Arc};

use companion::view::{CommandError, Desk};
use tokio::sync::Mutex;

/// The application on its way, or why its home cannot be used.
pub type Opening = Pin<Box<dyn Future<Output = Result<Arc<dyn Desk>, CommandError>> + Send>>;

/// Where every command asks for the desk.
///
/// A home that cannot be used (no keyring, another key, a full disk) does not end the program: the pages show the reason, the
/// person mends it, and the next command opens the desk.
pub struct FrontDesk {
    open: Box<dyn Fn() -> Opening + Send + Sync>,
    desk: Mutex<Option<Arc<dyn Desk>>>,
}

impl FrontDesk {
    /// Makes a front desk that opens the application with `open`.
    pub fn new(open: impl Fn() -> Opening + Send + Sync + 'static) -> Self {
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
        let opened = (self.open)().await?;
        *desk = Some(Arc::clone(&opened));
        Ok(opened)
    }
}
