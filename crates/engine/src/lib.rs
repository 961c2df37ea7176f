//! Plaza's use cases, by room: [`listen`], [`understand`], [`find`], [`talk`], [`innovate`],
//! [`access`].
//!
//! Every write with a consequence goes through [`Engine`]; it checks the actor's permission, hands
//! the store an act, which is recorded together with what it changes, and tells of it. Reads may
//! go straight to the store ([`Engine::store`]) or the index. What all rooms share stands beside
//! them and is small.

pub mod access;
mod actor;
mod cached;
mod engine;
mod entered;
mod error;
mod events;
pub mod find;
mod follower;
mod home;
mod house;
pub mod innovate;
mod jobs;
pub mod listen;
mod random;
mod rooms;
mod settings;
mod shared;
mod status;
mod stop;
pub mod talk;
mod tasks;
pub mod understand;
mod vault;

pub use actor::Actor;
pub use engine::{Engine, EngineParts, RecordParser};
pub use error::EngineError;
pub use events::{Event, EventKind};
pub use home::{Home, HomeSource};
pub use house::{House, HouseChange, HouseField};
pub use plaza_search::{
    Bucket, Facet, Neighbours, Ours, QueryError, Sort, SplitBy, TimelineBucket,
};
pub use random::{random_bytes, random_hex};
pub use settings::Settings;
pub use status::{IndexProgress, LoopReport, Problem, ProblemCode, Status};
pub use stop::{GRACE, STOP_LIMIT, StopSign, Stopped};
pub use tasks::{LoopState, Trouble};
pub use vault::{Forgotten, KeyError, KeyFile, MasterKey, Rotation};
