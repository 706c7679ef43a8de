//! The headline: what the page shows, checked against what its head says.

mod shown;

use super::json_ld::JsonLd;
use super::key;
use crate::page::blocks::{Form, Stream};
use crate::page::labels::label_of;
use shown::{line_above_text, names_a_site, only_heading_above_text, short_heading};

/// Longest headline in characters.
const MAX_TITLE: usize = 400;
/// Marks that part a headline from the outlet's name, with the blanks around them.
const SEPARATORS: [&str; 10] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " : ", " ‹ ", " • "];

/// The headline and where it stands.
#[derive(Debug, Clone, Default)]
pub(in crate::page) struct Title {
    /// The headline.
    pub text: Option<String>,
    /// The block that shows it, when one does.
    pub block: Option<usize>,
    /// Whether the page's head names no headline that the page shows.
    pub disagrees: bool,
}

/// A heading as shown: blocks of one element joined.
struct Heading {
    text: String,
    block: usize,
    level: u8,
}

/// Finds the headline of a page.
pub(in crate::page) fn find(stream: &Stream, ld: &JsonLd, outlets: &[String]) -> Title {
    let witnesses = witnesses(stream, ld);
    let headings = headings(stream);
    if let Some(heading) = first_matching(&headings, &witnesses) {
        let text = without_date(heading, &witnesses);
        return Title { text: Some(text), block: Some(heading.block), disagrees: false };
    }
    if let Some(witness) = witnesses.first() {
        let found = within_heading(&headings, &witnesses).or_else(|| shown_whole(stream, witness));
        if let Some(title) = found.or_else(|| short_heading(stream, &headings, &witnesses, outlets)) {
            return title;
        }
        let text = without_outlet(&witness.0, outlets);
        let block = block_of(stream, &text);
        if let Some(title) = shown_part(stream, &witness.0).filter(|_| block.is_none()) {
            return title;
        }
        let h1 = headings.iter().find(|h| h.level == 1 && key(&h.text).chars().count() > 20);
        if h1.is_none()
            && block.is_none()
            && names_a_site(&witness.0)
            && let Some(title) = line_above_text(stream)
        {
            return title;
        }
        return match h1 {
            // A head that says something else on every page is furniture: the only headline shown is the article's.
            Some(h1) if block.is_none() && headings.iter().filter(|h| h.level == 1).count() == 1 => {
                Title { text: Some(h1.text.clone()), block: Some(h1.block), disagrees: true }
            }
            _ if block.is_none() => {
                only_heading_above_text(stream, &headings).unwrap_or(Title { text: Some(text), block, disagrees: true })
            }
            _ => Title { text: Some(text), block, disagrees: false },
        };
    }
    // A smaller heading is the headline only above the text; below it, it is another article's or a part's.
    let text = stream.blocks.iter().position(|b| b.is_prose() && b.chars >= 60).unwrap_or(usize::MAX);
    let is_logo = |h: &Heading| stream.first_href(h.block).is_some_and(|href| href.trim_end_matches('/').is_empty());
    let shown = headings.into_iter().filter(|h| !is_logo(h) && (h.level == 1 || h.block < text));
    let shown = shown.filter(|h| key(&h.text).chars().count() > 8);
    let shown = shown.min_by_key(|h| (h.level, h.block));
    shown.map_or_else(|| first_line(stream), |h| Title { text: Some(h.text), block: Some(h.block), disagrees: false })
}

/// The headline that a rule of the site names in place of the one found; never the outlet's own name.
pub(in crate::page) fn ruled(stream: &Stream, found: Title, values: &[String], outlets: &[String]) -> Title {
    let fits = |text: &&String| text.chars().count() <= MAX_TITLE && !outlets.iter().any(|o| key(o) == key(text));
    let Some(text) = values.iter().find(fits).map(|t| without_outlet(t, outlets)) else { return found };
    let wanted = key(&text);
    if wanted.is_empty() || found.text.as_deref().is_some_and(|t| key(t) == wanted) {
        return found;
    }
    let block = block_of(stream, &text);
    Title { text: Some(text), block: block.or(found.block), disagrees: false }
}

/// The first block that is `text` and nothing more.
fn block_of(stream: &Stream, text: &str) -> Option<usize> {
    let wanted = key(text);
    let near = text.chars().count() * 2 / 3..text.chars().count() * 3 / 2 + 4;
    stream.blocks.iter().position(|b| near.contains(&b.chars) && key(&b.text) == wanted)
}

