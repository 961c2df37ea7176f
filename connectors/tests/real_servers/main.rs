//! Connectors against the real servers that `cargo xtask test` installs.

// Always true here; it tells the lints that helpers may unwrap as tests do.
#![cfg(test)]

mod app_view;
mod bluesky;
mod collected;
mod email;
mod matrix;
mod wordpress;
