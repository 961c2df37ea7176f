//! Objects one after another, or in an array, over as many lines as they need.

use std::io::{BufRead, BufReader, Read};

use plaza_core::import::Reason;

use super::{Text, Texts};
use crate::file::line::MAX_LINE_BYTES;
use crate::file::row::Bad;

/// How much is read from the file at a time, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// The values of a file, one by one. A value that is broken costs itself: where it ends is told
/// from brackets and from the lines of the next one.
pub(super) struct Values<R> {
    reader: BufReader<R>,
    /// Bytes before the first value.
    skip: u64,
    /// Whether the values are those of an array, which ends with them.
    in_array: bool,
    value: Vec<u8>,
    line: u64,
    /// The line on which the value before began, and how many began there.
    before: (u64, u64),
    ended: bool,
}

/// Where the scanner is inside a value.
#[derive(Default)]
struct State {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// A line ended inside a string: what follows tells whether it was meant to go on.
    cut: bool,
    /// Whether a string holds characters that must be escaped and are not.
    raw: bool,
    /// Whether a string had to be ended where it was not.
    forced: bool,
}

impl<R: Read> Values<R> {
    pub(super) fn new(reader: R, skip: u64, in_array: bool) -> Self {
        let reader = BufReader::with_capacity(BUFFER_BYTES, reader);
        let value = Vec::new();
        Self { reader, skip, in_array, value, line: 1, before: (0, 0), ended: false }
    }

    /// Skips to the first value, and counts the lines up to it.
    fn begin(&mut self) -> std::io::Result<()> {
        while self.skip > 0 {
            let block = self.reader.fill_buf()?;
            let length = block.len().min(usize::try_from(self.skip).unwrap_or(usize::MAX));
            if length == 0 {
                break;
            }
            self.line += count_lines(&block[..length]);
            self.reader.consume(length);
            self.skip -= length as u64;
        }
        Ok(())
    }

    /// The next byte that is neither blank nor between values.
    fn first_byte(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            let block = self.reader.fill_buf()?;
            if block.is_empty() {
                return Ok(None);
            }
            let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';');
            let length = block.iter().position(|byte| !is_between(byte)).unwrap_or(block.len());
            let found = block.get(length).copied();
            self.line += count_lines(&block[..length]);
            self.reader.consume(length);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Reads a value into `self.value`; false where it is too long.
    fn read_value(&mut self) -> std::io::Result<bool> {
        self.value.clear();
        let mut state = State::default();
        let mut fits = true;
        loop {
            let block = self.reader.fill_buf()?;
            if block.is_empty() {
                return Ok(fits);
            }
            let (length, ended) = state.scan(block);
            self.line += count_lines(&block[..length]);
            if self.value.len() + length > MAX_LINE_BYTES {
                fits = false;
                self.value.truncate(1_000);
            } else {
                self.value.extend_from_slice(&block[..length]);
            }
            self.reader.consume(length);
            if ended {
                if state.raw && !state.forced && fits {
                    self.value = escaped(&self.value);
                }
                return Ok(fits);
            }
        }
    }

    fn read(&mut self) -> std::io::Result<Option<(u64, u64, bool)>> {
        self.begin()?;
        match self.first_byte()? {
            None => return Ok(None),
            Some(b']' | b'}') if self.in_array => return Ok(None),
            Some(_) => {}
        }
        let line = self.line;
        self.before = if self.before.0 == line { (line, self.before.1 + 1) } else { (line, 1) };
        let fits = self.read_value()?;
        Ok(Some((line, self.before.1, fits)))
    }
}

impl State {
    /// How many bytes of the block belong to the value, and whether it ends there.
    fn scan(&mut self, block: &[u8]) -> (usize, bool) {
        for (at, byte) in block.iter().enumerate() {
            if self.cut && !byte.is_ascii_whitespace() {
                self.cut = false;
                // The next line begins a key or a value: the string was never closed.
                if *byte == b'{' {
                    return (at, true);
                }
                self.in_string = !matches!(byte, b'"' | b'}' | b']');
                self.forced |= !self.in_string;
            }
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    b'\n' => (self.cut, self.raw) = (true, true),
                    b'\r' | b'\t' => self.raw = true,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth <= 1 => {
                    // A bracket that closes nothing belongs to what is around the value.
                    let own = self.depth == 1 || at == 0;
                    return (at + usize::from(own), true);
                }
                b'}' | b']' => self.depth -= 1,
                b',' if self.depth == 0 => return (at, true),
                byte if self.depth == 0 && byte.is_ascii_whitespace() => return (at, true),
                _ => {}
            }
        }
        (block.len(), false)
    }
}

