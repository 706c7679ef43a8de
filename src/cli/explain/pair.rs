//! `hasad explain A B`: every measure between two articles, and what the decision makes of them.

use super::super::{Failure, Outcome, print, print_json};
use crate::article::ArticleId;
use crate::dedup::correction::Said;
use crate::dedup::{SAME_FROM, terms};
use crate::store::{Compared, Store};
use std::fmt::Write;

pub(super) async fn run(store: &dyn Store, one: &str, other: &str, json: bool) -> Outcome {
    let (a, b) = (named(store, one).await?, named(store, other).await?);
    if a == b {
        return Err(Failure::Failed(format!(
            "{one} and {other} are one article, {a}: `hasad explain {a}` tells why each source was put there"
        )));
    }
    let compared = store.compared(a, b).await?.ok_or_else(|| {
        Failure::Failed(format!("{a} and {b} cannot be compared: a fingerprint is of an older version of Hasad"))
    })?;
    if json {
        return print_json(&as_json(a, b, &compared));
    }
    print(&told(a, b, &compared))
}

async fn named(store: &dyn Store, what: &str) -> Result<ArticleId, Failure> {
    let found = match what.parse::<i64>() {
        Ok(id) => store.article(ArticleId(id)).await?.map(|article| article.id),
        Err(_) => store.article_of_url(what.to_owned()).await?,
    };
    found.ok_or_else(|| Failure::Failed(format!("nothing is known of {what:?}: it is no article")))
}

fn as_json(a: ArticleId, b: ArticleId, compared: &Compared) -> serde_json::Value {
    let (c, judged) = (&compared.comparison, &compared.judgement);
    let terms: Vec<serde_json::Value> =
        terms(c).iter().map(|t| serde_json::json!({ "name": t.name, "value": t.value, "weight": t.weight })).collect();
    serde_json::json!({
        "a": a, "b": b, "same": judged.same, "excerpt": judged.excerpt, "rule": judged.rule.as_str(),
        "correction": compared.said.map(|(number, said)| serde_json::json!({ "number": number, "said": said.as_str() })),
        "likeness": judged.likeness, "same_from": SAME_FROM, "shared_sketch_values": compared.shared_sketch_values,
        "terms": terms, "jaccard": c.jaccard, "shorter_covered": c.shorter_covered, "longer_covered": c.longer_covered,
        "front_covered": c.front_covered, "lead_low": c.lead_low, "lead_high": c.lead_high, "rare_words": c.rare_words,
        "title_shared": c.title_shared, "pieces": c.pieces,
        "title_numbers_agree": c.title_numbers_agree, "shorter_words": c.shorter_words, "longer_words": c.longer_words,
        "hours_apart": c.hours_apart, "same_outlet": c.same_outlet
    })
}

fn told(a: ArticleId, b: ArticleId, compared: &Compared) -> String {
    let (c, judged) = (&compared.comparison, &compared.judgement);
    let mut out = String::new();
    let verdict = match (judged.same, judged.excerpt) {
        (true, _) => "would be one article",
        (false, true) => "two articles; the shorter is an excerpt of the longer",
        (false, false) => "two articles",
    };
    let _ = writeln!(out, "{a} and {b}: {verdict} (rule {})", judged.rule.as_str());
    if let Some((number, said)) = compared.said {
        let said = if said == Said::Together { "that they are one article" } else { "that they are two articles" };
        let _ = writeln!(out, "correction {number} says {said}: it holds, whatever the measures below say");
    }
    let _ = writeln!(out, "likeness {:.2}, one article from {SAME_FROM:.2}", judged.likeness);
    let _ = writeln!(out, "\n{:>7} {:>7} {:>7}  measure", "value", "weight", "adds");
    for term in terms(c) {
        let adds = term.value * term.weight;
        let _ = writeln!(out, "{:>7.2} {:>7.2} {adds:>+7.2}  {}", term.value, term.weight, term.name);
    }
    let _ = writeln!(out, "\n{c}");
    let found = match compared.shared_sketch_values {
        0 => "the texts share no sketch value: neither would have been looked at for the other".to_owned(),
        shared => format!("the texts share {shared} sketch values"),
    };
    let _ = writeln!(out, "{found}");
    out
}
