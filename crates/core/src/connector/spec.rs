//! What a connector says of itself: its form, its doc page and its buttons come from here.

use serde::Serialize;

use super::replier::ReplyRules;

/// A text in the languages of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Localized {
    /// English.
    pub en: &'static str,
    /// Spanish.
    pub es: &'static str,
}

impl Localized {
    /// The text in `lang`, English where there is none.
    #[must_use]
    pub fn get(self, lang: &str) -> &'static str {
        if lang.starts_with("es") { self.es } else { self.en }
    }
}

/// What a form field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// An http or https address.
    Url,
    /// Never shown again, never logged.
    Secret,
    /// A whole number within bounds.
    Number {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// Yes or no, written `true` or `false`.
    Bool,
}

/// One field of a source's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldSpec {
    /// Key in `plaza source add KIND NAME key=value`.
    pub key: &'static str,
    /// Shown beside the field.
    pub label: Localized,
    /// One sentence below the field.
    pub help: Localized,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a source can do without it.
    pub required: bool,
    /// Used when it is left out.
    pub default: Option<&'static str>,
    /// Shown in the empty field.
    pub placeholder: &'static str,
}

/// A connector's description.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ConnectorSpec {
    /// The KIND in commands and tables, lower case.
    pub kind: &'static str,
    /// Its name for people.
    pub title: Localized,
    /// One sentence: what it collects and whether it answers.
    pub summary: Localized,
    /// The form.
    pub fields: &'static [FieldSpec],
    /// Default pause between two collections, in seconds; 0 means that it only runs when asked.
    pub interval_s: u32,
    /// The platform's rules for answers; `None` means that answers are written in place.
    pub reply: Option<ReplyRules>,
}
