//! Self-hosted social listening and customer-feedback hub.
fn main() {}
