//! In whose days a program's question is meant.

use plaza_core::{Zone, ZoneError};
use plaza_engine::Engine;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::frame::extract::Text;
use crate::{AppState, Problem};

/// Where days begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ZoneParams {
    /// Time zone in which days begin, as `Europe/Madrid`; the house's when left out.
    #[param(value_type = Option<String>)]
    pub(crate) tz: Option<Text<64>>,
}

/// The engine in the zone `tz` (as `Europe/Madrid`), or in the house's.
pub(crate) fn in_zone(state: &AppState, tz: Option<&str>) -> Result<Engine, Problem> {
    match tz.filter(|name| !name.is_empty()) {
        None => Ok(state.engine().clone()),
        Some(name) => {
            let zone: Zone =
                name.parse().map_err(|error: ZoneError| Problem::invalid("tz", error.message()))?;
            Ok(state.engine().in_zone(zone))
        }
    }
}
