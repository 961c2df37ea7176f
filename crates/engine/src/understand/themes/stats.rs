//! A theme's figures, from the index.

use std::collections::HashMap;

use plaza_core::{DayRange, MentionId, People, Sentiment, ThemeId, ThemeState};
use plaza_search::{Bucket, Facet, Query, Scope, SearchError, SearchIndex};
use plaza_store::understand::{Theme, ThemeEdit, VectorRow};

use super::aside::blocking;
use super::cluster::cosine;
use super::examples::Example;
use super::plan::{centroid, points};
use super::trend::{Direction, discoveries, p_value};
use crate::EngineError;
use crate::find::{FacetValue, Hit, SearchRequest, Timeline, over, shown};
use crate::understand::Understand;

/// Days of the small trend line.
const TREND_DAYS: usize = 14;
/// Days of a theme's own chart.
const CHART_DAYS: i32 = 90;
/// Quotes shown with a theme.
const QUOTES: usize = 6;
/// Recent mentions shown with a theme.
const MEMBERS: usize = 20;
/// Newest members that quotes are chosen from.
const TYPICAL_OF: i64 = 1_000;
/// Cosine from which two quotes say the same.
const SAYS_THE_SAME: f32 = 0.97;

/// A theme and its figures, its sub-themes' included.
#[derive(Debug, Clone)]
pub struct ThemeSummary {
    /// The theme.
    pub theme: Theme,
    /// How many sub-themes it has.
    pub sub_themes: usize,
    /// The days of the trend; the last of them is today, or the last that anything is known of.
    pub days: DayRange,
    /// Mentions of the last seven of these days.
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
    /// Mentions on each of [`days`](Self::days).
    pub trend: Vec<u64>,
    /// All of it was said within these 14 days, while other things were said before.
    pub is_new: bool,
    /// Whether it moves beyond chance, all themes looked at together.
    pub direction: Direction,
    /// Probability that chance alone moved it as much.
    pub p_value: f64,
}

/// A theme with more than fits into a list.
#[derive(Debug, Clone)]
pub struct ThemeDetail {
    /// The figures.
    pub summary: ThemeSummary,
    /// The theme that it is part of.
    pub parent: Option<Theme>,
    /// Its parts, the busiest first.
    pub sub_themes: Vec<ThemeSummary>,
    /// Who speaks of it.
    pub people: People,
    /// Mentions by source.
    pub sources: Vec<FacetValue>,
    /// Mentions by language.
    pub languages: Vec<FacetValue>,
    /// The newest 90 days that hold data, by sentiment.
    pub timeline: Timeline,
    /// What people say of it, the most typical first, without repetitions.
    pub quotes: Vec<Hit>,
    /// Mentions that stand for it, each by another rule.
    pub examples: Vec<Example>,
    /// Recent mentions.
    pub members: Vec<Hit>,
    /// What people did to it, the last first.
    pub edits: Vec<ThemeEdit>,
}

#[derive(Debug, Default, Clone)]
struct Figures {
    sentiments: [u64; 4],
    trend: Vec<u64>,
}

/// Figures of all themes, and what they are compared with.
#[derive(Debug)]
struct Table {
    /// The days of the trends.
    days: DayRange,
    of: HashMap<ThemeId, Figures>,
    /// Mentions of the last seven days, of the seven before, and of all time.
    all: (u64, u64, u64),
}

