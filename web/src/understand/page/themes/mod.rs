//! Themes: list, detail, edits.

mod detail;
mod edits;
mod list;
mod rebuild;

use plaza_core::ThemeId;
use plaza_engine::understand::ThemeSummary;

pub(crate) use detail::show_theme;
pub(crate) use edits::{change_state, merge, move_mentions, split, undo, update};
pub(crate) use list::list;
pub(crate) use rebuild::{preview, rebuild, show_work};

use crate::frame::i18n::Translator;
use crate::parts::{Share, Spark, share, spark};

/// A theme with its figures.
struct ThemeRow {
    id: ThemeId,
    label: String,
    keywords: String,
    pinned: bool,
    /// Stands under the theme that it is part of.
    is_part: bool,
    /// `new`, `rising`, `falling` or nothing, as a word and as a style.
    mark: &'static str,
    spark: Spark,
    change: Change,
    share: Share,
    total: u64,
    sub_themes: usize,
}

fn row(t: &Translator, summary: &ThemeSummary) -> ThemeRow {
    let theme = &summary.theme;
    let counts = [summary.negative, summary.neutral, summary.positive];
    ThemeRow {
        id: theme.id,
        label: theme.label.clone(),
        keywords: theme.keywords.join(", "),
        pinned: theme.pinned,
        is_part: false,
        mark: mark(summary),
        spark: spark(t, &summary.trend),
        change: Change::of(t, summary),
        share: share(t, counts, &format!("theme:{}", theme.id)),
        total: summary.total,
        sub_themes: summary.sub_themes,
    }
}

/// What is worth a mark; that a theme is new says more than that it rises.
fn mark(summary: &ThemeSummary) -> &'static str {
    match summary.direction.name() {
        _ if summary.is_new => "new",
        "steady" => "",
        name => name,
    }
}

/// Mentions of the week before and of this week, as people say it: `1 → 26`.
struct Change {
    before: String,
    now: String,
    /// The same in words.
    words: String,
}

impl Change {
    fn of(t: &Translator, summary: &ThemeSummary) -> Self {
        let [before, now] = [summary.volume_prev_7d, summary.volume_7d].map(|n| t.number(n));
        let words = t.with2("theme-change", ("before", &before), ("now", &now));
        Self { before, now, words }
    }
}

#[cfg(test)]
mod tests {
    use plaza_core::{DayRange, ThemeState, Zone};
    use plaza_engine::understand::Direction;
    use plaza_store::understand::Theme;

    use super::*;
    use crate::frame::i18n::{Lang, translator};

    fn summary(volume_prev_7d: u64, volume_7d: u64) -> ThemeSummary {
        let theme = Theme {
            id: 1.into(),
            version: 1,
            label: "Batería".to_owned(),
            keywords: Vec::new(),
            description: String::new(),
            state: ThemeState::Active,
            pinned: false,
            by_keywords: false,
            held: false,
            parent_id: None,
            merged_into: None,
            created_at: 0,
            updated_at: 0,
        };
        ThemeSummary {
            theme,
            sub_themes: 0,
            days: DayRange::newest(None, 0, Zone::UTC),
            volume_7d,
            volume_prev_7d,
            total: volume_7d + volume_prev_7d,
            negative: 0,
            neutral: 0,
            positive: 0,
            trend: Vec::new(),
            is_new: false,
            direction: Direction::Steady,
            p_value: 1.0,
        }
    }

    #[test]
    fn numbers_are_told_not_percentages() {
        let change = Change::of(translator(Lang::Es), &summary(1, 1234));
        assert_eq!((change.before.as_str(), change.now.as_str()), ("1", "1234"));
        assert_eq!(change.words, "7 días antes, 1; los últimos 7, 1234");
    }
}
