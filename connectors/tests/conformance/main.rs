//! One suite that every connector passes, against a stateful simulator of its platform.
//!
//! `README.md` beside this file says how to add a platform.

// Always true here; it lets helpers unwrap as tests may.
#![cfg(test)]

mod accounts;
mod bench;
mod documents;
mod elsewhere;
mod engine;
mod graph;
mod harness;
mod kills;
mod known;
mod live;
mod living;
mod members;
mod mistakes;
mod people;
mod plenty;
mod replying;
mod sessions;
mod simulator;
mod spoil;
mod suite;
mod tokens;
mod tutorial;
mod words;

// One line for each platform.
mod app_store;
mod app_store_connect;
mod bluesky;
mod discord;
mod discourse;
mod facebook;
mod flarum;
mod github;
mod github_discussions;
mod gitlab;
mod google_business;
mod google_play;
mod hackernews;
mod instagram;
mod lemmy;
mod mastodon;
mod nodebb;
mod reddit;
mod stackexchange;
mod telegram;
mod trustpilot;
mod x;
mod youtube;
mod zendesk;
