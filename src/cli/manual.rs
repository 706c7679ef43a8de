//! `hasad completions` and `hasad man`: made from the command line itself, so they cannot fall behind it.

use super::args::{Completions, command};
use super::{Outcome, print};

pub(super) fn completions(verb: &Completions) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(verb.shell, &mut command(), "hasad", &mut script);
    print(&String::from_utf8_lossy(&script))
}

pub(super) fn man() -> Outcome {
    let mut page = Vec::new();
    clap_mangen::Man::new(command()).render(&mut page)?;
    print(&String::from_utf8_lossy(&page))
}
