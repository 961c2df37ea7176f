//! Where a theme stands, and what people do to it.

use serde::{Deserialize, Serialize};

/// Whether a theme is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeState {
    /// Shown, and mentions join it.
    Active,
    /// Put away by a person, or gone into another theme.
    Archived,
}

impl ThemeState {
    /// All states.
    pub const ALL: [Self; 2] = [Self::Active, Self::Archived];

    /// The name used in tables and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// The state with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What a person did to a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeAction {
    /// Changed its label, keywords or description.
    Update,
    /// Put it on top.
    Pin,
    /// No longer keeps it on top.
    Unpin,
    /// Put it away.
    Archive,
    /// Took it out of the archive.
    Restore,
    /// Joined another theme into it.
    Merge,
    /// Took a part out of it.
    Split,
    /// Moved mentions into it, or out of it.
    Move,
}

impl ThemeAction {
    /// All actions.
    pub const ALL: [Self; 8] = [
        Self::Update,
        Self::Pin,
        Self::Unpin,
        Self::Archive,
        Self::Restore,
        Self::Merge,
        Self::Split,
        Self::Move,
    ];

    /// The name used in tables and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::Archive => "archive",
            Self::Restore => "restore",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Move => "move",
        }
    }

    /// The action with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_tables_and_in_json() {
        for state in ThemeState::ALL {
            assert_eq!(ThemeState::parse(state.name()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        for action in ThemeAction::ALL {
            assert_eq!(ThemeAction::parse(action.name()), Some(action));
            assert_eq!(serde_json::to_value(action).unwrap(), action.name());
        }
        assert_eq!(ThemeState::parse("deleted"), None);
    }
}
