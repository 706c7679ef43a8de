//! Tags: links and lists where a page has them, a line of words run together where it has not.

use super::json_ld::JsonLd;
use super::key;
use crate::page::blocks::Stream;
use crate::text::letters::fold;

/// Most tags kept.
const MAX_TAGS: usize = 40;
/// Longest tag in characters; a longer one is a sentence that went astray.
const MAX_TAG: usize = 60;

/// Chooses the tags: what the page shows, else what its head states. `shown` are tags already parted.
pub(in crate::page) fn find(stream: &Stream, ld: &JsonLd, shown: &[String]) -> Vec<String> {
    let stated = || {
        let metas = stream.head.metas.iter().filter(|(n, _)| n == "article:tag" || n == "og:article:tag");
        metas.flat_map(|(_, c)| split_marks(c)).collect::<Vec<_>>()
    };
    let news = || stream.head.meta("news_keywords").map(split_marks).unwrap_or_default();
    let sources: [&dyn Fn() -> Vec<String>; 4] = [&|| shown.to_vec(), &stated, &|| ld.keywords.clone(), &news];
    let found = sources.iter().map(|s| s()).find(|t| !t.is_empty()).unwrap_or_default();
    let mut tags: Vec<String> = Vec::new();
    for tag in found {
        let tag = tag.trim().trim_start_matches('#').trim_matches([' ', '،', ',', '.', '"', '|', '-']).to_owned();
        let fits = (2..=MAX_TAG).contains(&tag.chars().count());
        if fits && tags.len() < MAX_TAGS && !tags.iter().any(|t| key(t) == key(&tag)) {
            tags.push(tag);
        }
    }
    tags
}

/// Parts a tag line. Without any mark between them, words are single tags, but for two that the text uses as one phrase and
/// for a noun with the adjective of its kind (`دعم عسكري`): nothing else can be known.
pub(in crate::page) fn split(line: &str, body: &str) -> Vec<String> {
    let marked = split_marks(line);
    if marked.len() > 1 {
        return marked;
    }
    let words: Vec<&str> = line.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    if words.len() <= 2 {
        return marked;
    }
    let text = fold(body);
    let mut tags = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let joined = words.get(at + 1).map(|next| format!("{} {next}", words[at]));
        match joined.filter(|pair| is_phrase(pair, &text)) {
            Some(pair) => {
                tags.push(pair);
                at += 2;
            }
            None => {
                tags.push(words[at].to_owned());
                at += 1;
            }
        }
    }
    tags
}

/// Whether two words are one tag: the text has them side by side at least twice, or the second is an indefinite relative
/// adjective that agrees with an indefinite first.
fn is_phrase(pair: &str, folded_text: &str) -> bool {
    let pair = fold(pair);
    if folded_text.matches(pair.as_str()).take(2).count() == 2 {
        return true;
    }
    let Some((noun, adjective)) = pair.split_once(' ') else { return false };
    let indefinite = !noun.starts_with("ال") && !adjective.starts_with("ال") && noun.chars().count() <= 6;
    let masculine = adjective.ends_with('ي') && !noun.ends_with(['ا', 'ه', 'ي']);
    let feminine = adjective.ends_with("يه") && (noun.ends_with('ه') || noun.ends_with("ات"));
    indefinite && adjective.chars().count() >= 4 && (masculine || feminine)
}

/// The tags of one element.
pub(in crate::page) fn parts(line: &str) -> Vec<String> {
    split_marks(line)
}

fn split_marks(line: &str) -> Vec<String> {
    let by_mark = line.split(['،', ',', ';', '؛', '|', '#', '•', '\n']);
    let parts = by_mark.flat_map(|p| p.split(" - ")).flat_map(|p| p.split(" / "));
    parts.map(str::trim).filter(|p| p.chars().any(char::is_alphanumeric)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_part_tags() {
        assert_eq!(split("مياه، زراعة، سد النهر", ""), ["مياه", "زراعة", "سد النهر"]);
        assert_eq!(split("#مياه #سد_النهر", ""), ["مياه", "سد_النهر"]);
    }

    #[test]
    fn words_run_together_are_parted_by_what_the_text_says() {
        let body = "قال وزير الري أمس، وأكد وزير الري اليوم أن السد آمن.";
        assert_eq!(split("مياه وزير الري السد تعاون زراعي", body), ["مياه", "وزير الري", "السد", "تعاون زراعي"]);
    }
}
