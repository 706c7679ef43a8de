//! One file of site rules: TOML to [`SiteRules`], every mistake at once with its place.

use crate::config::build::note_syntax;
use crate::config::error::{ConfigErrors, Problems, Wrong, shortened};
use crate::config::read::{a_type, many_texts, nearest, one_text};
use crate::site::{MAX_STEPS, Role, Rule, Selector, SiteRules, Variant, When};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Keys of a file besides those of the roles.
const OTHER_KEYS: [&str; 2] = ["domains", "variant"];
/// Keys of `[variant]`.
const VARIANT_KEYS: [&str; 3] = ["match", "fetch", "when"];
/// Most domains of one file.
const MAX_DOMAINS: usize = 50;

pub(super) fn read(text: &str, file: &Path) -> Result<SiteRules, ConfigErrors> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = Problems::new(file, text);
    let (root, syntax) = DeTable::parse_recoverable(text);
    let noted = problems.count();
    if note_syntax(&syntax, text, &mut problems).is_none() {
        let built = walk(root.get_ref(), file, &mut problems);
        if let Some(rules) = built.filter(|_| problems.count() == noted) {
            return Ok(rules);
        }
    }
    match problems.finish() {
        Err(errors) => Err(errors),
        Ok(_) => Err(ConfigErrors::whole_file(file, "cannot be read, for a reason that was not noted".to_owned())),
    }
}

fn walk(root: &DeTable<'_>, file: &Path, problems: &mut Problems<'_>) -> Option<SiteRules> {
    let keys: Vec<&str> = OTHER_KEYS.into_iter().chain(Role::ALL.map(|(name, _)| name)).collect();
    unknown_keys(root, &keys, "a file of site rules", problems);
    let domains = domains(root, file, problems);
    let mut rules = Vec::new();
    for (name, role) in Role::ALL {
        let Some(value) = root.get(name) else { continue };
        let read = match value.get_ref() {
            DeValue::Array(array) => many_texts(array, &|text| selector(text, role)),
            DeValue::String(_) => one_text(value, &|text| selector(text, role)).map(|s| vec![s]).map_err(|w| vec![w]),
            other => Err(vec![(value.span(), Wrong::new(format!("takes a list of selectors, not {}", a_type(other))))]),
        };
        match read {
            Ok(selectors) => rules.extend(selectors.into_iter().map(|selector| Rule { role, selector })),
            Err(wrongs) => {
                for (span, wrong) in wrongs {
                    let allowed = Some("tag, #id, .class, [attr], [attr=value] (also ~= *= ^= $=), inside (a blank), directly inside (>), a comma, and @attr at the end".to_owned());
                    problems.push(span, format!("{name}: {}", wrong.message), wrong.suggestion, allowed);
                }
            }
        }
    }
    let variant = variant(root, problems);
    if rules.is_empty() && variant.is_none() && problems.count() == 0 {
        problems.push(0..0, "the file holds no rule".to_owned(), None, None);
    }
    let origin = file.display().to_string();
    let built = SiteRules::new(domains?, origin, rules, variant);
    if built.is_none() {
        problems.push(0..0, format!("more than {MAX_STEPS} elements in all selectors together"), None, None);
    }
    built
}

fn unknown_keys(table: &DeTable<'_>, keys: &[&str], place: &str, problems: &mut Problems<'_>) {
    for key in table.keys().filter(|key| !keys.contains(&key.get_ref().as_ref())) {
        let found = key.get_ref();
        let near = nearest(found, keys.iter().copied());
        let message = format!("unknown key {:?} in {place}", shortened(found));
        problems.push(key.span(), message, near, Some(keys.join(", ")));
    }
}

fn selector(text: &str, role: Role) -> Result<Selector, Wrong> {
    let selector = Selector::parse(text).map_err(|e| Wrong::new(e.message).suggest(e.suggestion))?;
    if selector.attribute().is_some() && !role.takes_value() {
        let bare = text.rsplit_once(" @").map(|(bare, _)| bare.trim().to_owned());
        return Err(Wrong::new(format!("{text:?} takes an attribute, and here elements are meant")).suggest(bare));
    }
    Ok(selector)
}

