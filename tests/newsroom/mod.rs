//! A newsroom on loopback: fake Arabic outlets that publish, correct, copy, retract, break and come back. Shared by the
//! integration tests, the demo and the benches; it knows nothing of Hasad and reads no clock.
//!
//! ```text
//! let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
//! let day = first_day(&outlets, morning());        // wire copies, read-also boxes, a rewrite
//! outlets[0].fault(Fault::RateLimited { retry_after: Some(120) });
//! ```

#![allow(dead_code, unused_imports, reason = "each binary that includes this module uses its own part of it")]
#![allow(clippy::expect_used, clippy::panic, reason = "a harness that cannot do its work fails the test by panicking")]

mod arabic;
mod cast;
mod connection;
mod fault;
mod feeds;
mod generate;
mod item;
mod outlet;
mod pages;
mod request;
mod response;
mod server;
mod stories;
mod style;
mod wire;

pub use cast::{FirstDay, cast, first_day, later_that_day, morning};
pub use fault::Fault;
pub use generate::{generate, generate_sized};
pub use item::{Link, LinkBox, NewsItem};
pub use outlet::Outlet;
pub use request::Logged;
pub use stories::{stories, story};
pub use style::{Encoding, FeedFlavour, Layout, OutletStyle, Spot, Validators};
pub use wire::Copied;
