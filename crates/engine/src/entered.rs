//! What people enter, checked against the bounds that all faces share.

use plaza_core::{Line, Text, TextError};

use crate::EngineError;

/// A line of 1 to `MAX` characters for the input `field`.
pub(crate) fn line<const MAX: usize>(
    field: &'static str,
    entered: &str,
) -> Result<String, EngineError> {
    Line::<MAX>::parse(entered).map(Line::into_string).map_err(|error| refused(field, error))
}

/// A text of at most `MAX` characters for the input `field`.
pub(crate) fn text<const MAX: usize>(
    field: &'static str,
    entered: &str,
) -> Result<String, EngineError> {
    Text::<MAX>::parse(entered).map(Text::into_string).map_err(|error| refused(field, error))
}

fn refused(field: &'static str, error: TextError) -> EngineError {
    EngineError::invalid(field, error.message())
}
