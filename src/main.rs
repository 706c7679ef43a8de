//! The `hasad` program: hands its arguments to the command line.

fn main() -> std::process::ExitCode {
    hasad::cli::main()
}
