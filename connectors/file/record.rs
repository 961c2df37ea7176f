//! One import record as JSON.
//!
//! Read straight into the mention, without a tree in between: this is the path of bulk imports.

use std::borrow::Cow;
use std::fmt;

use plaza_core::import::{Field, Mapping, Reason, Use};
use plaza_core::{AuthorIs, Extra, IncomingMention, Millis, Rejected, parse_timestamp};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde_json::Value;

use super::line::{reason_of, rejected};

/// Reads one import record. Keys that are not part of it go into `extra`.
///
/// # Errors
/// [`Rejected`] with `origin`, and a reason that names the field and what was expected.
pub fn parse_record(json: &str, origin: &str) -> Result<IncomingMention, Rejected> {
    read(json, &Mapping::default())
        .map_err(|why| rejected(origin.to_owned(), reason_of(kind(&why), &why), json))
}

/// Reads one import record whose keys `mapping` translates.
pub(super) fn read(json: &str, mapping: &Mapping) -> Result<IncomingMention, String> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let mention = RecordSeed { mapping }
        .deserialize(&mut deserializer)
        .and_then(|mention| deserializer.end().map(|()| mention))
        .map_err(|error| explain(&error))?;
    check(&mention)?;
    Ok(mention)
}

/// What every record must have; everything else is checked where all mentions are checked.
pub(super) fn check(mention: &IncomingMention) -> Result<(), String> {
    if mention.external_id.trim().is_empty() {
        return Err("`id` is missing or empty".to_owned());
    }
    if mention.text.trim().is_empty() && mention.title.trim().is_empty() {
        return Err("there is neither `text` nor `title`".to_owned());
    }
    Ok(())
}

/// The parser's message and the position in the line, worded for people.
pub(super) fn explain(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the JSON ends in the middle of the record".to_owned();
    }
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    if error.is_data() {
        return what.to_owned();
    }
    format!("not JSON: {what} at column {}", error.column())
}

/// Of which kind a refusal is, by its words.
pub(super) fn kind(why: &str) -> Reason {
    match why {
        _ if why.starts_with("not JSON") || why.starts_with("the JSON ends") => Reason::NotJson,
        _ if why.starts_with("there is neither") => Reason::NoText,
        _ if why.starts_with("`id` is missing") => Reason::NoId,
        _ => Reason::WrongValue,
    }
}

struct RecordSeed<'a> {
    mapping: &'a Mapping,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = IncomingMention;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = IncomingMention;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an import record, that is a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IncomingMention, A::Error> {
        let mut mention = IncomingMention::default();
        let mut seen = 0_u32;
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let Some(field) = self.mapping.field(&key) else {
                let value = map.next_value()?;
                if self.mapping.said(&key) != Some(Use::Ignored) {
                    insert(&mut mention.extra, key.into_owned(), value)?;
                }
                continue;
            };
            if seen & field.bit() != 0 {
                return Err(A::Error::custom(format!("`{}` appears twice", field.name())));
            }
            seen |= field.bit();
            let text = TextSeed { field, numbers: false };
            let id = TextSeed { field, numbers: true };
            match field {
                Field::Id => mention.external_id = map.next_value_seed(id)?.unwrap_or_default(),
                Field::ParentId => mention.parent_id = map.next_value_seed(id)?,
                Field::ConversationId => mention.conversation_id = map.next_value_seed(id)?,
                Field::Text => mention.text = map.next_value_seed(text)?.unwrap_or_default(),
                Field::Title => mention.title = map.next_value_seed(text)?.unwrap_or_default(),
                Field::Url => mention.url = map.next_value_seed(text)?,
                Field::Author => mention.author = map.next_value_seed(id)?,
                Field::AuthorName => mention.author_name = map.next_value_seed(text)?,
                Field::Account => mention.account = map.next_value_seed(id)?,
                Field::AccountSpace => mention.account_space = map.next_value_seed(text)?,
                Field::AuthorIs => {
                    let name = map.next_value_seed(text)?.unwrap_or_default();
                    mention.author_is = author_is(&name).map_err(A::Error::custom)?;
                }
                Field::Lang => mention.lang = map.next_value_seed(text)?,
                Field::Channel => mention.channel = map.next_value_seed(text)?,
                Field::Country => mention.country = map.next_value_seed(text)?,
                Field::CreatedAt => mention.created_at = map.next_value_seed(DateSeed)?,
                Field::Rating => mention.rating = map.next_value_seed(RatingSeed)?,
                Field::Ours => mention.ours = map.next_value_seed(FlagSeed)?,
                Field::Extra => {
                    for (key, value) in map.next_value_seed(ExtraSeed)? {
                        insert(&mut mention.extra, key, value)?;
                    }
                }
            }
        }
        Ok(mention)
    }
}

