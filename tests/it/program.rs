//! The real program against outlets on loopback: a configuration file, a process, its output and its exit status.

use super::newsroom::Outlet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A directory with a configuration for some outlets, in which the program runs.
pub struct Program {
    dir: tempfile::TempDir,
}

impl Program {
    /// Writes the configuration; `more` is added to it as it is.
    pub fn new(outlets: &[Outlet], more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut text = String::from(
            "[store]\nurl = \"sqlite:hasad.db\"\n[fetch]\nhost_delay = \"0s\"\nallow_networks = [\"127.0.0.0/8\"]\n",
        );
        text.push_str("[schedule]\nzone = \"Asia/Riyadh\"\ndefault = \"every 1s\"\n");
        text.push_str(more);
        for outlet in outlets {
            let (id, url, name) = (outlet.id(), outlet.feed_url(), outlet.name());
            text.push_str(&format!("[[feed]]\nid = \"{id}\"\nurl = \"{url}\"\noutlet = \"{name}\"\n"));
        }
        fs::write(dir.path().join("hasad.toml"), text).unwrap();
        Self { dir }
    }

    /// A file in the directory.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program with these arguments, to be started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hasad"));
        command.args(arguments).args(["--config", "hasad.toml"]).current_dir(self.dir.path());
        command.env_remove("STATE_DIRECTORY").env_remove("HASAD_LOG");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it, expects success, and returns what it printed.
    pub fn prints(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts the daemon and returns it running.
    pub fn daemon(&self) -> Child {
        self.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

/// Standard error of a process that ended.
pub fn told(output: &Output) -> String {
    format!("{} {}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// Sends a signal by name (`TERM`, `KILL`).
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// A fixture of the tests.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}
