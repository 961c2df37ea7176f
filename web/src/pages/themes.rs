//! Themes: list and detail.

use askama::Template;
use axum::http::StatusCode;
use plaza_engine::{Bucket, EngineError, Hit, ThemeSummary};
use plaza_store::ThemeUpdate;

use super::board::{Answer, Board, show, show_as};
use super::errors::in_words;
use super::fields::Fields;
use super::page::Page;
use super::query_terms::{href, mentions_href};
use super::view::{
    Choice, MentionCard, Share, Spark, TimelineChart, sentiment_timeline, share, spark,
};
use crate::Problem;
use crate::extract::PathIds;
use crate::i18n::Translator;

#[derive(Template)]
#[template(path = "themes.html")]
struct ThemesScreen {
    page: Page,
    archived: bool,
    rows: Vec<ThemeRow>,
}

#[derive(Template)]
#[template(path = "theme.html")]
struct ThemeScreen {
    page: Page,
    theme: ThemeRow,
    people: u64,
    keywords: String,
    archived: bool,
    all_href: String,
    idea_href: String,
    chart: Option<TimelineChart>,
    quotes: Vec<MentionCard>,
    others: Vec<Choice>,
    form: ThemeForm,
    problem: String,
}

/// A theme with its figures.
struct ThemeRow {
    id: i64,
    label: String,
    keywords: String,
    pinned: bool,
    spark: Spark,
    volume_7d: u64,
    /// Against the seven days before, in words.
    change: String,
    share: Share,
    total: u64,
}

struct ThemeForm {
    label: String,
    keywords: String,
    description: String,
}

/// `GET /themes?archived=`
pub(super) async fn list(board: Board, fields: Fields) -> Answer {
    let archived = fields.is_true("archived");
    let themes = board.engine.theme_list(archived).await?;
    let page = board.page;
    let rows = themes.iter().map(|theme| row(&page, theme)).collect();
    let screen = ThemesScreen { archived, rows, page };
    show(&screen, &screen.page)
}

/// `GET /themes/{id}`
pub(super) async fn show_theme(board: Board, PathIds(id): PathIds<i64>) -> Answer {
    show_with(board, id, None).await
}

/// The theme, with a form that was not accepted.
async fn show_with(board: Board, id: i64, refused: Option<(ThemeForm, String)>) -> Answer {
    let detail = board.engine.theme_detail(id).await?;
    let themes = board.engine.store().themes(false).await?;
    let page = board.page;
    let theme = &detail.summary.theme;
    let query = format!("theme:{}", theme.id);
    let keywords = theme.keywords.join(", ");
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (form, problem) = refused.unwrap_or_else(|| {
        let form = ThemeForm {
            label: theme.label.clone(),
            keywords: keywords.clone(),
            description: theme.description.clone(),
        };
        (form, String::new())
    });
    let others = themes.into_iter().filter(|other| other.id != theme.id);
    let screen = ThemeScreen {
        theme: row(&page, &detail.summary),
        people: detail.people,
        keywords,
        archived: theme.state == "archived",
        all_href: mentions_href(&query),
        idea_href: href("/ideas/new", &[("title", &theme.label)]),
        chart: (!detail.timeline.is_empty())
            .then(|| sentiment_timeline(&page, &detail.timeline, Bucket::Week, &query)),
        quotes: detail.quotes.iter().map(|hit: &Hit| MentionCard::found(&page, hit)).collect(),
        others: others
            .map(|other| Choice { id: other.id, label: other.label, active: false })
            .collect(),
        form,
        problem,
        page,
    };
    show_as(status, &screen, &screen.page)
}

/// `POST /themes/{id}`
pub(super) async fn update(board: Board, PathIds(id): PathIds<i64>, fields: Fields) -> Answer {
    let words = fields.get("keywords").split(',').map(str::trim).filter(|word| !word.is_empty());
    let update = ThemeUpdate {
        label: Some(fields.get("label").to_owned()),
        keywords: Some(words.map(str::to_owned).collect()),
        description: Some(fields.text("description")),
        ..ThemeUpdate::default()
    };
    match board.engine.update_theme(board.actor()?, id, update).await {
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let form = ThemeForm {
                label: fields.get("label").to_owned(),
                keywords: fields.get("keywords").to_owned(),
                description: fields.text("description"),
            };
            show_with(board, id, Some((form, problem))).await
        }
        done => Ok(board.after(done, &format!("/themes/{id}"), "flash-saved")),
    }
}

/// `POST /themes/{id}/state`: pins, archives, and takes both back.
pub(super) async fn change_state(
    board: Board,
    PathIds(id): PathIds<i64>,
    fields: Fields,
) -> Answer {
    let state = fields.filled("archived").map(|archived| match archived {
        "true" => "archived".to_owned(),
        _ => "active".to_owned(),
    });
    let pinned = fields.filled("pinned").map(|pinned| pinned == "true");
    let update = ThemeUpdate { state, pinned, ..ThemeUpdate::default() };
    let done = board.engine.update_theme(board.actor()?, id, update).await;
    Ok(board.after(done, &format!("/themes/{id}"), "flash-saved"))
}

/// `POST /themes/{id}/merge`
pub(super) async fn merge(board: Board, PathIds(id): PathIds<i64>, fields: Fields) -> Answer {
    let into = fields.id("into").ok_or_else(|| Problem::invalid("into", "choose a theme"))?;
    let done = board.engine.merge_themes(board.actor()?, id, into).await;
    let to = if done.is_ok() { into } else { id };
    Ok(board.after(done, &format!("/themes/{to}"), "flash-merged"))
}

/// `POST /themes/rebuild`
pub(super) async fn rebuild(board: Board) -> Answer {
    let done = board.engine.rebuild_themes(board.actor()?).await;
    Ok(board.after(done, "/themes", "flash-themes-rebuilt"))
}

fn row(t: &Translator, summary: &ThemeSummary) -> ThemeRow {
    let theme = &summary.theme;
    let counts = [summary.negative, summary.neutral, summary.positive];
    ThemeRow {
        id: theme.id,
        label: theme.label.clone(),
        keywords: theme.keywords.join(", "),
        pinned: theme.pinned,
        spark: spark(t, &summary.trend),
        volume_7d: summary.volume_7d,
        change: change(t, summary.volume_7d, summary.volume_prev_7d),
        share: share(t, counts, &format!("theme:{}", theme.id)),
        total: summary.total,
    }
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
    use crate::i18n::{Lang, translator};

    #[test]
    fn changes_read_as_people_say_them() {
        let t = translator(Lang::En);
        for (now, before, words) in
            [(0, 0, "–"), (3, 0, "new"), (3, 2, "+50%"), (1, 2, "−50%"), (2, 2, "±0%")]
        {
            assert_eq!(change(t, now, before), words);
        }
    }
}
