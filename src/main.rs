//! The `hasad` program: hands its arguments to the command line.

/// The writer frees what the readers of pages allocated, and glibc locks the arena of both for that: a fifth of a first pass.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    hasad::cli::main()
}
