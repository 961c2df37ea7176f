//! Bytes from outside as text, whatever they claim to be.
//!
//! Feeds, pages, mails and files all say how their letters are written, and many say it wrongly: a
//! server adds `charset=ISO-8859-1` to everything, a template names the encoding of the year it was
//! made. Here the bytes decide, and a claim is believed only as far as they agree with it.

mod claim;
mod dos;
mod shape;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_2022_JP, ISO_8859_15, MACINTOSH, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1252,
};

pub(crate) use claim::{in_label, in_meta, in_xml_declaration};
pub(crate) use dos::{decode as decode_dos, is_dos};
use shape::Shape;

/// How many bytes are looked at to tell encodings apart.
const MAX_LOOKED_AT: usize = 1 << 20;
/// A text with one wrong byte among this many letters of UTF-8 is damaged UTF-8.
const LETTERS_PER_FAULT: usize = 4;

/// `bytes` as text. `claims` are the encodings that somebody says it has, the most trustworthy
/// first.
///
/// Bytes that mean nothing become U+FFFD; in damaged UTF-8 a single letter of Windows-1252 is read
/// as such.
pub(crate) fn decode(bytes: &[u8], claims: &[Option<&'static Encoding>]) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    let encoding = of(bytes, claims);
    if encoding == UTF_8 && std::str::from_utf8(bytes).is_err() {
        return damaged_utf8(bytes);
    }
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding of a text, or of its beginning: `bytes` may end in the middle of a letter.
pub(crate) fn of(bytes: &[u8], claims: &[Option<&'static Encoding>]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let bytes = bytes.get(..MAX_LOOKED_AT).unwrap_or(bytes);
    if let Some(wide) = shape::wide(bytes) {
        return wide;
    }
    let claims = || claims.iter().flatten().copied().filter(is_for_bytes);
    if bytes.is_ascii() {
        let escapes = bytes.windows(2).any(|pair| matches!(pair, b"\x1b$" | b"\x1b("));
        let denied = claims().any(|claim| claim != ISO_2022_JP);
        return if escapes && !denied { ISO_2022_JP } else { UTF_8 };
    }
    let (letters, faults) = utf8_letters(bytes);
    if letters > 0 && faults * LETTERS_PER_FAULT <= letters {
        return UTF_8;
    }
    let shape = Shape::of(bytes);
    claims().find(|claim| shape.agrees_with(claim, bytes)).unwrap_or_else(|| guess(bytes, shape))
}

/// Encodings in which every ASCII byte is that letter: any other would have shown by its zeros.
fn is_for_bytes(claim: &&'static Encoding) -> bool {
    ![UTF_8, UTF_16LE, UTF_16BE, REPLACEMENT].contains(claim)
}

/// The encoding of bytes that say nothing, or nothing that is true.
fn guess(bytes: &[u8], shape: Shape) -> &'static Encoding {
    if shape == Shape::Latin && shape::is_mac_roman(bytes) {
        return MACINTOSH;
    }
    if shape != Shape::Other && shape::is_latin_9(bytes) {
        return ISO_8859_15;
    }
    // A few words are too little for the detector, which takes `señal` for Polish.
    if shape != Shape::Other && shape::may_be_spanish(bytes) {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if shape == Shape::Latin && !shape::is_latin(guess) { WINDOWS_1252 } else { guess }
}

/// How many letters beyond ASCII are UTF-8, and how many bytes are not. A letter that is cut off at
/// the end is neither.
fn utf8_letters(bytes: &[u8]) -> (usize, usize) {
    let mut letters = 0;
    let mut faults = 0;
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += chunk.invalid().len();
    }
    let cut_off = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    if cut_off { (letters.max(1), 0) } else { (letters, faults) }
}

/// UTF-8 into which somebody pasted letters of Windows-1252, or of which pieces are missing.
fn damaged_utf8(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [letter] if *letter >= 0xa0 => {
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*letter]).0);
            }
            _ => text.push('\u{fffd}'),
        }
    }
    text
}

#[cfg(test)]
mod tests;
