//! Two processes on one store: one article a text whoever is first, and one daemon only.

use super::command_line::wait_for;
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, generate_sized};
use super::program::{Program, signal, told};
use super::store::{LONG, arrival};
use hasad::store::sqlite::SqliteStore;
use hasad::store::{ArticleFilter, Recorded, Store};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

const ROUNDS: usize = 1_000;

/// An import that is fed a line at a time and answers each.
struct Feeder {
    child: Child,
    input: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Feeder {
    fn start(program: &Program) -> Self {
        let mut child = program.command(&["import", "-", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { input: child.stdin.take(), child, answers }
    }

    fn feed(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(line.as_bytes()).unwrap();
        input.flush().unwrap();
    }

    fn answer(&mut self) -> Value {
        serde_json::from_str(&self.answers.next().expect("an answer a line").unwrap()).unwrap()
    }

    /// Ends the input; the totals come last.
    fn finish(mut self) -> Value {
        drop(self.input.take());
        let totals = self.answer();
        let output = self.child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        totals
    }
}

fn line(outlet: &str, item: &NewsItem, more: &str) -> String {
    let text = format!("{} {more}", item.paragraphs.join("\n"));
    let line = json!({"url": format!("https://{outlet}.example/{}", item.slug), "outlet": outlet, "title": item.title,
        "text": text, "published": item.published.to_rfc3339()});
    format!("{line}\n")
}

#[test]
fn two_processes_inserting_one_text_at_one_moment_make_one_article_with_two_sources() {
    let program = Program::new(&[], "");
    let (mut one, mut other) = (Feeder::start(&program), Feeder::start(&program));
    let mut first = [0_usize; 2];
    for (round, item) in generate_sized(ROUNDS, 77, 900).iter().enumerate() {
        // Every other round the second text is edited: a copy, not the same hash.
        let edit = if round % 2 == 0 { "" } else { "كما أفاد مراسلنا." };
        one.feed(&line("one", item, ""));
        other.feed(&line("other", item, edit));
        let answers = [one.answer(), other.answer()];
        assert_eq!(answers[0]["article"], answers[1]["article"], "round {round}: {answers:?}");
        let outcomes = answers.each_ref().map(|a| a["outcome"].as_str().unwrap());
        let winner = outcomes.iter().position(|o| *o == "new").unwrap_or_else(|| panic!("round {round}: {answers:?}"));
        assert_eq!(outcomes[1 - winner], "copy", "round {round}");
        first[winner] += 1;
    }
    let (one, other) = (one.finish(), other.finish());
    assert_eq!(one["new"].as_u64().unwrap() + other["new"].as_u64().unwrap(), ROUNDS as u64);
    let articles: Vec<Value> =
        program.prints(&["export"]).lines().map(|article| serde_json::from_str(article).unwrap()).collect();
    assert_eq!(articles.len(), ROUNDS);
    assert!(articles.iter().all(|a| a["sources"].as_array().unwrap().len() == 2));
    assert!(first.iter().all(|wins| *wins > 0), "it was a race: {first:?}");
}

#[test]
fn an_import_writes_beside_a_daemon_and_a_second_daemon_is_refused_by_number() {
    let outlets = [Outlet::start(OutletStyle::new("outlet", "جريدة", Layout::WordPress))];
    generate(4, 5).into_iter().for_each(|item| outlets[0].publish(item));
    let program = Program::new(&outlets, "");
    let mut daemon = program.daemon();
    let articles = || -> u64 {
        let status = program.run(&["status", "--json"]);
        let status: Value = serde_json::from_slice(&status.stdout).unwrap_or_default();
        status["store"]["counts"]["articles"].as_u64().unwrap_or(0)
    };
    wait_for("the daemon reads its outlet", || articles() == 4);
    let second = program.run(&["run", "--once"]);
    assert!(!second.status.success());
    assert!(told(&second).contains(&format!("process {}", daemon.id())), "{}", told(&second));
    let corpus: String = generate_sized(300, 6, 900).iter().map(|item| line("archive", item, "")).collect();
    std::fs::write(program.file("corpus.jsonl"), corpus).unwrap();
    assert!(program.prints(&["import", "corpus.jsonl"]).starts_with("300 new articles"));
    assert_eq!(articles(), 304);
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_writer_remembers_follows_what_another_wrote_and_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    let daemon = SqliteStore::open(&path).unwrap();
    let beside = SqliteStore::open_beside(&path).unwrap();
    // Words tell something where there are other articles.
    for item in generate_sized(12, 8, 900) {
        daemon.record(arrival("وكالة", &item.slug, &item.title, &item.paragraphs.join("\n"))).await.unwrap();
    }
    let Recorded::New(first) = daemon.record(arrival("الأولى", "souq", "افتتاح سوق الحرفيين", LONG)).await.unwrap()
    else {
        panic!("a new article")
    };
    // Another report of the event: the story that it joins was opened by the other writer.
    let report = "زار مئات السكان سوق الحرفيين المغطاة التي افتتحتها البلدية في المدينة القديمة بعد ترميم السقف الخشبي والنوافير وأرصفة الحجر، \
        واشترى كثير منهم الفخار والنحاس والزجاج المنفوخ";
    let Recorded::New(second) =
        beside.record(arrival("الثانية", "visit", "إقبال على سوق الحرفيين", report)).await.unwrap()
    else {
        panic!("another text")
    };
    let story = |article: Option<hasad::article::StoredArticle>| article.unwrap().story_id.unwrap();
    let opened = story(beside.article(first).await.unwrap());
    assert_eq!(story(beside.article(second).await.unwrap()), opened);
    // The daemon drops everything, the story too: the other writer must not put an article there any more.
    let far = super::store::now() + chrono::TimeDelta::days(400);
    let kept = chrono::TimeDelta::days(1);
    assert_eq!(daemon.prune(far, kept, kept).await.unwrap().stories, 13);
    assert!(beside.articles(ArticleFilter::default()).await.unwrap().is_empty());
    let again = beside.record(arrival("الثالثة", "visit-3", "إقبال على سوق الحرفيين", report)).await.unwrap();
    assert!(matches!(again, Recorded::New(_)), "{again:?}");
    let kept = beside.record(arrival("الرابعة", "souq-4", "افتتاح سوق الحرفيين", LONG)).await.unwrap();
    assert!(matches!(kept, Recorded::New(_)), "{kept:?}");
}
