//! How import files are read: what a person said about it, what was found, and what was noticed.
//!
//! Pure data, so that the reader of files, the command, the board and the API share one vocabulary.

mod layout;
mod look;
mod mapping;
mod note;
mod scale;
mod trouble;

pub use layout::{DateOrder, ENCODINGS, Format, Layout};
pub use look::{
    Column, Decided, Found, Look, LookedAt, Outcome, Question, Reason, Refusal, Sheet, Visibility,
    Why,
};
pub use mapping::{Field, Mapping, Use};
pub use note::Note;
pub use scale::Scale;
pub use trouble::Trouble;
