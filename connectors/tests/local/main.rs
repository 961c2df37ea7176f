//! The connectors against real local servers: every test goes through the public edge and over
//! real sockets.

// Always true here; it lets helpers unwrap as tests may.
#![cfg(test)]

mod authors;
mod config;
mod feed;
mod feed_ids;
mod fetch;
mod import;
mod import_csv;
mod import_json;
mod import_support;
mod import_workbooks;
mod malformed;
mod matrix_room;
mod sloppy_feeds;
mod sloppy_pages;
mod ssrf;
mod support;
mod walk;
mod web;
mod wordpress_pages;
