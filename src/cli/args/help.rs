//! Help texts that fill the terminal, however wide it is.

/// A command whose paragraphs of help fill the terminal, however wide it is: they stand in several lines here.
pub(super) fn refilled(command: clap::Command) -> clap::Command {
    let help = command.get_after_help().map(|help| refill(&help.to_string()));
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    let command = match help {
        Some(help) => command.after_help(help),
        None => command,
    };
    verbs.into_iter().fold(command, |command, verb| command.mut_subcommand(verb, refilled))
}

/// Joins the lines of each paragraph; examples are indented and stay as they are.
fn refill(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for line in text.lines() {
        let goes_on = open && !line.is_empty() && !line.starts_with(' ');
        if !out.is_empty() {
            out.push(if goes_on { ' ' } else { '\n' });
        }
        out.push_str(line);
        open = !line.is_empty() && !line.starts_with(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::refill;

    #[test]
    fn paragraphs_are_joined_and_examples_are_not() {
        let text = "One sentence\nthat goes on.\n\nExamples:\n  hasad a\n  hasad b\nAnd after.";
        assert_eq!(refill(text), "One sentence that goes on.\n\nExamples:\n  hasad a\n  hasad b\nAnd after.");
    }
}
