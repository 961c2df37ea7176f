//! What templates are given: plain values, ready to be written.

mod card;
mod chart;
mod coverage;
mod marks;
mod pager;
mod reply;

pub(super) use card::{InsightChips, MentionCard, author_name, chips};
pub(super) use chart::{
    Days, Share, Spark, TimelineChart, axis_bucket, sentiment_timeline, share, spark,
};
pub(super) use coverage::{CoverageNote, span_of};
pub(super) use marks::{Part, highlighted};
pub(super) use pager::Pager;
pub(super) use reply::{ReplyCard, problem_words};

/// One choice of a select field or a list.
pub(super) struct Choice {
    pub(super) id: i64,
    pub(super) label: String,
    pub(super) active: bool,
}
