//! `hasad completions` and `hasad man`: made from the command line itself, so they cannot fall behind it.

use super::args::{Completions, command};
use super::{Outcome, print};
use clap::Command;
use clap_mangen::Man;
use std::io;

/// What the command line cannot tell of itself.
const CLOSING: &str = r#".SH "EXIT STATUS"
.TP
0
Done.
.TP
1
It failed.
.TP
2
The command or the configuration is wrong; nothing was touched.
.SH FILES
.TP
\&./config/hasad.toml, /etc/hasad/hasad.toml
The configuration, the first that is there, unless \-\-config names one.
.TP
hasad.db
The store, in the state directory: \-\-state\-dir, else $STATE_DIRECTORY, else the current one.
.SH ENVIRONMENT
.TP
HASAD_LOG
What is logged to standard error, such as debug or hasad=trace.
.TP
STATE_DIRECTORY, CREDENTIALS_DIRECTORY
As systemd sets them.
"#;

pub(super) fn completions(verb: &Completions) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(verb.shell, &mut command(), "hasad", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// One page for the program and all its verbs.
pub(super) fn man() -> Outcome {
    let mut program = command();
    program.build();
    let mut page = Vec::new();
    let whole = Man::new(program.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for verb in program.get_subcommands().filter(|verb| verb.get_name() != "help") {
        describe(verb, "hasad", &mut page)?;
    }
    page.extend_from_slice(CLOSING.as_bytes());
    whole.render_version_section(&mut page)?;
    print(&String::from_utf8_lossy(&page))
}

/// A verb and the verbs below it, each in a section of its own; the sections in it become its parts.
fn describe(verb: &Command, above: &str, page: &mut Vec<u8>) -> io::Result<()> {
    let name = format!("{above} {}", verb.get_name());
    let (of_verb, mut part) = (Man::new(verb.clone()), Vec::new());
    of_verb.render_synopsis_section(&mut part)?;
    of_verb.render_description_section(&mut part)?;
    if verb.get_arguments().next().is_some() {
        of_verb.render_options_section(&mut part)?;
    }
    if verb.get_after_help().is_some() {
        of_verb.render_extra_section(&mut part)?;
    }
    let part = String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ").replace("\n.SS EXTRA", "\n.SS NOTES");
    let part = part.strip_prefix(".SH ").map_or_else(|| part.clone(), |rest| format!(".SS {rest}"));
    page.extend_from_slice(format!(".SH \"{}\"\n{part}", name.to_uppercase()).as_bytes());
    for below in verb.get_subcommands().filter(|below| below.get_name() != "help") {
        describe(below, &name, page)?;
    }
    Ok(())
}
