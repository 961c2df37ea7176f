//! Transfer encodings (RFC 2045) and charsets, as mail programs and servers really leave them.
//!
//! Servers add footers below base64, programs forget its padding, break quoted-printable or claim
//! one encoding and use another. What can be read is read; nothing here fails.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

use crate::encoding;

/// Shortest body that is taken for base64 although nobody says so, in letters.
const LEAST_UNCLAIMED: usize = 40;
/// Shortest line that goes on with base64 behind its end, in letters.
const LEAST_LINE: usize = 16;

/// The bytes of a body; `claimed` is its `Content-Transfer-Encoding`.
pub(super) fn body<'a>(raw: &'a [u8], claimed: &str) -> Cow<'a, [u8]> {
    match claimed.trim().trim_matches(['"', '\'', ';']).to_ascii_lowercase().as_str() {
        "base64" | "b64" | "b" if is_base64_line(first_line(raw)) && !is_unclaimed_quoted(raw) => {
            Cow::Owned(base64_body(raw))
        }
        "quoted-printable" | "quotedprintable" | "qp" | "q" => Cow::Owned(quoted(raw)),
        _ if is_unclaimed_base64(raw) => Cow::Owned(base64(raw)),
        _ if is_unclaimed_quoted(raw) => Cow::Owned(quoted(raw)),
        _ => Cow::Borrowed(raw),
    }
}

/// The text of bytes that claim to be in `charset`.
pub(super) fn letters(bytes: &[u8], charset: &str) -> String {
    let claim = encoding::in_label(charset.as_bytes());
    // Old encodings that the web does not know, UTF-7 and those of DOS among them.
    if claim.is_none()
        && let Some(decode) = charset_decoder(charset.trim_matches(['"', '\'', ' ']).as_bytes())
        && (!bytes.is_ascii() || charset.to_ascii_lowercase().contains("utf-7"))
        && std::str::from_utf8(bytes).is_ok() == bytes.is_ascii()
    {
        return decode(bytes);
    }
    encoding::decode(bytes, &[claim])
}

/// The bytes of base64, whatever stands between its letters. Padding in the middle ends a piece.
pub(super) fn base64(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len() / 4 * 3);
    let (mut chunk, mut held) = (0_u32, 0_u8);
    for byte in raw {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                flush(&mut bytes, chunk, held);
                (chunk, held) = (0, 0);
                continue;
            }
            _ => continue,
        };
        chunk = (chunk << 6) | u32::from(value);
        held += 1;
        if held == 4 {
            bytes.extend_from_slice(&chunk.to_be_bytes()[1..]);
            (chunk, held) = (0, 0);
        }
    }
    flush(&mut bytes, chunk, held);
    bytes
}

/// The bytes of a piece that was not full.
fn flush(bytes: &mut Vec<u8>, chunk: u32, held: u8) {
    match held {
        2 => bytes.extend_from_slice(&(chunk << 4).to_be_bytes()[2..3]),
        3 => bytes.extend_from_slice(&(chunk << 6).to_be_bytes()[1..3]),
        _ => {}
    }
}

/// Base64 up to the footer that a server put below it.
fn base64_body(raw: &[u8]) -> Vec<u8> {
    let mut end = 0;
    let mut after_gap = false;
    let mut after_end = false;
    let mut length = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        length += line.len();
        let text = line.trim_ascii();
        if text.is_empty() {
            after_gap = end > 0;
            continue;
        }
        let goes_on = if after_gap || after_end {
            text.len() >= LEAST_LINE && !text.contains(&b' ') || is_last_piece(text)
        } else {
            true
        };
        if !goes_on || !is_base64_line(text) {
            break;
        }
        after_end = text.ends_with(b"=");
        after_gap = false;
        end = length;
    }
    base64(&raw[..end])
}

/// A short end of base64 that its padding shows.
fn is_last_piece(text: &[u8]) -> bool {
    text.ends_with(b"=") && text.len() >= 4 && text.len().is_multiple_of(4) && !text.contains(&b' ')
}

/// Whether a line is base64, perhaps with blanks and a stray character in it.
fn is_base64_line(line: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let letters = line.iter().filter(|byte| is_letter(byte)).count();
    let blanks = line.iter().filter(|byte| byte.is_ascii_whitespace()).count();
    let strays = line.len() - letters - blanks;
    let is_marked = [&b"--"[..], b"__", b"==="].iter().any(|mark| line.starts_with(mark));
    // Words of a language are shorter than what some program has cut.
    let is_words = blanks > 0 && letters < 8 * (blanks + 1);
    letters > 0 && !is_marked && !is_words && strays * 10 <= letters
}

fn first_line(raw: &[u8]) -> &[u8] {
    let mut lines = raw.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

/// Whether a body is base64 that nobody claims to be: letters only, in lines of one length, and a
/// text behind them.
fn is_unclaimed_base64(raw: &[u8]) -> bool {
    let lines = || raw.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let mut full = lines().filter(|line| !line.is_empty());
    let Some(first) = full.next() else { return false };
    let letters: usize = lines().map(<[u8]>::len).sum();
    letters >= LEAST_UNCLAIMED
        && letters.is_multiple_of(4)
        && lines().all(|line| line.len() <= first.len() && line.iter().all(is_letter))
        && first.iter().any(u8::is_ascii_lowercase)
        && first.iter().any(u8::is_ascii_uppercase)
        && is_text(&base64(raw))
}

fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !b"\t\r\n\x0c\x1b".contains(byte);
    std::str::from_utf8(bytes).is_ok() && !bytes.iter().any(is_control) && bytes.contains(&b' ')
}

