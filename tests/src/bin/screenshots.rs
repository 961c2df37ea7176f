//! Photographs the board into docs/images.
fn main() {}
