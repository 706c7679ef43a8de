//! The listener of an outlet: it accepts, hands every connection to a thread of its own, and can really stop listening.

use super::connection;
use super::fault::Fault;
use super::request::Logged;
use super::response::Rendered;
use std::collections::HashMap;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;

/// Most connections at one time; those beyond it are closed at once.
const MAX_CONNECTIONS: usize = 256;
/// Most requests that are remembered.
const MAX_LOG: usize = 200_000;
/// How long stopping waits for threads to end.
const STOP_WAIT: Duration = Duration::from_secs(2);
/// Stack of a connection's thread; it only copies bytes.
const STACK: usize = 512 * 1_024;

/// What answers requests.
pub trait Site: Send + Sync {
    /// The answer for a path as it came over the wire.
    fn answer(&self, path: &str) -> Arc<Rendered>;
}

/// Everything the threads of one outlet share.
pub struct Server {
    site: Box<dyn Site>,
    latency: Duration,
    state: Mutex<State>,
    changed: Condvar,
    address: SocketAddr,
    /// Bound and never listening: it keeps the port ours while the outlet is down, and connections to it are refused.
    _reserved: TcpSocket,
}

#[derive(Default)]
struct State {
    feed_fault: Option<Fault>,
    page_fault: Option<Fault>,
    /// Grows with every change of a fault, so that a hang ends when the outlet recovers.
    epoch: u64,
    log: Vec<Logged>,
    in_flight: usize,
    max_in_flight: usize,
    connections: HashMap<u64, TcpStream>,
    accepted: u64,
    listening: bool,
    stop: bool,
}

impl State {
    fn is_down(&self) -> bool {
        [&self.feed_fault, &self.page_fault].into_iter().any(|f| *f == Some(Fault::Down))
    }
}

impl Server {
    /// Binds a free port of 127.0.0.1 and listens; every answer waits for `latency`.
    pub fn start(site: Box<dyn Site>, latency: Duration) -> Arc<Self> {
        let reserved = TcpSocket::new_v4().expect("a socket can be made");
        reserved.set_reuseaddr(true).expect("the port can be shared with our own listener");
        reserved.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("loopback has a free port");
        let address = reserved.local_addr().expect("a bound socket has an address");
        let state = Mutex::new(State::default());
        let server = Arc::new(Self { site, latency, state, changed: Condvar::new(), address, _reserved: reserved });
        let accepting = Arc::clone(&server);
        thread::Builder::new()
            .name("newsroom-listener".to_owned())
            .stack_size(STACK)
            .spawn(move || accepting.run())
            .expect("a thread can be started");
        server.wait_until(|state| state.listening);
        server
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the faults; returns when the listener has followed.
    pub fn set_faults(&self, change: impl FnOnce(&mut Option<Fault>, &mut Option<Fault>)) {
        let down = {
            let mut state = self.lock();
            let state = &mut *state;
            change(&mut state.feed_fault, &mut state.page_fault);
            state.epoch += 1;
            if state.is_down() {
                close_all(state);
            }
            state.is_down()
        };
        self.changed.notify_all();
        self.wake_listener();
        self.wait_until(|state| state.listening != down);
    }

    /// Ends every connection and thread.
    pub fn stop(&self) {
        {
            let mut state = self.lock();
            state.stop = true;
            close_all(&state);
        }
        self.changed.notify_all();
        self.wake_listener();
        self.wait_until(|state| !state.listening && state.connections.is_empty());
    }

    /// The requests so far.
    pub fn log(&self) -> Vec<Logged> {
        self.lock().log.clone()
    }

    /// Runs `read` on the requests so far, without a copy.
    pub fn with_log<T>(&self, read: impl FnOnce(&[Logged]) -> T) -> T {
        read(&self.lock().log)
    }

    /// Forgets the requests so far and the greatest parallelism seen.
    pub fn forget(&self) {
        let mut state = self.lock();
        state.log.clear();
        state.max_in_flight = state.in_flight;
    }

    /// The greatest number of requests that were being answered at one time.
    pub fn max_in_flight(&self) -> usize {
        self.lock().max_in_flight
    }

    /// The answer for `path`, and the fault that holds for it.
    pub fn look_up(&self, path: &str) -> (Arc<Rendered>, Option<Fault>) {
        let answer = self.site.answer(path);
        let state = self.lock();
        let fault = match path {
            "/feed" => &state.feed_fault,
            _ if path.starts_with("/news/") => &state.page_fault,
            _ => &None,
        };
        (answer, fault.clone())
    }

    /// A request has been read.
    pub fn begin(&self) {
        let mut state = self.lock();
        state.in_flight += 1;
        state.max_in_flight = state.max_in_flight.max(state.in_flight);
    }

    /// The pause before an answer.
    pub fn linger(&self) {
        if !self.latency.is_zero() {
            self.pause(self.latency);
        }
    }

    /// Its answer is decided: it goes into the log before a byte is sent, so that a client that has it is in the log.
    pub fn note(&self, request: Logged) {
        let mut state = self.lock();
        if state.log.len() < MAX_LOG {
            state.log.push(request);
        }
    }

    /// Its answer is out, or will never be.
    pub fn end(&self) {
        self.lock().in_flight -= 1;
    }

    /// Waits; ends early when the outlet stops or its faults change, and says so with `false`.
    pub fn pause(&self, duration: Duration) -> bool {
        let until = Instant::now() + duration;
        let mut state = self.lock();
        let epoch = state.epoch;
        while !state.stop && state.epoch == epoch {
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|d| !d.is_zero()) else { return true };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }

    /// The connection is closed by its thread from now on.
    pub fn release(&self, number: u64) {
        self.lock().connections.remove(&number);
        self.changed.notify_all();
    }

    fn run(self: Arc<Self>) {
        loop {
            let listener =
                TcpListener::bind(self.address).expect("the port reserved for the outlet can be bound again");
            self.set_listening(true);
            while self.wants_to_listen() {
                if let Ok((stream, _)) = listener.accept() {
                    self.adopt(stream);
                }
            }
            drop(listener);
            self.set_listening(false);
            let mut state = self.lock();
            while state.is_down() && !state.stop {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.stop {
                return;
            }
        }
    }

    fn adopt(self: &Arc<Self>, stream: TcpStream) {
        let mut state = self.lock();
        if state.stop || state.is_down() || state.connections.len() >= MAX_CONNECTIONS {
            return;
        }
        let Ok(second) = stream.try_clone() else { return };
        state.accepted += 1;
        let number = state.accepted;
        state.connections.insert(number, second);
        drop(state);
        let server = Arc::clone(self);
        let thread = thread::Builder::new().name("newsroom-connection".to_owned()).stack_size(STACK);
        if thread.spawn(move || connection::serve(&server, stream, number)).is_err() {
            self.release(number);
        }
    }

    fn wants_to_listen(&self) -> bool {
        let state = self.lock();
        !state.stop && !state.is_down()
    }

    fn set_listening(&self, listening: bool) {
        self.lock().listening = listening;
        self.changed.notify_all();
    }

    /// `accept` blocks; a connection from ourselves ends that.
    fn wake_listener(&self) {
        let _ = TcpStream::connect_timeout(&self.address, STOP_WAIT);
    }

    fn wait_until(&self, reached: impl Fn(&State) -> bool) {
        let state = self.lock();
        let _ = self.changed.wait_timeout_while(state, STOP_WAIT, |state| !reached(state));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close_all(state: &State) {
    for stream in state.connections.values() {
        let _ = stream.shutdown(Shutdown::Both);
    }
}