impl Understand<'_> {
    /// Every theme that is not merged, the busiest of the last seven days first, pinned ones
    /// before all others.
    ///
    /// # Errors
    /// The store or the index fails.
    pub async fn theme_list(&self, archived: bool) -> Result<Vec<ThemeSummary>, EngineError> {
        let shown = if archived { ThemeState::Archived } else { ThemeState::Active };
        let mut list = self.summaries().await?;
        list.retain(|summary| summary.theme.state == shown);
        Ok(list)
    }

    async fn summaries(&self) -> Result<Vec<ThemeSummary>, EngineError> {
        let themes = self.shared().store.understand().themes(true).await?;
        let mut table = self.figures().await?;
        table.add_up(&themes);
        let p_values: Vec<f64> = themes.iter().map(|theme| table.p_value(theme.id)).collect();
        let holds = discoveries(&p_values);
        let mut parts: HashMap<ThemeId, usize> = HashMap::new();
        for parent in themes.iter().filter_map(|theme| theme.parent_id) {
            *parts.entry(parent).or_default() += 1;
        }
        let mut list: Vec<ThemeSummary> = themes
            .into_iter()
            .zip(p_values.into_iter().zip(holds))
            .map(|(theme, (p_value, holds))| {
                let sub_themes = parts.get(&theme.id).copied().unwrap_or(0);
                table.summary(theme, sub_themes, p_value, holds)
            })
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
    pub async fn theme_detail(&self, id: ThemeId) -> Result<ThemeDetail, EngineError> {
        let id = self.theme(id).await?.merged_into.unwrap_or(id);
        let mut all = self.summaries().await?;
        let at = all.iter().position(|summary| summary.theme.id == id);
        let summary = all.swap_remove(at.ok_or(EngineError::NotFound("theme"))?);
        let parent = summary.theme.parent_id;
        let parent = all.iter().find(|s| Some(s.theme.id) == parent).map(|s| s.theme.clone());
        let mut sub_themes = all;
        sub_themes.retain(|s| s.theme.parent_id == Some(id));
        sub_themes.sort_by_key(|s| (std::cmp::Reverse(s.total), s.theme.id));
        let q = format!("theme:{id}");
        let timeline = self.theme_timeline(&q).await?;
        let people = self.engine.find().people(&q).await?;
        let request = SearchRequest {
            q,
            sort: plaza_search::Sort::Newest,
            limit: MEMBERS,
            cursor: None,
            facets: vec![Facet::Source, Facet::Lang],
        };
        let page = self.engine.find().search(&request).await?;
        let (mut sources, mut languages) = (Vec::new(), Vec::new());
        for counts in page.facets {
            match counts.facet {
                Facet::Source => sources = counts.values,
                _ => languages = counts.values,
            }
        }
        let parts: Vec<ThemeId> = sub_themes.iter().map(|s| s.theme.id).collect();
        let quotes = self.typical(id, &parts).await?;
        let examples = self.examples(id, &parts, quotes.first()).await?;
        let edits = self.theme_edits(id).await?;
        Ok(ThemeDetail {
            summary,
            parent,
            sub_themes,
            people,
            sources,
            languages,
            timeline,
            quotes,
            examples,
            members: page.hits,
            edits,
        })
    }

    /// The mentions nearest to the centroid of a theme, none that says what another one says. Those
    /// of a theme that only has sub-themes come from these.
    async fn typical(&self, id: ThemeId, parts: &[ThemeId]) -> Result<Vec<Hit>, EngineError> {
        let model = self.theme_space().await?.model().to_owned();
        let mut rows =
            self.shared().store.understand().member_vectors(id, &model, TYPICAL_OF).await?;
        for part in parts.iter().take(QUOTES) {
            rows.extend(
                self.shared()
                    .store
                    .understand()
                    .member_vectors(*part, &model, TYPICAL_OF / 4)
                    .await?,
            );
        }
        let ids = blocking(move || typical(&rows)).await?;
        let found = self.shared().store.mentions(&ids).await?;
        let mut quotes: Vec<Hit> = found
            .into_iter()
            .map(|mention| Hit { mention, title_marks: Vec::new(), text_marks: Vec::new() })
            .collect();
        quotes.sort_by_key(|hit| ids.iter().position(|id| *id == hit.mention.id));
        Ok(quotes)
    }

    /// The newest days on which anything was said, so that themes can be compared.
    async fn theme_timeline(&self, q: &str) -> Result<Timeline, EngineError> {
        let (query, by) = (crate::find::parse(q)?, Some(Facet::Sentiment));
        let work = move |index: &SearchIndex, scope: &Scope<'_>| {
            let newest = shown(index, &Query::default(), scope)?;
            let days = DayRange { first: newest.last.plus(1 - CHART_DAYS), ..newest };
            over(index, &query, scope, days, by)
        };
        self.engine.find().on_index(work).await
    }

    async fn figures(&self) -> Result<Table, EngineError> {
        let all = crate::find::parse("")?;
        self.engine.find().on_index(move |index, scope| figures(index, scope, &all)).await
    }
}

