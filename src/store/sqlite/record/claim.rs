//! The address a page claims for itself: when it is believed, and what an AMP or mobile form of a page we have is.

use crate::store::{Arrival, StoreError};
use rusqlite::{Connection, params};
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

/// Keeps the other addresses under which the page of `source` was asked for or reached.
pub(super) fn remember_aliases(db: &Connection, arrival: &Arrival, source: i64) -> Result<(), StoreError> {
    let mut alias = db.prepare_cached("INSERT OR IGNORE INTO aliases (url_key, source_id) VALUES (?1, ?2)")?;
    for url in arrival.aliases.iter().filter(|u| u.key() != arrival.key) {
        alias.execute(params![url.key(), source])?;
    }
    Ok(())
}