/// The domains; the first must be the file's name, so that one can see which file is in force.
fn domains(root: &DeTable<'_>, file: &Path, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    let stem = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
    let Some(value) = root.get("domains") else {
        let near = domain(&stem).ok().map(|d| format!("domains = [{d:?}]"));
        problems.push(0..0, "the file names no domains".to_owned(), near, Some("a list of domains".to_owned()));
        return None;
    };
    let read = match value.get_ref() {
        DeValue::Array(array) => many_texts(array, &domain),
        other => {
            let near = if let DeValue::String(text) = other { Some(format!("[{text:?}]")) } else { None };
            Err(vec![(value.span(), Wrong::new(format!("takes a list, not {}", a_type(other))).suggest(near))])
        }
    };
    let domains = match read {
        Ok(domains) => domains,
        Err(wrongs) => {
            for (span, wrong) in wrongs {
                problems.push(span, format!("domains: {}", wrong.message), wrong.suggestion, None);
            }
            return None;
        }
    };
    if domains.is_empty() || domains.len() > MAX_DOMAINS {
        problems.push(value.span(), format!("domains: from 1 to {MAX_DOMAINS} of them"), None, None);
        return None;
    }
    if domains[0] != stem {
        let message = format!("the file is called {stem:?}, and its first domain {:?}", domains[0]);
        problems.push(value.span(), message, Some(stem), Some("the file's name without .toml".to_owned()));
        return None;
    }
    Some(domains)
}

fn domain(text: &str) -> Result<String, Wrong> {
    let lower = text.trim().to_ascii_lowercase();
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if !lower.is_empty() && lower.chars().all(good) && !lower.starts_with('.') && !lower.ends_with('.') {
        return match lower.strip_prefix("www.") {
            Some(bare) => Err(Wrong::new(format!("{text:?}: subdomains count anyway")).suggest(Some(bare.to_owned()))),
            None => Ok(lower),
        };
    }
    let bare = lower.split("://").last().and_then(|rest| rest.split(['/', ':']).next()).map(str::to_owned);
    let bare = bare.filter(|b| !b.is_empty() && b.chars().all(good));
    Err(Wrong::new(format!("{:?} is no domain", shortened(text))).suggest(bare))
}

fn variant(root: &DeTable<'_>, problems: &mut Problems<'_>) -> Option<Variant> {
    let (key, value) = root.get_key_value("variant")?;
    let DeValue::Table(table) = value.get_ref() else {
        let message = format!("\"variant\" is a table, not {}", a_type(value.get_ref()));
        problems.push(key.span(), message, Some("[variant]".to_owned()), None);
        return None;
    };
    unknown_keys(table, &VARIANT_KEYS, "[variant]", problems);
    let mut text = |name: &str| {
        let read = table.get(name).map(|value| one_text(value, &|text| Ok(text.to_owned())));
        match read {
            Some(Ok(text)) => Some(text),
            Some(Err((span, wrong))) => {
                problems.push(span, format!("{name} in [variant]: {}", wrong.message), None, None);
                None
            }
            None => None,
        }
    };
    let (from, to, when) = (text("match"), text("fetch"), text("when"));
    let when = match when.as_deref() {
        None | Some("no-article") => When::NoArticle,
        Some("always") => When::Always,
        Some(other) => {
            let span = table.get("when").map_or(value.span(), toml::Spanned::span);
            let near = nearest(other, ["no-article", "always"].into_iter());
            let message = format!("when in [variant]: {:?} is no time", shortened(other));
            problems.push(span, message, near, Some("\"no-article\" or \"always\"".to_owned()));
            return None;
        }
    };
    let (Some(from), Some(to)) = (from, to) else {
        problems.push(key.span(), "[variant] needs match and fetch".to_owned(), None, None);
        return None;
    };
    Variant::new(&from, &to, when)
        .map_err(|why| problems.push(key.span(), format!("[variant]: {why}"), None, None))
        .ok()
}
