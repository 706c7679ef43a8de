//! The one table of keys: what the reader accepts, the defaults it fills in, and what `reference.toml` must document.

/// One key of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its table: `fetch` for `[fetch]`, `feed` for `[[feed]]`, `host` for `[[host]]`.
    pub table: &'static str,
    /// Its name within the table.
    pub name: &'static str,
    /// Its default as it would stand in the file; `None` where the key must be given or its absence means something of its own.
    pub default: Option<&'static str>,
    /// What may be written, for messages.
    pub allowed: &'static str,
}

const fn key(table: &'static str, name: &'static str, default: &'static str, allowed: &'static str) -> Key {
    Key { table, name, default: Some(default), allowed }
}

const fn bare(table: &'static str, name: &'static str, allowed: &'static str) -> Key {
    Key { table, name, default: None, allowed }
}

const SCHEDULE: &str = "\"adaptive\", \"every 15m\", or a cron expression such as \"0 6 * * *\"";
const SECRET: &str = "\"file:/PATH\" or \"credential:NAME\"; never the secret itself";
const ZONE: &str = "a zone of the IANA database such as \"Asia/Riyadh\"";

const KEYS: [Key; 54] = [
    key("store", "url", r#""sqlite:hasad.db""#, r#""sqlite:FILE" or "postgres://user@host/database""#),
    key(
        "fetch",
        "user_agent",
        r#""Hasad/{version} (+https://hasad.example/bot)""#,
        "visible ASCII letters, at most 200; {version} is filled in",
    ),
    key("fetch", "concurrency", "16", "1 to 512"),
    key("fetch", "host_delay", r#""5s""#, "a length of time such as \"5s\", at most 10m"),
    key("fetch", "host_concurrency", "1", "1 to 16"),
    key("fetch", "timeout", r#""30s""#, "a length of time such as \"30s\", from 100ms to 10m"),
    key("fetch", "max_body", r#""10MiB""#, "a size such as \"10MiB\", from 1KiB to 256MiB"),
    key("fetch", "allow_networks", "[]", "networks such as \"127.0.0.0/8\" or \"fd00::/8\""),
    key(
        "fetch",
        "recheck",
        r#"["1h", "6h", "24h"]"#,
        "lengths of time such as \"1h\", ascending, 1m to 30d, at most 10",
    ),
    key("fetch", "robots", "true", "true or false"),
    key("fetch", "follow_read_also", "false", "true or false"),
    key("fetch", "dead_host", r#""10m""#, "a length of time such as \"10m\", at most 24h"),
    key("fetch", "body_memory", r#""12MiB""#, "a size such as \"12MiB\", from 1MiB to 4GiB"),
    key("fetch", "queue_pages", "20000", "100 to 1000000"),
    key("fetch", "queue_age", r#""7d""#, "a length of time such as \"7d\", from 1h to 90d"),
    bare("fetch", "ca_file", "a file of certificates in PEM form"),
    key("schedule", "default", r#""adaptive""#, SCHEDULE),
    key("schedule", "shortest", r#""5m""#, "a length of time such as \"5m\", from 1m to 24h"),
    key("schedule", "fresh", r#""15m""#, "a length of time such as \"15m\", from 1m to 24h"),
    key("schedule", "longest", r#""60m""#, "a length of time such as \"60m\", from 1m to 24h"),
    key("schedule", "zone", r#""Asia/Riyadh""#, ZONE),
    key("digest", "schedule", r#""0 6 * * *""#, "a cron expression such as \"0 6 * * *\""),
    key("digest", "dir", r#""digests""#, "a directory"),
    key("digest", "formats", r#"["html", "markdown", "json"]"#, "html, markdown, json, text, atom"),
    key("digest", "language", r#""ar""#, "\"ar\" or \"en\""),
    key("digest", "max_stories", "30", "1 to 1000"),
    key("retention", "articles", r#""365d""#, "a length of time such as \"365d\", at least 1d"),
    key("retention", "pages", r#""14d""#, "a length of time such as \"14d\""),
    key("web", "listen", r#""""#, "an address and port such as \"127.0.0.1:8787\", or \"\" for none"),
    bare("websub", "callback", "an https or http URL that hubs can reach"),
    key("websub", "listen", r#""127.0.0.1:8788""#, "an address and port such as \"127.0.0.1:8788\""),
    key("websub", "poll", r#""1h""#, "a length of time such as \"1h\", from 5m to 24h"),
    bare("host", "name", "a domain such as \"news.example\", or an address with its port"),
    bare("host", "delay", "a length of time such as \"30s\", at most 10m"),
    bare("host", "concurrency", "1 to 16"),
    bare("host", "robots", "true or false"),
    key("extract", "sites", r#""sites""#, "a directory of files of site rules, or \"\" for none"),
    key("extract", "site_rules", "true", "true or false"),
    bare("feed", "id", "letters, digits, \"-\", \"_\" and \".\", at most 64"),
    bare("feed", "url", "an absolute http or https URL"),
    bare("feed", "outlet", "the outlet's name as readers know it"),
    bare("feed", "section", "the section of everything in the feed"),
    bare("feed", "schedule", SCHEDULE),
    bare("feed", "zone", ZONE),
    key("feed", "enabled", "true", "true or false"),
    key("feed", "robots", "true", "true or false"),
    key("feed", "follow_read_also", "false", "true or false"),
    bare("feed", "user_agent", "visible ASCII letters, at most 200; {version} is filled in"),
    bare("feed", "proxy", "a proxy such as \"http://proxy.example:3128\", without user name"),
    bare("feed", "timeout", "a length of time such as \"60s\", from 100ms to 10m"),
    bare("feed", "headers", "headers such as \"X-Key: credential:NAME\" or \"Accept-Language: ar\""),
    bare("feed", "user", "a user name, with password beside it"),
    bare("feed", "password", SECRET),
    bare("feed", "bearer", SECRET),
];

/// Every key there is, as the reader itself uses them.
#[must_use]
pub fn known_keys() -> &'static [Key] {
    &KEYS
}

/// The tables in the order they are documented.
pub(super) const TABLES: [&str; 10] =
    ["store", "fetch", "schedule", "digest", "retention", "web", "extract", "websub", "host", "feed"];

/// The key of that name.
pub(super) fn find(table: &str, name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|k| k.table == table && k.name == name)
}

/// Names of the keys of a table, as documented.
pub(super) fn names(table: &str) -> impl Iterator<Item = &'static str> + '_ {
    KEYS.iter().filter(move |k| k.table == table).map(|k| k.name)
}
