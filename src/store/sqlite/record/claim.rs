//! The address a page claims for itself: when it is believed, and what an AMP or mobile form of a page we have is.

use super::{Held, title_of};
use crate::article::{ArticleId, ArticleUrl};
use crate::store::{Arrival, StoreError};
use crate::text::headlines;
use rusqlite::{Connection, OptionalExtension, params};
use std::borrow::Cow;

/// A canonical address that was neither asked for nor reached is only a claim of the page. It is not believed when the feeds
/// announce that address as an entry of its own, or when it is held with another text: a site that names one address on every
/// page would turn all its articles into versions of one. The page then stands under the address it was asked for. The plain form of an AMP or mobile page is no such claim.
pub(super) fn without_false_claim<'a>(db: &Connection, arrival: &'a Arrival) -> Result<Cow<'a, Arrival>, StoreError> {
    let Some(asked) = arrival.aliases.first() else { return Ok(Cow::Borrowed(arrival)) };
    if arrival.aliases.iter().any(|alias| alias.key() == arrival.key) || is_confirmed_twin(arrival) {
        return Ok(Cow::Borrowed(arrival));
    }
    let taken: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM entries WHERE url_key = ?1 AND id IS NOT ?2)
                 OR EXISTS (SELECT 1 FROM sources WHERE url_key = ?1 AND text_hash <> ?3)",
        )?
        .query_row(params![arrival.key, arrival.entry, arrival.fingerprint.text_hash.to_le_bytes()], |row| {
            row.get(0)
        })?;
    if !taken {
        return Ok(Cow::Borrowed(arrival));
    }
    Ok(Cow::Owned(Arrival { key: asked.key(), url: asked.clone(), ..arrival.clone() }))
}

/// Whether the page was asked for in another form than the one it names as canonical.
fn is_confirmed_twin(arrival: &Arrival) -> bool {
    arrival.aliases.iter().any(|asked| asked.may_be_twin_of(&arrival.url))
}

/// Whether an arriving page, held already as `source`, is only another form of one that a feed announces by its canonical
/// address. That one speaks for itself; two forms, whose texts differ in small things, must not take turns as versions of the
/// article. The other form's address is remembered either way.
pub(super) fn is_other_form(db: &Connection, arrival: &Arrival, source: i64) -> Result<bool, StoreError> {
    if !is_confirmed_twin(arrival) {
        return Ok(false);
    }
    remember_aliases(db, arrival, source)?;
    let announced = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM entries WHERE url_key = ?1 AND id IS NOT ?2)")?
        .query_row(params![arrival.key, arrival.entry], |row| row.get(0))?;
    Ok(announced)
}

/// The article whose page a redirect led to, when that is another than the one asked for, under another headline than the feed
/// announced or the page had before: a notice of maintenance, a wall, the next article in place of one that is gone.
pub(super) fn leads_elsewhere(db: &Connection, arrival: &Arrival) -> Result<Option<ArticleId>, StoreError> {
    let (Some(asked), Some(landed)) = (arrival.aliases.first(), &arrival.landed) else { return Ok(None) };
    let Some(there) = source_at(db, &landed.key())? else { return Ok(None) };
    let own = source_at(db, &asked.key())?;
    if arrival.partial || own.as_ref().is_some_and(|own| own.id == there.id) {
        return Ok(None);
    }
    let announced: Option<String> = db
        .prepare_cached("SELECT title FROM entries WHERE id = ?1")?
        .query_row([arrival.entry], |row| row.get(0))
        .optional()?;
    let meant = announced.or(own.map(|own| own.title));
    let is_other = meant.is_some_and(|meant| !headlines::may_be_one(&meant, title_of(arrival)));
    Ok(is_other.then_some(there.article))
}

/// A source, as far as its address is in question.
struct Placed {
    id: i64,
    article: ArticleId,
    title: String,
}

fn source_at(db: &Connection, key: &str) -> Result<Option<Placed>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT id, article_id, title FROM sources
             WHERE url_key = ?1 OR id = (SELECT source_id FROM aliases WHERE url_key = ?1) LIMIT 1",
        )?
        .query_row([key], |row| Ok(Placed { id: row.get(0)?, article: ArticleId(row.get(1)?), title: row.get(2)? }))
        .optional()?;
    Ok(found)
}

/// A page that claimed the address at which another article arrives now: it goes back to the address it was asked for. Returns
/// whether it did.
pub(super) fn give_address_back(db: &Connection, arrival: &Arrival, held: &Held) -> Result<bool, StoreError> {
    let hash = arrival.fingerprint.text_hash.to_le_bytes();
    let same = held.text_hash == hash || headlines::may_be_one(&held.title, title_of(arrival));
    let Some(asked) =
        arrival.aliases.first().filter(|_| !same && !arrival.partial && arrival.entry.is_some()).map(ArticleUrl::key)
    else {
        return Ok(false);
    };
    let own: Option<(String, String)> = db
        .prepare_cached(
            "SELECT e.url, e.url_key FROM sources AS s JOIN aliases AS a ON a.source_id = s.id JOIN entries AS e ON e.url_key = a.url_key
             WHERE s.id = ?1 AND s.url_key = ?2 AND e.url IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM entries AS x WHERE x.url_key = ?2 AND x.state <> 'pending' AND x.id IS NOT ?3) LIMIT 1",
        )?
        .query_row(params![held.source, asked, arrival.entry], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((url, key)) = own else { return Ok(false) };
    db.prepare_cached("DELETE FROM aliases WHERE url_key = ?1")?.execute([&key])?;
    db.prepare_cached(
        "UPDATE sources SET url = ?2, url_key = ?3,
             evidence = evidence || '; it claimed ' || url || ', where another article stands' WHERE id = ?1",
    )?
    .execute(params![held.source, url, key])?;
    Ok(true)
}

/// A page that somebody else's feed or link led to belongs to the outlet whose feed announces it on its own site.
pub(in crate::store::sqlite) fn give_to_owner(db: &Connection, key: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE sources SET outlet = owner.outlet, feed_id = owner.feed,
             evidence = evidence || '; another outlet led to it first: ' || sources.outlet
         FROM (SELECT coalesce(f.outlet, f.title, f.id) AS outlet, f.id AS feed
               FROM entries AS e JOIN feeds AS f ON f.id = e.feed_id
               WHERE e.url_key = ?1 AND f.host = e.host AND f.host <> '' ORDER BY e.id LIMIT 1) AS owner
         WHERE (sources.url_key = ?1 OR sources.id = (SELECT source_id FROM aliases WHERE url_key = ?1))
             AND sources.outlet <> owner.outlet
             AND EXISTS (SELECT 1 FROM feeds AS f JOIN entries AS e ON e.url_key = ?1
                         WHERE f.id = sources.feed_id AND f.host <> e.host AND f.host <> '' AND substr(e.host, 1, 1) <> '!')",
    )?
    .execute([key])?;
    Ok(())
}

/// Keeps the other addresses under which the page of `source` was asked for or reached.
pub(super) fn remember_aliases(db: &Connection, arrival: &Arrival, source: i64) -> Result<(), StoreError> {
    let mut alias = db.prepare_cached("INSERT OR IGNORE INTO aliases (url_key, source_id) VALUES (?1, ?2)")?;
    for url in arrival.aliases.iter().filter(|u| u.key() != arrival.key) {
        alias.execute(params![url.key(), source])?;
    }
    Ok(())
}
