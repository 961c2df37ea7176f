//! How the bytes of a text file are letters.
//!
//! The whole file is looked at once: a single wrong byte among many right ones must not turn all
//! others into something else. Then every line is read by itself, so that a line from elsewhere,
//! pasted in another encoding, is right too.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use plaza_core::import::{Found, Why};

use super::decode::Decoding;
use crate::encoding;

/// How much is read at a time, in bytes.
const BLOCK_BYTES: usize = 256 * 1024;
/// How much is looked at for a mark of the encoding, in bytes.
const HEAD_BYTES: u64 = 4_096;
/// How many bytes of lines beyond ASCII are kept to tell encodings apart.
const SAMPLE_BYTES: usize = 512 * 1024;

/// How the bytes of a file are letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Letters {
    /// UTF-8; lines that are not are read in the other encoding where that gives letters.
    Utf8,
    /// UTF-16, which is turned into UTF-8 before lines are told apart.
    Wide(&'static Encoding),
    /// Any other that the web knows.
    Other(&'static Encoding),
    /// DOS code page 850.
    Dos,
}

/// What a line is.
pub(super) enum LineText<'a> {
    /// Text, with this many letters that had to be guessed.
    Text(Cow<'a, str>, u64),
    /// Bytes that are no letters.
    Broken,
}

impl Letters {
    /// The letters that the name stands for, one of [`plaza_core::import::ENCODINGS`].
    pub(super) fn named(name: &str) -> Option<Self> {
        if name == "cp850" {
            return Some(Self::Dos);
        }
        let encoding = Encoding::for_label(name.as_bytes())?;
        Some(match encoding {
            e if e == UTF_8 => Self::Utf8,
            e if e == UTF_16LE || e == UTF_16BE => Self::Wide(e),
            e => Self::Other(e),
        })
    }

    /// The name, as a person would give it.
    pub(super) fn name(self) -> String {
        match self {
            Self::Utf8 => "utf-8".to_owned(),
            Self::Dos => "cp850".to_owned(),
            Self::Wide(encoding) | Self::Other(encoding) => encoding.name().to_lowercase(),
        }
    }

    /// What the file shows, as long as nobody said it.
    pub(super) fn of(file: &mut File) -> io::Result<Found<Self>> {
        let head = head(file)?;
        if let Some(found) = Self::in_head(&head) {
            return Ok(found);
        }
        let guess = encoding::of(&head, &[]);
        file.rewind()?;
        let evidence = Evidence::of(&mut BufReader::with_capacity(BLOCK_BYTES, file))?;
        let why = if evidence.sample.is_empty() { Why::Usual } else { Why::Bytes };
        Ok(Found::new(evidence.letters(guess), why))
    }

    /// What the first bytes of a file in UTF-8 or UTF-16 show.
    pub(super) fn of_unicode(file: &mut File) -> io::Result<Found<Self>> {
        let head = head(file)?;
        Ok(Self::in_head(&head).unwrap_or_else(|| Found::new(Self::Utf8, Why::Usual)))
    }

    fn in_head(head: &[u8]) -> Option<Found<Self>> {
        let bom = Encoding::for_bom(head).map(|(bom, _)| bom);
        let encoding = bom.unwrap_or_else(|| encoding::of(head, &[]));
        match encoding {
            e if e == UTF_16LE || e == UTF_16BE => Some(Found::new(Self::Wide(e), Why::Bytes)),
            _ => bom.map(|_| Found::new(Self::Utf8, Why::Bytes)),
        }
    }

    /// A reader of the file from where it stands, in UTF-8 or in an encoding of single bytes.
    pub(super) fn reader(self, file: File) -> Box<dyn Read + Send> {
        match self {
            Self::Wide(encoding) => {
                let reader = BufReader::with_capacity(BLOCK_BYTES, file);
                Box::new(Decoding::new(reader, encoding))
            }
            _ => Box::new(file),
        }
    }

    /// One line.
    pub(super) fn line(self, bytes: &[u8]) -> LineText<'_> {
        // A line that is UTF-8 beyond ASCII is hardly ever anything else.
        match (self, std::str::from_utf8(bytes)) {
            (_, Ok(text)) => LineText::Text(Cow::Borrowed(text), 0),
            (Self::Utf8 | Self::Wide(_), Err(_)) => damaged(bytes),
            (Self::Other(encoding), Err(_)) => {
                let (text, faulty) = encoding.decode_without_bom_handling(bytes);
                let faults = if faulty { text.matches('\u{fffd}').count() } else { 0 };
                LineText::Text(text, faults as u64)
            }
            (Self::Dos, Err(_)) => LineText::Text(Cow::Owned(encoding::decode_dos(bytes)), 0),
        }
    }
}

fn head(file: &mut File) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

/// A line of UTF-8 with bytes that are not: letters of Windows-1252 that somebody pasted are read
/// as such; anything else breaks the line.
fn damaged(bytes: &[u8]) -> LineText<'_> {
    const PASTED: &[u8] =
        b"\xe1\xe9\xed\xf3\xfa\xf1\xfc\xc1\xc9\xcd\xd3\xda\xd1\xdc\xe0\xe8\xec\xf2\xf9\xe2\xea\xee\xf4\xfb\xe3\xf5\xe4\xf6\xe7\xc7\xbf\xa1\xba\xaa\xdf";
    let mut text = String::with_capacity(bytes.len() + 8);
    let mut guessed = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        if !invalid.iter().all(|byte| PASTED.contains(byte)) {
            return LineText::Broken;
        }
        guessed += invalid.len() as u64;
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(invalid).0);
    }
    LineText::Text(Cow::Owned(text), guessed)
}

