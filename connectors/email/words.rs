//! Encoded words (RFC 2047) and raw letters in header fields, as mail programs really write them.
//!
//! The mail parser decodes each word by itself and believes its label. Programs cut words in the
//! middle of a letter, leave blanks in them, put them between quotes and label them wrongly; and
//! some write letters beyond ASCII as they are. Here the bytes of a run of words are joined first,
//! and [`encoding`] decides what letters they are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;

use super::transfer;
use crate::encoding;

/// Longest field that is looked at, in bytes; what follows is left out.
const MAX_FIELD: usize = 64 * 1024;

/// A field's text: unfolded, with its encoded words decoded. `claim` is the encoding that the
/// message names, for letters that stand there as they are.
pub(super) fn decode(raw: &[u8], claim: Option<&'static Encoding>) -> String {
    rewrite(&unfolded(raw, claim), |text, out| out.push_str(text))
}

/// The same field with each run of encoded words as one word of UTF-8, for a parser of addresses.
pub(super) fn repair(raw: &[u8], claim: Option<&'static Encoding>) -> String {
    rewrite(&unfolded(raw, claim), |text, out| {
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
            out.push_str(text);
        } else {
            out.push_str(&format!("=?utf-8?B?{}?=", STANDARD.encode(text)));
        }
    })
}

/// The field on one line, as text.
fn unfolded(raw: &[u8], claim: Option<&'static Encoding>) -> String {
    let text = encoding::decode(raw.get(..MAX_FIELD).unwrap_or(raw), &[claim]);
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// Passes the text of each run of words to `write`, and copies all else.
fn rewrite(field: &str, write: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(field.len());
    let mut rest = field;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((run, length)) = run(from) else {
            out.push_str(before);
            out.push_str("=?");
            rest = &from[2..];
            continue;
        };
        out.push_str(before);
        write(&text_of(&run), &mut out);
        rest = &from[length..];
    }
    out.push_str(rest);
    out
}

/// One encoded word.
struct Word<'a> {
    charset: &'a str,
    is_base64: bool,
    text: &'a str,
}

/// The words at the beginning of `text` with nothing but white space between them, and their length.
fn run(text: &str) -> Option<(Vec<Word<'_>>, usize)> {
    let (first, mut length) = word(text)?;
    let mut words = vec![first];
    loop {
        let rest = &text[length..];
        let gap = rest.len() - rest.trim_start().len();
        let Some((next, its_length)) = word(&rest[gap..]) else { return Some((words, length)) };
        words.push(next);
        length += gap + its_length;
    }
}

/// The word at the beginning of `text`, and its length.
fn word(text: &str) -> Option<(Word<'_>, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_once('?')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+*".contains(&byte);
    if charset.is_empty() || charset.len() > 60 || !charset.bytes().all(is_name) {
        return None;
    }
    let (method, rest) = rest.split_once('?')?;
    let is_base64 = match method {
        "b" | "B" => true,
        "q" | "Q" => false,
        _ => return None,
    };
    let end = end_of_word(rest, is_base64)?;
    // RFC 2231 lets a language follow: `utf-8*es`.
    let charset = charset.split('*').next().unwrap_or(charset);
    let length = text.len() - rest.len() + end + 2;
    Some((Word { charset, is_base64, text: &rest[..end] }, length))
}

/// Where the encoded text ends. A question mark that should have been encoded may stand in front of
/// an escaped letter and look like the end.
fn end_of_word(text: &str, is_base64: bool) -> Option<usize> {
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let stop = text.find("=?").map_or(text.len(), |at| text[..at].len());
    let mut ends = text.match_indices("?=").map(|(at, _)| at);
    let first = ends.next()?;
    if is_base64 || !is_escape(&text[first + 2..]) {
        return Some(first);
    }
    // The later end must belong to this word and not to the next one.
    ends.find(|at| !is_escape(&text[at + 2..]) && (*at < stop || stop <= first)).or(Some(first))
}

/// The text of a run: the bytes of words of one charset are put together before they are read.
fn text_of(run: &[Word<'_>]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < run.len() {
        let same = |word: &&Word<'_>| word.charset.eq_ignore_ascii_case(run[at].charset);
        let length = run[at..].iter().take_while(same).count();
        let bytes = bytes_of(&run[at..at + length]);
        text.push_str(&transfer::letters(&bytes, run[at].charset));
        at += length;
    }
    text
}

