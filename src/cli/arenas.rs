//! Few arenas of memory: the C library gives threads arenas of their own and keeps in each what was freed there. A daemon that has
//! once read a large document on every thread would keep the memory of all of them for good.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// What glibc reads at the start of a process, and only there.
const SETTING: &str = "MALLOC_ARENA_MAX";

/// Two: one for the threads that wait for others, one for the one that reads.
const ARENAS: &str = "2";

/// Starts the program again in this same process, with the setting; an operator's own is left alone. Where that does not work, the
/// program goes on and takes more memory.
pub(super) fn keep_few() {
    if !cfg!(target_env = "gnu") || std::env::var_os(SETTING).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let error = again.args(arguments).env(SETTING, ARENAS).exec();
    tracing::debug!(%error, "the program was not started again with few arenas");
}
