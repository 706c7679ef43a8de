//! Tests of opening a store that an earlier version made.

use super::SqliteStore;
use super::connection::schema_version;
use crate::store::{ArticleFilter, Store};
use rusqlite::Connection;

#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date_with_all_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("schema.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO articles (id, title, blocks, authors, tags, time, first_seen, added_at, story_why, fingerprint, text_hash,
                               title_words, words, terms, sketched)
         VALUES (7, 'ترميم القلعة', '[{\"kind\":\"paragraph\",\"text\":\"بدأ ترميم القلعة.\"}]', '[]', '[]', 0, 0, 0, 'opened it', 1, x'00',
                 x'', x'', x'', 1);
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    let store = SqliteStore::open(&path).unwrap();
    let articles = store.articles(ArticleFilter::default()).await.unwrap();
    assert_eq!(articles.iter().map(|a| (a.id.0, a.title.as_str())).collect::<Vec<_>>(), [(7, "ترميم القلعة")]);
    drop(store);
    assert_eq!(schema_version(&Connection::open(&path).unwrap()).unwrap(), 9);
}
