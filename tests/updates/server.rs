//! An update server on this machine: files by their path, and what was asked for.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

#[derive(Default)]
struct Shelf {
    files: HashMap<String, Vec<u8>>,
    asked: Vec<String>,
    is_closed: bool,
}

/// The server; it ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shelf: Arc<Mutex<Shelf>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let seen = Arc::clone(&shelf);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if seen.lock().expect("the shelf").is_closed {
                    return;
                }
                answer(stream, &seen);
            }
        });
        Self {
            address,
            shelf,
            thread: Some(thread),
        }
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn serve(&self, path: &str, content: &[u8]) {
        let mut shelf = self.shelf.lock().expect("the shelf");
        shelf.files.insert(path.to_owned(), content.to_owned());
    }

    /// Has nothing any more.
    pub(crate) fn forget(&self) {
        self.shelf.lock().expect("the shelf").files.clear();
    }

    /// The paths that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shelf.lock().expect("the shelf").asked.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut shelf) = self.shelf.lock() {
            shelf.is_closed = true;
        }
        // It waits for somebody to come.
        TcpStream::connect(self.address).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn answer(mut stream: TcpStream, shelf: &Mutex<Shelf>) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let content = {
        let mut shelf = shelf.lock().expect("the shelf");
        shelf.asked.push(path.clone());
        shelf.files.get(&path).cloned()
    };
    let (status, content) =
        content.map_or(("404 Not Found", Vec::new()), |content| ("200 OK", content));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        content.len()
    );
    stream.write_all(head.as_bytes()).ok();
    stream.write_all(&content).ok();
}
