//! CSV, as spreadsheets and survey tools write it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};
use encoding_rs::UTF_8;
use plaza_core::import::{Mapping, Trouble};

use super::columns::Columns;
use super::decode::{Decoding, guess};
use super::line::{MAX_LINE_BYTES, Record, rejected};

/// How many bytes of the file are examined to detect encoding and separator.
const SAMPLE_BYTES: u64 = 256 * 1024;

/// The records of a CSV file.
pub(super) struct Rows {
    reader: Reader<Rationed>,
    ration: Arc<AtomicUsize>,
    columns: Columns,
    row: ByteRecord,
    name: String,
    broken: bool,
}

impl Rows {
    pub(super) fn open(mut file: File, name: &str, mapping: &Mapping) -> Result<Self, Trouble> {
        let reason = |error: io::Error| Trouble::Unreadable(error.to_string());
        let mut sample = Vec::new();
        file.by_ref().take(SAMPLE_BYTES).read_to_end(&mut sample).map_err(reason)?;
        file.rewind().map_err(reason)?;
        let encoding = guess(&sample);
        let (text, _, _) = encoding.decode(&sample);
        let file = BufReader::new(file);
        let reader: Box<dyn Read + Send> = if encoding == UTF_8 {
            Box::new(file)
        } else {
            Box::new(Decoding::new(file, encoding))
        };
        let ration = Arc::new(AtomicUsize::new(0));
        let rationed = Rationed { reader, used: Arc::clone(&ration) };
        let mut reader =
            ReaderBuilder::new().delimiter(separator(&text)).flexible(true).from_reader(rationed);
        let header = reader.byte_headers().map_err(|error| Trouble::Unreadable(explain(&error)))?;
        let columns = Columns::new(cells(header).map_err(Trouble::Unreadable)?, mapping)?;
        let row = ByteRecord::new();
        Ok(Self { reader, ration, columns, row, name: name.to_owned(), broken: false })
    }

    fn origin(&self, line: u64) -> String {
        format!("{}:{line}", self.name)
    }
}

impl Iterator for Rows {
    type Item = Record;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        self.ration.store(0, Ordering::Relaxed);
        let begins = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.row) {
            Ok(false) => None,
            Ok(true) => {
                let line = self.row.position().map_or(begins, ::csv::Position::line);
                let origin = self.origin(line);
                Some(match cells(&self.row) {
                    Ok(cells) => {
                        self.columns.record(&cells, &origin).map(|mention| (line, mention))
                    }
                    Err(why) => {
                        let raw = String::from_utf8_lossy(self.row.as_slice());
                        Err(rejected(origin, why, &raw))
                    }
                })
            }
            Err(error) => {
                self.broken = true;
                let why = format!("{}; the rest of the file was not read", explain(&error));
                Some(Err(rejected(self.origin(begins), why, "")))
            }
        }
    }
}

fn cells(row: &ByteRecord) -> Result<Vec<String>, String> {
    row.iter()
        .enumerate()
        .map(|(column, cell)| {
            std::str::from_utf8(cell)
                .map(str::to_owned)
                .map_err(|_| format!("not UTF-8: cell {} of the row", column + 1))
        })
        .collect()
}

fn explain(error: &::csv::Error) -> String {
    match error.kind() {
        ErrorKind::Io(error) => error.to_string(),
        _ => "the row cannot be read as CSV".to_owned(),
    }
}

/// The separator that is most frequent in the first line, outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) =
                    counts.iter_mut().find(|(separator, _)| *separator == byte)
                {
                    *count += 1;
                }
            }
        }
    }
    let mut best = counts[0];
    for count in counts {
        if count.1 > best.1 {
            best = count;
        }
    }
    best.0
}

/// Stops a row that never ends, such as one with a quote that is never closed: otherwise the CSV
/// reader would read the rest of the file into memory.
struct Rationed {
    reader: Box<dyn Read + Send>,
    /// Bytes returned since the row began.
    used: Arc<AtomicUsize>,
}

impl Read for Rationed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.used.load(Ordering::Relaxed) > MAX_LINE_BYTES {
            return Err(io::Error::other(format!(
                "a row is longer than {MAX_LINE_BYTES} bytes; is there a quote that is never closed?"
            )));
        }
        let count = self.reader.read(out)?;
        self.used.fetch_add(count, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaza_core::{IncomingMention, Rejected};
    use std::io::Write;

    fn read(bytes: &[u8]) -> Result<Vec<Result<IncomingMention, Rejected>>, Trouble> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let rows = Rows::open(file, "f.csv", &Mapping::default())?;
        Ok(rows.map(|record| record.map(|(_, mention)| mention)).collect())
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        read(bytes).unwrap().into_iter().map(|r| r.unwrap().text).collect()
    }

    #[test]
    fn separators_and_encodings_are_told_apart() {
        for input in [
            "id,text\n1,\"señal, sí\"\n2,b\n",
            "id;text\r\n1;señal, sí\r\n2;b\r\n",
            "id\ttext\n1\tseñal, sí\n2\tb",
            "\u{feff}id|text\n1|señal, sí\n2|b",
        ] {
            assert_eq!(texts(input.as_bytes()), ["señal, sí", "b"], "{input}");
            let utf16: Vec<u8> =
                format!("\u{feff}{input}").encode_utf16().flat_map(u16::to_le_bytes).collect();
            let expected: Vec<String> = vec!["señal, sí".into(), "b".into()];
            if !input.starts_with('\u{feff}') {
                let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(input);
                assert_eq!(texts(&latin), expected, "{input}");
                assert_eq!(texts(&utf16), expected, "{input}");
            }
        }
    }

    #[test]
    fn a_bad_row_costs_one_row() {
        let records =
            read(b"id,text,rating\n1,\"two\nlines\",4\n2,b,many\n3,c\n4,d,5,x,y\n\n5,e,1\n")
                .unwrap();
        let shown: Vec<_> = records
            .iter()
            .map(|r| r.as_ref().map_or_else(|e| e.origin.clone(), |m| m.external_id.clone()))
            .collect();
        assert_eq!(shown, ["1", "f.csv:4", "3", "f.csv:6", "5"]);
        assert_eq!(records[0].as_ref().unwrap().text, "two\nlines");
        let reason = &records[3].as_ref().unwrap_err().reason;
        assert!(reason.starts_with("the row has 5 cells, the header has 3"), "{reason}");
    }

    #[test]
    fn a_byte_that_is_no_character_costs_one_row() {
        let mut bytes = b"id,text\n".to_vec();
        bytes.extend("1,good\n".repeat(100_000).bytes());
        bytes.extend_from_slice(b"x,bad\xff\n9,end\n");
        let records = read(&bytes).unwrap();
        assert_eq!(records.len(), 100_002);
        let refused = records[100_000].as_ref().unwrap_err();
        assert_eq!(refused.origin, "f.csv:100002");
        assert_eq!(refused.reason, "not UTF-8: cell 2 of the row");
    }

    #[test]
    fn an_unclosed_quote_does_not_fill_the_memory() {
        let mut bytes = b"id,text\n1,a\n2,\"".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', MAX_LINE_BYTES * 2));
        let records = read(&bytes).unwrap();
        assert_eq!(records.len(), 2);
        let reason = &records[1].as_ref().unwrap_err().reason;
        assert!(reason.contains("a quote that is never closed"), "{reason}");
    }

    #[test]
    fn an_empty_file_says_what_it_needs() {
        assert!(read(b"").unwrap_err().to_string().starts_with("it needs a column for `text`"));
    }
}
