//! Where the article comes from: outlet, canonical address, lead image, section, language.

use super::json_ld::JsonLd;
use super::title::unescape;
use crate::article::ArticleUrl;
use crate::page::blocks::Stream;
use crate::text::clean;
use crate::text::letters::fold;
use std::ops::Range;
use url::Url;

/// Smallest stated width of a lead image in pixels.
const MIN_IMAGE_WIDTH: u32 = 200;

/// The outlet as the page names itself.
pub(in crate::page) fn outlet(stream: &Stream, ld: &JsonLd) -> Option<String> {
    let metas = ["og:site_name", "application-name", "dc.publisher"].iter().find_map(|m| stream.head.meta(m));
    let name = metas.map(str::to_owned).or_else(|| ld.publisher.clone())?;
    Some(clean::line(&unescape(&name), 120)).filter(|n| !n.is_empty() && !n.starts_with("http"))
}

/// The address links are relative to.
pub(in crate::page) fn base(stream: &Stream, url: Option<&Url>) -> Option<Url> {
    let stated = stream.head.base.as_deref();
    match (url, stated) {
        (Some(url), Some(base)) => url.join(base).ok().or_else(|| Some(url.clone())),
        (Some(url), None) => Some(url.clone()),
        (None, Some(base)) => Url::parse(base).ok(),
        // A saved page without its address: its own canonical one serves.
        (None, None) => Url::parse(stream.head.canonical.as_deref().or_else(|| stream.head.meta("og:url"))?).ok(),
    }
}

/// What the page states as its canonical address.
pub(in crate::page) enum Canonical {
    /// Nothing.
    None,
    /// An address of the same site that is not its home page.
    Good(String),
    /// One that cannot be this page's, and why.
    Refused(String),
}

/// Whether the page says that it is its site's front page, and came from there as far as that is known.
pub(in crate::page) fn states_front_page(stream: &Stream, base: Option<&Url>, url: Option<&Url>) -> bool {
    let is_front = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    let head = &stream.head;
    let mut stated = head.canonical.as_deref().into_iter().chain(head.meta("og:url")).peekable();
    let address = |text: &str| base.map_or_else(|| Url::parse(text).ok(), |base| base.join(text).ok());
    stated.peek().is_some()
        && url.is_none_or(is_front)
        && stated.all(|text| address(text).is_some_and(|u| is_front(&u)))
}

/// Checks the page's canonical address against where the page came from.
pub(in crate::page) fn canonical(stream: &Stream, base: Option<&Url>, url: Option<&Url>) -> Canonical {
    let head = &stream.head;
    let Some(stated) = head.canonical.as_deref().or_else(|| head.meta("og:url")).filter(|s| !s.trim().is_empty())
    else {
        return Canonical::None;
    };
    let joined = base.map_or_else(|| ArticleUrl::parse(stated), |b| ArticleUrl::join(b, stated));
    let Ok(canonical) = joined else { return Canonical::Refused(format!("{stated:?} is no address")) };
    let Some(parsed) = canonical.to_url() else { return Canonical::None };
    if parsed.path().trim_matches('/').is_empty() && parsed.query().is_none() {
        return Canonical::Refused(format!("{canonical} is a home page"));
    }
    if let Some(url) = url
        && site(&parsed) != site(url)
    {
        return Canonical::Refused(format!(
            "{canonical} is of another site than {}",
            url.host_str().unwrap_or_default()
        ));
    }
    Canonical::Good(canonical.to_string())
}

/// The registrable domain of an address, its whole host when it has none.
pub(in crate::page) fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    psl::domain_str(host).unwrap_or(host).to_owned()
}

/// The lead image: what the head states, else the first large one by the body. Never a logo.
pub(in crate::page) fn image(stream: &Stream, ld: &JsonLd, base: Option<&Url>, body: &Range<usize>) -> Option<String> {
    let metas =
        ["og:image", "og:image:url", "twitter:image", "twitter:image:src"].iter().filter_map(|m| stream.head.meta(m));
    let near = body.start.saturating_sub(12)..body.end;
    let shown = stream.images.iter().filter(|i| near.contains(&i.before));
    let shown = shown.filter(|i| i.width.is_none_or(|w| w >= MIN_IMAGE_WIDTH)).map(|i| i.src.as_str());
    let all = metas.chain(ld.image.as_deref()).chain(shown);
    all.filter(|src| !is_logo(src)).find_map(|src| picture(base, src))
}

/// The lead image that a rule of the site names.
pub(in crate::page) fn ruled_image(base: Option<&Url>, values: &[String]) -> Option<String> {
    values.iter().find_map(|src| picture(base, src))
}

fn picture(base: Option<&Url>, src: &str) -> Option<String> {
    let url = base.map_or_else(|| Url::parse(src.trim()), |b| b.join(src.trim())).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 2_048).then(|| url.to_string())
}

fn is_logo(src: &str) -> bool {
    let lower = src.to_ascii_lowercase();
    let name = lower.split(['?', '#']).next().unwrap_or_default();
    [
        "logo",
        "icon",
        "placeholder",
        "blank.",
        "spacer",
        "avatar",
        "default-image",
        "noimage",
        "no-image",
        "pixel",
        "loading",
    ]
    .iter()
    .any(|w| name.rsplit('/').next().unwrap_or(name).contains(w))
        || name.ends_with(".svg")
}

/// What content systems call a section when nobody chose one, folded.
const NO_SECTION: [&str; 7] =
    ["featured", "uncategorized", "home", "غير مصنف", "خبر رييسي", "اخبار رييسيه", "الصفحه الرييسيه"];

/// The section: the first that the head states and that names one, else nothing.
pub(in crate::page) fn section(stream: &Stream, ld: &JsonLd) -> Option<String> {
    let stated = stream.head.meta("article:section").or_else(|| stream.head.meta("articlesection"));
    let section = ld.section.as_deref().or(stated)?;
    let sections = unescape(section);
    let mut parts = sections.split([',', '،', '|', ';']).map(|part| clean::line(part, 80));
    parts.find(|part| {
        let is_code = part.is_ascii() && part.contains(['_', '/']);
        !part.is_empty() && !is_code && !NO_SECTION.contains(&fold(part).as_str())
    })
}

/// Language code of a `lang` attribute: `ar-EG` is `ar`.
pub(in crate::page) fn stated_language(stream: &Stream) -> Option<String> {
    let stated = stream.head.lang.as_deref().or_else(|| stream.head.meta("og:locale"))?;
    let code = stated.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}
