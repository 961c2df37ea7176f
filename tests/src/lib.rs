//! Plaza's end-to-end tests and tidy checks: the real server, real peers and a real browser.

pub mod bluesky;
#[cfg(feature = "browser")]
pub mod browser;
pub mod crowd;
pub mod fault_proxy;
pub mod feeds;
pub mod folder_server;
pub mod furnished;
pub mod generator;
pub mod http;
pub mod mail;
pub mod peers;
pub mod pg_proxy;
pub mod postgres;
pub mod process;
pub mod reply_kills;
pub mod schemathesis;
pub mod server;
pub mod synapse;
pub mod talk;
pub mod wordpress;
