//! What a person is told: a code with arguments, so that every face words it in its reader's language.
//!
//! [`say!`](crate::say) makes one where something arises. It carries English too, for the API, the
//! commands and the log. The board has words for every code in `web/locales/{en,es}`; a test
//! compares them with the places that make messages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// Name of the argument that holds a technical line: shown on demand, never inside a sentence.
pub const TECHNICAL: &str = "technical";

/// Makes a [`Message`]: its code, its English, and its arguments by name.
///
/// ```
/// use plaza_core::say;
/// let host = "forum.example";
/// let message = say!("place-slow", "{host} did not answer within {seconds} s", host, seconds = 30);
/// assert_eq!(message.to_string(), "forum.example did not answer within 30 s");
/// assert_eq!(message.code(), "place-slow");
/// ```
#[macro_export]
macro_rules! say {
    (@arg $name:ident) => { $crate::Arg::of(&$name) };
    (@arg $name:ident = $value:expr) => { $crate::Arg::of(&$value) };
    ($code:literal, $text:literal $(,)?) => { $crate::Message::bare($code, $text) };
    ($code:literal, $text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        match ($($crate::say!(@arg $name $(= $value)?),)+) {
            ($($name,)+) => {
                let text = ::std::format!($text, $($name = $name),+);
                $crate::Message::new($code, [$((stringify!($name), $name)),+], text)
            }
        }
    };
}

/// Something to tell a person.
///
/// It reads as its English. Stored, it is JSON with all three parts; what was stored before there
/// were codes is read as words that cannot be translated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Stable name of what is said; empty for words that are nobody's but their speaker's.
    code: Cow<'static, str>,
    /// What the words name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    args: BTreeMap<Cow<'static, str>, Arg>,
    /// The words in English.
    text: String,
}

/// What a message names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, which may choose the words.
    Number(i64),
    /// A name, or words that are repeated as they are.
    Text(String),
    /// Another message, as a cause.
    Message(Box<Message>),
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub fn bare(code: &'static str, text: &str) -> Self {
        Self::new(code, [], text.to_owned())
    }

    /// A message; [`say!`](crate::say) is the way to make one.
    #[must_use]
    pub fn new<const N: usize>(
        code: &'static str,
        args: [(&'static str, Arg); N],
        text: String,
    ) -> Self {
        let args = args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        Self { code: Cow::Borrowed(code), args, text }
    }

    /// A message whose code, arguments and English are kept apart.
    #[must_use]
    pub fn looked_up(code: &'static str, args: &[(&'static str, String)], text: &str) -> Self {
        let args = args.iter().map(|(name, value)| (Cow::Borrowed(*name), Arg::of(value)));
        Self { code: Cow::Borrowed(code), args: args.collect(), text: text.to_owned() }
    }

    /// Code of words that come in both languages of the board.
    pub const LOCALIZED: &'static str = "localized";

    /// Words that come in both languages of the board, as those of a manifest.
    #[must_use]
    pub fn localized(en: &str, es: &str) -> Self {
        let args = [("en", Arg::of(en)), ("es", Arg::of(es))];
        Self::new(Self::LOCALIZED, args, en.to_owned())
    }

    /// The words in `lang`, where they come in both languages; English otherwise.
    #[must_use]
    pub fn in_language(&self, lang: &str) -> &str {
        match self.args.get(lang) {
            Some(Arg::Text(words)) if self.code == Self::LOCALIZED => words,
            _ => &self.text,
        }
    }

    /// Somebody's own words, which are repeated and never translated: those of a platform, of a
    /// system, or of a person.
    #[must_use]
    pub fn verbatim(words: impl Into<String>) -> Self {
        Self { text: words.into(), ..Self::default() }
    }

    /// The stable name of what is said; empty for words that cannot be translated.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What the words name, in the order of the names.
    pub fn args(&self) -> impl Iterator<Item = (&str, &Arg)> {
        self.args.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The words in English.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The technical line in it or in one of its causes.
    #[must_use]
    pub fn technical(&self) -> Option<&str> {
        if let Some(Arg::Text(line)) = self.args.get(TECHNICAL) {
            return Some(line);
        }
        self.args.values().find_map(|value| match value {
            Arg::Message(cause) => cause.technical(),
            _ => None,
        })
    }

    /// The message with the platform's own words behind it, where it said some.
    #[must_use]
    pub fn saying(self, words: Option<String>) -> Self {
        match words {
            Some(words) => say!("said", "{what}: {words}", what = self, words),
            None => self,
        }
    }

    /// The message and what follows from it.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "what is said is made for it")]
    pub fn then(self, more: Self) -> Self {
        say!("both", "{first}; {more}", first = self, more)
    }

    /// The message and another one, as parts of a list.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "what is said is made for it")]
    pub fn beside(&self, more: Self) -> Self {
        say!("beside", "{first}, {more}", first = self, more)
    }

    /// The same message with every text in it changed, such as to take out a secret.
    #[must_use]
    pub fn map_texts(self, change: &dyn Fn(String) -> String) -> Self {
        let args = self.args.into_iter().map(|(name, value)| {
            let value = match value {
                Arg::Text(text) => Arg::Text(change(text)),
                Arg::Message(cause) => Arg::Message(Box::new(cause.map_texts(change))),
                number @ Arg::Number(_) => number,
            };
            (name, value)
        });
        Self { code: self.code, args: args.collect(), text: change(self.text) }
    }

    /// How it is kept: JSON, or the bare words where they have no code.
    #[must_use]
    pub fn stored(&self) -> String {
        if self.code.is_empty() {
            return self.text.clone();
        }
        serde_json::to_string(self).unwrap_or_else(|_| self.text.clone())
    }

    /// Reads what was kept.
    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        let is_coded = stored.starts_with("{\"code\":");
        let read = is_coded.then(|| serde_json::from_str(stored).ok()).flatten();
        read.unwrap_or_else(|| Self::verbatim(stored))
    }
}

