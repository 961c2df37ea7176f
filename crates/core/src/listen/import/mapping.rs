//! Which column or key of a file is which field.

use serde::{Deserialize, Serialize};

use crate::{ConfigError, Message, say};

/// A field of an import record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of IncomingMention with that name")]
pub enum Field {
    Id,
    Text,
    Title,
    Url,
    Author,
    AuthorName,
    Account,
    AccountSpace,
    AuthorIs,
    CreatedAt,
    Rating,
    Lang,
    ParentId,
    ConversationId,
    Channel,
    Country,
    Ours,
    Extra,
}

impl Field {
    /// Every field, in the order of an import record.
    pub const ALL: [Self; 18] = [
        Self::Id,
        Self::Text,
        Self::Title,
        Self::Url,
        Self::Author,
        Self::AuthorName,
        Self::Account,
        Self::AccountSpace,
        Self::AuthorIs,
        Self::CreatedAt,
        Self::Rating,
        Self::Lang,
        Self::ParentId,
        Self::ConversationId,
        Self::Channel,
        Self::Country,
        Self::Ours,
        Self::Extra,
    ];

    /// Its key in an import record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Title => "title",
            Self::Url => "url",
            Self::Author => "author",
            Self::AuthorName => "author_name",
            Self::Account => "account",
            Self::AccountSpace => "account_space",
            Self::AuthorIs => "author_is",
            Self::CreatedAt => "created_at",
            Self::Rating => "rating",
            Self::Lang => "lang",
            Self::ParentId => "parent_id",
            Self::ConversationId => "conversation_id",
            Self::Channel => "channel",
            Self::Country => "country",
            Self::Ours => "ours",
            Self::Extra => "extra",
        }
    }

    /// The field with that key.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "text" => Self::Text,
            "title" => Self::Title,
            "url" => Self::Url,
            "author" => Self::Author,
            "author_name" => Self::AuthorName,
            "account" => Self::Account,
            "account_space" => Self::AccountSpace,
            "author_is" => Self::AuthorIs,
            "created_at" => Self::CreatedAt,
            "rating" => Self::Rating,
            "lang" => Self::Lang,
            "parent_id" => Self::ParentId,
            "conversation_id" => Self::ConversationId,
            "channel" => Self::Channel,
            "country" => Self::Country,
            "ours" => Self::Ours,
            "extra" => Self::Extra,
            _ => return None,
        })
    }

    /// The bit that represents it in a set of fields.
    #[must_use]
    pub fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It fills this field.
    Field(Field),
    /// Its values are kept in `extra`, whatever its name suggests.
    Kept,
    /// It is left out.
    Ignored,
}

impl Use {
    /// Its name in a mapping: a field's, `keep` or `ignore`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Field(field) => field.name(),
            Self::Kept => "keep",
            Self::Ignored => "ignore",
        }
    }

    /// The use with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "keep" => Some(Self::Kept),
            "ignore" => Some(Self::Ignored),
            field => Field::parse(field).map(Self::Field),
        }
    }
}

/// `field=column` pairs for files whose columns have other names. A column is named by its name as
/// the file shows it, by its place (`#3`), or, in JSON, by its path (`user.name`). `keep=column`
/// puts it into `extra`, `ignore=column` leaves it out. A column that is not mapped keeps its own
/// name as its field.
///
/// Serialized as the list of its pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct Mapping {
    pairs: Vec<(Use, String)>,
}

impl Mapping {
    /// Reads pairs such as `text=Comment`.
    ///
    /// # Errors
    /// As [`Mapping::add`].
    pub fn parse<S: AsRef<str>>(pairs: &[S]) -> Result<Self, ConfigError> {
        let mut mapping = Self::default();
        pairs.iter().try_for_each(|pair| mapping.add(pair.as_ref()))?;
        Ok(mapping)
    }

