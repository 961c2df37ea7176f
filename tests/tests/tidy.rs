//! The tree's own rules, checked on its files and on `cargo metadata`.

#[path = "tidy/crates.rs"]
mod crates;
#[path = "tidy/files.rs"]
mod files;
