//! Measures the release build.
fn main() {}
