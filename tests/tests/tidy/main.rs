//! The tree's own rules, checked on its files and on `cargo metadata`.

mod acts;
mod crates;
mod files;
mod functions;
mod limits;
mod migrations;
mod modules;
mod rooms;
mod source;
mod web;
