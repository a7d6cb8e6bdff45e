//! The line to Microsoft, which can be cut: then nobody answers at its address, until it is mended.

use std::{
    io,
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::{JoinHandle, spawn},
};

/// Everything that comes to its port is carried on to another one.
pub(crate) struct Line {
    port: u16,
    beyond: u16,
    laid: Option<Laid>,
}

/// A line that works.
struct Laid {
    open: Arc<Open>,
    listening: JoinHandle<()>,
}

/// The talks under way.
#[derive(Default)]
struct Open {
    is_cut: AtomicBool,
    ends: Mutex<Vec<Weak<TcpStream>>>,
}

impl Line {
    /// Lays a line from a port that is listened at already.
    pub(super) fn lay(from: TcpListener, beyond: u16) -> Self {
        Self {
            port: port_of(&from),
            beyond,
            laid: Some(Laid::lay(from, beyond)),
        }
    }

    /// Every talk breaks off, and who comes is refused.
    pub(crate) fn cut(&mut self) {
        let Some(Laid { open, listening }) = self.laid.take() else {
            return;
        };
        open.is_cut.store(true, Ordering::SeqCst);
        // It waits for somebody to come.
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok();
        listening.join().ok();
        for end in open.ends().drain(..).filter_map(|end| end.upgrade()) {
            end.shutdown(Shutdown::Both).ok();
        }
    }

    /// It works again, from the same address.
    pub(crate) fn mend(&mut self) {
        let from = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).expect("the same port");
        self.laid = Some(Laid::lay(from, self.beyond));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.cut();
    }
}

impl Laid {
    fn lay(from: TcpListener, beyond: u16) -> Self {
        let open = Arc::<Open>::default();
        let seen = Arc::clone(&open);
        let listening = spawn(move || {
            for near in from.incoming().flatten() {
                if seen.is_cut.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, beyond)) {
                    seen.join(near, far);
                }
            }
        });
        Self { open, listening }
    }
}

impl Open {
    /// Carries over what either says.
    fn join(&self, near: TcpStream, far: TcpStream) {
        let (near, far) = (Arc::new(near), Arc::new(far));
        for end in [&near, &far] {
            end.set_nodelay(true).ok();
            self.ends().push(Arc::downgrade(end));
        }
        for (said, heard) in [(Arc::clone(&near), Arc::clone(&far)), (far, near)] {
            spawn(move || {
                io::copy(&mut &*said, &mut &*heard).ok();
                heard.shutdown(Shutdown::Write).ok();
            });
        }
    }

    fn ends(&self) -> std::sync::MutexGuard<'_, Vec<Weak<TcpStream>>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where it listens.
pub(super) fn port_of(listener: &TcpListener) -> u16 {
    listener.local_addr().expect("its address").port()
}
