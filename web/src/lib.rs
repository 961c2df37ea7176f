//! Plaza's board and JSON API.
