//! The real binary, from outside: its commands, its pages in a real browser, its API, and what is
//! left after it was killed.

mod access;
mod api_walk;
mod board_walk;
mod browser;
mod cases;
mod commands;
mod copies;
mod data_folder;
mod described;
mod disk_full;
mod first_insight;
mod floods;
mod histories;
mod hostile_queries;
mod import_files;
mod import_kills;
mod list_of_mentions;
mod malformed;
mod many_sources;
mod models;
mod operations;
mod processes;
mod reach;
mod reply_faults;
mod secrets;
mod stored_xss;
mod support;
mod without_javascript;
mod workers;
mod writing;