/// The value with the line breaks and tabs of its strings escaped.
fn escaped(value: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(value.len() + 16);
    let (mut in_string, mut after_backslash) = (false, false);
    for byte in value {
        match byte {
            b'\n' if in_string => whole.extend_from_slice(b"\\n"),
            b'\r' if in_string => {}
            b'\t' if in_string => whole.extend_from_slice(b"\\t"),
            byte => whole.push(*byte),
        }
        in_string ^= *byte == b'"' && !after_backslash;
        after_backslash = *byte == b'\\' && !after_backslash;
    }
    whole
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

impl<R: Read + Send> Texts for Values<R> {
    fn next(&mut self) -> Option<Result<Text<'_>, Bad>> {
        if self.ended {
            return None;
        }
        match self.read() {
            Ok(None) => {
                self.ended = true;
                None
            }
            Ok(Some((line, number, true))) => {
                let part = (number > 1).then_some(number);
                Some(Ok(Text { bytes: &self.value, line, part }))
            }
            Ok(Some((line, number, false))) => {
                let why = format!("the record is longer than {MAX_LINE_BYTES} bytes");
                let raw = String::from_utf8_lossy(&self.value).into_owned();
                let part = (number > 1).then_some(number);
                Some(Err(Bad { line, reason: Reason::TooLong, why, raw, part }))
            }
            Err(error) => {
                self.ended = true;
                let why = format!("the file cannot be read on: {error}");
                let (line, raw) = (self.line, String::new());
                Some(Err(Bad { line, reason: Reason::Other, why, raw, part: None }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str, skip: u64, in_array: bool) -> Vec<String> {
        let mut values = Values::new(input.as_bytes(), skip, in_array);
        let mut found = Vec::new();
        while let Some(next) = values.next() {
            let text = next.unwrap();
            let shown = String::from_utf8_lossy(text.bytes).replace(['\n', ' '], "");
            found.push(format!("{}:{shown}", text.line));
        }
        found
    }

    #[test]
    fn values_are_found_wherever_they_stand() {
        assert_eq!(read("[{\"a\":1},{\"a\":[2]}]", 1, true), ["1:{\"a\":1}", "1:{\"a\":[2]}"]);
        assert_eq!(
            read("[\n {\n  \"a\": \"]}\"\n },\n\n {\"a\": \"\\\"\"}\n]\ntail", 1, true),
            ["2:{\"a\":\"]}\"}", "6:{\"a\":\"\\\"\"}"]
        );
        assert_eq!(
            read("{\"a\":1}\n{\n\"a\":2}\n\n{}", 0, false),
            ["1:{\"a\":1}", "2:{\"a\":2}", "5:{}"]
        );
        assert_eq!(read("[1, \"x\", null, {}]", 1, true), ["1:1", "1:\"x\"", "1:null", "1:{}"]);
    }

    #[test]
    fn a_broken_value_costs_itself() {
        assert_eq!(
            read("[\n{\"a\": \"open},\n{\"a\": 2},\n{\"a\": 3}\n]", 1, true).last().unwrap(),
            "4:{\"a\":3}"
        );
        assert_eq!(
            read("[\n{\n\"a\": \"open,\n\"b\": 1\n},\n{\"a\": 3}\n]", 1, true),
            ["2:{\"a\":\"open,\"b\":1}", "6:{\"a\":3}"]
        );
        assert_eq!(read("[{\"a\":\"x\ny\tz\"}]", 1, true), ["1:{\"a\":\"x\\ny\\tz\"}"]);
        assert_eq!(read("[{\"a\":1},{\"a\":", 1, true), ["1:{\"a\":1}", "1:{\"a\":"]);
    }
}
