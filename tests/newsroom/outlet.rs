//! An outlet: it publishes, corrects, copies and retracts, and serves what it has on loopback.

use super::fault::Fault;
use super::item::NewsItem;
use super::request::Logged;
use super::response::Rendered;
use super::server::{Server, Site};
use super::style::{OutletStyle, Spot};
use super::wire::Copied;
use super::{feeds, pages};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A fake outlet. It stops when dropped.
pub struct Outlet {
    style: OutletStyle,
    desk: Arc<Mutex<Desk>>,
    server: Arc<Server>,
}

/// What has been published, in the order of publication.
struct Desk {
    style: OutletStyle,
    base: Arc<OnceLock<String>>,
    items: Vec<(NewsItem, Arc<Rendered>)>,
    /// Number in the URL → place in `items`.
    places: HashMap<u64, usize>,
    /// Number in the URL → status of what was retracted.
    retracted: HashMap<u64, u16>,
    /// Rendered when it is first asked for after a change.
    feed: Option<Arc<Rendered>>,
    /// Path → what is served there instead of what the outlet has.
    set: HashMap<String, Arc<Rendered>>,
}

struct Shelf(Arc<Mutex<Desk>>);

impl Outlet {
    /// Starts an outlet with nothing published, on a free port of 127.0.0.1.
    pub fn start(style: OutletStyle) -> Self {
        let base = Arc::new(OnceLock::new());
        let desk = Arc::new(Mutex::new(Desk {
            style: style.clone(),
            base: Arc::clone(&base),
            items: Vec::new(),
            places: HashMap::new(),
            retracted: HashMap::new(),
            feed: None,
            set: HashMap::new(),
        }));
        let server = Server::start(Box::new(Shelf(Arc::clone(&desk))), style.latency);
        base.get_or_init(|| format!("http://{}", server.address()));
        Self { style, desk, server }
    }

    /// How it looks.
    pub fn style(&self) -> &OutletStyle {
        &self.style
    }

    /// Its name as readers know it.
    pub fn name(&self) -> &str {
        &self.style.name
    }

    /// Its identifier in Latin letters.
    pub fn id(&self) -> &str {
        &self.style.id
    }

    /// Where it listens, also while it is down.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// `http://127.0.0.1:port`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// URL of its feed.
    pub fn feed_url(&self) -> String {
        format!("{}/feed", self.base_url())
    }

    /// URL of an item, published or not, percent-escaped.
    pub fn url_of(&self, slug: &str) -> String {
        format!("{}{}", self.base_url(), self.style.path(slug))
    }

    /// Publishes an item, or publishes it anew under the same URL.
    pub fn publish(&self, item: NewsItem) {
        let number = OutletStyle::number(&item.slug);
        let mut desk = self.desk();
        let page = desk.render(&item);
        desk.retracted.remove(&number);
        desk.feed = None;
        if let Some(&place) = desk.places.get(&number) {
            assert_eq!(desk.items[place].0.slug, item.slug, "two slugs of one outlet have one number in the URL");
            desk.items[place] = (item, page);
        } else {
            let place = desk.items.len();
            desk.places.insert(number, place);
            desk.items.push((item, page));
        }
    }

    /// Changes a published item at `at`: page, feed entry and validators follow.
    pub fn correct(&self, slug: &str, at: DateTime<Utc>, change: impl FnOnce(&mut NewsItem)) {
        let mut item = self.item(slug).unwrap_or_else(|| panic!("{} has published no {slug:?}", self.style.id));
        change(&mut item);
        item.modified = Some(at);
        self.publish(item);
    }

    /// Publishes another outlet's item in the way `copied` says, and returns what was published.
    pub fn copy_from(&self, original: &NewsItem, copied: &Copied) -> NewsItem {
        let item = copied.of(original);
        self.publish(item.clone());
        item
    }

    /// Changes how the pages look that are published from now on; those that stand keep their looks.
    pub fn redesign(&self, change: impl FnOnce(&mut OutletStyle)) {
        change(&mut self.desk().style);
    }

    /// Serves `body` at a path from now on, whatever stood there.
    pub fn set(&self, path: &str, status: u16, content_type: &str, body: &[u8]) {
        self.desk().set.insert(path.to_owned(), Arc::new(Rendered::plain(status, content_type, "", body)));
    }

    /// Takes an item away: its page answers with `status` (404 or 410), its entry leaves the feed.
    pub fn retract(&self, slug: &str, status: u16) {
        let number = OutletStyle::number(slug);
        let mut desk = self.desk();
        desk.retracted.insert(number, status);
        desk.feed = None;
    }

    /// A published item that was not retracted.
    pub fn item(&self, slug: &str) -> Option<NewsItem> {
        self.items().into_iter().find(|item| item.slug == slug)
    }

    /// Everything published and not retracted, in the order of publication.
    pub fn items(&self) -> Vec<NewsItem> {
        self.desk().current().cloned().collect()
    }

