//! The `hasad` program: hands its arguments to the command line.

/// Pages are read in many small allocations on several threads, which the system's allocator serves slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    hasad::cli::main()
}
