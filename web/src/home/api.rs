//! Home for programs: the same figures as the page.

use axum::Json;
use axum::extract::State;
use plaza_core::Permission;
use plaza_engine::listen::Health;
use plaza_store::innovate::MovingIdea;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::schema::maybe_time;
use crate::frame::api::zone::{ZoneParams, in_zone};
use crate::frame::extract::QueryString;
use crate::parts::mention::MentionOut;
use crate::parts::timeline::TimelineOut;
use crate::{Access, AppState, Routes};

pub(super) fn routes() -> Routes {
    Routes::new().api(Access::Needs(Permission::Read), routes!(home))
}

/// What is new, where, and what waits for somebody.
#[derive(Debug, Serialize, ToSchema)]
struct HomeOut {
    total: u64,
    new_24h: u64,
    new_7d: u64,
    questions_7d: u64,
    /// Mentions that wait for an answer.
    unanswered: u64,
    /// The newest of them.
    newest_unanswered: Vec<MentionOut>,
    /// Ideas that most new people have come to in the last 30 days.
    ideas: Vec<MovingIdeaOut>,
    sources: Vec<HomeSourceOut>,
    /// The newest 30 days that hold data, by sentiment.
    timeline: TimelineOut,
    waiting_replies: i64,
    uncertain_replies: i64,
}

/// An idea that people have come to.
#[derive(Debug, Serialize, ToSchema)]
struct MovingIdeaOut {
    id: i64,
    title: String,
    people: u64,
    /// Of them, those of the last 30 days.
    new_people: u64,
}

impl From<MovingIdea> for MovingIdeaOut {
    fn from(idea: MovingIdea) -> Self {
        Self {
            id: idea.id.get(),
            title: idea.title,
            people: idea.people,
            new_people: idea.new_people,
        }
    }
}

/// A source's last seven days.
#[derive(Debug, Serialize, ToSchema)]
struct HomeSourceOut {
    id: i64,
    name: String,
    kind: String,
    total_7d: u64,
    negative: u64,
    neutral: u64,
    positive: u64,
    /// Items in quarantine.
    quarantined: i64,
    /// Its last success is older than three intervals.
    late: bool,
    last_success_at: Option<String>,
    last_error: Option<String>,
}

/// Summarises: what is new per source and sentiment, and what waits.
#[utoipa::path(get, path = "/api/v1/home", tag = "mentions", params(ZoneParams),
    responses((status = 200, body = HomeOut)))]
async fn home(
    State(state): State<AppState>,
    QueryString(params): QueryString<ZoneParams>,
) -> Answer<HomeOut> {
    let home = in_zone(&state, params.tz.as_deref())?.home().await?;
    let sources = home.by_source.into_iter().map(|entry| HomeSourceOut {
        id: entry.source.id.get(),
        name: entry.source.name,
        kind: entry.source.kind,
        total_7d: entry.total_7d,
        negative: entry.negative,
        neutral: entry.neutral,
        positive: entry.positive,
        quarantined: entry.quarantined,
        late: entry.health == Health::Late,
        last_success_at: maybe_time(entry.source.last_success_at),
        last_error: entry.source.last_error.map(|error| error.to_string()),
    });
    Ok(Json(HomeOut {
        total: home.total,
        new_24h: home.new_24h,
        new_7d: home.new_7d,
        questions_7d: home.questions_7d,
        unanswered: home.unanswered,
        newest_unanswered: home.newest_unanswered.into_iter().map(MentionOut::from).collect(),
        ideas: home.ideas.into_iter().map(MovingIdeaOut::from).collect(),
        sources: sources.collect(),
        timeline: home.timeline.into(),
        waiting_replies: home.waiting_replies,
        uncertain_replies: home.uncertain_replies,
    }))
}
