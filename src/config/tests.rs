//! What the walk does with right and wrong files; whole error texts are in `tests/config.rs`.

use super::*;
use crate::schedule::{Pace, Schedule};
use std::time::Duration;

fn read(text: &str) -> Config {
    parse(text, Path::new("t.toml")).unwrap_or_else(|e| panic!("{e}"))
}

fn mistakes(text: &str) -> String {
    parse(text, Path::new("t.toml")).expect_err("a mistake").to_string()
}

#[test]
fn an_empty_file_is_all_defaults() {
    let config = read("");
    assert_eq!(config.store.url, StoreUrl::Sqlite("hasad.db".into()));
    assert_eq!(config.fetch.concurrency, 16);
    assert_eq!(config.fetch.host_delay, Duration::from_secs(5));
    assert_eq!(config.fetch.host_concurrency, 1);
    assert_eq!(config.fetch.timeout, Duration::from_secs(30));
    assert_eq!(config.fetch.max_body, 10 * 1024 * 1024);
    assert!(config.fetch.user_agent.starts_with(concat!("Hasad/", env!("CARGO_PKG_VERSION"), " (+https://")));
    assert!(config.fetch.allow_networks.is_empty());
    assert_eq!(config.schedule.default, Schedule::Adaptive(Pace::default()));
    assert_eq!(config.schedule.zone, chrono_tz::Asia::Riyadh);
    assert_eq!(config.digest.schedule.to_string(), "0 6 * * *");
    assert_eq!(config.digest.formats, [DigestFormat::Html, DigestFormat::Markdown, DigestFormat::Json]);
    assert_eq!((config.digest.language, config.digest.max_stories), (Language::Arabic, 30));
    assert_eq!(config.retention.articles, Duration::from_secs(365 * 86_400));
    assert_eq!(config.retention.pages, Duration::from_secs(14 * 86_400));
    assert_eq!(config.web.listen, None);
    assert!(config.feeds.is_empty() && config.warnings.is_empty());
}

/// A key that is in the table but that nobody reads would take any nonsense in silence.
#[test]
fn every_known_key_is_read() {
    for key in known_keys() {
        let mut feed = String::from("[[feed]]\n");
        for (name, value) in [("id", "\"a\""), ("url", "\"https://a.example/f\"")] {
            if key.name != name {
                feed.push_str(&format!("{name} = {value}\n"));
            }
        }
        let text = if key.table == "feed" {
            format!("{feed}{} = 1979-05-27\n", key.name)
        } else if key.table == "host" {
            let name = if key.name == "name" { "" } else { "name = \"a.example\"\n" };
            format!("[[host]]\n{name}{} = 1979-05-27\n", key.name)
        } else {
            format!("[{}]\n{} = 1979-05-27\n", key.table, key.name)
        };
        let found = mistakes(&text);
        assert!(found.contains(&format!("{} in [", key.name)) && found.contains("not a date"), "{key:?}: {found}");
    }
}

#[test]
fn every_default_reads_as_what_it_stands_for() {
    for key in known_keys().iter().filter(|k| k.table != "feed") {
        let Some(default) = key.default else { continue };
        assert_eq!(read(&format!("[{}]\n{} = {default}\n", key.table, key.name)), read(""), "{key:?}");
    }
}

#[test]
fn stores_are_files_or_servers() {
    let url = |text: &str| read(&format!("[store]\nurl = {text:?}\n")).store.url;
    assert_eq!(url("sqlite:/srv/h.db"), StoreUrl::Sqlite("/srv/h.db".into()));
    assert_eq!(url("sqlite:///srv/h.db"), StoreUrl::Sqlite("/srv/h.db".into()));
    assert_eq!(url("sqlite:بيانات/h.db"), StoreUrl::Sqlite("بيانات/h.db".into()));
    assert_eq!(url("postgres://u:secret@db/h"), StoreUrl::Postgres("postgres://u:secret@db/h".into()));
    assert!(!format!("{:?}", url("postgres://u:secret@db/h")).contains("secret"));
    for (wrong, near) in
        [("hasad.db", "sqlite:hasad.db"), ("sqllite:x.db", "sqlite:x.db"), ("sqlite:", "sqlite:hasad.db")]
    {
        let found = mistakes(&format!("[store]\nurl = {wrong:?}\n"));
        assert!(found.contains(&format!("did you mean {near:?}")), "{found}");
    }
}

