//! The header fields of a message, as text.

use encoding_rs::Encoding;
use mail_parser::{Message, MimeHeaders};

use super::words;
use crate::{encoding, html};

/// Our own header field in the messages we send.
pub(super) const MARK: &str = "X-Plaza-Reply";
/// The same as [`Head`] names it.
const MARK_NAME: &str = "x-plaza-reply";

/// The fields of a message, in their order.
pub(super) struct Head<'a> {
    /// Names in lower case, and the bytes behind the colon.
    fields: Vec<(String, &'a [u8])>,
    /// The charset that the message names.
    claim: Option<&'static Encoding>,
}

impl<'a> Head<'a> {
    pub(super) fn of(message: &'a Message<'a>) -> Self {
        let raw = &message.raw_message;
        let fields = message.headers().iter().filter_map(|field| {
            let range = field.offset_start() as usize..field.offset_end() as usize;
            Some((field.name().trim().to_ascii_lowercase(), raw.get(range)?))
        });
        let charsets =
            message.parts.iter().filter_map(|part| part.content_type()?.attribute("charset"));
        let claim = charsets.filter_map(|label| encoding::in_label(label.as_bytes())).next();
        Self { fields: fields.collect(), claim }
    }

    /// The names of all fields, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    /// The bytes of the last field of that name, given in lower case.
    fn raw(&self, name: &str) -> Option<&'a [u8]> {
        self.fields.iter().rfind(|(field, _)| field == name).map(|(_, raw)| *raw)
    }

    /// Whether there is a field of that name, given in lower case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|field| field == name)
    }

    /// Whether Plaza sent the message.
    pub(super) fn is_marked(&self) -> bool {
        self.has(MARK_NAME)
    }

    /// The text of a field on one line; `None` where there is no such field.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw(name).map(|raw| one_line(&words::decode(raw, self.claim)))
    }

    /// The text of all fields of that name, in lower case.
    pub(super) fn lower(&self, name: &str) -> impl Iterator<Item = String> {
        let fields = self.fields.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, raw)| one_line(&words::decode(raw, self.claim)).to_lowercase())
    }

    /// A field with its encoded words whole, for a parser of addresses.
    pub(super) fn repaired(&self, name: &str) -> Option<String> {
        self.raw(name).map(|raw| words::repair(raw, self.claim))
    }

    /// The subject, as a person reads it.
    pub(super) fn subject(&self) -> String {
        let subject = self.text("subject").unwrap_or_default();
        one_line(&html::decode_references(&subject))
    }
}

/// White space and control characters become single spaces.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