/// A heading as shown, but for a date or a count that stands behind the headline in its element.
fn without_date(heading: &Heading, witnesses: &[(String, String)]) -> String {
    let named = witnesses.iter().find(|(text, _)| {
        let rest = heading.text.strip_prefix(text.as_str()).map(str::trim);
        rest.is_some_and(|rest| rest.contains(char::is_numeric) && (1..=6).contains(&rest.split_whitespace().count()))
    });
    named.map_or_else(|| heading.text.clone(), |(text, _)| text.clone())
}

/// A heading that holds what the head names, with a kicker before it or a date behind it. What a mark joins to the headline
/// (`فيديو.. …`, `الوزير: …`) is part of it.
fn within_heading(headings: &[Heading], witnesses: &[(String, String)]) -> Option<Title> {
    let first: Vec<&Heading> = headings.iter().filter(|h| h.level == 1).collect();
    let ([heading], shown) = (first.as_slice(), key(&first.first()?.text)) else { return None };
    let named = witnesses.iter().find(|(_, named)| {
        named.chars().count() >= 16
            && named.len() * 2 > shown.len()
            && shown != *named
            && shown.ends_with(named.as_str())
    })?;
    let before = heading.text.len().checked_sub(named.0.len()).and_then(|end| heading.text.get(..end))?.trim_end();
    let kicker = (1..=4).contains(&before.split_whitespace().count()) && before.ends_with(char::is_alphanumeric);
    kicker.then(|| Title { text: Some(named.0.clone()), block: Some(heading.block), disagrees: false })
}

/// The witness as a line of the page, its dashes and all: then none of it is the outlet's name.
fn shown_whole(stream: &Stream, (named, _): &(String, String)) -> Option<Title> {
    let block = block_of(stream, named).filter(|_| SEPARATORS.iter().any(|s| named.contains(s)))?;
    Some(Title { text: Some(stream.blocks[block].text.clone()), block: Some(block), disagrees: false })
}

/// The longest part of the witness, between its dashes and bars, that stands on the page as a line above the text: the rest is
/// the outlet's name or a section's, whether known or not.
fn shown_part(stream: &Stream, named: &str) -> Option<Title> {
    let cuts = SEPARATORS.iter().flat_map(|s| named.match_indices(s).map(|(at, s)| (at, at + s.len())));
    let sides = cuts.flat_map(|(end, start)| [&named[..end], &named[start..]]).take(12);
    let mut parts: Vec<&str> = sides.filter(|p| p.split_whitespace().count() >= 4).collect();
    parts.sort_by_key(|part| usize::MAX - part.len());
    let block = parts.iter().find_map(|part| block_of(stream, part))?;
    let text = stream.blocks[block].text.clone();
    Some(Title { text: Some(crate::text::clean::line(&text, MAX_TITLE)), block: Some(block), disagrees: false })
}

/// The highest heading that a witness names; of several of one rank the longest, then the first. Keys are dear, and most
/// pages are decided by their only heading of the first rank.
fn first_matching<'h>(headings: &'h [Heading], witnesses: &[(String, String)]) -> Option<&'h Heading> {
    (1..=6).find_map(|level| {
        let of_level = headings.iter().filter(|h| h.level == level).map(|h| (h, key(&h.text)));
        let matched = of_level.filter(|(_, shown)| witnesses.iter().any(|(_, named)| is_part_of(shown, named)));
        matched.min_by_key(|(h, shown)| (usize::MAX - shown.len(), h.block)).map(|(h, _)| h)
    })
}

/// What the head of the page calls the article, the most dependable first; with the key of each.
fn witnesses(stream: &Stream, ld: &JsonLd) -> Vec<(String, String)> {
    let head = &stream.head;
    let metas = ["og:title", "twitter:title", "headline", "dc.title", "title"].iter().filter_map(|m| head.meta(m));
    let all = ld.headline.as_deref().filter(|_| ld.is_article).into_iter().chain(metas).chain([head.title.as_str()]);
    let clean = |t: &str| crate::text::clean::line(&unescape(t), MAX_TITLE);
    all.map(clean).map(|t| (key(&t), t)).filter(|(k, _)| k.chars().count() >= 6).map(|(k, t)| (t, k)).collect()
}

/// Resolves the few references that pages escape twice in their heads.
pub(in crate::page) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&amp;", "&"),
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&laquo;", "«"),
        ("&raquo;", "»"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&hellip;", "…"),
        ("&#8230;", "…"),
    ]
    .iter()
    .fold(text.to_owned(), |t, (from, to)| t.replace(from, to))
}