/// Whether a body is quoted-printable that nobody claims to be: letters of UTF-8 as escapes.
fn is_unclaimed_quoted(raw: &[u8]) -> bool {
    let is_lead = |pair: &[u8]| {
        matches!(pair, [b'=', b'C' | b'c', b'2' | b'3', b'=', high, low]
            if matches!(high, b'8' | b'9' | b'A' | b'B' | b'a' | b'b') && low.is_ascii_hexdigit())
    };
    raw.is_ascii() && raw.windows(6).any(is_lead)
}

/// The bytes of quoted-printable. What is no escape stays as it is.
fn quoted(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        // An equals sign at the end joins lines.
        let (text, is_joined) = match text.strip_suffix(b"=") {
            Some(text) => (text, true),
            None => (text, false),
        };
        // A full stop on a line of its own ends a message on its way, so that some program put it
        // back behind the mark that joins lines.
        if let Some(text) = text.strip_suffix(b"=.") {
            unescape(text, &mut bytes);
            bytes.push(b'.');
        } else {
            unescape(text, &mut bytes);
        }
        if !is_joined && line.ends_with(b"\n") {
            bytes.extend_from_slice(b"\r\n");
        }
    }
    bytes
}

/// The bytes of a word in the encoding Q.
pub(super) fn quoted_word(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    unescape(text.replace('_', " ").as_bytes(), &mut bytes);
    bytes
}

fn unescape(text: &[u8], bytes: &mut Vec<u8>) {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if let (b'=', [high, low, behind @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            bytes.push(high << 4 | low);
            rest = behind;
            continue;
        }
        bytes.push(*first);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, claimed: &str) -> String {
        letters(&body(raw.as_bytes(), claimed), "utf-8").trim_end().to_owned()
    }

    #[test]
    fn sloppy_base64_is_read() {
        let text = "El paquete llegó roto y sin la señal de entrega.";
        let whole = "RWwgcGFxdWV0ZSBsbGVnw7Mgcm90byB5IHNpbiBsYSBzZcOxYWwgZGUgZW50cmVnYS4=";
        let (one, two) = whole.split_at(40);
        for raw in [
            whole.to_owned(),
            whole.trim_end_matches('=').to_owned(),
            format!("{whole}=="),
            format!("\r\n\r\n{one}\r\n{two}\r\n"),
            format!("{one}\r\n\r\n{two}\r\n"),
            format!("{one} \t{two}"),
            format!("{one}!{two}\u{0}"),
            format!("{one}\n{two}\n\n--\nEste mensaje fue comprobado\n"),
            format!("{one}\n{two}\n-- \nLista de correo\nBaja en la web"),
            format!("{one}\n{two}\n____________________\nLista"),
            format!("{one}\n{two}\n\nSent by the server of Example\n"),
            format!("{one}\n{two}\nSaludos\n"),
            "RWwgcGFxdWV0ZSBsbGVnw7M=\r\nIHJvdG8geSBzaW4gbGEgc2XDsWFsIGRlIGVudHJlZ2Eu".to_owned(),
        ] {
            assert_eq!(read(&raw, "base64"), text, "{raw}");
            assert_eq!(read(&raw, " \"BASE64\""), text, "{raw}");
        }
        // Nobody says so.
        assert_eq!(read(whole, "7bit"), text);
        assert_eq!(read(&format!("{one}\r\n{two}\r\n"), ""), text);
    }

    #[test]
    fn wrong_claims_of_an_encoding_cost_nothing() {
        for (raw, claimed, text) in [
            ("No es base64, es un texto.", "base64", "No es base64, es un texto."),
            ("Hola", "7bit", "Hola"),
            ("Se=C3=B1or, 100=% seguro", "7bit", "Señor, 100=% seguro"),
            ("a=C3=B1o", "base64", "año"),
            ("5 = 3 + 2, x=20", "8bit", "5 = 3 + 2, x=20"),
            ("https://x.example/?a=C3&b=2", "", "https://x.example/?a=C3&b=2"),
            (
                "Superlargapalabrasinblancosperosinsercodigo",
                "",
                "Superlargapalabrasinblancosperosinsercodigo",
            ),
            ("x-odd", "x-uuencode", "x-odd"),
        ] {
            assert_eq!(read(raw, claimed), text, "{raw}");
        }
    }

    #[test]
    fn broken_quoted_printable_is_read() {
        for (raw, text) in [
            ("El dise=C3=B1o =\r\nnuevo", "El diseño nuevo"),
            ("soft =  \nbreak", "soft break"),
            ("=c3=b1 =ZZ =", "ñ =ZZ"),
            ("100 =% =3D 1=", "100 =% = 1"),
            ("ñ sin codificar y =C3=B1", "ñ sin codificar y ñ"),
            ("trailing  \r\nblanks", "trailing\r\nblanks"),
            ("=4", "=4"),
            ("en casa=.", "en casa."),
            ("==C3=B1", "=ñ"),
        ] {
            assert_eq!(read(raw, "Quoted-Printable"), text, "{raw}");
        }
    }

    #[test]
    fn bytes_decide_over_the_charset() {
        for (bytes, charset, text) in [
            (&b"se\xf1al"[..], "utf-8", "señal"),
            (b"se\xc3\xb1al", "iso-8859-1", "señal"),
            (b"5 \x80", "cp1252", "5 €"),
            (b"se\xf1al", "'iso-8859-1'", "señal"),
            (b"se\xa4al", "cp850", "señal"),
            (b"Caf+AOk-", "utf-7", "Café"),
            (b"Caf\xc3\xa9", "x-unknown", "Café"),
            (b"plain", "", "plain"),
        ] {
            assert_eq!(letters(bytes, charset), text, "{charset}");
        }
    }
}
