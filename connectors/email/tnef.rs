//! The text in `winmail.dat`, into which Outlook packs messages (MS-OXTNEF).

use crate::{encoding, html};

/// The first bytes of the format.
const SIGNATURE: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];
/// `attBody`: the message as plain text.
const BODY: u32 = 0x0002_800c;
/// `attMsgProps`: the message's properties.
const PROPERTIES: u32 = 0x0006_9003;
/// `PidTagBody`, as text of bytes and of UTF-16.
const PLAIN: [u32; 2] = [0x1000_001e, 0x1000_001f];
/// `PidTagHtml`, as bytes, text of bytes and text of UTF-16.
const PAGE: [u32; 3] = [0x1013_0102, 0x1013_001e, 0x1013_001f];
/// Most attributes and properties that are looked at.
const MAX_ITEMS: usize = 2_000;

/// The text that it holds; `None` where it holds none, or none that can be read.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes.strip_prefix(&SIGNATURE)?.get(2..)?;
    let mut found = None;
    for _ in 0..MAX_ITEMS {
        let Some((id, data, after)) = attribute(rest) else { break };
        let text = match id {
            BODY => Some(letters(data)),
            PROPERTIES => properties(data),
            _ => None,
        };
        found = text.filter(|text| !text.trim().is_empty()).or(found);
        rest = after;
    }
    found
}

/// The attribute at the beginning of `bytes`: its id, what it holds, and what follows it.
fn attribute(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let (_level, rest) = bytes.split_first()?;
    let (id, rest) = number(rest)?;
    let (length, rest) = number(rest)?;
    let (data, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    // Two bytes of checksum.
    Some((id, data, rest.get(2..).unwrap_or_default()))
}

/// The plain text among the properties, otherwise the text of the page.
fn properties(bytes: &[u8]) -> Option<String> {
    let (count, mut rest) = number(bytes)?;
    let (mut plain, mut page) = (None, None);
    for _ in 0..usize::try_from(count).ok()?.min(MAX_ITEMS) {
        let Some((tag, data, after)) = property(rest) else { break };
        let wide = tag & 0xffff == 0x1f;
        let text =
            || if wide { encoding_rs::UTF_16LE.decode(data).0.into_owned() } else { letters(data) };
        if PLAIN.contains(&tag) {
            plain = Some(text().replace('\0', ""));
        } else if PAGE.contains(&tag) {
            page = Some(html::to_text(&text()));
        }
        rest = after;
    }
    plain.filter(|text| !text.trim().is_empty()).or(page)
}

/// The property at the beginning of `bytes`: its tag, its first value, and what follows it.
fn property(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let (tag, mut rest) = number(bytes)?;
    // Named properties tell their names first.
    if tag >> 16 >= 0x8000 {
        rest = rest.get(16..)?;
        let (by_name, after) = number(rest)?;
        rest = if by_name == 0 { after.get(4..)? } else { sized(after)?.1 };
    }
    let fixed = match tag & 0xffff {
        0x02 | 0x03 | 0x04 | 0x0a | 0x0b => Some(4),
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        _ => None,
    };
    if let Some(length) = fixed {
        let (data, rest) = rest.split_at_checked(length)?;
        return Some((tag, data, rest));
    }
    let (values, mut rest) = number(rest)?;
    let mut first: &[u8] = &[];
    for value in 0..usize::try_from(values).ok()?.min(MAX_ITEMS) {
        let (data, after) = sized(rest)?;
        if value == 0 {
            first = data;
        }
        rest = after;
    }
    Some((tag, first, rest))
}

/// A value behind its length, padded to four bytes.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    let length = usize::try_from(length).ok()?;
    let data = rest.get(..length)?;
    Some((data, rest.get(length.next_multiple_of(4)..).unwrap_or_default()))
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (four, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*four), rest))
}

fn letters(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    encoding::decode(&bytes[..end], &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(attributes: &[(u32, &[u8])]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([1, 0]);
        for (id, data) in attributes {
            bytes.push(1);
            bytes.extend(id.to_le_bytes());
            bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
            bytes.extend(*data);
            bytes.extend([0, 0]);
        }
        bytes
    }

    fn value(tag: u32, data: &[u8]) -> Vec<u8> {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    #[test]
    fn the_text_is_found() {
        assert_eq!(
            text(&packed(&[(0x0008_9006, &[0; 8]), (BODY, b"Se\xf1or\0")])).as_deref(),
            Some("Señor")
        );
        let wide: Vec<u8> = "Año".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let fixed = [0x0e07_0003_u32.to_le_bytes(), [0; 4]].concat();
        let many = [2_u32.to_le_bytes().to_vec(), fixed, value(PLAIN[1], &wide)].concat();
        assert_eq!(text(&packed(&[(PROPERTIES, &many)])).as_deref(), Some("Año"));
        let page = [1_u32.to_le_bytes().to_vec(), value(PAGE[0], b"<p>Roto</p>")].concat();
        assert_eq!(text(&packed(&[(PROPERTIES, &page)])).as_deref(), Some("Roto"));
    }

    #[test]
    fn what_is_broken_holds_none() {
        let whole = packed(&[(BODY, b"Hola"), (PROPERTIES, &[0xff; 40])]);
        for length in 0..whole.len() {
            let found = text(&whole[..length]);
            assert!(found.is_none() || found.as_deref() == Some("Hola"), "{length}");
        }
        assert_eq!(text(b"PK\x03\x04"), None);
    }
}
