//! What models and people say of mentions, and themes.

mod insights;
mod learning;
mod themes;
