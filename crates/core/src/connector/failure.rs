//! Kinds of failures, as they are kept with a source.

use serde::{Deserialize, Serialize};

use super::ConnectorError;

/// Why a collection failed, named after what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The platform refuses the credentials.
    Unauthorized,
    /// The platform asked to be left alone for a while.
    RateLimited,
    /// The place is not there any more.
    Gone,
    /// The platform answers nonsense, or refuses what was sent.
    Malformed,
    /// It may work later.
    Transient,
    /// The settings cannot be used.
    Settings,
    /// The secrets cannot be opened.
    Secrets,
    /// Plaza's own fault or its machine's.
    Internal,
}

impl FailureKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Unauthorized,
        Self::RateLimited,
        Self::Gone,
        Self::Malformed,
        Self::Transient,
        Self::Settings,
        Self::Secrets,
        Self::Internal,
    ];

    /// The name used in tables and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::RateLimited => "rate_limited",
            Self::Gone => "gone",
            Self::Malformed => "malformed",
            Self::Transient => "transient",
            Self::Settings => "settings",
            Self::Secrets => "secrets",
            Self::Internal => "internal",
        }
    }

    /// The kind with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl From<&ConnectorError> for FailureKind {
    fn from(error: &ConnectorError) -> Self {
        match error {
            ConnectorError::Unauthorized(_) => Self::Unauthorized,
            ConnectorError::RateLimited { .. } => Self::RateLimited,
            ConnectorError::Gone(_) => Self::Gone,
            ConnectorError::Malformed(_) => Self::Malformed,
            // Collecting changes nothing that could be done twice: it may work later.
            ConnectorError::Transient(_) | ConnectorError::MayBeDone(_) => Self::Transient,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_tables_and_in_json() {
        for kind in FailureKind::ALL {
            assert_eq!(FailureKind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(FailureKind::parse(""), None);
    }
}
