//! A source, and what adding or changing one needs.

use std::collections::BTreeMap;

use plaza_core::{FailureKind, Message, Millis, PlaceId, SourceId};
use serde::Serialize;
use sqlx::FromRow;

use crate::stored::{MaybeTold, Stored};

/// A configured connector.
#[derive(Debug, Clone, Default, PartialEq, FromRow, Serialize)]
pub struct Source {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: SourceId,
    /// Counts what people have changed; collecting is no change of theirs.
    pub version: i64,
    /// The connector's kind.
    pub kind: String,
    /// Its name, unique among sources.
    pub name: String,
    /// The place's id; sources of one place bring the same mentions.
    #[sqlx(try_from = "i64")]
    pub place_id: PlaceId,
    /// The place, such as `blog.example`.
    pub place: String,
    /// Settings as they were handed in; secret values are sealed by the caller.
    #[sqlx(try_from = "Stored")]
    #[serde(skip)]
    pub config: BTreeMap<String, String>,
    /// `host:port` that may be reached although its address is private.
    pub allowed_host: Option<String>,
    /// Where the next collection goes on.
    #[serde(skip)]
    pub cursor: Option<String>,
    /// True while nothing is collected.
    pub paused: bool,
    /// Pause between two collections, in seconds; 0 means that it only runs when asked. Where
    /// `adaptive`, the connector's own.
    pub interval_s: i64,
    /// Whether the pause follows what the source brings.
    pub adaptive: bool,
    /// The pause now, in seconds.
    pub pace_s: i64,
    /// The server that it leads to; empty until it is known.
    pub host: String,
    /// When it is due.
    pub next_run_at: Millis,
    /// Somebody asked for a collection that has not begun yet.
    pub asked: bool,
    /// The platform asked to be left alone until then; 0 when it did not.
    pub not_before: Millis,
    /// Until then somebody collects it.
    pub lease_until: Option<Millis>,
    /// When the last collection began.
    pub last_started_at: Option<Millis>,
    /// When a collection last went well.
    pub last_success_at: Option<Millis>,
    /// When a collection last failed.
    pub last_error_at: Option<Millis>,
    /// Why it failed; `None` once it went well again.
    #[sqlx(try_from = "MaybeTold")]
    pub last_error: Option<Message>,
    /// What kind of failure it was; `None` once it went well again.
    #[sqlx(try_from = "Stored")]
    pub error_kind: Option<FailureKind>,
    /// Failures since it last went well.
    pub failures: i64,
    /// When the newest mention that it brought was said.
    pub newest_at: Option<Millis>,
    /// Requests that the platform allows before `quota_resets_at`, where it tells.
    pub quota_left: Option<i64>,
    /// Requests in a whole window.
    pub quota_limit: Option<i64>,
    /// When the window ends.
    pub quota_resets_at: Option<Millis>,
    /// When the platform said so.
    pub quota_at: Option<Millis>,
    /// When it was added.
    pub created_at: Millis,
    /// Since when nothing is collected, where it is archived or being removed.
    pub archived_at: Option<Millis>,
    /// Whether a job works on its mentions: it takes them away, or gives them to another source.
    pub removing: bool,
}

/// What a new source needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// The connector's kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The place that its settings name.
    pub place: String,
    /// Settings, secret values sealed.
    pub config: BTreeMap<String, String>,
    /// `host:port` that may be reached although its address is private.
    pub allowed_host: Option<String>,
    /// Pause between two collections, in seconds; 0 means that it only runs when asked.
    pub interval_s: i64,
    /// Whether the pause follows what the source brings.
    pub adaptive: bool,
    /// The server that it leads to.
    pub host: String,
    /// The id of the key that sealed its secrets, where it has some.
    pub sealed_with: Option<String>,
    /// The archived source of the same kind and place that it goes on from: that one comes back
    /// with these settings, and its mentions are the new source's.
    pub adopts: Option<SourceId>,
}

/// Changes of a source; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceUpdate {
    /// New name.
    pub name: Option<String>,
    /// All settings, secret values sealed.
    pub config: Option<BTreeMap<String, String>>,
    /// `Some(None)` takes the permission back.
    pub allowed_host: Option<Option<String>>,
    /// New interval in seconds; the pause begins with it.
    pub interval_s: Option<i64>,
    /// Whether the pause follows what the source brings.
    pub adaptive: Option<bool>,
    /// The server that it leads to.
    pub host: Option<String>,
    /// Pause or go on.
    pub paused: Option<bool>,
    /// When it is due next.
    pub due_at: Option<Millis>,
    /// The id of the key that sealed `config`, where that holds secrets.
    pub sealed_with: Option<String>,
    /// The settings that `config` was made from, where it must not replace others.
    pub config_was: Option<BTreeMap<String, String>>,
}

/// All sources that are not removed, archived ones too, as [`Source`].
macro_rules! select_named {
    ($($tail:literal),*) => {
        concat!(
            "select s.id, s.version, p.kind, s.name, s.place_id, p.place, s.config, s.allowed_host, s.cursor,
             s.paused, s.interval_s, s.adaptive, s.pace_s, s.host, s.next_run_at, s.asked,
             s.not_before, s.lease_until, s.last_started_at, s.last_success_at, s.last_error_at,
             s.last_error, coalesce(s.error_kind, '') as error_kind, s.failures, s.newest_at,
             s.quota_left, s.quota_limit, s.quota_resets_at, s.quota_at, s.created_at,
             s.deleted_at as archived_at, s.removing is not null as removing
             from source s join place p on p.id = s.place_id where s.removed_at is null ",
            $($tail),*
        )
    };
}
pub(super) use select_named;

/// The same without archived ones.
macro_rules! select_source {
    ($tail:literal) => {
        $crate::listen::sources::source::select_named!("and s.deleted_at is null ", $tail)
    };
}
pub(super) use select_source;