#[test]
fn suggestions_name_what_was_meant() {
    for (text, near) in [
        ("[fetch]\ntimeout = \"30 sec\"", "30s"),
        ("[fetch]\ntimeout = \"30\"", "30s"),
        ("[fetch]\nmax_body = \"10mb\"", "10MB"),
        ("[fetch]\nmax_body = \"10M\"", "10MiB"),
        ("[fetch]\nallow_networks = [\"127.0.0.1\"]", "127.0.0.1/32"),
        ("[fetch]\nuser-agent = \"x\"", "user_agent"),
        ("[fetsh]\ntimeout = \"30s\"", "fetch"),
        ("[schedule]\nzone = \"Asia/Riyad\"", "Asia/Riyadh"),
        ("[schedule]\nzone = \"cairo\"", "Africa/Cairo"),
        ("[schedule]\ndefault = \"15m\"", "every 15m"),
        ("[schedule]\ndefault = \"evry 15m\"", "every 15m"),
        ("[schedule]\ndefault = \"every 15 min\"", "every 15m"),
        ("[schedule]\ndefault = \"Adaptive\"", "adaptive"),
        ("[schedule]\ndefault = \"0 6 * * 1-5\"", "0 6 * * MON-FRI"),
        ("[schedule]\ndefault = \"@daily\"", "0 0 * * *"),
        ("[digest]\nschedule = \"6:30\"", "30 6 * * *"),
        ("[digest]\nschedule = \"adaptive\"", "0 6 * * *"),
        ("[digest]\nformats = [\"md\"]", "markdown"),
        ("[digest]\nlanguage = \"arabic\"", "ar"),
        ("[web]\nlisten = \"8787\"", "127.0.0.1:8787"),
        ("[web]\nlisten = \"localhost:80\"", "127.0.0.1:80"),
        ("[feed]\nid = \"a\"", "[[feed]]"),
        ("[[feed]]\nid = \"al jazeera\"\nurl = \"https://a.example/\"", "al-jazeera"),
        ("[[feed]]\nid = \"a\"\nurl = \"feed://a.example/rss\"", "https://a.example/rss"),
        ("[[feed]]\nid = \"a\"\nurl = \"a.example/rss\"", "https://a.example/rss"),
        ("[[feed]]\nid = \"a\"\nurl = \"htps:/a.example/rss\"", "https://a.example/rss"),
    ] {
        let found = mistakes(text);
        assert!(found.contains(&format!("did you mean {near:?}?")), "{text}\n{found}");
    }
}

#[test]
fn a_key_in_the_wrong_table_is_sent_home() {
    assert!(mistakes("[store]\nconcurrency = 3").contains("it belongs in [fetch]"));
    assert!(mistakes("max_stories = 3").contains("it belongs in [digest]"));
}

#[test]
fn what_is_probably_not_meant_is_a_warning() {
    let feed = |id: &str, more: &str| format!("[[feed]]\nid = \"{id}\"\nurl = \"https://{id}.example/\"\n{more}\n");
    let warned = |text: &str| read(text).warnings.join("\n");
    assert!(warned("[web]\nlisten = \"127.0.0.1:1\"").contains("serves no pages yet"));
    assert!(warned(&feed("a", "schedule = \"every 5s\"")).contains("t.toml:4: every 5s"));
    assert!(warned("[fetch]\nallow_networks = [\"0.0.0.0/0\"]").contains("private addresses"));
    let two = feed("a", "outlet = \"الجزيرة\"") + &feed("b", "outlet = \"الجزيره\"");
    assert!(warned(&two).contains("t.toml:8: outlet \"الجزيره\" is spelled \"الجزيرة\" at line 4"), "{}", warned(&two));
    assert_eq!(warned(&(feed("a", "outlet = \"الجزيرة\"") + &feed("b", "outlet = \"الجزيرة\""))), "");
}