fn insert<E: Error>(extra: &mut Extra, key: String, value: Value) -> Result<(), E> {
    if extra.contains_key(&key) {
        return Err(E::custom(format!("`{key}` appears twice")));
    }
    extra.insert(key, value);
    Ok(())
}

/// A key, borrowed from the line where it needs no decoding.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

/// Writes a seed that accepts any JSON value and refuses those that its visitor does not know.
macro_rules! any_value_seed {
    ($seed:ty => $value:ty) => {
        impl<'de> DeserializeSeed<'de> for $seed {
            type Value = $value;

            fn deserialize<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Self::Value, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    };
}

/// Text; for ids also whole numbers, because many exports write them that way.
struct TextSeed {
    field: Field,
    numbers: bool,
}

any_value_seed!(TextSeed => Option<String>);

impl TextSeed {
    fn number<E: Error>(
        &self,
        shown: String,
        unexpected: Unexpected<'_>,
    ) -> Result<Option<String>, E> {
        if self.numbers { Ok(Some(shown)) } else { Err(E::invalid_type(unexpected, self)) }
    }
}

impl<'de> Visitor<'de> for TextSeed {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.numbers { "text or a whole number" } else { "text" };
        write!(f, "{what} in `{}`", self.field.name())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.number(number.to_string(), Unexpected::Unsigned(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.number(number.to_string(), Unexpected::Signed(number))
    }
}

/// A date as text, or a Unix time as a number.
struct DateSeed;

any_value_seed!(DateSeed => Option<Millis>);

impl<'de> Visitor<'de> for DateSeed {
    type Value = Option<Millis>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2026-01-31T10:00:00Z in `created_at`")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        date(text).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        date(&number.to_string()).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        // Unix times with a fraction of a second.
        date(&format!("{:.0}", number.floor())).map_err(E::custom)
    }
}

/// A date from text; empty text means no date.
pub(super) fn date(text: &str) -> Result<Option<Millis>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse_timestamp(text).map(Some).map_err(|error| format!("`created_at`: {error}"))
}

/// Stars as a number, or as text that holds one.
struct RatingSeed;

any_value_seed!(RatingSeed => Option<f64>);

impl<'de> Visitor<'de> for RatingSeed {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number from 0 to 5 in `rating`")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        rating(text).map_err(E::custom)
    }

    #[expect(clippy::cast_precision_loss, reason = "out of range long before it matters")]
    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "out of range long before it matters")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number))
    }
}

/// Stars from text, with a decimal point or comma; empty text means no rating.
pub(super) fn rating(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.replace(',', ".").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Some(number)),
        _ => Err(format!(
            "`rating`: `{}` is not a number from 0 to 5",
            plaza_core::text::truncate_chars(text, 40)
        )),
    }
}

/// What an author is, by name; empty text means an account.
pub(super) fn author_is(name: &str) -> Result<AuthorIs, String> {
    match name.trim() {
        "" => Ok(AuthorIs::Account),
        name => AuthorIs::parse(name)
            .ok_or_else(|| "`author_is` takes account, shown_name or collective".to_owned()),
    }
}

/// Yes or no.
struct FlagSeed;

any_value_seed!(FlagSeed => bool);

impl<'de> Visitor<'de> for FlagSeed {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false in `ours`")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(false)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(flag)
    }
}

/// Anything else that the file contains.
struct ExtraSeed;

any_value_seed!(ExtraSeed => Extra);

