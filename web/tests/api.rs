//! The API, the board, and the guard around every route, against a real store, index and analyser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "api/access.rs"]
mod access;
#[path = "api/answers.rs"]
mod answers;
#[path = "board/access.rs"]
mod board_access;
#[path = "board/adding.rs"]
mod board_adding;
#[path = "board/browser.rs"]
mod board_browser;
#[path = "board/colleagues.rs"]
mod board_colleagues;
#[path = "board/days.rs"]
mod board_days;
#[path = "board/errors.rs"]
mod board_errors;
#[path = "board/forms.rs"]
mod board_forms;
#[path = "board/imports.rs"]
mod board_imports;
#[path = "board/learning.rs"]
mod board_learning;
#[path = "board/list.rs"]
mod board_list;
#[path = "board/pages.rs"]
mod board_pages;
#[path = "board/sources.rs"]
mod board_sources;
#[path = "board/talk.rs"]
mod board_talk;
#[path = "board/voice.rs"]
mod board_voice;
#[path = "board/words.rs"]
mod board_words;
#[path = "api/colleagues.rs"]
mod colleagues;
#[path = "api/hooks.rs"]
mod hooks;
#[path = "api/imports.rs"]
mod imports;
#[path = "api/learning.rs"]
mod learning;
#[path = "api/left_out.rs"]
mod left_out;
#[path = "api/limits.rs"]
mod limits;
#[path = "api/matrix.rs"]
mod matrix;
#[path = "api/openapi.rs"]
mod openapi;
#[path = "api/people.rs"]
mod people;
#[path = "api/problems.rs"]
mod problems;
#[path = "api/reading.rs"]
mod reading;
#[path = "api/replying.rs"]
mod replying;
#[path = "api/schema.rs"]
mod schema;
#[path = "api/secrets.rs"]
mod secrets;
#[path = "api/server.rs"]
mod server;
#[path = "api/sign_in.rs"]
mod sign_in;
#[path = "api/square.rs"]
mod square;
#[path = "api/streams.rs"]
mod streams;
#[path = "api/tombstones.rs"]
mod tombstones;
#[path = "api/work.rs"]
mod work;
