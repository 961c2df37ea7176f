//! The names of conditions.

use plaza_core::Sentiment;

/// What can stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldName {
    Author,
    Source,
    Lang,
    Sentiment,
    Intent,
    Theme,
    Rating,
    Country,
    Channel,
    Date,
    Is,
    Import,
    Confidence,
    /// What is spoken of; with a feeling, what is spoken of in that way.
    Aspect(Option<Sentiment>),
}

impl FieldName {
    const ALL: [(&'static str, Self); 17] = [
        ("author", Self::Author),
        ("source", Self::Source),
        ("lang", Self::Lang),
        ("sentiment", Self::Sentiment),
        ("intent", Self::Intent),
        ("theme", Self::Theme),
        ("rating", Self::Rating),
        ("country", Self::Country),
        ("channel", Self::Channel),
        ("date", Self::Date),
        ("is", Self::Is),
        ("import", Self::Import),
        ("confidence", Self::Confidence),
        ("aspect", Self::Aspect(None)),
        ("aspect.negative", Self::Aspect(Some(Sentiment::Negative))),
        ("aspect.neutral", Self::Aspect(Some(Sentiment::Neutral))),
        ("aspect.positive", Self::Aspect(Some(Sentiment::Positive))),
    ];

    /// The field of that name, in any case.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, field)| field)
    }

    /// As it is typed.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// All names, for messages.
    pub(crate) fn list() -> String {
        Self::ALL.map(|(name, _)| name).join(", ")
    }
}