    /// Adds a pair such as `text=Comment`.
    ///
    /// # Errors
    /// It has no `=`, its field is unknown, or its field or column is mapped already.
    pub fn add(&mut self, pair: &str) -> Result<(), ConfigError> {
        let error = |why: Message| ConfigError::new(&format!("--map {pair}"), why);
        let (name, column) = pair
            .split_once('=')
            .map(|(name, column)| (name.trim(), column.trim()))
            .filter(|(_, column)| !column.is_empty())
            .ok_or_else(|| error(say!("map-form", "is not of the form field=column")))?;
        let what = Use::parse(name).ok_or_else(|| {
            let known = Field::ALL.map(Field::name).join(", ");
            error(say!(
                "map-field",
                "names the field `{name}`; an import record has {known}; keep and ignore are for \
                 columns that are none of them",
                name,
                known
            ))
        })?;
        let clashes =
            |(u, c): &(Use, String)| c == column || (*u == what && matches!(u, Use::Field(_)));
        if self.pairs.iter().any(clashes) {
            return Err(error(say!("map-repeats", "repeats a field or a column")));
        }
        self.pairs.push((what, column.to_owned()));
        Ok(())
    }

    /// Says what `column` is for, instead of what was said of it, or of that field, before.
    pub fn set(&mut self, column: &str, what: Use) {
        let is_field = matches!(what, Use::Field(_));
        self.pairs.retain(|(u, c)| c != column && !(is_field && *u == what));
        self.pairs.push((what, column.to_owned()));
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// What was said of the column.
    #[must_use]
    pub fn said(&self, column: &str) -> Option<Use> {
        self.pairs.iter().find(|(_, c)| c == column).map(|(what, _)| *what)
    }

    /// Whether a column was named for the field.
    #[must_use]
    pub fn names(&self, field: Field) -> bool {
        self.pairs.iter().any(|(what, _)| *what == Use::Field(field))
    }

    /// The field that the key or column `name` fills; `None` puts it into `extra`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field> {
        match self.said(name) {
            Some(Use::Field(field)) => Some(field),
            Some(Use::Kept | Use::Ignored) => None,
            None => Field::parse(name).filter(|field| !self.names(*field)),
        }
    }

    /// What was said, pair by pair.
    pub fn pairs(&self) -> impl Iterator<Item = (Use, &str)> {
        self.pairs.iter().map(|(what, column)| (*what, column.as_str()))
    }
}

impl From<Mapping> for Vec<String> {
    fn from(mapping: Mapping) -> Self {
        mapping.pairs().map(|(what, column)| format!("{}={column}", what.name())).collect()
    }
}

impl TryFrom<Vec<String>> for Mapping {
    type Error = ConfigError;

    fn try_from(pairs: Vec<String>) -> Result<Self, ConfigError> {
        Self::parse(&pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.name()), Some(field));
        }
        for what in [Use::Kept, Use::Ignored, Use::Field(Field::Account)] {
            assert_eq!(Use::parse(what.name()), Some(what));
        }
    }

    #[test]
    fn a_mapped_column_takes_the_place_of_the_field_of_that_name() {
        let mapping =
            Mapping::parse(&["text=Comment body", "id=text", "ignore=url", "keep=lang"]).unwrap();
        assert_eq!(mapping.field("Comment body"), Some(Field::Text));
        assert_eq!(mapping.field("text"), Some(Field::Id));
        assert_eq!(mapping.field("id"), None);
        assert_eq!(mapping.field("title"), Some(Field::Title));
        assert_eq!((mapping.field("url"), mapping.field("lang")), (None, None));
        let json = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    }

    #[test]
    fn a_later_word_stands() {
        let mut mapping = Mapping::parse(&["text=A", "title=B"]).unwrap();
        mapping.set("B", Use::Field(Field::Text));
        mapping.set("C", Use::Ignored);
        let pairs: Vec<String> = mapping.into();
        assert_eq!(pairs, ["text=B", "ignore=C"]);
    }

    #[test]
    fn wrong_pairs_are_named() {
        for (pairs, message) in [
            (vec!["text"], "--map text is not of the form field=column"),
            (vec!["text="], "--map text= is not of the form field=column"),
            (vec!["text=a", "text=b"], "--map text=b repeats a field or a column"),
            (vec!["text=a", "id=a"], "--map id=a repeats a field or a column"),
        ] {
            assert_eq!(Mapping::parse(&pairs).unwrap_err().to_string(), message);
        }
        let error = Mapping::parse(&["body=x"]).unwrap_err().to_string();
        assert!(error.starts_with("--map body=x names the field `body`; an import record has id,"));
    }
}
