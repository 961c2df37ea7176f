//! Plaza's developer commands.
fn main() {}
