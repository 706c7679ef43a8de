//! Every verb, used as a person would, against a store that the program filled itself.

use super::newsroom::{Fault, Outlet, cast, first_day, morning};
use super::program::{Program, data, signal, told};
use serde_json::Value;
use std::fs;
use std::time::{Duration, Instant};

fn newsroom() -> (Vec<Outlet>, usize) {
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    let day = first_day(&outlets, morning());
    (outlets, day.texts.len())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn a_first_run_reads_everything_and_writes_the_digest() {
    let (outlets, texts) = newsroom();
    let program = Program::new(&outlets, "");
    let summary = json(&program.prints(&["run", "--once", "--json"]));
    assert_eq!(summary["polled"], outlets.len());
    assert_eq!(summary["new_articles"], texts);
    assert_eq!(summary["pending"], 0);
    let written: Vec<_> = fs::read_dir(program.file("digests")).unwrap().map(|f| f.unwrap().path()).collect();
    assert_eq!(written.len(), 3, "{written:?}");
    let told = program.prints(&["run", "--once", "--all"]);
    for word in ["polled", "unchanged", "failed", "entries", "pages", "new articles", "copies", "revisions", "pending"]
    {
        assert!(told.contains(word), "{word} in {told}");
    }
}

#[test]
fn the_store_is_read_by_every_verb() {
    let (outlets, texts) = newsroom();
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let status = json(&program.prints(&["status", "--json"]));
    assert_eq!(status["store"]["counts"]["articles"], texts);
    assert_eq!(status["feeds"].as_array().unwrap().len(), outlets.len());
    assert!(program.prints(&["status"]).contains("next poll"));
    let list = json(&program.prints(&["articles", "--limit", "0", "--json"]));
    assert_eq!(list.as_array().unwrap().len(), texts);
    let shared = json(&program.prints(&["articles", "--min-outlets", "3", "--json"]));
    let article = &shared.as_array().unwrap()[0];
    let (id, url) = (article["id"].to_string(), article["sources"][0]["url"].as_str().unwrap().to_owned());
    let shown = json(&program.prints(&["show", &id, "--json"]));
    assert_eq!(shown["title"], article["title"]);
    assert!(program.prints(&["show", &id]).contains(article["title"].as_str().unwrap()));
    let explained = program.prints(&["explain", &url]);
    assert!(explained.contains("origin") && explained.contains("jaccard"), "{explained}");
    assert_eq!(json(&program.prints(&["explain", &id, "--json"]))["article"]["id"], article["id"]);
    let other = list.as_array().unwrap().iter().find(|a| a["id"] != article["id"]).unwrap()["id"].to_string();
    let apart = program.prints(&["explain", &id, &other]);
    assert!(apart.contains("jaccard") && apart.contains("lead"), "every measure of the two is told: {apart}");
    let export = program.prints(&["export", "--format", "jsonl"]);
    assert_eq!(export.lines().count(), texts);
    for line in export.lines() {
        let line = json(line);
        for key in [
            "id",
            "title",
            "text",
            "lang",
            "published",
            "first_seen",
            "tags",
            "image",
            "story_id",
            "sources",
            "read_also",
        ] {
            assert!(line.get(key).is_some(), "{key}");
        }
    }
    assert!(program.prints(&["feeds", "list"]).contains("وكالة المدى"));
    assert_eq!(json(&program.prints(&["feeds", "list", "--json"])).as_array().unwrap().len(), outlets.len());
}

#[test]
fn a_digest_is_printed_and_written_in_every_form() {
    let (outlets, _) = newsroom();
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let digest = json(&program.prints(&["digest", "--format", "json"]));
    assert!(digest["counts"]["stories"].as_u64().unwrap() > 10);
    for (form, mark) in [("html", "dir=\"rtl\""), ("markdown", "# "), ("text", "حصاد"), ("atom", "<feed")] {
        assert!(program.prints(&["digest", "--format", form]).contains(mark), "{form}");
    }
    program.prints(&["digest", "--out", "today.html"]);
    assert!(fs::read_to_string(program.file("today.html")).unwrap().starts_with("<!DOCTYPE html>"));
    let written = program.prints(&["digest", "--out", "written/"]);
    assert_eq!(written.lines().count(), 3);
    let refused = program.run(&["digest", "--out", "today.epub"]);
    assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
    assert!(
        told(&refused).contains(".epub") && told(&refused).contains(".html") && !program.file("today.epub").exists()
    );
    program.prints(&["digest", "--out", program.file("today.atom.xml").to_str().unwrap()]);
    assert!(fs::read_to_string(program.file("today.atom.xml")).unwrap().contains("<feed"));
}

#[test]
fn a_name_that_nothing_has_is_told_with_the_nearest_and_a_feed_switched_off_has_no_next_poll() {
    let (outlets, _) = newsroom();
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let name = outlets[0].name();
    let slip: String = name.chars().skip(1).collect();
    for (option, wrong, right) in [("--outlet", slip.as_str(), name), ("--feed", "rivr", "river")] {
        let missed = program.run(&["articles", option, wrong, "--json"]);
        assert_eq!(String::from_utf8_lossy(&missed.stdout).trim(), "[]", "{}", told(&missed));
        assert!(told(&missed).contains(right), "{}", told(&missed));
    }
    let id = outlets[0].id();
    let file = program.file("hasad.toml");
    let config = fs::read_to_string(&file).unwrap();
    let off = config.replacen(&format!("id = \"{id}\"\n"), &format!("id = \"{id}\"\nenabled = false\n"), 1);
    assert_ne!(off, config);
    fs::write(&file, off).unwrap();
    let status = json(&program.prints(&["status", "--json"]));
    let feed = status["feeds"].as_array().unwrap().iter().find(|feed| feed["id"] == id).unwrap();
    assert_eq!((&feed["due_at"], &feed["due_why"]), (&Value::Null, &Value::from("switched off")));
    // One feed goes and another comes: neither is what the last start knew.
    fs::write(&file, config.replacen(&format!("id = \"{id}\"\n"), "id = \"newcomer\"\n", 1)).unwrap();
    let status = json(&program.prints(&["status", "--json"]));
    let why = |id: &str| {
        let feed = status["feeds"].as_array().unwrap().iter().find(|feed| feed["id"] == id).unwrap();
        assert_eq!(feed["due_at"], Value::Null);
        feed["due_why"].as_str().unwrap().to_owned()
    };
    assert!(why(id).contains("no longer") && why("newcomer").contains("never polled"));
    assert!(program.prints(&["status"]).contains("newcomer"));
}

#[test]
fn an_export_comes_in_again_as_the_same_articles() {
    let (outlets, texts) = newsroom();
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let mut lines = String::new();
    for article in program.prints(&["export"]).lines().map(json) {
        for source in article["sources"].as_array().unwrap() {
            let line = serde_json::json!({ "url": source["url"], "outlet": source["outlet"], "feed": source["feed"],
                "title": source["title"], "text": article["text"], "published": source["first_seen"], "authors": [], "tags": [] });
            lines.push_str(&format!("{line}\n"));
        }
    }
    let other = Program::new(&outlets, "");
    fs::write(other.file("in.jsonl"), format!("{lines}not json\n")).unwrap();
    let output = other.run(&["import", "in.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    let bad = lines.lines().count() + 1;
    assert!(told(&output).contains(&format!("in.jsonl:{bad}:")), "{}", told(&output));
    assert_eq!(json(&other.prints(&["status", "--json"]))["store"]["counts"]["articles"], texts);
    fs::write(other.file("in.jsonl"), lines).unwrap();
    assert!(
        other.prints(&["import", "in.jsonl"]).starts_with("0 new articles, 0 joined, 0 revised"),
        "importing again changes nothing"
    );
}

#[test]
fn an_archive_with_untitled_and_very_old_articles_is_imported_and_stays() {
    let (outlets, _) = newsroom();
    let program = Program::new(&outlets, "");
    let line = |path: &str, outlet: &str, title: &str| {
        format!(
            "{{\"url\":\"https://archive.example/{path}\",\"outlet\":\"{outlet}\",\"title\":\"{title}\",\"text\":\"نص {path} من الأرشيف\",\"published\":\"2011-02-03T10:00:00+03:00\"}}\n"
        )
    };
    let file = line("1", "الأرشيف", "") + &line("2", "الأرشيف", "خبر قديم") + &line("3", "", "بلا صحيفة");
    fs::write(program.file("old.jsonl"), file).unwrap();
    let output = program.run(&["import", "old.jsonl"]);
    assert!(told(&output).contains("old.jsonl:3: outlet must not be empty"), "{}", told(&output));
    program.prints(&["run", "--once"]);
    let kept = json(&program.prints(&["articles", "--until", "2012-01-01", "--limit", "0", "--json"]));
    assert_eq!(kept.as_array().unwrap().len(), 2, "retention counts from the day of the import");
}

#[test]
fn a_page_and_a_feed_are_read_from_files_pipes_and_urls() {
    let (outlets, _) = newsroom();
    let program = Program::new(&outlets, "");
    let item = outlets[7].items().remove(0);
    let article = json(&program.prints(&["extract", &outlets[7].url_of(&item.slug)]));
    assert_eq!(article["title"], item.title);
    assert_eq!(article["page_kind"], "article");
    for form in ["markdown", "text", "html"] {
        let text = program.prints(&["extract", "--format", form, &outlets[7].url_of(&item.slug)]);
        assert!(text.contains(item.paragraphs[1].split(' ').next().unwrap()), "{form}");
    }
    let lines = format!(
        "{}\n\nاقرأ أيضاً\n\nعنوان خبر آخر\n\n{}\n\nالمصدر | مجلة شرفات\n",
        item.paragraphs[0], item.paragraphs[1]
    );
    fs::write(program.file("page.txt"), lines).unwrap();
    let text = json(&program.prints(&["extract", "--input", "text", "page.txt"]));
    assert_eq!(text["text"], format!("{}\n\n{}", item.paragraphs[0], item.paragraphs[1]));
    assert_eq!(text["read_also"][0]["title"], "عنوان خبر آخر");
    assert_eq!(text["attribution"][0]["name"], "مجلة شرفات");
    let feed = fs::read_dir(data("feeds")).unwrap().map(|f| f.unwrap().path());
    let feed = feed.filter(|p| p.extension().is_some_and(|e| e == "xml")).min().expect("a feed fixture");
    let document = json(&program.prints(&["feed-parse", feed.to_str().unwrap()]));
    assert!(!document["entries"].as_array().unwrap().is_empty());
}

#[test]
fn mistakes_exit_2_before_anything_is_touched() {
    let (outlets, _) = newsroom();
    let program = Program::new(&outlets, "[digest]\nshedule = \"0 6 * * *\"\nformats = [\"pdf\"]\n");
    for verb in [&["run", "--once"][..], &["check"], &["status"], &["digest"]] {
        let output = program.run(verb);
        assert_eq!(output.status.code(), Some(2), "{verb:?}: {}", told(&output));
        assert!(told(&output).contains("hasad.toml:") && told(&output).contains("schedule"), "{}", told(&output));
    }
    assert!(!program.file("hasad.db").exists() && !program.file("digests").exists());
    assert_eq!(program.run(&["run", "--sometimes"]).status.code(), Some(2));
    let sound = Program::new(&outlets, "");
    assert!(sound.prints(&["check"]).contains("valid"));
    assert!(sound.prints(&["check", "--online"]).contains("encoding"));
    assert_eq!(sound.run(&["status"]).status.code(), Some(1), "no store yet");
    assert!(told(&sound.run(&["status"])).contains("hasad run --once"));
}

#[test]
fn a_pass_in_which_every_feed_fails_exits_1_with_the_reasons() {
    let (outlets, _) = newsroom();
    outlets.iter().for_each(|o| o.fault(Fault::Down));
    let program = Program::new(&outlets, "");
    let output = program.run(&["run", "--once"]);
    assert_eq!(output.status.code(), Some(1));
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    for outlet in &outlets {
        assert!(summary.contains(&format!("{}: ", outlet.id())), "{summary}");
    }
}

#[test]
fn a_second_writer_is_kept_out_and_readers_are_not() {
    let (outlets, _) = newsroom();
    let program = Program::new(&outlets, "");
    let mut daemon = program.daemon();
    wait_for("the daemon fills its store", || {
        program.file("hasad.db").exists() && program.run(&["status"]).status.success()
    });
    let output = program.run(&["run", "--once"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains(&daemon.id().to_string()), "{}", told(&output));
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success());
}

#[test]
fn sigterm_ends_in_order_with_a_slow_outlet_in_flight() {
    let (outlets, _) = newsroom();
    outlets[0].fault_pages(Fault::Hang);
    let program = Program::new(&outlets, "");
    let mut daemon = program.daemon();
    wait_for("pages are read", || {
        let status = program.run(&["status", "--json"]);
        status.status.success()
            && json(&String::from_utf8_lossy(&status.stdout))["store"]["counts"]["articles"].as_u64() > Some(5)
    });
    let asked = Instant::now();
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success(), "exit 0");
    assert!(asked.elapsed() < Duration::from_secs(20));
    outlets[0].recover();
    program.prints(&["run", "--once", "--all"]);
    let texts = json(&program.prints(&["status", "--json"]));
    assert_eq!(texts["store"]["queue"]["pending"], 0, "what was in flight was left pending and is done now");
}

/// Waits for something that must come, for half a minute at most.
pub fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let started = Instant::now();
    while !happened() {
        assert!(started.elapsed() < Duration::from_secs(30), "{what}: it did not happen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_help_teaches_and_the_manual_and_completions_are_there() {
    let program = Program::new(&[], "");
    let help = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_hasad")).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(help(&["--help"]).contains("hasad run --once"));
    for verb in ["run", "check", "feed-parse", "extract", "articles", "explain", "digest", "export", "import"] {
        assert!(help(&[verb, "--help"]).contains("hasad "), "{verb} has an example");
    }
    for verb in ["discover", "import", "export"] {
        assert!(help(&["feeds", verb, "--help"]).contains(&format!("hasad feeds {verb} ")), "{verb} has an example");
    }
    assert!(program.prints(&["completions", "bash"]).contains("hasad"));
    let man = program.prints(&["man"]);
    for section in [".TH hasad", ".SH \"HASAD FEEDS DISCOVER\"", "simulate", ".SH \"EXIT STATUS\"", ".SH FILES"] {
        assert!(man.contains(section), "{section}");
    }
}

/// Two outlets print one agency text, a third reports something else: one pair is right to be joined, one is labelled wrongly.
#[test]
fn evaluate_tells_precision_recall_and_every_error() {
    let program = Program::new(&[], "");
    let text = "افتتح مجلس البلدة الجسر الخشبي الجديد فوق الوادي بعد عامين من العمل، وعبره أول الأمر تلاميذ المدرسة القريبة ثم عربات \
                المزارعين المحملة بالتين، وقال رئيس المجلس إن الجسر القديم سيبقى للمشاة وحدهم حتى نهاية الموسم الزراعي المقبل";
    let another = "سجل فريق السباحة في النادي الساحلي رقما جديدا في سباق الزوارق الصغيرة، وأهدى المدرب الفوز إلى الصيادين الذين تبرعوا بثمن \
                   المجاديف، وينتظر الفريق دعوة من الاتحاد إلى معسكر الشتاء في الجبال حيث تتجمد البحيرة";
    let line = |outlet: &str, text: &str| {
        format!(
            "{}\n",
            serde_json::json!({"url": format!("https://{outlet}.example/1"), "outlet": outlet, "title": "خبر", "text": text,
                "published": "2026-11-23T08:00:00+03:00"})
        )
    };
    let articles = line("a", text) + &line("b", &format!("{text} كما أفاد مراسلنا.")) + &line("c", another);
    fs::write(program.file("articles.jsonl"), articles).unwrap();
    let pair = |a: &str, b: &str, merge: bool| {
        format!(
            "{}\n",
            serde_json::json!({"a": format!("https://{a}.example/1"), "b": format!("https://{b}.example/1"), "merge": merge})
        )
    };
    fs::write(program.file("pairs.jsonl"), pair("a", "b", true) + &pair("a", "c", false) + &pair("b", "c", true))
        .unwrap();
    let told = program.prints(&["evaluate", "pairs.jsonl", "articles.jsonl"]);
    assert!(told.contains("precision 1.000") && told.contains("recall 0.500"), "{told}");
    assert!(told.contains("https://c.example/1"), "the error is told with its pair: {told}");
}
