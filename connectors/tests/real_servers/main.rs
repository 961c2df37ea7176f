//! Connectors against the real servers that `cargo xtask test` installs.

// Always true here; it lets helpers unwrap as tests may.
#![cfg(test)]

mod app_view;
mod bluesky;
mod collected;
mod email;
mod matrix;
mod shop_mail;
mod wordpress;