fn bytes_of(words: &[Word<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Base64 that was cut between words rather than between letters.
    let mut begun = String::new();
    for (at, word) in words.iter().enumerate() {
        if !word.is_base64 {
            bytes.extend(transfer::quoted_word(word.text));
            continue;
        }
        begun.extend(word.text.chars().filter(|c| !c.is_whitespace()));
        let goes_on = words.get(at + 1).is_some_and(|next| next.is_base64);
        if goes_on && !begun.ends_with('=') && !begun.len().is_multiple_of(4) {
            continue;
        }
        bytes.extend(transfer::base64(begun.as_bytes()));
        begun.clear();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_letters() {
        for (raw, text) in [
            ("plain", "plain"),
            ("=?utf-8?Q?Bater=C3=ADa_nueva?=", "Batería nueva"),
            // Cut in the middle of a letter, folded, in both encodings.
            ("=?UTF-8?B?UmVwYXJhY2nD?=\r\n =?UTF-8?B?s24gdXJnZW50ZQ==?=", "Reparación urgente"),
            ("=?utf-8?q?Espa=C3?= =?utf-8?q?=B1a?=", "España"),
            ("=?utf-8?B?w7?=\r\n\t=?utf-8?B?E=?= fin", "ñ fin"),
            ("=?utf-8?q?Ca=C3?= =?utf-8?B?sW9u?=", "Cañon"),
            // White space counts between a word and plain text only.
            ("Re: =?utf-8?q?a?= =?iso-8859-1?q?=F1?= b", "Re: añ b"),
            ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
            // Blanks and question marks that should have been encoded.
            ("=?utf-8?Q? Devoluci=C3=B3n hoy ?=", "Devolución hoy"),
            ("=?utf-8?Q?=C2=BFQu=C3=A9?=20pasa?=", "¿Qué? pasa"),
            ("=?utf-8?Q?=C2=BFs=C3=AD?_no?= x", "¿sí? no x"),
            // Between quotes.
            ("\"=?utf-8?q?Nu=C3=B1ez=2C_Ana?=\"", "\"Nuñez, Ana\""),
            // Labels that are wrong, odd or unknown.
            ("=?iso-8859-1?q?A=C3=B1o?=", "Año"),
            ("=?utf-8?q?A=F1o?=", "Año"),
            ("=?us-ascii?q?A=F1o?=", "Año"),
            ("=?iso-8859-15?Q?5_=A4?=", "5 €"),
            ("=?windows-1252?B?gCA1?=", "€ 5"),
            ("=?x-nadie?q?Hola?=", "Hola"),
            ("=?utf-8*es?q?Hola?=", "Hola"),
            ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?utf-7?Q?Caf+AOk-?=", "Café"),
            // Without padding, and what is no word.
            ("=?utf-8?B?QcOxbw?=", "Año"),
            ("=?utf-8?x?a?= =?", "=?utf-8?x?a?= =?"),
            ("a =?b", "a =?b"),
            ("=?utf-8?q?sin final", "=?utf-8?q?sin final"),
        ] {
            assert_eq!(decode(raw.as_bytes(), None).trim(), text, "{raw}");
        }
    }

    #[test]
    fn letters_that_were_not_encoded_are_read() {
        assert_eq!(decode(b"Devoluci\xf3n de la ba\xf1era", None), "Devolución de la bañera");
        assert_eq!(decode("Señal débil".as_bytes(), None), "Señal débil");
        assert_eq!(decode(b"Jos\xe9 =?utf-8?q?=C3=B1?=", None), "José ñ");
        let greek = encoding_rs::WINDOWS_1253.encode("Η μπαταρία").0;
        assert_eq!(decode(&greek, Some(encoding_rs::WINDOWS_1253)), "Η μπαταρία");
    }

    #[test]
    fn a_repaired_field_holds_whole_words() {
        let raw = b"=?utf-8?B?UmVwYXJhY2nD?= =?utf-8?B?s24=?= <a@x.example>, Ana <b@x.example>";
        let repaired = repair(raw, None);
        assert_eq!(
            decode(repaired.as_bytes(), None),
            "Reparación <a@x.example>, Ana <b@x.example>"
        );
        assert_eq!(repaired.matches("=?utf-8").count(), 1);
    }
}
