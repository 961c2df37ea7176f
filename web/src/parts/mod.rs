//! What several rooms show: plain values, ready to be written as a page or as JSON. Parts know the
//! frame and no room.

mod card;
mod chart;
mod coverage;
pub(crate) mod list_place;
mod marks;
pub(crate) mod mention;
mod pager;
pub(crate) mod query_terms;
mod said;
pub(crate) mod timeline;

pub(crate) use card::{InsightChips, MentionCard, author_name, chips, feel_class};
pub(crate) use chart::{Days, Share, Spark, share, spark};
pub(crate) use coverage::{CoverageNote, span_of};
pub(crate) use pager::Pager;
pub(crate) use timeline::{Size, TimelineChart, sentiment_timeline};

/// One choice of a select field or a list.
pub(crate) struct Choice {
    pub(crate) id: i64,
    pub(crate) label: String,
    pub(crate) active: bool,
}
