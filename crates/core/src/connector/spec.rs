//! What a connector says of itself: its form, its doc page and its buttons come from here.

use serde::Serialize;

use super::known::{Known, Probe};
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
    /// One of a few.
    Choice {
        /// What may be chosen.
        options: &'static [Choice],
        /// Whether another value is taken too, for commands and older settings.
        open: bool,
    },
}

/// What may be chosen in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// As it is stored.
    pub value: &'static str,
    /// As people read it.
    pub label: Localized,
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
    /// Whether it stands folded away, because a source seldom needs it.
    pub more: bool,
    /// What people write in front of it and it does without: `#`, `@`, `r/`; taken off in this order.
    pub strip: &'static [&'static str],
}

impl FieldSpec {
    /// An optional field.
    #[must_use]
    pub const fn new(
        key: &'static str,
        label: Localized,
        help: Localized,
        kind: FieldKind,
    ) -> Self {
        let (default, placeholder) = (None, "");
        let (required, more, strip) = (false, false, &[]);
        Self { key, label, help, kind, required, default, placeholder, more, strip }
    }
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
    /// The channel that its mentions have as a rule: `forum`, `review`.
    pub channel: &'static str,
    /// Fields without which there is no answering, though the source is read; `token|password` is met
    /// by either.
    pub reply_needs: &'static [&'static str],
    /// Addresses that the platform is known by; empty where it has none.
    pub known_by: &'static [Known],
    /// How a server tells that it runs this software.
    pub probe: Option<Probe>,
}

impl ConnectorSpec {
    /// A description without a form, asked every ten minutes.
    #[must_use]
    pub const fn new(kind: &'static str, title: Localized, summary: Localized) -> Self {
        Self {
            kind,
            title,
            summary,
            fields: &[],
            interval_s: 600,
            reply: None,
            channel: "other",
            reply_needs: &[],
            known_by: &[],
            probe: None,
        }
    }

    /// The fields that answering lacks with these settings; none where the kind never answers.
    pub fn missing_for_replies(
        &self,
        has: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &'static FieldSpec> {
        let needs = self.reply_needs.iter().filter(|_| self.reply.is_some());
        let unmet = needs.filter(move |need| !need.split('|').any(&has));
        let fields = self.fields;
        unmet.filter_map(move |need| {
            let first = need.split('|').next()?;
            fields.iter().find(|field| field.key == first)
        })
    }
}
