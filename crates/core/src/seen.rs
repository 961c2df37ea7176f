//! A thing as somebody has seen it, so that nobody's change is written over unawares.

/// The id of a thing, and the version of it that a page or an answer showed.
///
/// Whoever names no version means the thing as it is, whatever that is: commands of the operator,
/// and Plaza itself. What people and programs send names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<I> {
    /// Which one.
    pub id: I,
    /// The version that was shown; it begins at 1 and every change by somebody adds 1.
    pub version: Option<i64>,
}

impl<I> Seen<I> {
    /// As it was shown.
    pub const fn at(id: I, version: i64) -> Self {
        Self { id, version: Some(version) }
    }
}

impl<I> From<I> for Seen<I> {
    fn from(id: I) -> Self {
        Self { id, version: None }
    }
}
