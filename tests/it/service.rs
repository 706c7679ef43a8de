//! The daemon as systemd sees it: it says when it is ready, that it is alive, and that it is stopping.

use super::command_line::wait_for;
use super::newsroom::{Outlet, cast, first_day, morning};
use super::program::{Program, signal};
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;
use std::time::Duration;

/// Everything that was said to the notification socket since the last look.
fn heard(socket: &UnixDatagram) -> String {
    let mut told = String::new();
    let mut buffer = [0; 4_096];
    while let Ok(length) = socket.recv(&mut buffer) {
        told.push_str(&String::from_utf8_lossy(&buffer[..length]));
        told.push('\n');
    }
    told
}

#[test]
fn a_notify_service_is_ready_alive_and_stopping_in_that_order() {
    let outlets: Vec<Outlet> = cast().into_iter().take(2).map(Outlet::start).collect();
    let program = Program::new(&outlets, "");
    let path = program.file("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut command = program.command(&["run"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "2000000").stdout(Stdio::null()).stderr(Stdio::null());
    let mut daemon = command.spawn().unwrap();
    let mut told = String::new();
    wait_for("ready and alive", || {
        told.push_str(&heard(&socket));
        told.contains("READY=1") && told.matches("WATCHDOG=1").count() >= 2
    });
    assert!(told.find("READY=1") < told.find("WATCHDOG=1"), "{told}");
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success());
    assert!(heard(&socket).contains("STOPPING=1"));
}

#[test]
fn the_state_directory_of_systemd_is_where_everything_goes() {
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    first_day(&outlets, morning());
    let program = Program::new(&outlets, "");
    let state = program.file("state");
    let output = program.command(&["run", "--once"]).env("STATE_DIRECTORY", &state).output().unwrap();
    assert!(output.status.success());
    assert!(state.join("hasad.db").exists() && state.join("digests").is_dir());
    assert!(!program.file("hasad.db").exists());
}
