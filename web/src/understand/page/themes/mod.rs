//! Themes: list, detail, edits.

mod detail;
mod edits;
mod list;

use plaza_core::ThemeId;
use plaza_engine::understand::ThemeSummary;

pub(crate) use detail::show_theme;
pub(crate) use edits::{change_state, merge, move_mentions, rebuild, split, undo, update};
pub(crate) use list::list;

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
    mark_title: String,
    spark: Spark,
    volume_7d: u64,
    /// Against the seven days before, in words.
    change: String,
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
        mark_title: t.with("theme-mark-title", "p", p_value(summary.p_value)),
        spark: spark(t, &summary.trend),
        volume_7d: summary.volume_7d,
        change: change(t, summary.volume_7d, summary.volume_prev_7d),
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

/// As statisticians write it.
fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("= {p:.3}") }
}

/// `+50%`, `−20%`, `new`, or nothing where there is nothing to compare.
#[expect(clippy::cast_precision_loss, reason = "shown as a whole percentage")]
fn change(t: &Translator, now: u64, before: u64) -> String {
    match (now, before) {
        (0, 0) => "–".to_owned(),
        (_, 0) => t.get("theme-change-new"),
        _ => {
            let share = now as f64 / before as f64 - 1.0;
            let sign = if share > 0.0 {
                "+"
            } else if share < 0.0 {
                "−"
            } else {
                "±"
            };
            format!("{sign}{}", t.percent(share.abs()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn changes_read_as_people_say_them() {
        let t = translator(Lang::En);
        for (now, before, words) in
            [(0, 0, "–"), (3, 0, "new"), (3, 2, "+50%"), (1, 2, "−50%"), (2, 2, "±0%")]
        {
            assert_eq!(change(t, now, before), words);
        }
        assert_eq!((p_value(0.000_2), p_value(0.041)), ("< 0.001".into(), "= 0.041".into()));
    }
}
