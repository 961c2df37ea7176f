//! How large a zipped workbook is, before anything of it is read: every part is unpacked once
//! without keeping it, so that an archive that grows without end is refused.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use plaza_core::import::Trouble;

use crate::file::unreadable;

/// Largest sheet, in bytes of XML; it is streamed.
const MAX_SHEET_BYTES: u64 = 2_000_000_000;
/// Largest of all other parts, in bytes of XML; some are held in memory.
const MAX_PART_BYTES: u64 = 200_000_000;
/// A sheet that is compressed by more than this factor is a bomb: real ones are compressed by 10 to
/// 50.
const MAX_SHEET_RATIO: u64 = 200;
/// The same for all other parts; texts, each of which occurs once, are compressed by 3 to 10.
const MAX_PART_RATIO: u64 = 30;
/// Parts up to this many bytes may be compressed by any factor.
const SMALL_PART_BYTES: u64 = 10_000_000;
/// Maximum number of parts of an archive.
const MAX_PARTS: usize = 2_000;

/// The kinds of workbooks that are archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Unpacks every part without keeping it, refuses those that are too large, and tells the kind.
pub(super) fn measure(file: &mut File) -> Result<Kind, Trouble> {
    let damaged =
        |error: zip::result::ZipError| unreadable(format!("it is not an XLSX workbook: {error}"));
    file.rewind().map_err(unreadable)?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(unreadable(format!("it has more than {MAX_PARTS} parts")));
    }
    let mut kind = None;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        kind = kind.or(match name.as_str() {
            "xl/workbook.xml" => Some(Kind::Xlsx),
            "xl/workbook.bin" => Some(Kind::Xlsb),
            "content.xml" => Some(Kind::Ods),
            _ => None,
        });
        let packed = part.compressed_size().max(1);
        let (most, ratio) = if name.contains("worksheets/") || name == "content.xml" {
            (MAX_SHEET_BYTES, MAX_SHEET_RATIO)
        } else {
            (MAX_PART_BYTES, MAX_PART_RATIO)
        };
        let most = if name == "content.xml" { MAX_PART_BYTES } else { most };
        let largest = most.min(packed.saturating_mul(ratio).max(SMALL_PART_BYTES));
        let size = io::copy(&mut part.take(largest + 1), &mut io::sink());
        let size =
            size.map_err(|error| unreadable(format!("its part {name} is damaged: {error}")))?;
        if size > largest {
            let why = format!("its part {name} unpacks to more than {largest} bytes");
            return Err(unreadable(why));
        }
    }
    let why = "it is not an XLSX workbook: it is an archive of other files; unpack it first";
    kind.ok_or_else(|| unreadable(why))
}
