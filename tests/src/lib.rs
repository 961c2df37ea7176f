//! Plaza's end-to-end tests and tidy checks.
