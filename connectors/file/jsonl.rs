//! JSON Lines.

use std::io::{BufRead, BufReader, Read};

use plaza_core::import::Mapping;
use plaza_core::{IncomingMention, Rejected};

use super::line::{MAX_LINE_BYTES, Record, rejected};
use super::record;

/// How much is read from the file at a time, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// The records of a JSONL file.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    number: u64,
    name: String,
    mapping: Mapping,
    broken: bool,
}

/// The outcome of reading a line.
enum Found {
    Line,
    TooLong,
    End,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R, name: String, mapping: Mapping) -> Self {
        let reader = BufReader::with_capacity(BUFFER_BYTES, reader);
        Self { reader, line: Vec::new(), number: 0, name, mapping, broken: false }
    }

    /// Reads the next line into `self.line`; one that is too long is skipped without being read.
    fn read_line(&mut self) -> std::io::Result<Found> {
        self.line.clear();
        self.number += 1;
        let limit = MAX_LINE_BYTES as u64 + 1;
        let length = self.reader.by_ref().take(limit).read_until(b'\n', &mut self.line)?;
        if length == 0 {
            return Ok(Found::End);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > MAX_LINE_BYTES {
            self.line.truncate(1_000);
            self.line.shrink_to_fit();
            self.reader.skip_until(b'\n')?;
            return Ok(Found::TooLong);
        }
        if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        Ok(Found::Line)
    }

    fn parse(&self) -> Result<IncomingMention, Rejected> {
        match std::str::from_utf8(&self.line) {
            Ok(text) => record::read(text, &self.mapping).map_err(|why| self.refuse(why)),
            Err(error) => {
                let index = error.valid_up_to() + 1;
                Err(self.refuse(format!(
                    "not UTF-8: the byte at column {index} belongs to no character"
                )))
            }
        }
    }

    fn refuse(&self, why: String) -> Rejected {
        let origin = format!("{}:{}", self.name, self.number);
        rejected(origin, why, &String::from_utf8_lossy(&self.line))
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.broken {
            match self.read_line() {
                Ok(Found::Line) if self.line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Found::Line) => return Some(self.parse().map(|mention| (self.number, mention))),
                Ok(Found::TooLong) => {
                    let why = format!("the line is longer than {MAX_LINE_BYTES} bytes");
                    return Some(Err(self.refuse(why)));
                }
                Ok(Found::End) => return None,
                Err(error) => {
                    self.broken = true;
                    self.line.clear();
                    return Some(Err(self.refuse(format!("the file cannot be read on: {error}"))));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Vec<Result<IncomingMention, Rejected>> {
        let lines = Lines::new(input, "f.jsonl".into(), Mapping::default());
        lines.map(|record| record.map(|(_, mention)| mention)).collect()
    }

    #[test]
    fn one_bad_line_costs_one_line() {
        let mut input = b"\xef\xbb\xbf{\"id\":1,\"text\":\"a\"}\r\n\n  \nnonsense\n".to_vec();
        input.extend_from_slice(b"{\"id\":2,\"text\":\"\xff\"}\n{\"id\":3,\"text\":\"c\"}");
        let records = read(&input);
        let origins: Vec<_> = records
            .iter()
            .map(|r| r.as_ref().map_or_else(|e| e.origin.clone(), |m| m.external_id.clone()))
            .collect();
        assert_eq!(origins, ["1", "f.jsonl:4", "f.jsonl:5", "3"]);
        let reason = &records[2].as_ref().unwrap_err().reason;
        assert_eq!(reason, "not UTF-8: the byte at column 17 belongs to no character");
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped() {
        let long = format!("{{\"id\":1,\"text\":\"{}\"}}\n", "x".repeat(MAX_LINE_BYTES));
        let records = read(format!("{long}{{\"id\":2,\"text\":\"b\"}}\n").as_bytes());
        let refused = records[0].as_ref().unwrap_err();
        assert_eq!(refused.reason, "the line is longer than 10000000 bytes");
        assert!(refused.raw.len() <= 1_000);
        assert_eq!(records[1].as_ref().unwrap().external_id, "2");
    }
}
