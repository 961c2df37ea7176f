//! The port to the outside: what a connector is, what it brings, and how it answers.
//!
//! It stands beside the rooms: `listen` collects through it, `talk` answers through it, and so do
//! trackers and registers.

mod config;
mod destination;
mod error;
mod factory;
mod failure;
mod history;
mod inbound;
mod known;
mod live;
mod page;
mod port;
mod recognise;
mod replier;
mod spec;

pub use config::{ConfigError, SourceConfig};
pub use destination::Destinations;
pub use error::ConnectorError;
pub use factory::{Authorization, ConnectorFactory, Pace};
pub use failure::FailureKind;
pub use history::{History, Missed, PastPage};
pub use inbound::{Delivery, Forged, Receiver, Verified};
pub use known::{Known, Probe};
pub use live::{Listener, News};
pub use page::{Deletion, LeftOut, Page, Rejected, Takes};
pub use port::{Connector, Quota, Tried};
pub use recognise::{Recognised, pasted_address};
pub use replier::{
    LengthUnit, OtherReplies, OutgoingReply, PreflightProblem, ReadBack, Receipt, Replier,
    ReplyRules, Standing,
};
pub use spec::{Choice, ConnectorSpec, FieldKind, FieldSpec, Localized};
