//! Which column or key of a file is which field.

use plaza_core::ConfigError;

/// A field of an import record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Text,
    Title,
    Url,
    Author,
    AuthorName,
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
    const ALL: [Self; 15] = [
        Self::Id,
        Self::Text,
        Self::Title,
        Self::Url,
        Self::Author,
        Self::AuthorName,
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
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Title => "title",
            Self::Url => "url",
            Self::Author => "author",
            Self::AuthorName => "author_name",
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
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "text" => Self::Text,
            "title" => Self::Title,
            "url" => Self::Url,
            "author" => Self::Author,
            "author_name" => Self::AuthorName,
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
    pub(super) fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// `field=column` pairs for files whose columns have other names. A column that is not mapped keeps
/// its own name as its field.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    pairs: Vec<(Field, String)>,
}

impl Mapping {
    /// Reads pairs such as `text=Comment`.
    ///
    /// # Errors
    /// A pair has no `=`, a field is unknown, or a field or column is mapped twice.
    pub fn parse<S: AsRef<str>>(pairs: &[S]) -> Result<Self, ConfigError> {
        let mut mapping = Self::default();
        for pair in pairs {
            let pair = pair.as_ref();
            let error = |why: String| ConfigError::new(&format!("--map {pair}"), why);
            let (name, column) = pair
                .split_once('=')
                .map(|(name, column)| (name.trim(), column.trim()))
                .filter(|(_, column)| !column.is_empty())
                .ok_or_else(|| error("is not of the form field=column".to_owned()))?;
            let field = Field::parse(name).ok_or_else(|| {
                let known = Field::ALL.map(Field::name).join(", ");
                error(format!("names the field `{name}`; an import record has {known}"))
            })?;
            if mapping.pairs.iter().any(|(f, c)| *f == field || c == column) {
                return Err(error("repeats a field or a column".to_owned()));
            }
            mapping.pairs.push((field, column.to_owned()));
        }
        Ok(mapping)
    }

    /// The field that the key or column `name` fills; `None` puts it into `extra`.
    pub(super) fn field(&self, name: &str) -> Option<Field> {
        if self.pairs.is_empty() {
            return Field::parse(name);
        }
        if let Some((field, _)) = self.pairs.iter().find(|(_, column)| column == name) {
            return Some(*field);
        }
        Field::parse(name).filter(|field| self.pairs.iter().all(|(mapped, _)| mapped != field))
    }

    /// Mapped columns, for checking that a file has them.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(_, column)| column.as_str())
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
    }

    #[test]
    fn a_mapped_column_takes_the_place_of_the_field_of_that_name() {
        let mapping = Mapping::parse(&["text=Comment body", "id=text"]).unwrap();
        assert_eq!(mapping.field("Comment body"), Some(Field::Text));
        assert_eq!(mapping.field("text"), Some(Field::Id));
        assert_eq!(mapping.field("id"), None);
        assert_eq!(mapping.field("title"), Some(Field::Title));
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
