//! The tree's own rules, checked on its files and on `cargo metadata`.

mod crates;
mod files;
mod web;