impl<'de> Visitor<'de> for ExtraSeed {
    type Value = Extra;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in `extra`")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Extra::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extra, A::Error> {
        let mut extra = Extra::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            insert(&mut extra, key, value)?;
        }
        Ok(extra)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_record() {
        let json = r#"{"id":"d1","text":"La batería \u00e9","title":"T","url":"https://x.example/1",
            "author":"ana","author_name":"Ana","created_at":"2026-01-31T10:00:00Z","rating":4,
            "lang":"es","parent_id":"d0","conversation_id":"c1","channel":"forum","country":"ES",
            "ours":true,"extra":{"store":7},"votes":[1,2]}"#;
        let mention = parse_record(json, "f:1").unwrap();
        let expected = IncomingMention {
            external_id: "d1".into(),
            text: "La batería é".into(),
            title: "T".into(),
            url: Some("https://x.example/1".into()),
            author: Some("ana".into()),
            author_name: Some("Ana".into()),
            created_at: Some(1_769_853_600_000),
            rating: Some(4.0),
            lang: Some("es".into()),
            parent_id: Some("d0".into()),
            conversation_id: Some("c1".into()),
            channel: Some("forum".into()),
            country: Some("ES".into()),
            ours: true,
            extra: serde_json::from_str(r#"{"store":7,"votes":[1,2]}"#).unwrap(),
            ..IncomingMention::default()
        };
        assert_eq!(mention, expected);
    }

    #[test]
    fn numbers_are_ids_and_nulls_are_nothing() {
        let json = r#"{"id":12,"title":"t","parent_id":-3,"conversation_id":0,"author":99,
            "text":null,"rating":"4,5","created_at":1769853600,"extra":null,"url":null}"#;
        let mention = parse_record(json, "f:1").unwrap();
        assert_eq!(mention.external_id, "12");
        assert_eq!(mention.parent_id.as_deref(), Some("-3"));
        assert_eq!(mention.conversation_id.as_deref(), Some("0"));
        assert_eq!(mention.author.as_deref(), Some("99"));
        assert_eq!(mention.rating, Some(4.5));
        assert_eq!(mention.created_at, Some(1_769_853_600_000));
        assert_eq!(mention.url, None);
    }

    #[test]
    fn every_refusal_names_the_field_and_what_was_expected() {
        for (json, reason) in [
            ("", "the JSON ends in the middle of the record"),
            (r#"{"id":"1","text":"a"#, "the JSON ends in the middle of the record"),
            (r#"{"id":"1","text":"a"} x"#, "not JSON: trailing characters at column 23"),
            (r#"{"id":"1",}"#, "not JSON: trailing comma at column 11"),
            ("[]", "invalid type: sequence, expected an import record, that is a JSON object"),
            (r#"{"text":"a"}"#, "`id` is missing or empty"),
            (r#"{"id":null,"text":"a"}"#, "`id` is missing or empty"),
            (r#"{"id":"1"}"#, "there is neither `text` nor `title`"),
            (r#"{"id":"1","text":" "}"#, "there is neither `text` nor `title`"),
            (
                r#"{"id":[1],"text":"a"}"#,
                "invalid type: sequence, expected text or a whole number in `id`",
            ),
            (
                r#"{"id":1.5,"text":"a"}"#,
                "invalid type: floating point `1.5`, expected text or a whole number in `id`",
            ),
            (r#"{"id":"1","text":5}"#, "invalid type: integer `5`, expected text in `text`"),
            (r#"{"id":"1","text":{"a":1}}"#, "invalid type: map, expected text in `text`"),
            (
                r#"{"id":"1","text":"a","rating":"good"}"#,
                "`rating`: `good` is not a number from 0 to 5",
            ),
            (
                r#"{"id":"1","text":"a","rating":true}"#,
                "invalid type: boolean `true`, expected a number from 0 to 5 in `rating`",
            ),
            (
                r#"{"id":"1","text":"a","created_at":"yesterday"}"#,
                "`created_at`: `yesterday` is not a date that Plaza understands; write it as 2026-01-31T10:00:00Z",
            ),
            (
                r#"{"id":"1","text":"a","extra":[]}"#,
                "invalid type: sequence, expected an object in `extra`",
            ),
            (r#"{"id":"1","id":"2","text":"a"}"#, "`id` appears twice"),
            (r#"{"id":"1","text":"a","x":1,"x":2}"#, "`x` appears twice"),
            (
                r#"{"id":"1","text":"a\ud800b"}"#,
                "not JSON: unexpected end of hex escape at column 26",
            ),
            (
                "{\"id\":\"1\",\"text\":\"a\u{1}b\"}",
                "not JSON: control character (\\u0000-\\u001F) found while parsing a string at column 20",
            ),
        ] {
            let rejected = parse_record(json, "f:7").unwrap_err();
            assert_eq!(rejected.reason.text(), reason, "{json}");
            assert_eq!(rejected.origin, "f:7");
            assert_eq!(rejected.raw, json);
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        for key in ["extra", "text", "other"] {
            let json = format!("{{\"id\":\"1\",\"text\":\"a\",\"{key}2\":{nested}}}");
            let reason = parse_record(&json, "f").unwrap_err().reason;
            assert!(reason.starts_with("not JSON: recursion limit exceeded"), "{reason}");
        }
    }
}
