//! Plaza's use cases: collect, ingest, analyse, index, deliver, themes, ideas, people of the house.
//!
//! Every write with a consequence goes through [`Engine`]; it checks the actor's permission,
//! writes the audit log and tells the background loops. Reads may go straight to the store
//! ([`Engine::store`]) or the index.

mod actor;
mod analysis;
pub mod auth;
mod collect;
mod coverage;
mod deliver;
mod engine;
mod error;
mod events;
mod follow;
mod health;
mod home;
mod hooks;
mod ideas;
mod import;
mod ingest;
mod learning;
mod listen;
mod mentions;
mod names;
mod reanalyse;
mod replies;
mod saved_views;
mod search;
mod secrets;
mod settings;
mod sources;
mod themes;
mod why;

pub use actor::Actor;
pub use collect::CollectReport;
pub use coverage::{Coverage, DayReport, SourceCoverage};
pub use engine::{Engine, EngineParts, RecordParser};
pub use error::EngineError;
pub use events::{Event, EventKind};
pub use health::{FILE_KIND, Health};
pub use home::{Home, HomeSource};
pub use hooks::Received;
pub use import::ImportProgress;
pub use ingest::IngestReport;
pub use learning::{FEWEST_JUDGEMENTS, ModelsOverview, Outcome, TaskAccuracy, TaskTrial, Trial};
pub use plaza_search::{Bucket, Facet, QueryError, Sort, SplitBy, TimelineBucket};
pub use search::{FacetCounts, FacetValue, Hit, SearchPage, SearchRequest};
pub use secrets::{KeyError, KeyFile, MasterKey, Rotation};
pub use settings::Settings;
pub use sources::{SourceDraft, SourceTrial};
pub use themes::{ClusterSettings, Clusters, Direction, ThemeDetail, ThemeSummary, cluster};
pub use why::{TagReason, Why};