#[test]
fn feeds_inherit_and_override() {
    let config = read(
        "[schedule]\ndefault = \"0 7 * * *\"\nzone = \"Africa/Cairo\"\n\
         [[feed]]\nid = \"a\"\nurl = \"https://a.example/f#top\"\n\
         [[feed]]\nid = \"b\"\nurl = \"https://b.example/f\"\nzone = \"Asia/Dubai\"\nenabled = false\nschedule = \"every 2h\"\n",
    );
    let [a, b] = config.feeds.as_slice() else { panic!("two feeds") };
    assert_eq!((a.schedule_text.as_str(), a.zone, a.enabled, a.line), ("0 7 * * *", chrono_tz::Africa::Cairo, true, 4));
    assert_eq!(a.url.as_str(), "https://a.example/f");
    assert_eq!((b.zone, b.enabled, b.line), (chrono_tz::Asia::Dubai, false, 7));
    assert_eq!(b.schedule, Schedule::Every(Duration::from_secs(7200)));
}

#[test]
fn one_feed_twice_is_refused_however_it_is_written() {
    let text =
        "feed = [{ id = \"A\", url = \"https://www.a.example/f/\" }, { id = \"a\", url = \"http://a.example/f\" }]";
    let found = mistakes(text);
    assert!(found.contains("duplicate feed id \"a\"") && found.contains("duplicate feed url"), "{found}");
}

#[test]
fn syntax_errors_do_not_hide_other_mistakes() {
    let found = mistakes("[fetch]\ntimeout = 30s\nconcurency = 2\n[[feed]]\nid = \"a\nurl = \"https://a.example/\"\n");
    assert!(found.contains("t.toml:2:") && found.contains("t.toml:5:"), "{found}");
    assert!(found.contains("t.toml:3:1: unknown key \"concurency\""), "{found}");
    assert!(!found.contains("has no id") && !found.contains("timeout in"), "{found}");
}

#[test]
fn a_bracket_left_open_is_one_mistake() {
    let found = mistakes(
        "[fetch]\nconcurency = 2\nallow_networks = [\"10.0.0.0/8\",\n[[feed]]\nid = \"a\"\nurl = \"https://a.example/\"\n\
         [[feed]]\nid = \"b\"\nurl = \"https://b.example/\"\n",
    );
    let places: Vec<&str> = found.lines().map(|l| l.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(places, ["t.toml:2:1:", "t.toml:4:3:"], "{found}");
    assert!(found.contains("is not closed"), "{found}");
}

#[test]
fn the_number_of_mistakes_shown_is_bounded() {
    let many: String = (0..5000).map(|n| format!("wrong{n} = 1\n")).collect();
    assert!(mistakes(&many).lines().count() <= 200);
}

/// Words of a configuration and what breaks one, in any order.
fn mangled() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let words = prop::sample::select(vec![
        "[fetch]",
        "[[feed]]",
        "[store]",
        "feed",
        "id",
        "url",
        "zone",
        "formats",
        "max_body",
        "=",
        " ",
        "\n",
        "\r\n",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        "\"\"\"",
        "\"x\"",
        "\"10MiB\"",
        "\"every 5m\"",
        "\"* * * * *\"",
        "7",
        "-1",
        "1979-05-27",
        "true",
        "\"https://a.example/\"",
        "خبر",
        "\"الجزيرة\"",
        "\u{feff}",
        "\u{202e}",
        "\\",
        "\0",
        "@",
        ":",
        ".",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

proptest::proptest! {
    #[test]
    fn no_text_panics_and_every_mistake_lies_in_it(text in mangled()) {
        let lines = text.matches('\n').count() + 1;
        if let Err(errors) = parse(&text, Path::new("t.toml")) {
            proptest::prop_assert!(!errors.list().is_empty());
            for error in errors.list() {
                proptest::prop_assert!((1..=lines).contains(&error.line) && error.column >= 1, "{error}");
                proptest::prop_assert!(!error.to_string().contains('\u{202e}') || error.message.contains("not TOML"), "{error}");
            }
        }
    }
}
