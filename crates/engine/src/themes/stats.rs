//! A theme's figures, from the index.

use std::collections::HashMap;

use plaza_core::{Millis, Sentiment};
use plaza_search::{Bucket, Facet, Query, Scope, SearchError, SearchIndex, TimelineBucket};
use plaza_store::Theme;

use crate::search::{Hit, SearchRequest};
use crate::{Engine, EngineError};

/// Days of the small trend line.
const TREND_DAYS: usize = 14;
const DAY_MS: Millis = 86_400_000;
/// Quotes shown with a theme.
const QUOTES: usize = 20;

/// A theme and its figures.
#[derive(Debug, Clone)]
pub struct ThemeSummary {
    /// The theme.
    pub theme: Theme,
    /// Mentions of the last seven days.
    pub volume_7d: u64,
    /// Mentions of the seven days before.
    pub volume_prev_7d: u64,
    /// All mentions.
    pub total: u64,
    /// Of all, negative.
    pub negative: u64,
    /// Of all, neutral.
    pub neutral: u64,
    /// Of all, positive.
    pub positive: u64,
    /// Mentions a day over the last 14 days, today last (UTC).
    pub trend: Vec<u64>,
}

/// A theme with more than fits into a list.
#[derive(Debug, Clone)]
pub struct ThemeDetail {
    /// The figures.
    pub summary: ThemeSummary,
    /// Distinct authors.
    pub people: u64,
    /// The last 90 days by week and sentiment.
    pub timeline: Vec<TimelineBucket>,
    /// Recent mentions.
    pub quotes: Vec<Hit>,
}

#[derive(Debug, Default, Clone)]
struct Figures {
    sentiments: [u64; 4],
    trend: Vec<u64>,
}

impl Engine {
    /// Every theme that is not merged, the busiest of the last seven days first, pinned ones
    /// before all others.
    ///
    /// # Errors
    /// The store or the index fails.
    pub async fn theme_list(&self, archived: bool) -> Result<Vec<ThemeSummary>, EngineError> {
        let themes = self.0.store.themes(true).await?;
        let figures = self.figures().await?;
        let shown = if archived { "archived" } else { "active" };
        let mut list: Vec<ThemeSummary> = themes
            .into_iter()
            .filter(|theme| theme.merged_into.is_none() && theme.state == shown)
            .map(|theme| summary(theme, &figures))
            .collect();
        list.sort_by_key(|s| {
            (!s.theme.pinned, std::cmp::Reverse((s.volume_7d, s.total)), s.theme.id)
        });
        Ok(list)
    }

    /// One theme; a merged one leads to the theme that holds it now.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], or the store or the index fails.
    pub async fn theme_detail(&self, id: i64) -> Result<ThemeDetail, EngineError> {
        let mut theme = self.theme(id).await?;
        if let Some(into) = theme.merged_into {
            theme = self.theme(into).await?;
        }
        let q = format!("theme:{}", theme.id);
        let summary = summary(theme, &self.figures().await?);
        let recent = format!("{q} date:90d");
        let timeline = self.timeline(&recent, Bucket::Week, Some(Facet::Sentiment)).await?;
        let query = crate::search::parse(&q)?;
        let people =
            self.on_index(move |index, scope| index.distinct_authors(&query, scope)).await?;
        let request = SearchRequest {
            q,
            sort: plaza_search::Sort::Newest,
            limit: QUOTES,
            cursor: None,
            facets: Vec::new(),
        };
        let quotes = self.search(&request).await?.hits;
        Ok(ThemeDetail { summary, people, timeline, quotes })
    }

    async fn figures(&self) -> Result<HashMap<i64, Figures>, EngineError> {
        let all = crate::search::parse("")?;
        let recent = crate::search::parse(&format!("date:{TREND_DAYS}d"))?;
        self.on_index(move |index, scope| figures(index, scope, &all, &recent)).await
    }
}

fn figures(
    index: &SearchIndex,
    scope: &Scope<'_>,
    all: &Query,
    recent: &Query,
) -> Result<HashMap<i64, Figures>, SearchError> {
    let mut figures: HashMap<i64, Figures> = HashMap::new();
    let cells = index.breakdown(all, scope, Facet::Theme, Facet::Sentiment)?;
    for (theme, sentiment, mentions) in cells {
        let Ok(id) = theme.parse() else { continue };
        let column = Sentiment::parse(&sentiment).map_or(3, |s| s as usize);
        figures.entry(id).or_default().sentiments[column] += mentions;
    }
    let today = scope.now.div_euclid(DAY_MS);
    for bucket in index.timeline(recent, scope, Bucket::Day, Some(Facet::Theme), None)? {
        let ago = today - bucket.start.div_euclid(DAY_MS);
        let Some(day) = usize::try_from(ago).ok().and_then(|ago| (TREND_DAYS - 1).checked_sub(ago))
        else {
            continue;
        };
        for (theme, mentions) in bucket.parts {
            let Ok(id) = theme.parse() else { continue };
            let trend = &mut figures.entry(id).or_default().trend;
            trend.resize(TREND_DAYS, 0);
            trend[day] += mentions;
        }
    }
    Ok(figures)
}

fn summary(theme: Theme, figures: &HashMap<i64, Figures>) -> ThemeSummary {
    let mut of = figures.get(&theme.id).cloned().unwrap_or_default();
    of.trend.resize(TREND_DAYS, 0);
    let (before, last) = of.trend.split_at(TREND_DAYS - 7);
    ThemeSummary {
        volume_7d: last.iter().sum(),
        volume_prev_7d: before.iter().sum(),
        total: of.sentiments.iter().sum(),
        negative: of.sentiments[Sentiment::Negative as usize],
        neutral: of.sentiments[Sentiment::Neutral as usize],
        positive: of.sentiments[Sentiment::Positive as usize],
        trend: of.trend,
        theme,
    }
}
