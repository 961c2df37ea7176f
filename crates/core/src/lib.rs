//! Plaza's domain types, the traits that join its crates, and its pure rules.
//!
//! Nothing here does input or output: no runtime, no database, no network, no clock but the one
//! handed in. Words follow `docs/ARCHITECTURE.md`; a type named here has that name in tables, URLs
//! and screens too.

mod analyzer;
mod clock;
mod connector;
mod doc;
mod duplicates;
mod embedder;
mod idea;
mod inbound;
mod mention;
mod normalise;
mod quote;
mod reply;
mod role;
mod spec;
pub mod statistics;
pub mod text;
mod timestamp;
mod why;

pub use analyzer::{
    Analyzer, AnalyzerError, Aspect, Insight, Intent, IntentProbabilities, IntentScore, Reading,
    Sentiment, SentimentScores, Task,
};
pub use clock::{Clock, FixedClock, Millis};
pub use connector::{
    Authorization, ConfigError, Connector, ConnectorError, ConnectorFactory, Deletion, History,
    Listener, Missed, News, Pace, Page, PastPage, Quota, Rejected, SourceConfig,
};
pub use doc::MentionDoc;
pub use duplicates::{NearDuplicates, Signature};
pub use embedder::{Embedder, SharedEmbedder};
pub use idea::{IdeaStage, RiceInputs};
pub use inbound::{Delivery, Forged, Receiver, Verified};
pub use mention::{Extra, IncomingMention};
pub use normalise::{
    MAX_EXTERNAL_ID_CHARS, MAX_TEXT_CHARS, NormalMention, RejectReason, input_hash, normalise,
};
pub use quote::{QuoteError, QuoteSpan, locate_quote};
pub use reply::{
    LengthUnit, OutgoingReply, PreflightProblem, ReadBack, Receipt, Replier, ReplyRules,
    ReplyState, TransitionError,
};
pub use role::{Permission, Role};
pub use spec::{ConnectorSpec, FieldKind, FieldSpec, Localized};
pub use timestamp::{TimestampError, parse_timestamp, to_rfc3339};
pub use why::{Explanation, Reason, Tag, WordWeight, explain_by_occlusion};
