//! The subscriber of `hasad run`, where the operator has given hubs a way to reach us.

use super::Failure;
use super::workplace::Workplace;
use crate::daemon::Daemon;
use crate::websub::{KEY_BYTES, Key, Options, WebSub};
use chrono::TimeDelta;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use tokio::task::JoinHandle;

/// Offers of hubs that may wait; a lost one is made again.
const OFFERS: usize = 256;

/// Name of the file of the key, in the state directory.
const KEY_FILE: &str = "websub.key";

/// Starts it beside `daemon`, which tells it of hubs from then on; `None` when there is no callback.
pub(super) async fn start(workplace: &Workplace, daemon: Daemon) -> Result<(Daemon, Option<JoinHandle<()>>), Failure> {
    let websub = &workplace.config.websub;
    let Some(callback) = websub.callback.clone() else { return Ok((daemon, None)) };
    daemon
        .desk
        .client
        .check(&callback)
        .map_err(|why| Failure::Wrong(format!("[websub] callback: hubs cannot reach it: {why}")))?;
    let options = Options {
        callback,
        listen: websub.listen,
        poll: TimeDelta::from_std(websub.poll)?,
        max_body: workplace.config.fetch.max_body,
    };
    let key = key(&workplace.state_file(KEY_FILE)).map_err(|e| Failure::Failed(format!("{KEY_FILE}: {e}")))?;
    let (hubs, offers) = tokio::sync::mpsc::channel(OFFERS);
    let daemon = Daemon { desk: daemon.desk.with_hubs(hubs), ..daemon };
    let subscriber = WebSub::new(options, key, daemon.desk.clone()).await?;
    let running = tokio::spawn(async move {
        if let Err(error) = subscriber.run(offers).await {
            tracing::error!(%error, "no hub can deliver: feeds are polled as without");
        }
    });
    Ok((daemon, Some(running)))
}

/// The key of before, or a new one in a file that nobody else can read. It is in no store, so that a copy of the store is no leak.
fn key(path: &Path) -> std::io::Result<Key> {
    let mut bytes = [0; KEY_BYTES];
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => fill(&mut file, &mut bytes)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let mut file = OpenOptions::new().read(true).write(true).open(path)?;
            if file.metadata()?.len() < KEY_BYTES as u64 {
                // The power went before the first key was written: nothing was ever made from it.
                fill(&mut file, &mut bytes)?;
            } else {
                file.read_exact(&mut bytes)?;
            }
        }
        Err(error) => return Err(error),
    }
    Ok(Key::new(bytes))
}

/// Writes a new key to an open file.
fn fill(file: &mut File, bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(|e| std::io::Error::other(e.to_string()))?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::{KEY_BYTES, key};

    #[test]
    fn a_key_that_was_torn_is_made_anew_and_a_whole_one_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("websub.key");
        std::fs::write(&path, [7; 5]).unwrap();
        key(&path).unwrap();
        let made = std::fs::read(&path).unwrap();
        assert!(made.len() == KEY_BYTES && !made.starts_with(&[7; 5]));
        key(&path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), made);
    }
}
