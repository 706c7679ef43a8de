//! The configuration as a user meets it: whole error texts, the shipped files, odd encodings.

use hasad::config::{Config, ConfigErrors, MAX_FILE_BYTES, known_keys, load, locate, parse};
use std::path::{Path, PathBuf};

fn read(text: &str) -> Result<Config, ConfigErrors> {
    parse(text, Path::new("conf/hasad.toml"))
}

fn errors(text: &str) -> String {
    read(text).map_or_else(|e| e.to_string(), |_| "no mistake found".to_owned())
}

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)
}

#[test]
fn every_mistake_is_reported_at_once_with_its_place() {
    let text = r#"# eight mistakes
[fetch]
concurrency = "many"
timeout = "30 seconds"
allow_networks = ["10.0.0.0/8", "192.168.1.300/24", "::1"]

[schedule]
zone = "Asia/Ryadh"

[[feed]]
id = "aljazeera"
url = "https://news.example/feed"
shedule = "every 10m"

[[feed]]
id = "aljazeera"
url = "ftp://two.example/feed"
outlet = "صحيفة المثال"
schedule = "0 6 * * 1-5"
"#;
    let expected = [
        r#"conf/hasad.toml:3:15: concurrency in [fetch]: takes a whole number, not a string; allowed: 1 to 512"#,
        r#"conf/hasad.toml:4:11: timeout in [fetch]: "30 seconds" is not a length of time: did you mean "30s"? allowed: a length of time such as "30s", from 100ms to 10m"#,
        r#"conf/hasad.toml:5:33: allow_networks in [fetch]: "192.168.1.300/24" is not a network; allowed: networks such as "127.0.0.0/8" or "fd00::/8""#,
        r#"conf/hasad.toml:5:53: allow_networks in [fetch]: "::1" is not a network: did you mean "::1/128"? allowed: networks such as "127.0.0.0/8" or "fd00::/8""#,
        r#"conf/hasad.toml:8:8: zone in [schedule]: "Asia/Ryadh" is not a time zone: did you mean "Asia/Riyadh"? allowed: a zone of the IANA database such as "Asia/Riyadh""#,
        r#"conf/hasad.toml:13:1: unknown key "shedule" in [[feed]]: did you mean "schedule"? allowed: id, url, outlet, section, schedule, zone, enabled, robots, follow_read_also, user_agent, proxy, timeout, headers, user, password, bearer"#,
        r#"conf/hasad.toml:16:6: duplicate feed id "aljazeera", already used by the feed at line 10"#,
        r#"conf/hasad.toml:17:7: url in [[feed]]: "ftp://two.example/feed": scheme "ftp" is not http or https: did you mean "https://two.example/feed"? allowed: an absolute http or https URL"#,
        r#"conf/hasad.toml:19:12: schedule in [[feed]]: "0 6 * * 1-5": weekday "1-5" is a digit, which programs count differently; write a name, one of SUN, MON, TUE, WED, THU, FRI, SAT: did you mean "0 6 * * MON-FRI"? allowed: "adaptive", "every 15m", or a cron expression such as "0 6 * * *""#,
    ];
    let found = errors(text);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "\n{found}");
}

#[test]
fn the_list_for_machines_holds_the_same() {
    let found = read("[fetch]\nconcurency = 4\n").expect_err("a mistake");
    let json = serde_json::to_value(&found).expect("JSON");
    assert_eq!(
        json,
        serde_json::json!([{
            "file": "conf/hasad.toml", "line": 2, "column": 1, "found": "concurency",
            "message": "unknown key \"concurency\" in [fetch]", "suggestion": "concurrency",
            "allowed": "user_agent, concurrency, host_delay, host_concurrency, timeout, max_body, allow_networks, recheck, \
                robots, follow_read_also, dead_host, body_memory, queue_pages, queue_age, ca_file",
        }])
    );
}

#[test]
fn columns_count_characters_whatever_the_script_and_the_line_ends() {
    // A byte-order mark, CRLF, a tab, and Arabic before the mistake on one line.
    let text = "\u{feff}[fetch]\r\n\tconcurrency = 0\r\n[[feed]]\r\nid = \"a\"\r\n\
                url = \"https://a.example/\"\r\noutlet = \"الجزيرة\" # الاسم\r\nsection = \"\"\r\n";
    let found = errors(text);
    assert_eq!(
        found.lines().map(|l| l.split(' ').next().unwrap_or_default()).collect::<Vec<_>>(),
        ["conf/hasad.toml:2:16:", "conf/hasad.toml:7:11:"],
        "{found}"
    );
    let inline = errors("feed = [{ outlet = \"صحيفة المثال\", id = \"أ ب\", url = \"https://a.example/\" }]");
    assert!(inline.starts_with("conf/hasad.toml:1:41: id in [[feed]]: \"أ ب\" is not an id"), "{inline}");
    let first_key = errors("\u{feff}stor = 1\n");
    assert!(first_key.starts_with("conf/hasad.toml:1:1: unknown table or key \"stor\": did you mean \"store\"?"));
}

