//! The first page: what is new, where, and what waits for somebody.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::{DAY_MS, MentionId, Millis, ReplyState, Sentiment, SourceId, Zone};
use plaza_search::{Facet, Query, Scope, SearchError, SearchIndex, SearchOptions};
use plaza_store::MentionView;
use plaza_store::innovate::MovingIdea;
use plaza_store::listen::Source;
use plaza_store::talk::Reply;

use crate::cached::Cached;
use crate::find::{Timeline, over, shown};
use crate::listen::Health;
use crate::status::IndexProgress;
use crate::{Engine, EngineError};

/// How long a summary may be shown when nothing has changed: its "last 24 hours" moves on.
const FRESH_MS: Millis = 60_000;

/// Being behind for less is usual.
const A_MOMENT: Duration = Duration::from_secs(5);

/// Mentions and replies named of those that wait.
const NAMED: usize = 5;
/// Ideas named of those that move.
const IDEAS: usize = 3;
/// What people said of an idea counts as new for so long.
const MOVES_FOR_MS: Millis = 30 * DAY_MS;

/// What the Home page shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// Mentions in all.
    pub total: u64,
    /// Said in the last 24 hours.
    pub new_24h: u64,
    /// Said in the last seven days.
    pub new_7d: u64,
    /// Questions of the last seven days.
    pub questions_7d: u64,
    /// Every source, the busiest first.
    pub by_source: Vec<HomeSource>,
    /// The newest 30 days that hold data, by sentiment.
    pub timeline: Timeline,
    /// Mentions that wait for an answer of ours.
    pub unanswered: u64,
    /// The newest of them.
    pub newest_unanswered: Vec<MentionView>,
    /// The ideas that most new people have come to in the last 30 days.
    pub ideas: Vec<MovingIdea>,
    /// Replies that wait for approval.
    pub waiting_replies: i64,
    /// The newest of them, with what they answer.
    pub newest_waiting: Vec<(Reply, MentionView)>,
    /// Replies of which a person must say whether they arrived.
    pub uncertain_replies: i64,
    /// How far the index, and with it all figures, are behind; `None` when they are not, or only
    /// for a moment.
    pub behind: Option<IndexProgress>,
}

/// A source's last seven days.
#[derive(Debug, Clone)]
pub struct HomeSource {
    /// The source.
    pub source: Source,
    /// Mentions of the last seven days.
    pub total_7d: u64,
    /// Of them negative.
    pub negative: u64,
    /// Of them neutral.
    pub neutral: u64,
    /// Of them positive.
    pub positive: u64,
    /// Items in quarantine.
    pub quarantined: i64,
    /// Whether it does its work.
    pub health: Health,
}

/// For one state of the index, one stretch of [`FRESH_MS`] and one zone.
pub(crate) type HomeCache = Cached<(i64, Millis, Zone), Arc<Counts>>;

/// What comes from the index and changes only with it.
pub(crate) struct Counts {
    total: u64,
    new_24h: u64,
    new_7d: u64,
    questions_7d: u64,
    unanswered: u64,
    newest_unanswered: Vec<MentionId>,
    by_source: HashMap<SourceId, [u64; 4]>,
    timeline: Timeline,
}

impl Engine {
    /// Summarizes. The counts come from the index and are kept until it changes.
    ///
    /// # Errors
    /// The store or the index fails.
    pub async fn home(&self) -> Result<Home, EngineError> {
        let counts = self.home_counts().await?;
        let now = self.now();
        let quarantined: HashMap<SourceId, i64> =
            self.0.shared.store.listen().quarantine_counts().await?.into_iter().collect();
        let mut by_source = Vec::new();
        for source in self.0.shared.store.listen().named_sources().await? {
            let of = counts.by_source.get(&source.id).copied().unwrap_or_default();
            // An archived source is shown as long as it has something to show.
            if source.archived_at.is_some() && of.iter().sum::<u64>() == 0 {
                continue;
            }
            by_source.push(HomeSource {
                total_7d: of.iter().sum(),
                negative: of[0],
                neutral: of[1],
                positive: of[2],
                quarantined: quarantined.get(&source.id).copied().unwrap_or(0),
                health: Health::of(&source, now),
                source,
            });
        }
        by_source.sort_by_key(|entry| std::cmp::Reverse(entry.total_7d));
        let replies = self.0.shared.store.talk();
        let unanswered = self.store().mentions(&counts.newest_unanswered).await?;
        let ideas = self.store().innovate().moving_ideas(now - MOVES_FOR_MS, IDEAS).await?;
        Ok(Home {
            unanswered: counts.unanswered,
            newest_unanswered: unanswered,
            ideas,
            newest_waiting: self.newest_waiting().await?,
            total: counts.total,
            new_24h: counts.new_24h,
            new_7d: counts.new_7d,
            questions_7d: counts.questions_7d,
            by_source,
            timeline: counts.timeline.clone(),
            waiting_replies: replies.replies_count(ReplyState::Submitted).await?,
            uncertain_replies: replies.replies_count(ReplyState::Uncertain).await?,
            behind: Some(self.find().index_progress().await?)
                .filter(|progress| progress.behind_for.is_some_and(|time| time >= A_MOMENT)),
        })
    }

