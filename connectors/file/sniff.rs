//! What a file is. Its bytes decide, not its name: people save JSON as `.txt` and workbooks as
//! `.csv`.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use encoding_rs::Encoding;
use plaza_core::import::{Format, Found, Trouble, Why};
use plaza_core::{Message, say};

use crate::encoding;
use crate::file::unreadable;

/// Bytes that are looked at.
const HEAD_BYTES: u64 = 4_096;

/// The format of the file.
pub(super) fn format(
    file: &mut File,
    name: &str,
    said: Option<Format>,
) -> Result<Found<Format>, Trouble> {
    if let Some(said) = said {
        return Ok(Found::new(said, Why::Said));
    }
    let head = head(file).map_err(unreadable)?;
    let named = Format::of_path(Path::new(name));
    let is_named_so = named == Some(Format::Xlsx);
    if is_workbook(&head) || is_named_so && (!is_text(&head) || head.starts_with(b"PK")) {
        return Ok(Found::new(Format::Xlsx, Why::Bytes));
    }
    if let Some(why) = foreign(&head) {
        return Err(Trouble::Unreadable(why));
    }
    let text = text(&head);
    if is_json(&text) {
        return Ok(Found::new(Format::Jsonl, Why::Bytes));
    }
    match named {
        Some(Format::Jsonl) => Ok(Found::new(Format::Jsonl, Why::Usual)),
        _ if text.trim().is_empty() => Err(Trouble::Empty),
        _ => Ok(Found::new(Format::Csv, Why::Usual)),
    }
}

fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.rewind()?;
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Whether it is text, in which a few control characters may have slipped.
fn is_text(head: &[u8]) -> bool {
    let text = text(head);
    let is_usual = |c: char| matches!(c, '\n' | '\r' | '\t');
    let controls = text.chars().filter(|c| c.is_control() && !is_usual(*c)).count();
    controls * 10 <= text.chars().count()
}

fn text(head: &[u8]) -> String {
    let bom = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    let encoding = bom.unwrap_or_else(|| encoding::of(head, &[]));
    encoding.decode(head).0.into_owned()
}

/// Why a file that is neither text nor a workbook cannot be imported.
fn foreign(head: &[u8]) -> Option<Message> {
    let text =
        String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let is_markup = ["<!doctype html", "<html", "<table", "<meta", "<?xml", "<head"]
        .iter()
        .any(|start| text.starts_with(start));
    let what = match head {
        [b'%', b'P', b'D', b'F', ..] => {
            say!("file-pdf", "it is a PDF; export the table as CSV or XLSX instead")
        }
        [0x1f, 0x8b, ..] => say!("file-gzip", "it is compressed with gzip; unpack it first"),
        [b'7', b'z', 0xbc, ..] | [b'R', b'a', b'r', b'!', ..] => {
            say!("file-archive", "it is an archive; unpack it first")
        }
        _ if is_markup => {
            say!(
                "file-markup",
                "it is a web page or XML, perhaps with a name of Excel; open it in Excel and save it \
                 as XLSX"
            )
        }
        _ if !is_text(head) => {
            say!("file-neither", "it is neither text nor a workbook; save it as CSV, XLSX or JSON")
        }
        _ => return None,
    };
    Some(what)
}

/// Whether the text begins as JSON does, or as a script that holds some.
fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let rest = |skip: usize| text[skip..].trim_start();
    match text.bytes().next() {
        Some(b'{') => rest(1).starts_with(['"', '}']),
        Some(b'[') => rest(1).starts_with(['{', ']', '[']) || text.len() == 1,
        Some(b'w') => text.starts_with("window.") && text.contains("= ["),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn of(bytes: &[u8], name: &str) -> Result<Format, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        format(&mut file, name, None).map(|found| found.value).map_err(|why| why.to_string())
    }

    #[test]
    fn the_bytes_decide() {
        let wide: Vec<u8> = "[{\"id\":1}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, name, format) in [
            (&b"id,text\n"[..], "a.txt", Format::Csv),
            (b"id,text\n", "a.xlsx", Format::Csv),
            (b"id,text\n", "a", Format::Csv),
            (b"[1] nota;text\n", "a.csv", Format::Csv),
            (b"PK\x03\x04...", "a.csv", Format::Xlsx),
            (b"\xd0\xcf\x11\xe0...", "a.csv", Format::Xlsx),
            (b"\xef\xbb\xbf {\"id\":1}", "a.csv", Format::Jsonl),
            (b"[\n{\"id\":1}]", "a.txt", Format::Jsonl),
            (&wide, "a.csv", Format::Jsonl),
            (b"nonsense\n{\"id\":1}", "a.jsonl", Format::Jsonl),
            (b"", "a.jsonl", Format::Jsonl),
        ] {
            assert_eq!(of(bytes, name), Ok(format), "{name}");
        }
        assert_eq!(of(b" \n", "a.csv").unwrap_err(), "it is empty");
        assert!(of(b"%PDF-1.7", "a.csv").unwrap_err().contains("it is a PDF"));
        assert!(of(b"<html><table>", "a.xls").unwrap_err().contains("save it as XLSX"));
        assert!(of(b"\0\x01\x02", "a.csv").unwrap_err().contains("neither text nor a workbook"));
    }
}
