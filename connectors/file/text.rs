//! A table in a text file.

use std::fs::File;
use std::io::{self, Read, Seek};

use plaza_core::import::{Found, Layout, Trouble, Why};
use plaza_core::say;

use super::csv::CsvRows;
use super::letters::Letters;
use super::lines::{FileLines, Line, Lines};
use super::row::Rows;
use super::separator;
use super::split::Style;
use crate::file::unreadable;

/// Lines that are looked at to tell how cells are separated.
const SAMPLE_LINES: usize = 1_000;
/// Bytes of them.
const SAMPLE_BYTES: usize = 512 * 1024;

/// A table in a text file.
pub(super) struct TextTable {
    file: File,
    pub(super) letters: Found<Letters>,
    pub(super) separator: Found<Option<char>>,
    backslash: bool,
    /// Lines at the beginning that say how the file is read.
    skipped: usize,
    has_line_feeds: bool,
}

/// How the letters of a file are written: as said, or as found.
pub(super) fn letters(file: &mut File, said: Option<&str>) -> Result<Found<Letters>, Trouble> {
    match said {
        Some(name) => {
            let why = || {
                Trouble::Unreadable(say!(
                    "file-encoding",
                    "the encoding `{name}` is not known",
                    name
                ))
            };
            Letters::named(name).map(|l| Found::new(l, Why::Said)).ok_or_else(why)
        }
        None => Letters::of(file).map_err(unreadable),
    }
}

impl TextTable {
    pub(super) fn open(mut file: File, layout: &Layout) -> Result<Self, Trouble> {
        let letters = letters(&mut file, layout.encoding.as_deref())?;
        let sample = sample(&mut file, letters.value);
        let sample = sample.map_err(unreadable)?;
        let (separator, backslash, skipped) = separator::style(&sample, layout.separator);
        let ended_by_cr = sample.iter().filter(|line| line.ended_by_cr).count();
        let has_line_feeds = ended_by_cr * 2 < sample.len();
        Ok(Self { file, letters, separator, backslash, skipped, has_line_feeds })
    }

    /// The rows from the first on; `width` is how many cells they have, where that is known.
    pub(super) fn rows(&mut self, width: Option<usize>) -> Result<Box<dyn Rows>, Trouble> {
        let opened = lines(&mut self.file, self.letters.value, self.skipped);
        let lines = opened.map_err(unreadable)?;
        let style = Style { separator: self.separator.value, backslash: self.backslash };
        Ok(Box::new(CsvRows::new(lines, &style, width, self.has_line_feeds)))
    }
}

type AllLines = FileLines<Box<dyn Read + Send>>;

fn lines(file: &mut File, letters: Letters, skipped: usize) -> io::Result<AllLines> {
    file.rewind()?;
    let mut lines = FileLines::new(letters.reader(file.try_clone()?), letters);
    let mut line = Line::default();
    for _ in 0..skipped {
        lines.next(&mut line)?;
    }
    Ok(lines)
}

fn sample(file: &mut File, letters: Letters) -> io::Result<Vec<Line>> {
    let mut lines = lines(file, letters, 0)?;
    let mut sample = Vec::new();
    let mut bytes = 0;
    let mut line = Line::default();
    while sample.len() < SAMPLE_LINES && bytes < SAMPLE_BYTES && lines.next(&mut line)? {
        bytes += line.text.len();
        sample.push(line.clone());
    }
    Ok(sample)
}
