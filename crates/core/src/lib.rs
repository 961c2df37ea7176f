//! Plaza's domain types, the traits that join its crates, and its pure rules.
//!
//! Nothing here does input or output: no runtime, no database, no network, no clock but the one
//! handed in. Words follow `docs/ARCHITECTURE.md`; a type named here has that name in tables, URLs
//! and screens too. The folders are the rooms of the house; the names are one vocabulary, so they
//! are used without the room.

mod access;
mod clock;
mod connector;
mod day;
mod find;
mod ids;
mod innovate;
mod insight;
pub mod limits;
mod line;
mod listen;
mod mention;
mod message;
mod people;
mod seen;
mod talk;
pub mod text;
mod timestamp;
mod understand;
mod zone;

pub use access::*;
pub use clock::{Clock, DAY_MS, FixedClock, Millis};
pub use connector::*;
pub use day::{Day, DayError, DayRange};
pub use find::*;
pub use ids::*;
pub use innovate::*;
pub use insight::{
    Aspect, Insight, Intent, IntentProbabilities, IntentScore, Reading, Sentiment, SentimentScores,
    Task,
};
pub use line::{Line, Text, TextError};
pub use listen::*;
pub use mention::{AuthorIs, Extra, IncomingMention};
pub use message::{Arg, IntoArg, Message, TECHNICAL};
pub use people::{Accounts, AuthorMark, People, PeopleCount, PeopleWording, Voice, Writer};
pub use seen::Seen;
pub use talk::*;
pub use timestamp::{TimestampError, parse_timestamp, to_rfc3339};
pub use understand::*;
pub use zone::{DayReader, WallTime, Zone, ZoneError};
