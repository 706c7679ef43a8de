//! Settings of the allocators, ours and the C library's, which keep what was freed: a daemon that has once read a large document on
//! every thread would keep the memory of all of them for good.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// The settings, which both read at the start of a process and only there.
const SETTINGS: [(&str, &str); 4] = [
    // What Rust allocates: pages that fall empty go back at once, and not when the thread that had them comes by again.
    ("MIMALLOC_PURGE_DELAY", "0"),
    // What SQLite, zstd and the cryptography allocate is glibc's.
    // Threads get arenas of their own, and each keeps what was freed there. Two: one for the threads that wait for others, one for
    // the one that reads.
    ("MALLOC_ARENA_MAX", "2"),
    // Blocks from this size on go back to the system when they are freed. Left to itself glibc raises the bound to the largest block
    // it has seen, and the bodies, texts and trees of large documents then lie scattered over the arenas.
    ("MALLOC_MMAP_THRESHOLD_", "262144"),
    // A fixed bound above would make every megabyte freed at the end of an arena a call to the system.
    ("MALLOC_TRIM_THRESHOLD_", "1048576"),
];

/// Starts the program again in this same process, with the settings; where an operator made one of them, all are left alone. Where
/// that does not work, the program goes on and takes more memory.
pub(super) fn keep_few() {
    if !cfg!(target_env = "gnu") || SETTINGS.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let error = again.args(arguments).envs(SETTINGS).exec();
    tracing::debug!(%error, "the program was not started again with settings for its memory");
}
