//! Character references, as XML and HTML write them.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use html5ever::data::NAMED_ENTITIES;

/// Longest name of an entity, in bytes.
const MAX_NAME: usize = 40;

/// `text` with its character references decoded. An ampersand that begins none stays as it is, and
/// so does an entity that HTML does not know: those of a document's own type declaration are never
/// expanded. A reference to a character that no text may hold is left out.
pub(crate) fn decode_references(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match reference(rest) {
            Some((length, characters)) => {
                decoded.extend(characters.into_iter().flatten());
                length
            }
            None => {
                decoded.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Whether `text` holds a reference that can be decoded.
pub(super) fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| reference(&text[at..]).is_some())
}

/// The length of the reference that `text` begins with, and its characters.
fn reference(text: &str) -> Option<(usize, [Option<char>; 2])> {
    let bytes = text.as_bytes();
    let end = bytes.iter().take(MAX_NAME).position(|byte| *byte == b';')?;
    let name = &text[1..end];
    let characters = match name.strip_prefix('#') {
        Some(number) => [numbered(number)?, None],
        None => named(name)?,
    };
    Some((end + 1, characters))
}

fn named(name: &str) -> Option<[Option<char>; 2]> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (first, second) = NAMED_ENTITIES.get(format!("{name};").as_str()).copied()?;
    let character = |code: u32| char::from_u32(code).filter(|c| *c != '\0');
    character(first).map(|first| [Some(first), character(second)])
}

/// The character of a number; `Some(None)` where it is one that no text may hold.
fn numbered(number: &str) -> Option<Option<char>> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let code = code.ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    Some(match code {
        // Programs on Windows number the letters of their own alphabet.
        0x80..=0x9f => {
            let byte = [u8::try_from(code).ok()?];
            WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next()
        }
        0xfffe | 0xffff => None,
        _ => char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_and_ampersands_stay() {
        for (text, decoded) in [
            ("", ""),
            ("a &amp; b &lt;c&gt; &quot;d&apos;", "a & b <c> \"d'"),
            ("Espa&ntilde;a &iquest;s&iacute;? 5&nbsp;%", "España ¿sí? 5\u{a0}%"),
            ("&#241;&#xF1;&#XF1; &#8364; &#128512;", "ñññ € 😀"),
            ("&#146; &#x80;", "\u{2019} €"),
            ("Q & A, H&M, AT&T, ?a=1&b=2, ?x&copy=2", "Q & A, H&M, AT&T, ?a=1&b=2, ?x&copy=2"),
            ("&foo; &undefinida; &; &#; &#x; &#y;", "&foo; &undefinida; &; &#; &#x; &#y;"),
            ("a&#0;b&#x8;c&#11;d&#xD800;e&#99999999;f", "abcdef"),
            ("&amp;amp; once", "&amp; once"),
            ("&", "&"),
            ("ends &amp", "ends &amp"),
            ("&ñ;", "&ñ;"),
        ] {
            assert_eq!(decode_references(text), decoded, "{text}");
        }
    }
}
