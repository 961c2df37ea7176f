//! Where texts say how they are encoded.

use encoding_rs::Encoding;

/// Where an XML declaration must have ended, in bytes.
const MAX_DECLARATION: usize = 4_096;
/// How far into a page its `<meta charset>` is looked for. Browsers stop after 1,024 bytes; pages
/// with long scripts in front of it are no less right about themselves.
const MAX_HEAD: usize = 512 * 1024;

/// The encoding of a label such as `iso-8859-1`, with the quotes and blanks around it.
pub(crate) fn in_label(label: &[u8]) -> Option<&'static Encoding> {
    let is_edge = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    let start = label.iter().position(|byte| !is_edge(byte))?;
    let end = label.iter().rposition(|byte| !is_edge(byte))?;
    Encoding::for_label(&label[start..=end])
}

/// The encoding in `<?xml … encoding="…"?>`.
pub(crate) fn in_xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = bytes.get(..MAX_DECLARATION).unwrap_or(bytes);
    let start = find(bytes, b"<?xml")?;
    let declaration = &bytes[start..start + find(&bytes[start..], b"?>")?];
    value_of(declaration, b"encoding")
}

/// The encoding in `<meta charset="…">`, or in `<meta http-equiv="Content-Type" content="…">`.
pub(crate) fn in_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut rest = bytes.get(..MAX_HEAD).unwrap_or(bytes);
    loop {
        rest = &rest[find(rest, b"<meta")?..];
        let end = find(rest, b">").unwrap_or(rest.len());
        if let Some(encoding) = value_of(&rest[..end], b"charset") {
            return Some(encoding);
        }
        rest = &rest[end..];
    }
}

/// The encoding that `key` is set to in a tag.
fn value_of(tag: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let value = tag[find(tag, key)? + key.len()..].trim_ascii_start().strip_prefix(b"=")?;
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\"';>/".contains(byte);
    let end = value.iter().position(is_end).unwrap_or(value.len());
    in_label(&value[..end])
}

/// Where `needle`, in lower case, first occurs, in letters of any case.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}
