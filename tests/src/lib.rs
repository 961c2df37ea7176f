//! Plaza's end-to-end tests and tidy checks: the real server, real peers and a real browser.

#[cfg(feature = "browser")]
pub mod browser;
pub mod generator;
pub mod http;
pub mod peers;
pub mod process;
pub mod server;
pub mod synapse;
pub mod wordpress;