/// What the bytes beyond ASCII are.
#[derive(Default)]
struct Evidence {
    /// Letters of UTF-8.
    letters: u64,
    /// Bytes that are not UTF-8.
    faults: u64,
    /// Lines beyond ASCII that are UTF-8, and those that are not.
    good_lines: u64,
    bad_lines: u64,
    /// Lines beyond ASCII.
    sample: Vec<u8>,
}

impl Evidence {
    fn of(reader: &mut impl Read) -> io::Result<Self> {
        let mut evidence = Self::default();
        let mut block = Vec::with_capacity(BLOCK_BYTES * 2);
        loop {
            let before = block.len();
            reader.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
            if block.len() == before {
                evidence.look_at(&block);
                return Ok(evidence);
            }
            // Up to the end of a line, so that no letter is cut in two.
            let end = block.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
            let end = end.map_or(block.len(), |end| end + 1);
            evidence.look_at(&block[..end]);
            block.drain(..end);
        }
    }

    fn look_at(&mut self, block: &[u8]) {
        if block.is_ascii() {
            return;
        }
        if self.sample.len() >= SAMPLE_BYTES && std::str::from_utf8(block).is_ok() {
            // Every letter beyond ASCII begins with one such byte.
            self.letters += block.iter().filter(|byte| **byte >= 0xc0).count() as u64;
            return;
        }
        for line in block.split(|byte| matches!(byte, b'\n' | b'\r')) {
            if line.is_ascii() {
                continue;
            }
            match std::str::from_utf8(line) {
                Ok(_) => self.good_lines += 1,
                Err(_) => self.bad_lines += 1,
            }
            for chunk in line.utf8_chunks() {
                self.letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
                self.faults += chunk.invalid().len() as u64;
            }
            if self.sample.len() < SAMPLE_BYTES {
                self.sample.extend_from_slice(&line[..line.len().min(SAMPLE_BYTES)]);
                self.sample.push(b'\n');
            }
        }
    }

    /// The encoding; `head` is what the first bytes seem to be.
    fn letters(&self, head: &'static Encoding) -> Letters {
        if self.sample.is_empty() {
            // ASCII: with the escapes of ISO-2022-JP, or just that.
            return if head == UTF_8 { Letters::Utf8 } else { Letters::Other(head) };
        }
        // Letters of UTF-8 do not come about by chance; wrong bytes do.
        if self.letters >= self.faults || self.good_lines >= self.bad_lines {
            return Letters::Utf8;
        }
        if encoding::is_dos(&self.sample) {
            return Letters::Dos;
        }
        match encoding::of(&self.sample, &[]) {
            guess if guess == UTF_8 => Letters::Other(WINDOWS_1252),
            guess => Letters::Other(guess),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GBK, ISO_8859_15, MACINTOSH};
    use std::io::Write;

    fn of(bytes: &[u8]) -> Letters {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Letters::of(&mut file).unwrap().value
    }

    #[test]
    fn one_wrong_byte_decides_nothing() {
        assert_eq!(of("señal\nsí\n".as_bytes()), Letters::Utf8);
        assert_eq!(of(b"se\xc3\xb1al\nbad \xff\n"), Letters::Utf8);
        let pasted = b"se\xf1al\ns\xed, ca\xf1a, a\xf1o\nse\xc3\xb1al\n";
        assert_eq!(of(pasted), Letters::Other(WINDOWS_1252));
        let mut late = b"id;text\n".repeat(200_000);
        late.extend_from_slice(b"1;se\xf1al, s\xed\n");
        assert_eq!(of(&late), Letters::Other(WINDOWS_1252));
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(of(b"plain"), Letters::Utf8);
        assert_eq!(of(b"\xff\xfea\0"), Letters::Wide(UTF_16LE));
        assert_eq!(of(b"\0i\0d\0,\0t\0e\0x\0t"), Letters::Wide(UTF_16BE));
        assert_eq!(
            of(b"Bater\x92a hinchada, \xc0qu\x8e hago, se\x96or?"),
            Letters::Other(MACINTOSH)
        );
        assert_eq!(of(b"Bater\xa1a hinchada, \xa8qu\x82 hago, se\xa4or?"), Letters::Dos);
        assert_eq!(of(b"Cuesta 20 \xa4, se\xf1or"), Letters::Other(ISO_8859_15));
        let (chinese, _, _) =
            GBK.encode("id,text\n1,电池用不了多久就没电了，客服也不回复\n2,很好\n");
        assert_eq!(of(&chinese), Letters::Other(GBK));
    }

    #[test]
    fn every_line_is_read_by_itself() {
        let text = |letters: Letters, bytes: &[u8]| match letters.line(bytes) {
            LineText::Text(text, guessed) => (text.into_owned(), guessed),
            LineText::Broken => ("broken".to_owned(), 0),
        };
        assert_eq!(text(Letters::Utf8, b"se\xf1al"), ("señal".to_owned(), 1));
        assert_eq!(text(Letters::Utf8, b"bad \xff"), ("broken".to_owned(), 0));
        let windows = Letters::Other(WINDOWS_1252);
        assert_eq!(text(windows, b"se\xf1al"), ("señal".to_owned(), 0));
        assert_eq!(text(windows, "señal".as_bytes()), ("señal".to_owned(), 0));
        for name in plaza_core::import::ENCODINGS {
            assert!(Letters::named(name).is_some(), "{name}");
        }
    }
}