fn figures(index: &SearchIndex, scope: &Scope<'_>, all: &Query) -> Result<Table, SearchError> {
    let newest = shown(index, all, scope)?;
    let first = newest.last.plus(1 - i32::try_from(TREND_DAYS).unwrap_or(1));
    let days = DayRange { first, ..newest };
    let mut table = Table { days, of: HashMap::new(), all: (0, 0, 0) };
    for (theme, sentiment, mentions) in
        index.breakdown(all, scope, Facet::Theme, Facet::Sentiment)?
    {
        table.all.2 += mentions;
        let Ok(id) = theme.parse() else { continue };
        let column = Sentiment::parse(&sentiment).map_or(3, |s| s as usize);
        table.of.entry(id).or_default().sentiments[column] += mentions;
    }
    let (by, time) = (Some(Facet::Theme), Some(days.time(scope.zone)));
    for bucket in index.timeline(all, scope, Bucket::Day, by, time)? {
        let ahead = scope.zone.day_of(bucket.start).number() - first.number();
        let Ok(day) = usize::try_from(ahead) else { continue };
        if day >= TREND_DAYS - 7 {
            table.all.0 += bucket.total;
        } else {
            table.all.1 += bucket.total;
        }
        for (theme, mentions) in bucket.parts {
            let Ok(id) = theme.parse() else { continue };
            let trend = &mut table.of.entry(id).or_default().trend;
            trend.resize(TREND_DAYS, 0);
            trend[day] += mentions;
        }
    }
    Ok(table)
}

impl Table {
    /// Adds the figures of sub-themes to those of the theme that they are part of.
    fn add_up(&mut self, themes: &[Theme]) {
        for theme in themes {
            let (Some(parent), Some(part)) = (theme.parent_id, self.of.get(&theme.id).cloned())
            else {
                continue;
            };
            let whole = self.of.entry(parent).or_default();
            whole.trend.resize(TREND_DAYS, 0);
            for (sum, count) in whole.sentiments.iter_mut().zip(part.sentiments) {
                *sum += count;
            }
            for (sum, count) in whole.trend.iter_mut().zip(part.trend) {
                *sum += count;
            }
        }
    }

    /// Mentions of the last seven days, and of the seven before.
    fn weeks(&self, id: ThemeId) -> (u64, u64) {
        let Some(figures) = self.of.get(&id).filter(|figures| !figures.trend.is_empty()) else {
            return (0, 0);
        };
        let (before, last) = figures.trend.split_at(TREND_DAYS - 7);
        (last.iter().sum(), before.iter().sum())
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of mentions")]
    fn p_value(&self, id: ThemeId) -> f64 {
        let (last, before) = self.weeks(id);
        let both = (self.all.0 + self.all.1).max(1);
        p_value(last, before, self.all.0 as f64 / both as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of mentions")]
    fn summary(&self, theme: Theme, sub_themes: usize, p_value: f64, holds: bool) -> ThemeSummary {
        let mut of = self.of.get(&theme.id).cloned().unwrap_or_default();
        of.trend.resize(TREND_DAYS, 0);
        let (volume_7d, volume_prev_7d) = self.weeks(theme.id);
        let total: u64 = of.sentiments.iter().sum();
        let recent = self.all.0 + self.all.1;
        let expected =
            (volume_7d + volume_prev_7d) as f64 * self.all.0 as f64 / recent.max(1) as f64;
        let direction = match holds {
            false => Direction::Steady,
            true if volume_7d as f64 > expected => Direction::Rising,
            true => Direction::Falling,
        };
        ThemeSummary {
            days: self.days,
            volume_7d,
            volume_prev_7d,
            total,
            negative: of.sentiments[Sentiment::Negative as usize],
            neutral: of.sentiments[Sentiment::Neutral as usize],
            positive: of.sentiments[Sentiment::Positive as usize],
            trend: of.trend,
            is_new: total > 0 && volume_7d + volume_prev_7d == total && self.all.2 > recent,
            direction,
            p_value,
            sub_themes,
            theme,
        }
    }
}

/// The ids of the most typical mentions.
fn typical(rows: &[VectorRow]) -> Vec<MentionId> {
    let points = points(rows);
    let (_, _, near) = centroid(&points, (0..rows.len()).collect());
    let mut chosen: Vec<usize> = Vec::new();
    for at in near {
        let repeats =
            chosen.iter().any(|other| cosine(points.row(at), points.row(*other)) > SAYS_THE_SAME);
        if !repeats {
            chosen.push(at);
        }
        if chosen.len() == QUOTES {
            break;
        }
    }
    chosen.into_iter().map(|at| rows[at].id).collect()
}
