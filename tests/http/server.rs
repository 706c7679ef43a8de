//! A hostile server on loopback: a test scripts the raw bytes of each answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does after reading a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends these bytes and keeps the connection for the next request.
    Send(Vec<u8>),
    /// Sends these bytes and hangs up.
    SendAndClose(Vec<u8>),
    /// Sends the first bytes, then one byte of `x` each 10 ms until the client goes away.
    Drip(Vec<u8>),
    /// Sends the first bytes, then `chunk` again and again until the client goes away.
    Flood(Vec<u8>, Vec<u8>),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Sends these bytes and then says nothing until the client goes away.
    Stall(Vec<u8>),
    /// Says nothing until the client goes away.
    Hang,
    /// Waits, then sends.
    After(Duration, Vec<u8>),
}

/// What a server saw.
#[derive(Debug, Default)]
pub struct Seen {
    pub connections: AtomicUsize,
    pub in_flight: AtomicUsize,
    pub most_in_flight: AtomicUsize,
    pub requests: Mutex<Vec<String>>,
}

impl Seen {
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn most_in_flight(&self) -> usize {
        self.most_in_flight.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("requests").clone()
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
}

impl Server {
    /// Starts a server whose answer to each request is decided by its head (request line and headers).
    pub async fn start(script: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1", script).await
    }

    /// As [`Server::start`], on another loopback address.
    pub async fn start_at(ip: &str, script: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.expect("bind");
        let address = listener.local_addr().expect("address");
        let seen = Arc::new(Seen::default());
        let (script, witness) = (Arc::new(script), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                witness.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&witness)));
            }
        });
        Self { address, seen }
    }

    /// Several servers, each with an answer of its own for everything.
    pub async fn start_many(count: usize, act: impl Fn(usize) -> Act) -> Vec<Self> {
        let mut servers = Vec::with_capacity(count);
        for place in 0..count {
            servers.push(Self::always(act(place)).await);
        }
        servers
    }

    /// A server that answers everything with the same.
    pub async fn always(act: Act) -> Self {
        Self::start(move |_| act.clone()).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

async fn serve(mut stream: TcpStream, script: Arc<impl Fn(&str) -> Act>, seen: Arc<Seen>) {
    while let Some(head) = read_head(&mut stream).await {
        let now = seen.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_in_flight.fetch_max(now, Ordering::SeqCst);
        let act = script(&head);
        seen.requests.lock().expect("requests").push(head);
        let keep = perform(&mut stream, act, &seen).await;
        if !keep {
            return;
        }
    }
}

async fn perform(stream: &mut TcpStream, act: Act, seen: &Seen) -> bool {
    if let Act::After(wait, _) = &act {
        tokio::time::sleep(*wait).await;
    }
    // Counted down before the last byte goes out, or the client could send its next request before we have counted.
    seen.in_flight.fetch_sub(1, Ordering::SeqCst);
    match act {
        Act::Send(bytes) | Act::After(_, bytes) => stream.write_all(&bytes).await.is_ok(),
        Act::SendAndClose(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            false
        }
        Act::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // What was sent should arrive before the reset does.
            tokio::time::sleep(Duration::from_millis(20)).await;
            let _ = stream.set_zero_linger();
            false
        }
        Act::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.read(&mut [0; 1]).await;
            false
        }
        Act::Drip(first) => {
            let _ = stream.write_all(&first).await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            false
        }
        Act::Flood(first, chunk) => {
            let _ = stream.write_all(&first).await;
            while stream.write_all(&chunk).await.is_ok() {}
            false
        }
        Act::Hang => {
            let _ = stream.read(&mut [0; 1]).await;
            false
        }
    }
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut buffer = [0; 2_048];
    while !head.ends_with(b"\r\n\r\n") {
        let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8(head).ok()
}

/// A whole answer with a right `Content-Length`.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str("\r\n");
    [out.as_bytes(), body].concat()
}

/// A 200.
pub fn ok(headers: &[(&str, &str)], body: &[u8]) -> Act {
    Act::Send(answer("200 OK", headers, body))
}

/// A redirect.
pub fn redirect(status: u16, location: &str) -> Act {
    Act::Send(answer(&format!("{status} Moved"), &[("Location", location)], b"moved"))
}
