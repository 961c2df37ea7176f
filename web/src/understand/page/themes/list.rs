//! The list of themes, parts under the whole.

use askama::Template;
use plaza_core::ThemeId;
use plaza_core::text::fold;
use plaza_engine::understand::ThemeSummary;

use super::rebuild::step_words;
use super::{ThemeRow, mark, row};
use crate::frame::board::{Answer, Board, show};
use crate::frame::fields::Fields;
use crate::frame::page::Page;

/// What the list may be narrowed to.
const MARKS: [&str; 3] = ["new", "rising", "falling"];

#[derive(Template)]
#[template(path = "understand/themes.html")]
struct ThemesScreen {
    page: Page,
    archived: bool,
    filter: Filter,
    rows: Vec<ThemeRow>,
    /// Themes without a mention, folded away.
    empty: Vec<ThemeRow>,
    /// What is being done to themes, in words.
    step: String,
    /// The days that the figures are of, in a sentence, where they do not reach today.
    newest: String,
}

/// What the list shows.
struct Filter {
    q: String,
    /// One of [`MARKS`], or empty.
    mark: &'static str,
    /// Main themes only.
    whole: bool,
}

impl Filter {
    fn read(fields: &Fields) -> Self {
        let mark = fields.get("mark");
        Self {
            q: fields.get("q").chars().take(200).collect(),
            mark: MARKS.into_iter().find(|known| *known == mark).unwrap_or_default(),
            whole: fields.get("level") == "main",
        }
    }

    fn marks(&self) -> [&'static str; 3] {
        MARKS
    }

    fn is_on(&self) -> bool {
        !self.q.is_empty() || !self.mark.is_empty() || self.whole
    }

    fn takes(&self, summary: &ThemeSummary) -> bool {
        let wanted = fold(&self.q);
        let theme = &summary.theme;
        let says = fold(&theme.label).contains(&wanted)
            || theme.keywords.iter().any(|keyword| fold(keyword).contains(&wanted));
        says && (self.mark.is_empty() || mark(summary) == self.mark)
    }
}

/// `GET /themes?archived=&q=&mark=&level=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let archived = fields.is_true("archived");
    let themes = board.engine.understand().theme_list(archived).await?;
    let filter = Filter::read(&fields);
    let step = board.engine.understand().theme_work().await?.step;
    let page = board.page;
    let mut rows = Vec::with_capacity(themes.len());
    let is_listed = |id: ThemeId| themes.iter().any(|summary| summary.theme.id == id);
    let is_part = |summary: &ThemeSummary| summary.theme.parent_id.is_some_and(is_listed);
    for whole in themes.iter().filter(|summary| !is_part(summary)) {
        let shown = filter.takes(whole);
        if shown {
            rows.push(row(&page, whole));
        }
        let parts = themes.iter().filter(|s| s.theme.parent_id == Some(whole.theme.id));
        for part in parts.filter(|part| !filter.whole && filter.takes(part)) {
            rows.push(ThemeRow { is_part: shown, ..row(&page, part) });
        }
    }
    let (rows, empty): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.total > 0);
    let step = step.map(|step| step_words(&page, step)).unwrap_or_default();
    let newest = themes.first().map(|summary| page.newest_days(summary.days));
    let newest = newest.filter(|days| !days.is_empty());
    let newest = newest.map(|days| page.with("coverage-newest", "days", days)).unwrap_or_default();
    let screen = ThemesScreen { archived, filter, rows, empty, step, newest, page };
    show(&screen, &screen.page)
}