#[test]
fn a_mark_in_the_text_of_an_error_is_shown_and_not_obeyed() {
    let found = errors("[[feed]]\nid = \"a\"\nurl = \"https://a.example/\"\noutlet = \"خبر\u{202e}\"\n");
    assert!(!found.contains('\u{202e}') && found.contains("\\u{202e}"), "{found:?}");
    assert!(found.contains("did you mean \"خبر\"?"), "{found}");
}

#[test]
fn arabic_values_arrive_unchanged() {
    let config = read(
        "[digest]\ndir = \"ملخصات\"\n[[feed]]\nid = \"المثال\"\nurl = \"https://أخبار.example/خبر\"\noutlet = \" وكالة الأنباء \"\nsection = \"اقتصاد وأعمال\"\n",
    )
    .unwrap_or_else(|e| panic!("{e}"));
    let feed = &config.feeds[0];
    assert_eq!(config.digest.dir, Path::new("ملخصات"));
    assert_eq!(feed.id.0, "المثال");
    assert_eq!(feed.outlet.as_ref().map(|o| o.0.as_str()), Some("وكالة الأنباء"));
    assert_eq!(feed.section.as_deref(), Some("اقتصاد وأعمال"));
    assert_eq!(feed.url.host(), "xn--igbicxr.example");
}

#[test]
fn broken_toml_has_a_place_too() {
    let found = errors("[store]\nurl = \"sqlite:a.db\"\nurl = \"sqlite:b.db\"\n[fetch\n");
    let places: Vec<&str> = found.lines().map(|l| l.split(" not TOML").next().unwrap_or_default()).collect();
    assert_eq!(places, ["conf/hasad.toml:3:1:", "conf/hasad.toml:4:7:"], "{found}");
}

#[test]
fn a_password_never_reaches_an_error() {
    for url in ["postgres://u:hunter2@", "postgress://u:hunter2@h/d", "postgres://u:hunter2@h:99999/d"] {
        let found = read(&format!("[store]\nurl = \"{url}\"\n")).expect_err("a mistake");
        assert!(!found.to_string().contains("hunter2"), "{found}");
        assert!(!serde_json::to_string(&found).expect("JSON").contains("hunter2"), "{found:?}");
    }
}

#[test]
fn secrets_stand_elsewhere_and_are_not_quoted_when_they_do_not() {
    let feed = "[[feed]]\nid = \"a\"\nurl = \"https://a.example/f\"\n";
    for (line, told) in [
        ("user = \"u\"\npassword = \"GEHEIM\"", "say where it is; allowed: \"file:/PATH\" or \"credential:NAME\""),
        ("bearer = \"GEHEIM\"", "a secret does not stand in the configuration"),
        ("headers = [\"Cookie: GEHEIM\"]", "the value of Cookie is a secret"),
        ("headers = [\"GEHEIM\"]", "a header without a colon"),
        ("proxy = \"http://u:GEHEIM@p.example:1\"", "a proxy with a user name or password"),
        ("user = \"u\"", "[[feed]] has no password"),
        ("user = \"u\"\npassword = \"file:/a\"\nbearer = \"file:/b\"", "only one can be sent"),
    ] {
        let found = errors(&format!("{feed}{line}\n"));
        assert!(found.contains(told) && !found.contains("GEHEIM"), "{line}: {found}");
    }
    let config = read(&format!("{feed}bearer = \"credential:token\"\n")).expect("valid");
    assert!(config.warnings.is_empty() && config.feeds[0].access.bearer.is_some());
    let open = read("[[feed]]\nid = \"a\"\nurl = \"http://a.example/f\"\nbearer = \"file:/a\"\n").expect("valid");
    assert!(open.warnings[0].contains("in the open"), "{:?}", open.warnings);
}

