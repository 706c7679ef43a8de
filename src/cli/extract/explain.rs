//! `hasad extract --explain`: the reasons as tables.

use crate::cli::table::{Table, foreign};
use crate::cli::{Outcome, print as print_text, print_json};
use crate::page::Explanation;
use std::fmt::Write as _;

/// Characters shown of a block and of a value.
const SHOWN: usize = 60;

pub(super) fn print(explanation: &Explanation, json: bool) -> Outcome {
    if json {
        return print_json(explanation);
    }
    let article = &explanation.article;
    let kept = explanation.blocks.iter().filter(|b| b.kept).count();
    let mut out =
        format!("page: {:?}, {} blocks, {kept} kept\n", article.page_kind, explanation.blocks.len()).to_lowercase();
    if let Some(rules) = &explanation.site_rules {
        let used = if rules.decided_body { "decided the body" } else { "did not decide the body" };
        let _ = writeln!(out, "rules: {} ({}), {used}\n", rules.site, rules.origin);
        let mut table = Table::new(&["rule", "matches", "selector", "value"]);
        for rule in &rules.rules {
            let value = rule.value.as_deref().map_or_else(|| "-".to_owned(), |v| foreign(v, SHOWN));
            table.row(vec![rule.role.to_owned(), rule.matches.to_string(), rule.selector.clone(), value]);
        }
        out.push_str(&table.render());
    }
    out.push('\n');
    let mut fields = Table::new(&["field", "", "said by", "value"]);
    for field in &explanation.fields {
        let value = field.value.as_deref().map_or_else(|| "-".to_owned(), |v| foreign(v, SHOWN));
        let from = field.from.clone().unwrap_or_else(|| "-".to_owned());
        fields.row(vec![field.field.to_owned(), "chosen".to_owned(), from, value]);
        for witness in &field.witnesses {
            let agrees = if witness.agrees { "agrees" } else { "differs" };
            fields.row(vec![String::new(), agrees.to_owned(), witness.source.clone(), foreign(&witness.value, SHOWN)]);
        }
    }
    out.push_str(&fields.render());
    out.push('\n');
    let mut blocks = Table::new(&["block", "", "chars", "links", "score", "form", "path", "hints", "why", "text"]);
    for b in &explanation.blocks {
        blocks.row(vec![
            b.number.to_string(),
            if b.kept { "keep" } else { "drop" }.to_owned(),
            b.chars.to_string(),
            format!("{:.0}%", b.link_density * 100.0),
            format!("{:.0}", b.score),
            b.form.clone(),
            b.path.clone(),
            if b.hints.is_empty() { "-".to_owned() } else { b.hints.join(",") },
            b.label.as_ref().map_or_else(|| b.reason.clone(), |label| format!("{} [{label}]", b.reason)),
            foreign(&b.text, SHOWN),
        ]);
    }
    out.push_str(&blocks.render());
    for remark in &article.remarks {
        let _ = writeln!(out, "remark {}: {}", remark.code, foreign(&remark.detail, 200));
    }
    print_text(&out)
}
