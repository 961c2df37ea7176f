//! Cuts the body of an import into its records as it comes, without having it in memory as a whole
//! and without reading what stands in a record: a JSON object, or an array of them.

use std::mem;

/// Largest record, in bytes. What is larger is left out to its end and quarantined.
pub(super) const RECORD_BYTES: usize = 2 << 20;
/// So much of a record that is too large is kept, for the quarantine.
const KEPT_BYTES: usize = 64 << 10;

/// One record as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Raw {
    /// All of it; nobody has looked yet whether it is JSON.
    Whole(Vec<u8>),
    /// The beginning of one that is larger than [`RECORD_BYTES`].
    TooLarge(Vec<u8>),
}

/// Why a body is no import.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is something else.
    Kind,
    /// It is not JSON, with the reason.
    Syntax(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing but white space has come.
    Start,
    /// Behind `[`, or behind a comma (`false`): a record comes, or only at first `]`.
    Before { first: bool },
    /// In a record of an array, or in the one record that the body is.
    Within { alone: bool },
    /// All has come.
    End,
}

/// Takes the body piece by piece and gives its records.
#[derive(Debug)]
pub(super) struct Splitter {
    place: Place,
    /// Open brackets and braces of the record.
    depth: usize,
    in_string: bool,
    escaped: bool,
    record: Vec<u8>,
    too_large: bool,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self {
            place: Place::Start,
            depth: 0,
            in_string: false,
            escaped: false,
            record: Vec::new(),
            too_large: false,
        }
    }

    /// Takes a piece and hands the records that end in it to `take`.
    ///
    /// # Errors
    /// The body is no import, or `take` says so.
    pub(super) fn push<E: From<Wrong>>(
        &mut self,
        piece: &[u8],
        mut take: impl FnMut(Raw) -> Result<(), E>,
    ) -> Result<(), E> {
        for byte in piece {
            if let Some(record) = self.step(*byte)? {
                take(record)?;
            }
        }
        Ok(())
    }

    /// Says that no more comes.
    ///
    /// # Errors
    /// Something is missing.
    pub(super) fn finish(&self) -> Result<(), Wrong> {
        match self.place {
            Place::End => Ok(()),
            Place::Start => Err(Wrong::Syntax("it is empty")),
            _ => Err(Wrong::Syntax("it ends in the middle")),
        }
    }

    fn step(&mut self, byte: u8) -> Result<Option<Raw>, Wrong> {
        match (self.place, byte) {
            (Place::Within { alone }, _) => return self.within(byte, alone),
            (_, b' ' | b'\t' | b'\r' | b'\n') => {}
            (Place::Start, b'[') => self.place = Place::Before { first: true },
            (Place::Start, b'{') => return self.begin(byte, true),
            (Place::Start, _) => return Err(Wrong::Kind),
            (Place::Before { first: true }, b']') => self.place = Place::End,
            (Place::Before { .. }, b',' | b']' | b'}') => {
                return Err(Wrong::Syntax("a record is missing before a comma or a bracket"));
            }
            (Place::Before { .. }, _) => return self.begin(byte, false),
            (Place::End, _) => return Err(Wrong::Syntax("something follows its end")),
        }
        Ok(None)
    }

    fn begin(&mut self, byte: u8, alone: bool) -> Result<Option<Raw>, Wrong> {
        self.place = Place::Within { alone };
        self.within(byte, alone)
    }

    fn within(&mut self, byte: u8, alone: bool) -> Result<Option<Raw>, Wrong> {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = byte == b'\\' && !self.escaped;
            self.keep(byte);
            return Ok(None);
        }
        match byte {
            b',' | b']' if self.depth == 0 => {
                self.place = if byte == b',' { Place::Before { first: false } } else { Place::End };
                return Ok(Some(self.whole()));
            }
            b'}' if self.depth == 0 => return Err(Wrong::Syntax("a brace is closed twice")),
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        self.keep(byte);
        if alone && self.depth == 0 {
            self.place = Place::End;
            return Ok(Some(self.whole()));
        }
        Ok(None)
    }

    fn keep(&mut self, byte: u8) {
        if self.record.len() < RECORD_BYTES && !self.too_large {
            self.record.push(byte);
        } else if !self.too_large {
            self.too_large = true;
            self.record.truncate(KEPT_BYTES);
            self.record.shrink_to_fit();
        }
    }

    fn whole(&mut self) -> Raw {
        let record = mem::take(&mut self.record);
        if mem::take(&mut self.too_large) { Raw::TooLarge(record) } else { Raw::Whole(record) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records of a body that comes in pieces of `size` bytes.
    fn split(body: &[u8], size: usize) -> Result<Vec<String>, Wrong> {
        let (mut splitter, mut records) = (Splitter::new(), Vec::new());
        for piece in body.chunks(size) {
            splitter.push(piece, |raw| {
                let Raw::Whole(raw) = raw else { return Err(Wrong::Syntax("too large")) };
                records.push(String::from_utf8(raw).unwrap().trim().to_owned());
                Ok(())
            })?;
        }
        splitter.finish().map(|()| records)
    }

    #[test]
    fn records_are_cut_wherever_the_pieces_end() {
        let tricky = r#"{"a":"],[\"}\\","b":[{"c":[]}]}"#;
        for (body, records) in [
            (r#"{"id":"1"}"#.to_owned(), vec![r#"{"id":"1"}"#]),
            (format!(" \n{tricky}\r\n"), vec![tricky]),
            ("[]".to_owned(), vec![]),
            (" [ ] ".to_owned(), vec![]),
            (format!("[{tricky} , {tricky}]"), vec![tricky, tricky]),
            (r#"[1,"a,]",null, [2,[3]] ]"#.to_owned(), vec!["1", r#""a,]""#, "null", "[2,[3]]"]),
        ] {
            for size in 1..=body.len() {
                let found = split(body.as_bytes(), size).unwrap();
                assert_eq!(found, records, "{body} in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_is_no_import_is_told() {
        for (body, wrong) in [
            ("1", Wrong::Kind),
            ("\"a\"", Wrong::Kind),
            ("null", Wrong::Kind),
            ("", Wrong::Syntax("it is empty")),
            ("[", Wrong::Syntax("it ends in the middle")),
            (r#"{"a":"}"#, Wrong::Syntax("it ends in the middle")),
            ("[{},]", Wrong::Syntax("a record is missing before a comma or a bracket")),
            ("[,{}]", Wrong::Syntax("a record is missing before a comma or a bracket")),
            ("[1}]", Wrong::Syntax("a brace is closed twice")),
            ("[] []", Wrong::Syntax("something follows its end")),
            ("{} x", Wrong::Syntax("something follows its end")),
        ] {
            assert_eq!(split(body.as_bytes(), 3), Err(wrong), "{body}");
        }
    }

    #[test]
    fn a_record_that_is_too_large_is_left_out_to_its_end() {
        let deep = "[".repeat(RECORD_BYTES) + &"]".repeat(RECORD_BYTES);
        let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(RECORD_BYTES));
        for large in [deep, long] {
            let body = format!(r#"[{large},{{"id":"2"}}]"#);
            let (mut splitter, mut seen, mut most) = (Splitter::new(), Vec::new(), 0);
            for piece in body.as_bytes().chunks(65_536) {
                let taken: Result<(), Wrong> = splitter.push(piece, |raw| {
                    seen.push(raw);
                    Ok(())
                });
                taken.unwrap();
                most = most.max(splitter.record.capacity());
            }
            splitter.finish().unwrap();
            let Raw::TooLarge(beginning) = &seen[0] else { panic!("{:?}", seen.len()) };
            assert_eq!(beginning.len(), KEPT_BYTES);
            assert_eq!(seen[1], Raw::Whole(br#"{"id":"2"}"#.to_vec()));
            assert!(most <= 2 * RECORD_BYTES, "{most}");
        }
    }
}
