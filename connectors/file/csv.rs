//! Rows of a text file: CSV, as spreadsheets, survey tools and people write it.

use std::collections::VecDeque;

use plaza_core::import::Reason;

use super::line::MAX_LINE_BYTES;
use super::lines::{Fault, Line, Lines};
use super::row::{Bad, Row, Rows};
use super::split::{Fed, Splitter, Style, split_literally};

/// Lines of one row that are looked through for the end of a quote.
const MAX_ROW_LINES: usize = 2_000;
/// Bytes of one row that are looked through for the end of a quote.
const MAX_OPEN_BYTES: usize = 1_000_000;

/// The rows of a text file. An open quote costs its line and nothing else.
pub(super) struct CsvRows<L> {
    lines: L,
    /// Lines that were read ahead, to be read again.
    ahead: VecDeque<Line>,
    style: Style,
    splitter: Splitter,
    line: Line,
    /// How many cells a row has, where that is known.
    width: Option<usize>,
    /// Whether line feeds end the lines of the file, so that a carriage return alone may stand
    /// inside a cell.
    has_line_feeds: bool,
    broken: bool,
}

impl<L: Lines> CsvRows<L> {
    pub(super) fn new(lines: L, style: &Style, width: Option<usize>, has_line_feeds: bool) -> Self {
        Self {
            lines,
            ahead: VecDeque::new(),
            style: style.clone(),
            splitter: Splitter::new(style),
            line: Line::default(),
            width,
            has_line_feeds,
            broken: false,
        }
    }

    /// Reads the next line; whether there is one.
    fn read_line(&mut self) -> Result<bool, Bad> {
        if let Some(line) = self.ahead.pop_front() {
            self.line = line;
            return Ok(true);
        }
        self.lines.next(&mut self.line).map_err(|error| {
            self.broken = true;
            let why = format!("the file cannot be read on: {error}");
            Bad {
                line: self.line.number + 1,
                reason: Reason::Other,
                why,
                raw: String::new(),
                part: None,
            }
        })
    }

    fn read_row(&mut self, row: &mut Row) -> Result<bool, Bad> {
        loop {
            if !self.read_line()? {
                return Ok(false);
            }
            if !self.line.text.trim().is_empty() || self.line.fault.is_some() {
                break;
            }
        }
        row.clear(self.line.number);
        if let Some(fault) = self.line.fault {
            return Err(self.faulty(fault));
        }
        row.guessed = self.line.guessed;
        match self.splitter.feed(&self.line.text, row) {
            Fed::Complete if self.line.ended_by_cr && self.has_line_feeds => self.join(row)?,
            Fed::Complete => {}
            Fed::Open | Fed::Fault => self.read_on(row)?,
        }
        Ok(true)
    }

    fn faulty(&self, fault: Fault) -> Bad {
        let (reason, why) = match fault {
            Fault::NotText => {
                let why = "some of its bytes are no letters in the file's encoding (UTF-8); name \
                           another one with --encoding";
                (Reason::NotText, why.to_owned())
            }
            Fault::TooLong => {
                (Reason::TooLong, format!("the line is longer than {MAX_LINE_BYTES} bytes"))
            }
        };
        Bad { line: self.line.number, reason, why, raw: self.line.text.clone(), part: None }
    }

    /// Goes on with a row whose quote is open at the end of its first line.
    fn read_on(&mut self, row: &mut Row) -> Result<(), Bad> {
        let first = std::mem::take(&mut self.line);
        if self.reads_literally(&first, row) {
            self.line = first;
            return Ok(());
        }
        let mut taken = VecDeque::new();
        let mut bytes = 0;
        while taken.len() < MAX_ROW_LINES && bytes < MAX_OPEN_BYTES && self.read_line()? {
            let line = std::mem::take(&mut self.line);
            let fed =
                if line.fault.is_some() { Fed::Fault } else { self.splitter.feed(&line.text, row) };
            bytes += line.text.len();
            row.guessed += line.guessed;
            taken.push_back(line);
            match fed {
                Fed::Open => {}
                Fed::Complete if !self.swallowed(row, &taken) => return Ok(()),
                Fed::Complete | Fed::Fault => break,
            }
        }
        self.splitter.reset();
        taken.append(&mut self.ahead);
        self.ahead = taken;
        Err(Bad {
            line: first.number,
            reason: Reason::OpenQuote,
            why: "a quote is opened in it and never closed".to_owned(),
            raw: first.text,
            part: None,
        })
    }

    /// Whether the line is a row by itself when its quotes are taken as letters.
    fn reads_literally(&mut self, line: &Line, row: &mut Row) -> bool {
        if line.text.matches('"').count() % 2 == 1 {
            return false;
        }
        let mut literal = Row::default();
        literal.clear(line.number);
        literal.guessed = line.guessed;
        split_literally(&line.text, &self.style, &mut literal);
        let fits = self.width.is_none_or(|width| literal.len() == width);
        if fits {
            *row = literal;
            self.splitter.reset();
        }
        fits
    }

    /// Whether a row of several lines has cells of others: it has not as many as all rows, but most
    /// of its lines would have by themselves.
    fn swallowed(&self, row: &Row, taken: &VecDeque<Line>) -> bool {
        let Some(width) = self.width.filter(|width| *width != row.len() && *width > 1) else {
            return false;
        };
        let whole = taken.iter().filter(|line| {
            let mut alone = Row::default();
            split_literally(&line.text, &self.style, &mut alone);
            alone.len() == width
        });
        whole.count() * 2 >= taken.len()
    }

    /// Puts the next line behind a row that a carriage return alone cut in two.
    fn join(&mut self, row: &mut Row) -> Result<(), Bad> {
        let Some(width) = self.width.filter(|width| row.len() < *width) else { return Ok(()) };
        let before = std::mem::take(&mut self.line);
        if !self.read_line()? {
            self.line = before;
            return Ok(());
        }
        let next = std::mem::take(&mut self.line);
        let mut rest = Row::default();
        let fed = self.splitter.feed(&next.text, &mut rest);
        self.splitter.reset();
        if fed != Fed::Complete || row.len() + rest.len() != width + 1 || next.fault.is_some() {
            self.ahead.push_front(next);
            self.line = before;
            return Ok(());
        }
        let mut joined = Row::default();
        joined.clear(row.line);
        let last = row.len() - 1;
        row.cells().take(last).for_each(|cell| joined.add(cell));
        joined.add(&format!("{}\n{}", row.cell(last), rest.cell(0)));
        rest.cells().skip(1).for_each(|cell| joined.add(cell));
        *row = joined;
        Ok(())
    }
}

impl<L: Lines> Rows for CsvRows<L> {
    fn next(&mut self, row: &mut Row) -> Option<Result<(), Bad>> {
        if self.broken {
            return None;
        }
        match self.read_row(row) {
            Ok(true) => Some(Ok(())),
            Ok(false) => None,
            Err(bad) => Some(Err(bad)),
        }
    }
}