#[test]
fn hosts_have_settings_of_their_own_by_registrable_domain() {
    let text =
        "[[host]]\nname = \"www.news.example\"\ndelay = \"30s\"\n[[host]]\nname = \"127.0.0.1:8080\"\nrobots = false\n";
    let hosts = read(text).expect("valid").hosts;
    assert_eq!((hosts[0].key.as_str(), hosts[1].key.as_str()), ("news.example", "127.0.0.1:8080"));
    assert_eq!((hosts[0].robots, hosts[1].robots), (None, Some(false)));
    let twice = errors("[[host]]\nname = \"a.example\"\n[[host]]\nname = \"https://www.a.example/\"\n");
    assert!(twice.contains("counts as one host with the [[host]] at line 1"), "{twice}");
    for (wrong, told) in [
        ("[[host]]\ndelay = \"1s\"\n", "[[host]] has no name"),
        ("[host]\nname = \"a.example\"\n", "[[host]]"),
        ("[[host]]\nname = \"a.example/x\"\n", "is not a host"),
        ("[[host]]\nname = \"a.example\"\nconcurrency = 99\n", "99 is out of bounds"),
        ("[websub]\ncallback = \"ftp://a.example\"\n", "is not an http or https URL"),
    ] {
        assert!(errors(wrong).contains(told), "{wrong}: {}", errors(wrong));
    }
}

#[test]
fn files_that_are_no_configuration() {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        load(&path).expect_err("refused").to_string()
    };
    assert!(write("latin", b"[fetch]\nuser_agent = \"caf\xe9\"\n").contains("latin:2:18: not UTF-8"));
    assert!(write("huge", &vec![b'#'; MAX_FILE_BYTES as usize + 1]).contains("larger than"));
    assert!(load(&dir.path().join("absent")).expect_err("refused").to_string().contains("absent: cannot be read"));
    assert!(load(dir.path()).expect_err("refused").to_string().contains("cannot be read"));
    assert_eq!(locate(Some(Path::new("given.toml"))), Ok(PathBuf::from("given.toml")));
}

#[test]
fn the_shipped_configuration_is_ready() {
    let config = load(&shipped("hasad.toml")).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(config.warnings, Vec::<String>::new());
    assert!(config.feeds.len() >= 45, "{} feeds", config.feeds.len());
    for feed in &config.feeds {
        assert!(feed.enabled && feed.outlet.is_some() && feed.section.is_some(), "{}", feed.id);
        assert!(feed.url.as_str().starts_with("https://"), "{}", feed.url);
        assert!(feed.id.0.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", feed.id);
    }
}

#[test]
fn the_reference_names_every_key_with_its_default() {
    let text = std::fs::read_to_string(shipped("reference.toml")).expect("reference.toml");
    let config = read(&text).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(config.warnings, Vec::<String>::new());
    let document: toml::Table = text.parse().expect("TOML");
    for key in known_keys() {
        let table = document.get(key.table).unwrap_or_else(|| panic!("[{}] is missing", key.table));
        let table = table.as_array().map_or(table, |feeds| &feeds[0]);
        // A key that has no default may stand there as a comment: with it, the file would say something.
        let commented = format!("\n# {} = ", key.name);
        let Some(written) = table.get(key.name) else {
            assert!(key.default.is_none() && text.contains(&commented), "{} in [{}] is missing", key.name, key.table);
            continue;
        };
        if let Some(default) = key.default {
            let default: toml::Table = format!("value = {default}").parse().expect("a default");
            assert_eq!(Some(written), default.get("value"), "{} in [{}]", key.name, key.table);
        }
    }
}

#[test]
fn the_reference_explains_every_key_above_it() {
    let text = std::fs::read_to_string(shipped("reference.toml")).expect("reference.toml");
    let lines: Vec<&str> = text.lines().collect();
    for (above, line) in lines.iter().zip(lines.iter().skip(1)) {
        if line.contains(" = ") && !line.starts_with('#') {
            assert!(above.starts_with("# "), "no comment above: {line}");
        }
    }
}

#[test]
fn ages_of_pages_read_again_ascend_and_are_few() {
    let ages = |text: &str| read(&format!("[fetch]\nrecheck = {text}\n")).map(|c| c.fetch.recheck.len());
    assert_eq!(ages(r#"["1h", "6h"]"#).unwrap(), 2);
    assert_eq!(ages("[]").unwrap(), 0, "never");
    assert_eq!(read("").unwrap().fetch.recheck.len(), 3, "the default");
    let refused = |text: &str| ages(text).expect_err("a mistake").to_string();
    assert!(
        refused(r#"["6h", "1h"]"#).contains("conf/hasad.toml:2:11: recheck must ascend"),
        "{}",
        refused(r#"["6h", "1h"]"#)
    );
    assert!(refused(r#"["30s"]"#).contains("out of bounds"));
    assert!(
        refused(&format!("[{}]", (1..12).map(|n| format!("\"{n}h\"")).collect::<Vec<_>>().join(", ")))
            .contains("at most 10")
    );
}
