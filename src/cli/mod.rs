//! The command line: one file a verb. Results go to standard output, logs and progress to standard error.
//!
//! Exit status: 0 done, 1 it failed, 2 the command or the configuration is wrong.

mod arenas;
mod args;
mod articles;
mod check;
mod connection;
mod correct;
mod digest;
mod evaluate;
mod explain;
mod export;
mod extract;
mod feed_parse;
mod feeds;
mod import;
mod input;
mod lines;
mod manual;
mod outlets;
mod progress;
mod reconcile;
mod reextract;
mod run;
mod schedule;
mod show;
mod sites;
mod status;
mod table;
mod websub;
mod workplace;

use args::{Arguments, Verb};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

pub use args::command;

/// A verb that did not do what was asked.
#[derive(Debug)]
enum Failure {
    /// It failed: exit 1.
    Failed(String),
    /// The command or the configuration is wrong: exit 2.
    Wrong(String),
}

type Outcome = Result<(), Failure>;

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Reads the arguments, does what they say, and returns the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::given();
    start_log(&arguments);
    if matches!(arguments.verb, Verb::Run(_)) {
        arenas::keep_few();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("failed to start: {error}"), 1),
    };
    let outcome = runtime.block_on(dispatch(arguments));
    // Blocking work that was abandoned (a page that takes long to read) must not hold up the exit.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(message)) => fail(&message, 1),
        Err(Failure::Wrong(message)) => fail(&message, 2),
    }
}

fn fail(message: &str, status: u8) -> ExitCode {
    // Nothing is left to tell when standard error itself is closed.
    let _ = writeln!(std::io::stderr(), "hasad: {message}");
    ExitCode::from(status)
}

async fn dispatch(arguments: Arguments) -> Outcome {
    let place = &arguments.place;
    match arguments.verb {
        Verb::Run(verb) => run::run(place, &verb).await,
        Verb::Check(verb) => check::run(place, &verb).await,
        Verb::Status(verb) => status::run(place, &verb).await,
        Verb::Schedule(verb) => schedule::run(place, &verb).await,
        Verb::Feeds(verb) => feeds::run(place, &verb).await,
        Verb::Outlets(verb) => outlets::run(place, &verb).await,
        Verb::Sites(verb) => sites::run(place, &verb).await,
        Verb::FeedParse(verb) => feed_parse::run(&verb),
        Verb::Extract(verb) => extract::run(place, &verb).await,
        Verb::Articles(verb) => articles::run(place, &verb).await,
        Verb::Show(verb) => show::run(place, &verb).await,
        Verb::Evaluate(verb) => evaluate::run(&verb).await,
        Verb::Explain(verb) => explain::run(place, &verb).await,
        Verb::Merge(verb) => correct::merge(place, &verb).await,
        Verb::Split(verb) => correct::split(place, &verb).await,
        Verb::Digest(verb) => digest::run(place, &verb).await,
        Verb::Export(verb) => export::run(place, &verb).await,
        Verb::Import(verb) => import::run(place, &verb).await,
        Verb::Reextract(verb) => reextract::run(place, &verb).await,
        Verb::Reconcile(verb) => reconcile::run(place, &verb).await,
        Verb::Completions(verb) => manual::completions(&verb),
        Verb::Man => manual::man(),
    }
}

/// Prints results; a reader that has seen enough (`| head`) is no failure.
fn print(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a value as indented JSON.
fn print_json<T: serde::Serialize>(value: &T) -> Outcome {
    print(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

fn start_log(arguments: &Arguments) {
    let default = match (&arguments.verb, arguments.place.verbose) {
        (_, 2..) => "hasad=debug",
        (Verb::Run(run), 0) if run.once && std::io::stderr().is_terminal() => "hasad=error",
        (Verb::Run(run), 0) if run.once => "hasad=warn",
        (Verb::Run(_), _) | (_, 1) => "hasad=info",
        _ => "hasad=warn",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("HASAD_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
}
