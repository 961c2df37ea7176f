//! What a text looks like before anybody knows its letters.
//!
//! In languages written with Latin letters, a letter beyond ASCII stands alone between others:
//! `Espa·a`. In Cyrillic, Greek, Chinese or Japanese, whole words lie beyond ASCII. That alone
//! tells a false claim of one family from a true one of the other.

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_14,
    ISO_8859_15, ISO_8859_16, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
    WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

/// The families of encodings that a text may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Single letters beyond ASCII.
    Latin,
    /// Words beyond ASCII.
    Other,
    /// Too few of either.
    Unclear,
}

impl Shape {
    /// The shape of `bytes`, which are neither ASCII nor UTF-8.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let (mut alone, mut in_words, mut all) = (0_usize, 0_usize, 0_usize);
        let mut offset = 0;
        while let Some(start) = bytes[offset..].iter().position(|byte| !byte.is_ascii()) {
            let start = offset + start;
            let length = bytes[start..].iter().position(u8::is_ascii);
            let length = length.unwrap_or(bytes.len() - start);
            let is_letter = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphabetic);
            let before = start.checked_sub(1).and_then(|at| bytes.get(at));
            let touches = is_letter(before) || is_letter(bytes.get(start + length));
            match length {
                1 | 2 if touches => alone += length,
                1 | 2 => {}
                _ => in_words += length,
            }
            all += length;
            offset = start + length;
        }
        if in_words * 5 >= all * 2 {
            Self::Other
        } else if alone * 5 >= all * 3 {
            Self::Latin
        } else {
            Self::Unclear
        }
    }

    /// Whether a text of this shape can be what `claim` says.
    pub(super) fn agrees_with(self, claim: &'static Encoding, bytes: &[u8]) -> bool {
        let Some(text) = read(claim, bytes) else { return false };
        match self {
            Self::Latin if is_latin(claim) => claim == MACINTOSH || !is_mac_roman(bytes),
            Self::Latin => false,
            Self::Other => !is_latin(claim) && is_cased_like_words(&text),
            Self::Unclear => true,
        }
    }
}

/// The text in `encoding`; `None` where it holds a fault before its last letters.
fn read(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len())?);
    // Not the last piece: a sample may end in the middle of a letter.
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, false);
    let is_clean = matches!(result, encoding_rs::DecoderResult::InputEmpty);
    (is_clean && !text.contains(is_control)).then_some(text)
}

/// Control characters that no text holds; Windows' encodings fill their gaps with them.
fn is_control(c: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&c)
}

/// Whether capitals begin words rather than end them: KOI8-R read as Windows-1251 turns `Привет`
/// into `оПХБЕР`.
fn is_cased_like_words(text: &str) -> bool {
    let (mut wrong, mut right) = (0_usize, 0_usize);
    let mut before = ' ';
    for c in text.chars().filter(|c| !c.is_ascii() || !c.is_ascii_alphabetic()) {
        wrong += usize::from(before.is_lowercase() && c.is_uppercase());
        right += usize::from(before.is_uppercase() && c.is_lowercase());
        right += usize::from(before.is_lowercase() && c.is_lowercase());
        before = c;
    }
    wrong <= right
}

/// Encodings of languages that are written with Latin letters.
pub(super) fn is_latin(encoding: &'static Encoding) -> bool {
    [
        ISO_8859_2,
        ISO_8859_3,
        ISO_8859_4,
        ISO_8859_10,
        ISO_8859_13,
        ISO_8859_14,
        ISO_8859_15,
        ISO_8859_16,
        MACINTOSH,
        WINDOWS_1250,
        WINDOWS_1252,
        WINDOWS_1254,
        WINDOWS_1257,
        WINDOWS_1258,
    ]
    .contains(&encoding)
}

/// Whether the letters are where old Macintoshes kept them: á, é, í, ó, ú, ñ, ü and Ñ lie where
/// Windows has marks that never stand inside a word.
pub(super) fn is_mac_roman(bytes: &[u8]) -> bool {
    const MAC: &[u8] = &[0x87, 0x8e, 0x97, 0x9c, 0x96, 0x9f, 0x84, 0x8d, 0x8f];
    let (mut mac, mut windows) = (0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let letter = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic)
        };
        let (before, after) = (letter(at.checked_sub(1)), letter(Some(at + 1)));
        if before && after {
            mac += usize::from(MAC.contains(byte));
            windows += usize::from(*byte >= 0xc0);
        }
    }
    mac > windows
}

/// Whether all that is not ASCII are letters and marks of Spanish and Catalan as Windows writes them.
/// Texts of languages that need another encoding hold other letters as well, but for single words.
pub(super) fn may_be_spanish(bytes: &[u8]) -> bool {
    const LETTERS: &[u8] = b"\xe1\xe9\xed\xf3\xfa\xf1\xfc\xc1\xc9\xcd\xd3\xda\xd1\xdc\xe0\xe8\xf2\xe7\xef\xc7\xc0\xc8\xd2";
    const MARKS: &[u8] = b"\xbf\xa1\xaa\xba\xab\xbb\xb7\x80\x85\x91\x92\x93\x94\x96\x97";
    let mut beyond = bytes.iter().filter(|byte| !byte.is_ascii());
    beyond.all(|byte| LETTERS.contains(byte) || MARKS.contains(byte))
}

/// Whether the sign of the euro is where ISO 8859-15 has it, behind an amount or before one; Windows
/// has a sign there that nobody uses, and its own euro among bytes that ISO leaves free.
pub(super) fn is_latin_9(bytes: &[u8]) -> bool {
    let is_free = |byte: &u8| (0x80..0xa0).contains(byte);
    let is_amount = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_digit() || *b == b' ');
    let euro = bytes.iter().enumerate().any(|(at, byte)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        *byte == 0xa4 && (is_amount(before) || is_amount(bytes.get(at + 1)))
    });
    euro && !bytes.iter().any(is_free)
}

/// UTF-16 without a byte order mark: every second byte of its ASCII letters is zero.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..2_048).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    let zeros =
        |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 4 || (even + odd) * 5 < pairs * 2 {
        return None;
    }
    match (even, odd) {
        (0, _) => Some(UTF_16LE),
        (_, 0) => Some(UTF_16BE),
        _ => None,
    }
}
