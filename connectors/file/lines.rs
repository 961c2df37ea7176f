//! Lines as an editor counts them, whatever ends them.

use std::io::{self, BufRead, BufReader, Read};

use super::letters::{Letters, LineText};
use super::line::MAX_LINE_BYTES;

/// How much is read from the file at a time, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A line without what ends it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Its number, counted from 1.
    pub(super) number: u64,
    pub(super) text: String,
    /// Letters that had to be guessed.
    pub(super) guessed: u64,
    /// Why it cannot be used.
    pub(super) fault: Option<Fault>,
    /// Whether a carriage return alone ended it.
    pub(super) ended_by_cr: bool,
}

/// Why a line cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Bytes that are no letters.
    NotText,
    /// Longer than a line may be.
    TooLong,
}

/// Where lines come from.
pub(super) trait Lines: Send {
    /// Reads the next line into `line`; false at the end.
    fn next(&mut self, line: &mut Line) -> io::Result<bool>;
}

/// The lines of a file. `\n`, `\r\n`, `\r\r\n` and `\r` alone end one.
pub(super) struct FileLines<R> {
    reader: BufReader<R>,
    letters: Letters,
    bytes: Vec<u8>,
    number: u64,
}

impl<R: Read> FileLines<R> {
    pub(super) fn new(reader: R, letters: Letters) -> Self {
        let reader = BufReader::with_capacity(BUFFER_BYTES, reader);
        Self { reader, letters, bytes: Vec::new(), number: 0 }
    }

    /// The bytes of the next line; whether there was one, whether it was too long, and whether a
    /// carriage return alone ended it.
    fn next_bytes(&mut self) -> io::Result<(bool, bool, bool)> {
        self.bytes.clear();
        let (mut began, mut too_long) = (false, false);
        loop {
            let block = self.reader.fill_buf()?;
            if block.is_empty() {
                return Ok((began, too_long, false));
            }
            began = true;
            let end = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = end.unwrap_or(block.len());
            if self.bytes.len() + length > MAX_LINE_BYTES {
                too_long = true;
                self.bytes.truncate(1_000);
                self.bytes.shrink_to_fit();
            } else {
                self.bytes.extend_from_slice(&block[..length]);
            }
            let ended_by = end.map(|end| block[end]);
            self.reader.consume(length + usize::from(end.is_some()));
            match ended_by {
                None => {}
                Some(b'\n') => return Ok((true, too_long, false)),
                Some(_) => return Ok((true, too_long, self.is_cr_alone()?)),
            }
        }
    }

    /// Reads what follows a carriage return as long as it belongs to it.
    fn is_cr_alone(&mut self) -> io::Result<bool> {
        let next = self.reader.fill_buf()?;
        let length = match next {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return Ok(true),
        };
        self.reader.consume(length);
        Ok(false)
    }
}

impl<R: Read + Send> Lines for FileLines<R> {
    fn next(&mut self, line: &mut Line) -> io::Result<bool> {
        let (found, too_long, ended_by_cr) = self.next_bytes()?;
        if !found {
            return Ok(false);
        }
        self.number += 1;
        let bytes = match self.bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) if self.number == 1 => rest,
            _ => &self.bytes,
        };
        line.number = self.number;
        line.ended_by_cr = ended_by_cr;
        line.fault = too_long.then_some(Fault::TooLong);
        line.text.clear();
        line.guessed = 0;
        match self.letters.line(bytes) {
            LineText::Text(text, guessed) => {
                line.text.push_str(&text);
                line.guessed = guessed;
            }
            LineText::Broken => {
                line.text.push_str(&String::from_utf8_lossy(bytes));
                line.fault = line.fault.or(Some(Fault::NotText));
            }
        }
        Ok(true)
    }
}

/// Lines that were read already, to look at them again.
pub(super) struct Again<'a>(pub(super) std::slice::Iter<'a, Line>);

impl Lines for Again<'_> {
    fn next(&mut self, line: &mut Line) -> io::Result<bool> {
        let Some(next) = self.0.next() else { return Ok(false) };
        line.clone_from(next);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let input = b"\xef\xbb\xbfa\r\nb\nc\r\n\nd\re\r\r\nf\xff\r\ng";
        let mut lines = FileLines::new(&input[..], Letters::Utf8);
        let mut line = Line::default();
        let mut found = Vec::new();
        while lines.next(&mut line).unwrap() {
            found.push(format!(
                "{}:{}{}",
                line.number,
                line.text,
                if line.fault.is_some() { "!" } else { "" }
            ));
        }
        assert_eq!(found, ["1:a", "2:b", "3:c", "4:", "5:d", "6:e", "7:f\u{fffd}!", "8:g"]);
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped() {
        let mut input = vec![b'x'; MAX_LINE_BYTES + 10];
        input.extend_from_slice(b"\nb");
        let mut lines = FileLines::new(&input[..], Letters::Utf8);
        let mut line = Line::default();
        assert!(lines.next(&mut line).unwrap());
        assert_eq!(line.fault, Some(Fault::TooLong));
        assert!(line.text.len() < BUFFER_BYTES + 2_000);
        assert!(lines.next(&mut line).unwrap());
        assert_eq!((line.number, line.text.as_str(), line.fault), (2, "b", None));
    }
}