fn headings(stream: &Stream) -> Vec<Heading> {
    let mut out: Vec<Heading> = Vec::new();
    let mut last_node = usize::MAX;
    let stated: Vec<usize> =
        stream.facts.iter().filter(|f| f.name.split(' ').any(|n| n == "headline")).map(|f| f.block).collect();
    for (at, block) in stream.blocks.iter().enumerate() {
        let titled = stream.is_titled(block);
        let level = match block.form {
            Form::Heading(level) => level,
            _ if stated.contains(&at) => 2,
            _ if titled && !block.is_link() => 4,
            _ => continue,
        };
        if block.chars > MAX_TITLE {
            continue;
        }
        match out.last_mut() {
            Some(last) if last_node == block.node && last.block + 1 == at => {
                last.text = format!("{} {}", last.text, block.text);
            }
            _ => out.push(Heading { text: block.text.clone(), block: at, level }),
        }
        last_node = block.node;
        if out.len() >= 200 {
            break;
        }
    }
    for heading in &mut out {
        heading.text = crate::text::clean::line(&heading.text, MAX_TITLE);
    }
    out
}

/// Whether the shown heading is what the witness names, or is inside it with the outlet's name around.
fn is_part_of(shown: &str, named: &str) -> bool {
    if shown == named {
        return true;
    }
    let long = shown.chars().count();
    let of = named.chars().count();
    // The outlet's own name is inside every title too; a headline is most of it.
    (long >= 12 && long * 2 >= of && named.contains(shown))
        // Heads cut long headlines off.
        || (of >= 20 && long <= of * 2 && shown.starts_with(named.trim_end_matches('…')))
}

/// The headline without the outlet's name at either end.
pub(in crate::page) fn without_outlet(title: &str, outlets: &[String]) -> String {
    let names: Vec<String> = outlets.iter().map(|o| key(o)).filter(|k| !k.is_empty()).collect();
    let is_outlet = |part: &str| {
        let part = key(part);
        names
            .iter()
            .any(|n| *n == part || (part.len() > 6 && n.contains(&part)) || (n.len() > 6 && part.contains(n.as_str())))
    };
    let mut rest = title.trim();
    for _ in 0..3 {
        let last = SEPARATORS.iter().filter_map(|s| rest.rfind(s).map(|at| (at, at + s.len()))).max();
        let Some((head_end, tail_start)) = last else { break };
        let (head, tail) = (&rest[..head_end], &rest[tail_start..]);
        let short = tail.split_whitespace().count() <= 4 && tail.chars().count() * 3 < head.chars().count() * 2;
        if is_outlet(tail) || (short && head.split_whitespace().count() >= 3 && names.is_empty()) {
            rest = head.trim_end();
        } else {
            break;
        }
    }
    let first = SEPARATORS.iter().filter_map(|s| rest.find(s).map(|at| (at, at + s.len()))).min();
    if let Some((head_end, tail_start)) = first
        && is_outlet(&rest[..head_end])
        && !rest[tail_start..].trim().is_empty()
    {
        rest = rest[tail_start..].trim();
    }
    rest.to_owned()
}

/// In plain text a headline is a first line that is no sentence, above one that is.
fn first_line(stream: &Stream) -> Title {
    let none = Title::default();
    let (Some(first), true) = (stream.blocks.first(), stream.is_text) else { return none };
    let is_headline = (12..=220).contains(&first.chars) && !super::super::blocks::ends_sentence(&first.text);
    let above_prose = stream.blocks.iter().skip(1).take(4).any(super::super::blocks::Block::is_prose);
    let is_label = label_of(&first.text).is_some_and(|l| l.is_alone(&first.text) || l.separated);
    if is_headline && above_prose && !is_label && first.form != Form::ListItem {
        return Title { text: Some(first.text.clone()), block: Some(0), disagrees: false };
    }
    none
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlets_name_goes_from_either_end_and_the_headlines_dashes_stay() {
        let outlets = ["صحيفة الوادي".to_owned()];
        assert_eq!(
            without_outlet("جفاف النهر - الأسباب والحلول | صحيفة الوادي", &outlets),
            "جفاف النهر - الأسباب والحلول"
        );
        assert_eq!(
            without_outlet("الوادي | جفاف النهر يهدد المحاصيل", &["الوادي".to_owned()]),
            "جفاف النهر يهدد المحاصيل"
        );
        assert_eq!(without_outlet("جفاف النهر يهدد المحاصيل - الوادي", &[]), "جفاف النهر يهدد المحاصيل");
    }
}
