//! Publishers: when each publishes over some weeks, how many entries its document holds, and what it asks of its readers.

use super::chance::Chance;
use chrono::{DateTime, TimeDelta, Utc};

/// What sort of outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Some two hundred items a day, also at night.
    Agency,
    /// Forty to a hundred and twenty a day, little at night.
    Daily,
    /// Eight to forty a day, an office's hours, a weekend on Friday and Saturday.
    Site,
    /// One to eight a day.
    Small,
    /// A batch of pieces once a week.
    Weekly,
    /// Nothing, or a piece in weeks.
    Silent,
}

/// A publisher.
#[derive(Debug, Clone)]
pub struct Publisher {
    pub kind: Kind,
    /// Entries its document holds.
    pub window: usize,
    /// Minutes between two polls that it asks for.
    pub ttl: Option<u32>,
    /// When its entries were published, in order.
    pub entries: Vec<DateTime<Utc>>,
}

/// How a publisher behaves; times of the day in local hours.
struct Habit {
    a_day: f64,
    opens: f64,
    closes: f64,
    /// Share of the daytime rate that is left at night.
    night: f64,
    /// Share of a workday's rate on Friday and Saturday.
    weekend: f64,
    /// Hours that local time is ahead.
    ahead: f64,
    /// Bursts of breaking news a week, and items in one.
    bursts: f64,
    burst_items: u32,
    /// Likelihood that an item is published with others in one go, as an editor releases what waited.
    batched: f64,
}

/// Of a hundred feeds so many are of each kind.
const SHARES: [(Kind, u32); 6] =
    [(Kind::Agency, 3), (Kind::Daily, 17), (Kind::Site, 36), (Kind::Small, 22), (Kind::Weekly, 8), (Kind::Silent, 14)];

/// So many publishers with everything they publish from `from` until `until`.
pub fn publishers(count: usize, seed: u64, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Publisher> {
    (0..count)
        .map(|n| {
            let mut chance = Chance::new(seed.wrapping_mul(1_000_003).wrapping_add(n as u64));
            publisher(&mut chance, kind(n), from, until)
        })
        .collect()
}

fn kind(n: usize) -> Kind {
    let mut place = (n * 37 % 100) as u32;
    for (kind, share) in SHARES {
        if place < share {
            return kind;
        }
        place -= share;
    }
    Kind::Silent
}

fn publisher(chance: &mut Chance, kind: Kind, from: DateTime<Utc>, until: DateTime<Utc>) -> Publisher {
    let ahead = chance.between(0.0, 4.0);
    let habit = |a_day, opens, closes, night, weekend, bursts, burst_items, batched| Habit {
        a_day,
        opens,
        closes,
        night,
        weekend,
        ahead,
        bursts,
        burst_items,
        batched,
    };
    let (window, mut entries) = match kind {
        Kind::Agency => {
            let a_day = chance.between(150.0, 250.0);
            (chance.whole(30, 100), steady(chance, &habit(a_day, 6.0, 24.0, 0.35, 0.7, 5.0, 10, 0.05), from, until))
        }
        Kind::Daily => {
            let (a_day, opens) = (chance.between(40.0, 120.0), chance.between(6.0, 9.0));
            (chance.whole(20, 60), steady(chance, &habit(a_day, opens, 23.5, 0.06, 0.6, 4.0, 6, 0.1), from, until))
        }
        Kind::Site => {
            let (a_day, opens) = (chance.between(8.0, 40.0), chance.between(7.0, 10.0));
            let closes = chance.between(18.0, 23.0);
            (chance.whole(10, 30), steady(chance, &habit(a_day, opens, closes, 0.02, 0.35, 1.0, 4, 0.15), from, until))
        }
        Kind::Small => {
            let a_day = chance.between(1.0, 8.0);
            (chance.whole(10, 20), steady(chance, &habit(a_day, 8.0, 20.0, 0.03, 0.2, 0.2, 3, 0.2), from, until))
        }
        Kind::Weekly => (chance.whole(20, 40), weekly(chance, ahead, from, until)),
        Kind::Silent => {
            let a_day = if chance.happens(0.5) { 0.0 } else { chance.between(0.02, 0.1) };
            (chance.whole(10, 20), steady(chance, &habit(a_day, 8.0, 20.0, 0.2, 0.5, 0.0, 1, 0.0), from, until))
        }
    };
    entries.retain(|at| *at < until);
    entries.sort_unstable();
    let ttl = chance.happens(0.15).then(|| [15, 30, 60][chance.whole(0, 2) as usize]);
    Publisher { kind, window: window as usize, ttl, entries }
}

/// Arrivals at a rate that follows the day and the week, with bursts and batches.
fn steady(chance: &mut Chance, habit: &Habit, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let mut entries = Vec::new();
    let open_hours = habit.closes - habit.opens;
    let daytime = habit.a_day / (open_hours + (24.0 - open_hours) * habit.night);
    let hours = (until - from).as_seconds_f64() / 3600.0;
    let at = |hour: f64| from + TimeDelta::seconds((hour * 3600.0) as i64);
    if daytime > 0.0 {
        let mut hour = chance.wait(1.0 / daytime);
        while hour < hours {
            // Thinning: a candidate at the highest rate is kept with the share that its hour has.
            if chance.happens(share_at(habit, at(hour)) / 1.3) {
                entries.push(at(hour));
                while chance.happens(habit.batched) {
                    entries.push(at(hour) + TimeDelta::seconds(i64::from(chance.whole(1, 90))));
                }
            }
            hour += chance.wait(1.0 / daytime / 1.3);
        }
    }
    if habit.bursts > 0.0 {
        let mut hour = chance.wait(168.0 / habit.bursts);
        while hour < hours {
            for _ in 0..chance.whole(2, habit.burst_items) {
                entries.push(at(hour + chance.wait(0.25)));
            }
            hour += chance.wait(168.0 / habit.bursts);
        }
    }
    entries
}

/// The rate of an instant as a share of an ordinary working hour: up to 1.3 in the late morning.
fn share_at(habit: &Habit, at: DateTime<Utc>) -> f64 {
    let local = at.timestamp() as f64 / 3600.0 + habit.ahead;
    let hour = local.rem_euclid(24.0);
    // 1970-01-01 was a Thursday: Friday and Saturday are days 1 and 2.
    let day = (local / 24.0).floor().rem_euclid(7.0);
    let of_day = if hour < habit.opens || hour > habit.closes {
        habit.night
    } else if (hour - 11.0).abs() < 2.0 {
        1.3
    } else {
        0.95
    };
    if day == 1.0 || day == 2.0 { of_day * habit.weekend } else { of_day }
}

/// An issue a week, its pieces within half an hour, and now and then a piece between.
fn weekly(chance: &mut Chance, ahead: f64, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let (day, hour) = (chance.whole(0, 6), chance.between(7.0, 14.0) - ahead);
    let mut entries = Vec::new();
    let mut issue = from + TimeDelta::hours(i64::from(day) * 24) + TimeDelta::seconds((hour * 3600.0) as i64);
    while issue < until {
        let begins = issue + TimeDelta::minutes(i64::from(chance.whole(0, 40)));
        for _ in 0..chance.whole(6, 14) {
            entries.push(begins + TimeDelta::seconds(i64::from(chance.whole(0, 1_800))));
        }
        if chance.happens(0.5) {
            entries.push(issue + TimeDelta::hours(i64::from(chance.whole(20, 120))));
        }
        issue += TimeDelta::days(7);
    }
    entries
}
