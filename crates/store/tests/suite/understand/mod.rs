//! What models and people say of mentions, and themes.

mod effective;
mod insights;
mod learning;
mod themes;
