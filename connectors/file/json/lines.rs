//! JSON Lines: an object a line.

use std::io::{BufRead, BufReader, Read};

use plaza_core::import::Reason;

use super::{Text, Texts};
use crate::file::line::MAX_LINE_BYTES;
use crate::file::row::Bad;

/// How much is read from the file at a time, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// The lines of a JSONL file.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    number: u64,
    broken: bool,
}

/// The outcome of reading a line.
enum Found {
    Line,
    TooLong,
    End,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        let reader = BufReader::with_capacity(BUFFER_BYTES, reader);
        Self { reader, line: Vec::new(), number: 0, broken: false }
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

    fn refuse(&self, reason: Reason, why: String) -> Bad {
        let raw = String::from_utf8_lossy(&self.line).into_owned();
        Bad { line: self.number, reason, why, raw, part: None }
    }
}

impl<R: Read + Send> Texts for Lines<R> {
    fn next(&mut self) -> Option<Result<Text<'_>, Bad>> {
        while !self.broken {
            match self.read_line() {
                Ok(Found::Line) if self.line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Found::Line) => {
                    return Some(Ok(Text { bytes: &self.line, line: self.number, part: None }));
                }
                Ok(Found::TooLong) => {
                    let why = format!("the line is longer than {MAX_LINE_BYTES} bytes");
                    return Some(Err(self.refuse(Reason::TooLong, why)));
                }
                Ok(Found::End) => return None,
                Err(error) => {
                    self.broken = true;
                    self.line.clear();
                    let why = format!("the file cannot be read on: {error}");
                    return Some(Err(self.refuse(Reason::Other, why)));
                }
            }
        }
        None
    }
}
