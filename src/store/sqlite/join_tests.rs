//! Tests of joining two articles.

use super::corrections::resolve;
use super::join::{Joining, join};
use super::memory::Memory;
use super::{connection, record};
use crate::article::{ArticleId, ArticleUrl, Block, BlockKind, Extracted, Outlet, Relation};
use crate::dedup::Fingerprint;
use crate::store::{Arrival, StoreError};
use crate::story::Terms;
use chrono::{DateTime, TimeDelta};
use rusqlite::Connection;

const TEXTS: [&str; 3] = [
    "أعلن مرصد الزلازل أن هزة خفيفة ضربت السهل الشرقي فجر اليوم ولم تسفر عن إصابات وأضاف أن السكان شعروا بها في ثلاث قرى قريبة من النهر",
    "فاز فريق المدرسة الثانوية بكأس الشطرنج بعد مباراة طويلة امتدت خمس ساعات وقال المدرب إن الفتيان تدربوا كل مساء طوال الشتاء الماضي في المكتبة",
    "بدأت شركة المياه حفر بئر جديدة عند سفح الجبل لتزويد الحي الغربي وقالت إن العمل سينتهي قبل الصيف وإن الشبكة القديمة ستستبدل على مراحل",
];

fn store() -> (tempfile::TempDir, Connection, Memory) {
    let dir = tempfile::tempdir().unwrap();
    let db = connection::open_writer(&dir.path().join("join.db"), true).unwrap();
    let memory = Memory::load(&db).unwrap();
    (dir, db, memory)
}

fn arrive(db: &Connection, memory: &mut Memory, outlet: &str, path: &str, text: &str) {
    let url = ArticleUrl::parse(&format!("https://news.example/{path}")).unwrap();
    let seen = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let arrival = Arrival {
        watch: None,
        entry: None,
        entry_hash: 0,
        feed: None,
        outlet: Outlet(outlet.to_owned()),
        section: None,
        key: url.key(),
        aliases: vec![ArticleUrl::parse(&format!("https://news.example/short/{path}")).unwrap()],
        url,
        landed: None,
        extracted: Extracted {
            title: Some(format!("عنوان {path}")),
            blocks: vec![Block { kind: BlockKind::Paragraph, text: text.to_owned() }],
            ..Extracted::default()
        },
        fingerprint: Fingerprint::of(path, text),
        terms: Terms::of("", text),
        page: None,
        reading: None,
        partial: false,
        announced: None,
        seen,
        added: seen,
    };
    record::record(db, memory, &arrival).unwrap();
}

fn joining(keep: i64, gone: i64) -> Joining<'static> {
    Joining { keep: ArticleId(keep), gone: ArticleId(gone), similarity: 0.5, evidence: "joined by a test" }
}

fn number(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn everything_moves_and_both_numbers_lead_to_what_stays() {
    let (_dir, db, mut memory) = store();
    for (number, text) in TEXTS.iter().enumerate() {
        arrive(&db, &mut memory, &format!("صحيفة {number}"), &number.to_string(), text);
    }
    arrive(&db, &mut memory, "وكالة", "copy", TEXTS[1]);
    db.execute("INSERT INTO excerpts VALUES (3, 2, 0.8, 'part')", []).unwrap();
    db.execute("INSERT INTO excerpts VALUES (2, 1, 0.8, 'part')", []).unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM articles"), 3);

    assert!(join(&db, &mut memory, joining(1, 2)).unwrap());
    assert_eq!(number(&db, "SELECT count(*) FROM articles"), 2);
    let sources: Vec<(String, String, String)> = db
        .prepare("SELECT outlet, relation, evidence FROM sources WHERE article_id = 1 ORDER BY id")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let relations: Vec<(&str, &str)> = sources.iter().map(|s| (s.0.as_str(), s.1.as_str())).collect();
    assert_eq!(relations, [("صحيفة 0", "origin"), ("صحيفة 1", "copy"), ("وكالة", "copy")]);
    assert!(sources[1].2.ends_with("; joined by a test") && !sources[0].2.contains("joined by"), "{sources:?}");
    assert_eq!(number(&db, "SELECT count(*) FROM versions WHERE article_id = 1"), 2);
    assert_eq!(number(&db, "SELECT count(*) FROM copies WHERE article_id = 1"), 1, "the former canonical text vouches");
    assert_eq!(number(&db, "SELECT count(*) FROM excerpts WHERE article_id = 3 AND whole_id = 1"), 1);
    assert_eq!(number(&db, "SELECT count(*) FROM excerpts"), 1, "an article is no excerpt of itself");
    assert_eq!(number(&db, "SELECT count(*) FROM sketch WHERE article_id = 2"), 0);
    assert_eq!(number(&db, "SELECT count(*) FROM stories"), 2, "its story lost its only article");

    assert!(join(&db, &mut memory, joining(3, 1)).unwrap());
    for id in 1..=3 {
        assert_eq!(resolve(&db, ArticleId(id)).unwrap(), ArticleId(3), "no chains");
    }
    assert!(!join(&db, &mut memory, joining(2, 1)).unwrap(), "they are one already");
    // A text of the articles that went is known, exactly and by its address.
    arrive(&db, &mut memory, "إذاعة", "again", TEXTS[0]);
    assert_eq!(number(&db, "SELECT count(*) FROM articles"), 1);
    assert_eq!(number(&db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#[test]
fn a_later_text_of_an_outlet_that_carried_both_is_a_revision() {
    let (_dir, db, mut memory) = store();
    arrive(&db, &mut memory, "صحيفة", "a", TEXTS[0]);
    arrive(&db, &mut memory, "صحيفة", "b", TEXTS[1]);
    join(&db, &mut memory, joining(1, 2)).unwrap();
    let relation: String = db.query_row("SELECT relation FROM sources WHERE id = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(relation, Relation::Revision.as_str());
}

#[test]
fn an_unknown_article_is_refused_before_anything_moves() {
    let (_dir, db, mut memory) = store();
    arrive(&db, &mut memory, "صحيفة", "a", TEXTS[0]);
    for (keep, gone) in [(1, 9), (9, 1)] {
        let refused = join(&db, &mut memory, joining(keep, gone));
        assert!(matches!(&refused, Err(StoreError::Unsupported(why)) if why.contains("no article 9")), "{refused:?}");
    }
    assert_eq!(number(&db, "SELECT count(*) FROM sources WHERE article_id = 1"), 1);
}
