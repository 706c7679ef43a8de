//! `hasad feeds export`: the configured feeds as OPML.

use crate::cli::args::{FeedExport, Place};
use crate::cli::workplace::Workplace;
use crate::cli::{Outcome, print};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, FeedConfig};
use crate::opml::{self, Outline, Own};

pub(in crate::cli) fn run(place: &Place, verb: &FeedExport) -> Outcome {
    let config = Workplace::open(place)?.config;
    let feeds: Vec<Outline> = config.feeds.iter().map(|feed| outline(feed, &config)).collect();
    let text = opml::write("Hasad", SystemClock.now(), &feeds);
    match &verb.output {
        None => print(&text),
        Some(file) => {
            crate::export::write_file(file, text.as_bytes())?;
            print(&format!("{}: {} feeds\n", file.display(), feeds.len()))
        }
    }
}

/// A feed as other programs show it; what is as everywhere in this configuration is left out.
fn outline(feed: &FeedConfig, config: &Config) -> Outline {
    let outlet = feed.outlet.as_ref().map(|outlet| outlet.0.clone());
    let (schedule, zone) = (&config.schedule.default_text, config.schedule.zone);
    Outline {
        line: 0,
        url: feed.url.clone(),
        name: outlet.clone(),
        folder: feed.section.clone(),
        own: Some(Own {
            id: feed.id.0.clone(),
            outlet,
            schedule: (feed.schedule_text != *schedule).then(|| feed.schedule_text.clone()),
            zone: (feed.zone != zone).then(|| feed.zone.to_string()),
            disabled: !feed.enabled,
        }),
    }
}