    /// Makes the feed go wrong from now on.
    pub fn fault(&self, fault: Fault) {
        self.server.set_faults(|feed, _| *feed = Some(fault));
    }

    /// Makes the article pages go wrong from now on.
    pub fn fault_pages(&self, fault: Fault) {
        self.server.set_faults(|_, pages| *pages = Some(fault));
    }

    /// Ends every fault; what hangs is let go.
    pub fn recover(&self) {
        self.server.set_faults(|feed, pages| (*feed, *pages) = (None, None));
    }

    /// Every request since the start or since [`Outlet::forget_requests`].
    pub fn requests(&self) -> Vec<Logged> {
        self.server.log()
    }

    /// How often a path was asked for; a path ending in `/` counts everything below it.
    pub fn count(&self, path: &str) -> usize {
        let fits = |r: &&Logged| r.path == path || (path.ends_with('/') && r.path.starts_with(path));
        self.server.with_log(|log| log.iter().filter(fits).count())
    }

    /// How often the page of an item was asked for.
    pub fn count_item(&self, slug: &str) -> usize {
        self.count(&self.style.path(slug))
    }

    /// The greatest number of requests in flight at one time.
    pub fn max_parallel(&self) -> usize {
        self.server.max_in_flight()
    }

    /// Begins the log and the count of parallel requests anew.
    pub fn forget_requests(&self) {
        self.server.forget();
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.server.stop();
    }
}

impl Desk {
    fn base(&self) -> &str {
        self.base.get().map_or("http://127.0.0.1", String::as_str)
    }

    fn current(&self) -> impl Iterator<Item = &NewsItem> {
        let live = |slug: &str| !self.retracted.contains_key(&OutletStyle::number(slug));
        self.items.iter().map(|(item, _)| item).filter(move |item| live(&item.slug))
    }

    fn render(&self, item: &NewsItem) -> Arc<Rendered> {
        let page = pages::page(&self.style, self.base(), &self.with_house_lines(item));
        Arc::new(Rendered::page(&page.bytes, page.content_type, item.changed(), self.style.validators))
    }

    /// The item as its page shows it: with the lines of the house among its paragraphs.
    fn with_house_lines(&self, item: &NewsItem) -> NewsItem {
        let mut shown = item.clone();
        let lines =
            |spot: Spot| self.style.house_lines.iter().filter(move |(at, _)| *at == spot).map(|(_, t)| t.clone());
        let above: Vec<String> = lines(Spot::Above).collect();
        shown.boxes.iter_mut().for_each(|b| b.after += above.len());
        shown.paragraphs.splice(0..0, above);
        shown.paragraphs.extend(lines(Spot::Below));
        shown
    }

    fn feed(&mut self) -> Arc<Rendered> {
        if let Some(feed) = &self.feed {
            return Arc::clone(feed);
        }
        let mut items: Vec<&NewsItem> = self.current().collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.published));
        items.truncate(self.style.feed_length);
        let changed = items.iter().map(|item| item.changed()).max().unwrap_or_default();
        let feed = feeds::feed(&self.style, self.base(), &items, changed);
        let feed = Arc::new(Rendered::page(&feed.bytes, feed.content_type, changed, self.style.validators));
        self.feed = Some(Arc::clone(&feed));
        feed
    }

    fn page(&self, path: &str) -> Option<Arc<Rendered>> {
        let number: u64 = path.strip_prefix("/news/")?.split('/').next()?.parse().ok()?;
        if let Some(&status) = self.retracted.get(&number) {
            return Some(Arc::new(missing(status)));
        }
        self.places.get(&number).map(|&place| Arc::clone(&self.items[place].1))
    }
}

impl Site for Shelf {
    fn answer(&self, path: &str) -> Arc<Rendered> {
        let mut desk = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = desk.set.get(path) {
            return Arc::clone(set);
        }
        match path {
            "/feed" => desk.feed(),
            "/robots.txt" => Arc::new(Rendered::plain(200, "text/plain", "", b"User-agent: *\nDisallow: /admin/\n")),
            "/" => {
                let items: Vec<&NewsItem> = desk.current().collect();
                let page = pages::home(&desk.style, desk.base(), &items);
                Arc::new(Rendered::plain(200, page.content_type, "", &page.bytes))
            }
            _ => desk.page(path).unwrap_or_else(|| Arc::new(missing(404))),
        }
    }
}

fn missing(status: u16) -> Rendered {
    let body = "<!DOCTYPE html><html dir=\"rtl\" lang=\"ar\"><head><meta charset=\"utf-8\"><title>الصفحة غير موجودة</title>\
        </head><body><h1>عذراً، الصفحة التي تبحث عنها غير موجودة</h1><a href=\"/\">العودة إلى الرئيسية</a></body></html>";
    Rendered::plain(status, "text/html; charset=utf-8", "", body.as_bytes())
}