    /// The newest replies that wait for approval, with what they answer.
    async fn newest_waiting(&self) -> Result<Vec<(Reply, MentionView)>, EngineError> {
        let limit = i64::try_from(NAMED).unwrap_or(1);
        let state = Some(ReplyState::Submitted);
        let replies = self.store().talk().replies(state, None, limit).await?;
        let ids: Vec<MentionId> = replies.iter().map(|reply| reply.mention_id).collect();
        let mentions = self.store().mentions(&ids).await?;
        let answered = |reply: Reply| {
            let mention = mentions.iter().find(|mention| mention.id == reply.mention_id)?;
            Some((reply, mention.clone()))
        };
        Ok(replies.into_iter().filter_map(answered).collect())
    }

    async fn home_counts(&self) -> Result<Arc<Counts>, EngineError> {
        let key = (self.find().indexed_revision(), self.now() / FRESH_MS, self.zone());
        let fresh = Duration::from_millis(FRESH_MS.unsigned_abs());
        let load = async |_| {
            let queries = Queries::parse()?;
            let count = move |index: &SearchIndex, scope: &Scope<'_>| count(index, scope, &queries);
            Ok(Arc::new(self.find().on_index(count).await?))
        };
        self.0.home.get_or(key, fresh, load).await
    }
}

struct Queries {
    all: Query,
    day: Query,
    week: Query,
    questions: Query,
    unanswered: Query,
}

impl Queries {
    fn parse() -> Result<Self, EngineError> {
        let parse = crate::find::parse;
        Ok(Self {
            all: parse("")?,
            day: parse("date:24h")?,
            week: parse("date:7d")?,
            questions: parse("date:7d intent:question")?,
            unanswered: parse("is:unanswered")?,
        })
    }
}

fn count(index: &SearchIndex, scope: &Scope<'_>, queries: &Queries) -> Result<Counts, SearchError> {
    let total = |query| -> Result<u64, SearchError> {
        Ok(index.search(query, scope, &SearchOptions::default())?.total)
    };
    let mut by_source: HashMap<SourceId, [u64; 4]> = HashMap::new();
    let cells = index.breakdown(&queries.week, scope, Facet::Source, Facet::Sentiment)?;
    for (source, sentiment, mentions) in cells {
        if let Ok(id) = source.parse() {
            by_source.entry(id).or_default()[column(&sentiment)] += mentions;
        }
    }
    let by = Some(Facet::Sentiment);
    let newest = SearchOptions { limit: NAMED, ..SearchOptions::default() };
    let unanswered = index.search(&queries.unanswered, scope, &newest)?;
    Ok(Counts {
        unanswered: unanswered.total,
        newest_unanswered: unanswered.ids,
        total: total(&queries.all)?,
        new_24h: total(&queries.day)?,
        new_7d: total(&queries.week)?,
        questions_7d: total(&queries.questions)?,
        by_source,
        timeline: over(index, &queries.all, scope, shown(index, &queries.all, scope)?, by)?,
    })
}

/// Negative, neutral, positive, and the rest (mixed or not analyzed yet).
fn column(sentiment: &str) -> usize {
    match Sentiment::parse(sentiment) {
        Some(Sentiment::Negative) => 0,
        Some(Sentiment::Neutral) => 1,
        Some(Sentiment::Positive) => 2,
        Some(Sentiment::Mixed) | None => 3,
    }
}
