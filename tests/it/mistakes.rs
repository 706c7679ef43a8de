//! The program with what is wrong: mistyped arguments, absent files, a second daemon; and what it leaves on the disk.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::{Program, signal, told};
use std::fs;

fn outlet() -> Vec<Outlet> {
    let outlet = Outlet::start(OutletStyle::new("river", "جريدة النهر", Layout::WordPress));
    generate(2, 41).into_iter().for_each(|item| outlet.publish(NewsItem { published: morning(), ..item }));
    vec![outlet]
}

#[test]
fn what_is_written_wrongly_is_told_in_words() {
    let outlets = outlet();
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let feed = program.file("feed.xml");
    fs::write(&feed, "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>خلاصة</title></channel></rss>")
        .unwrap();
    let feed = feed.to_str().unwrap();
    for (arguments, code, told_of) in [
        (vec!["show", "https://news.example/1"], 2, "hasad explain"),
        (vec!["digest", "--date", "29-11-2026"], 2, "2026-11-23"),
        (vec!["extract", feed], 1, "feed-parse"),
        (vec!["reextract", "--state-dir", "nowhere"], 1, "no store"),
        (vec!["reconcile", "--state-dir", "nowhere"], 1, "no store"),
    ] {
        let refused = program.run(&arguments);
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}: {}", told(&refused));
        assert!(told(&refused).contains(told_of), "{arguments:?}: {}", told(&refused));
    }
    assert!(!program.file("nowhere").exists());
}

#[test]
fn a_secret_that_is_not_there_is_told_before_a_store_is_made() {
    let outlets = outlet();
    let program = Program::new(
        &outlets,
        "[[feed]]\nid = \"closed\"\nurl = \"http://127.0.0.1:9/feed\"\nbearer = \"file:/nope\"\n",
    );
    let refused = program.run(&["run", "--once"]);
    assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
    assert!(told(&refused).contains("/nope") && !program.file("hasad.db").exists());
}

#[test]
fn the_database_of_a_program_that_has_ended_is_whole_in_its_file() {
    let outlets = outlet();
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    assert!(!program.file("hasad.db-wal").exists(), "the log was brought in");
    fs::create_dir(program.file("other")).unwrap();
    std::os::unix::fs::symlink(program.file("hasad.db"), program.file("other/hasad.db")).unwrap();
    let mut daemon = program.daemon();
    let holder = || fs::read_to_string(program.file("hasad.db.lock")).unwrap_or_default();
    let begun = std::time::Instant::now();
    while holder().trim() != daemon.id().to_string() && begun.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let second = program.run(&["run", "--once", "--state-dir", program.file("other").to_str().unwrap()]);
    signal(&daemon, "TERM");
    daemon.wait().unwrap();
    assert_eq!(second.status.code(), Some(1), "{}", told(&second));
}

#[test]
fn help_fills_the_terminal_and_the_manual_has_the_examples() {
    let program = Program::new(&[], "");
    let manual = program.prints(&["man"]);
    assert!(manual.contains("hasad run \\-\\-once \\-\\-all") || manual.contains("hasad run --once --all"), "examples");
    let help = program.prints(&["import", "--help"]);
    // A paragraph is one, wherever its lines end in the source.
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}
