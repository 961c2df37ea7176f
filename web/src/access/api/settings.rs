//! What holds of the house.

use axum::extract::State;
use plaza_core::{Permission, limits};
use plaza_engine::{House, HouseChange, HouseField};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::schema::maybe_time;
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, or_both, sent};
use crate::frame::extract::{JsonBody, Text, present};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let manage = Access::Needs(Permission::ManageSettings);
    Routes::new().api(manage, routes!(show_settings)).api(manage, routes!(change_settings))
}

/// What holds of the house now.
#[derive(Debug, Serialize, ToSchema)]
struct SettingsOut {
    /// Send it with a change: it is refused when somebody else made another version meanwhile.
    version: i64,
    /// What the house is called; empty where nobody said.
    name: String,
    /// Names that say nothing about a theme: the brand, its products, competitors.
    brands: Vec<String>,
    /// Language of the workspace (ISO 639-1).
    lang: String,
    /// Time zone by its IANA name.
    time_zone: String,
    /// The address that people type; null where it is not known.
    public_url: Option<String>,
    /// Which of these are set on the board; the configuration says the others.
    set_on_board: Vec<String>,
    /// Who changed them last on the board.
    changed_by: Option<String>,
    changed_at: Option<String>,
}

impl From<&House> for SettingsOut {
    fn from(house: &House) -> Self {
        Self {
            version: house.version,
            name: house.name.clone(),
            brands: house.brands.clone(),
            lang: house.lang.clone(),
            time_zone: house.time_zone.clone(),
            public_url: house.public_url.as_ref().map(ToString::to_string),
            set_on_board: house.on_board.iter().map(|field| field.name().to_owned()).collect(),
            changed_by: house.changed_by.clone(),
            changed_at: maybe_time(house.changed_at),
        }
    }
}

/// Shows what holds of the house, and which of it is set on the board.
#[utoipa::path(get, path = "/api/v1/settings", tag = "people",
    responses((status = 200, body = SettingsOut)))]
async fn show_settings(State(state): State<AppState>) -> TaggedAnswer<SettingsOut> {
    let house = state.engine().house().await?;
    Ok(Tagged(house.version, SettingsOut::from(&*house)))
}

/// What changes; a field that is left out stays, null gives it back to the configuration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsPatch {
    /// The `version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<Text<{ limits::HOUSE_NAME }>>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    brands: Option<Option<Vec<Text<{ limits::BRAND }>>>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    lang: Option<Option<Text<{ limits::LANG }>>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<Text<{ limits::TIME_ZONE }>>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    public_url: Option<Option<Text<{ limits::PUBLIC_URL }>>>,
}

/// Changes what is set on the board. It acts at once; new brands name themes the next time that
/// these are recalculated.
#[utoipa::path(patch, path = "/api/v1/settings", tag = "people", request_body = SettingsPatch,
    responses((status = 200, body = SettingsOut)))]
async fn change_settings(
    State(state): State<AppState>,
    Caller(actor): Caller,
    if_match: IfMatch,
    JsonBody(input): JsonBody<SettingsPatch>,
) -> TaggedAnswer<SettingsOut> {
    let seen = if_match.seen(HouseField::ALL, input.version)?;
    let change = HouseChange {
        name: input.name.map(|name| name.map(Text::into_string)),
        lang: input.lang.map(|lang| lang.map(Text::into_string)),
        time_zone: input.time_zone.map(|zone| zone.map(Text::into_string)),
        public_url: input.public_url.map(|url| url.map(Text::into_string)),
        brands: input
            .brands
            .map(|brands| brands.map(|brands| brands.into_iter().map(Text::into_string).collect())),
    };
    let yours = json!({
        "name": change.name, "brands": change.brands, "lang": change.lang,
        "time_zone": change.time_zone, "public_url": change.public_url,
    });
    let engine = state.engine();
    let done = engine.change_house(&actor, seen.version, &change).await;
    let theirs = async { Ok::<_, Problem>(SettingsOut::from(&*engine.house().await?)) };
    let house = or_both(done, sent(&yours), theirs).await?;
    Ok(Tagged(house.version, SettingsOut::from(&*house)))
}
