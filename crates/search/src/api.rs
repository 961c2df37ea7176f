//! What is asked of the index and what it answers.

use std::fmt;

use plaza_core::{AuthorId, MentionId, Millis, PeopleCount, SourceId, ThemeId, Zone};
use serde::{Deserialize, Serialize};

use crate::Query;

/// Turns the names that people write in a query into ids.
pub trait Names {
    /// Ids of the sources with that name or of that kind.
    fn sources(&self, name: &str) -> Vec<SourceId>;
    /// Ids of the themes with that label.
    fn themes(&self, name: &str) -> Vec<ThemeId>;
    /// Ids of the authors who are or were called so, or whose account has this id; `#12` stands
    /// for the author with that id. They are found beside those whose mentions say so.
    fn authors(&self, name: &str) -> Vec<AuthorId> {
        let _ = name;
        Vec::new()
    }
    /// Accounts whose words are ours beside those that answer: they are marked so.
    fn marked(&self) -> &[AuthorId] {
        &[]
    }
    /// What an import brought or changed, as first and last ids; `None` for one that is not known.
    fn import(&self, id: i64) -> Option<Vec<(MentionId, MentionId)>> {
        let _ = id;
        None
    }
    /// Mentions to which somebody has begun an answer that has not gone out.
    fn drafted(&self) -> &[MentionId] {
        &[]
    }
    /// Mentions to which the reader wrote an answer or a draft.
    fn mine(&self) -> &[MentionId] {
        &[]
    }
}

/// Whether our own words are among what is found: those of the accounts that answer, and those of
/// accounts that somebody marked as staff or as a program. A query that says so itself, with
/// `is:ours` or `is:anyone`, is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ours {
    /// Customers' words alone; what every figure counts.
    #[default]
    Exclude,
    /// Everybody's words.
    Include,
    /// Our words alone.
    Only,
}

/// Knows no names; for queries that name neither sources nor themes.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn sources(&self, _: &str) -> Vec<SourceId> {
        Vec::new()
    }

    fn themes(&self, _: &str) -> Vec<ThemeId> {
        Vec::new()
    }
}

/// What a query is resolved against when it runs.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Knows the names of sources and themes.
    pub names: &'a dyn Names,
    /// The current time, for `date:7d` and `date:today`.
    pub now: Millis,
    /// Where days begin, in queries and on time lines.
    pub zone: Zone,
    /// Whether our own words are among what is found.
    pub ours: Ours,
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("now", &self.now)
            .field("zone", &self.zone)
            .field("ours", &self.ours)
            .finish_non_exhaustive()
    }
}

/// Order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By time said, newest first; ties by id, highest first.
    #[default]
    Newest,
    /// By BM25, best first; ties by id, highest first.
    Relevance,
}

/// A property whose values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Language code.
    Lang,
    /// Sentiment name. Among the counts of a search, a mention that is marked as mixed counts as
    /// mixed too.
    Sentiment,
    /// Source id, in decimal.
    Source,
    /// Intent name; a mention counts once for each of its intents.
    Intent,
    /// Theme id, in decimal.
    Theme,
    /// What is spoken of, as most people write it; a mention counts once for each of its aspects.
    /// It splits no timeline and no table.
    Aspect,
    /// `low` or `high`: whether the model is sure of the sentiment.
    Confidence,
    /// `unanswered`, `answered` or `unasked`.
    Answer,
    /// Kind of place: forum, review, social and so on. It splits no timeline and no table.
    Channel,
    /// `few` stars (below 3), `some` (below 4) or `many`.
    Rating,
}

/// A property that splits a timeline or a table.
pub type SplitBy = Facet;

/// Counted values of one facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Value and count, largest count first, at most 200. `none` counts mentions without a value.
    pub values: Vec<(String, u64)>,
    /// How many more values there are.
    pub more: usize,
}

/// How results are wanted.
#[derive(Debug, Clone, Default)]
pub struct SearchOptions {
    /// Order.
    pub sort: Sort,
    /// Largest number of ids on the page; 0 asks for counts only.
    pub limit: usize,
    /// Where the page begins: `next_cursor` of the page before it.
    pub cursor: Option<String>,
    /// Which facets to count, over all matches and not only this page.
    pub facets: Vec<Facet>,
    /// Stretches of time in which matches are counted too: queries such as `date:7d`.
    pub spans: Vec<Query>,
    /// Whether the people behind all matches are counted.
    pub people: bool,
}

/// One page of results.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// All matches, not only this page.
    pub total: u64,
    /// Mention ids in order.
    pub ids: Vec<MentionId>,
    /// Opens the next page; `None` on the last one.
    pub next_cursor: Option<String>,
    /// Counts, in the order asked for.
    pub facets: Vec<FacetCounts>,
    /// Matches within each of the stretches of time that were asked for.
    pub spans: Vec<u64>,
    /// Whose voices the matches are, where that was asked for; empty otherwise.
    pub people: PeopleCount,
}

/// Width of a timeline's buckets; all begin where a day of the zone does, or at the full hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// One hour.
    Hour,
    /// One day.
    Day,
    /// Seven days from Monday.
    Week,
    /// One month of the calendar.
    Month,
    /// One year of the calendar.
    Year,
}

/// One bucket of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineBucket {
    /// Its first millisecond, UTC; the asked time's where that begins later.
    pub start: Millis,
    /// The first millisecond behind it; the asked time's end where that comes earlier.
    pub until: Millis,
    /// Whether it is whole: nothing cut off, and over.
    pub complete: bool,
    /// Mentions in it.
    pub total: u64,
    /// The same, split by value; largest first. Empty when no split was asked for.
    pub parts: Vec<(String, u64)>,
}
