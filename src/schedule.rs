//! When a feed is due: an interval, a cron expression, or adapted to what the feed does.