impl Deref for Message {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// Words without a code; [`say!`](crate::say) is what production code uses, and a test says so.
impl From<&str> for Message {
    fn from(words: &str) -> Self {
        Self::verbatim(words)
    }
}

/// As above.
impl From<String> for Message {
    fn from(words: String) -> Self {
        Self::verbatim(words)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Arg {
    /// The argument that a value is.
    #[must_use]
    pub fn of<T: IntoArg + ?Sized>(value: &T) -> Self {
        value.arg()
    }
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Message(message) => message.fmt(f),
        }
    }
}

/// What can stand in a message.
pub trait IntoArg {
    /// The argument.
    fn arg(&self) -> Arg;
}

impl IntoArg for str {
    fn arg(&self) -> Arg {
        Arg::Text(self.to_owned())
    }
}

impl IntoArg for String {
    fn arg(&self) -> Arg {
        Arg::Text(self.clone())
    }
}

impl IntoArg for Message {
    fn arg(&self) -> Arg {
        Arg::Message(Box::new(self.clone()))
    }
}

impl<T: IntoArg + ?Sized> IntoArg for &T {
    fn arg(&self) -> Arg {
        (**self).arg()
    }
}

impl IntoArg for Cow<'_, str> {
    fn arg(&self) -> Arg {
        Arg::Text(self.to_string())
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl IntoArg for $type {
            /// A number that does not fit becomes the largest that does.
            fn arg(&self) -> Arg {
                Arg::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers!(i32, i64, u8, u16, u32, u64, usize);

/// A message inside a document of the API, as its English words alone.
pub(crate) mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Message;

    pub(crate) fn serialize<S: Serializer>(message: &Message, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(message.text())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Message, D::Error> {
        String::deserialize(from).map(Message::verbatim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_kept_whole_and_old_words_stay_as_they_are() {
        let cause = say!(
            "cause-refused",
            "it refuses the connection ({technical})",
            technical = "os error 111"
        );
        let message =
            say!("unreachable", "{host} cannot be reached: {why}", host = "a.example", why = cause);
        assert_eq!(
            message.text(),
            "a.example cannot be reached: it refuses the connection (os error 111)"
        );
        assert_eq!(Message::from_stored(&message.stored()), message);
        assert_eq!(message.technical(), Some("os error 111"));
        for old in ["the reply is empty", "{\"code\":1}", "{\"code\":", ""] {
            assert_eq!(Message::from_stored(old), Message::verbatim(old));
            assert_eq!(Message::verbatim(old).stored(), old);
        }
    }

    #[test]
    fn secrets_are_taken_out_of_every_part() {
        let message =
            say!("answered", "{host} answered {status}", host = "a.example", status = 401);
        let message = message.saying(Some("key s3cr3t is bad".to_owned()));
        let clean = message.map_texts(&|text| text.replace("s3cr3t", "***"));
        assert_eq!(clean.text(), "a.example answered 401: key *** is bad");
        assert!(!clean.stored().contains("s3cr3t"));
    }
}
