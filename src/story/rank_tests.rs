//! What a story weighs, in cases an editor would agree with.

use super::score;
use crate::article::{ArticleId, Attribution, Block, BlockKind, Outlet, Relation, Source, StoredArticle};
use chrono::DateTime;

pub(in crate::story) fn article(id: i64, title: &str, text: &str, carriers: &[&str]) -> StoredArticle {
    let source = |(at, outlet): (usize, &&str)| Source {
        outlet: Outlet((*outlet).to_owned()),
        feed: None,
        url: format!("https://{at}.example/{id}"),
        title: title.to_owned(),
        published: None,
        first_seen: DateTime::UNIX_EPOCH,
        last_seen: DateTime::UNIX_EPOCH,
        relation: if at == 0 { Relation::Origin } else { Relation::Copy },
        similarity: 1.0,
        attribution: Vec::new(),
        evidence: String::new(),
    };
    StoredArticle {
        id: ArticleId(id),
        title: title.to_owned(),
        blocks: vec![Block { kind: BlockKind::Paragraph, text: text.to_owned() }],
        lang: None,
        published: None,
        first_seen: DateTime::UNIX_EPOCH,
        authors: Vec::new(),
        tags: Vec::new(),
        section: None,
        image: None,
        story_id: None,
        story_why: String::new(),
        versions: 1,
        sources: carriers.iter().enumerate().map(source).collect(),
        text_from: None,
        excerpt_of: None,
        read_also: Vec::new(),
        linked_from: Vec::new(),
    }
}

fn crediting(mut article: StoredArticle, agency: &str) -> StoredArticle {
    let credit = Attribution { name: agency.to_owned(), agency: Some(agency.to_owned()), raw: String::new() };
    article.sources[0].attribution.push(credit);
    article
}

fn carried(id: i64, carriers: &[&str]) -> StoredArticle {
    article(id, "عنوان", "نص", carriers)
}

#[test]
fn one_wire_text_in_nine_outlets_is_less_than_four_own_texts() {
    let wire = carried(1, &["أ", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ"]);
    let own: Vec<_> = ["أ", "ب", "ت", "ث"].iter().enumerate().map(|(i, o)| carried(i as i64, &[o])).collect();
    assert_eq!(score(&[wire]), 3.0);
    assert_eq!(score(&own), 4.0);
}

#[test]
fn one_outlet_counts_once_however_much_it_writes() {
    let live: Vec<_> = (0..40).map(|i| carried(i, &["قناة"])).collect();
    assert_eq!(score(&live[..3]), 1.2);
    assert_eq!(score(&live), 1.5);
    assert!(score(&live) < score(&[carried(1, &["قناة"]), carried(2, &["صحيفة"])]));
}

#[test]
fn an_outlet_twice_among_the_sources_is_one() {
    assert_eq!(score(&[carried(1, &["أ", "أ", "ب", "ب"])]), 1.25);
}

#[test]
fn two_rewrites_of_one_agency_are_one_voice() {
    let rewrites = [crediting(carried(1, &["أ"]), "AFP"), crediting(carried(2, &["ب"]), "AFP")];
    assert_eq!(score(&rewrites), 1.35);
    let different = [crediting(carried(1, &["أ"]), "AFP"), crediting(carried(2, &["ب"]), "Reuters")];
    assert_eq!(score(&different), 2.0);
}

#[test]
fn an_outlets_own_report_counts_beside_the_wire_text_it_carried_too() {
    let wire = crediting(carried(1, &["أ", "ب"]), "AFP");
    let own = carried(2, &["ب"]);
    assert_eq!(score(&[wire.clone(), own.clone()]), 2.0);
    assert_eq!(score(&[own, wire]), 2.0);
}

#[test]
fn nothing_weighs_nothing() {
    assert_eq!(score(&[]), 0.0);
    assert!(score(&[carried(1, &[])]) < 1.0);
}
