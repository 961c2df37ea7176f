//! Cells out of lines, with the quotes that programs and people write.

use super::row::Row;

/// How cells are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// The character between cells; without one a line is one cell.
    pub(super) separator: Option<char>,
    /// Whether a quote inside a cell is written `\"`.
    pub(super) backslash: bool,
}

/// What a line did to the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fed {
    /// The row ends with it.
    Complete,
    /// A quote is open: the row goes on in the next line.
    Open,
    /// A quote that is open cannot have been meant so: another cell begins inside it.
    Fault,
}

/// Splits one row, line by line.
#[derive(Debug)]
pub(super) struct Splitter {
    separator: Option<Vec<u8>>,
    backslash: bool,
    quoted: bool,
}

impl Splitter {
    pub(super) fn new(style: &Style) -> Self {
        let separator = style.separator.map(|c| c.to_string().into_bytes());
        Self { separator, backslash: style.backslash, quoted: false }
    }

    /// Forgets a row that was not finished.
    pub(super) fn reset(&mut self) {
        self.quoted = false;
    }

    /// Takes the next line of a row.
    pub(super) fn feed(&mut self, line: &str, row: &mut Row) -> Fed {
        let continued = self.quoted;
        if continued {
            row.push("\n");
        }
        let mut at = 0;
        loop {
            if self.quoted {
                match self.quoted_part(line, at, continued, row) {
                    Ok(Some(next)) => at = next,
                    Ok(None) => return Fed::Complete,
                    Err(fed) => return fed,
                }
                if self.quoted {
                    continue;
                }
            }
            if let Some(begin) = self.opening_quote(line, at) {
                (self.quoted, at) = (true, begin);
                continue;
            }
            let Some(next) = self.plain(line, at, row) else { return Fed::Complete };
            at = next;
        }
    }

    /// The place behind a quote with which the cell at `at` begins.
    fn opening_quote(&self, line: &str, at: usize) -> Option<usize> {
        let rest = &line[at..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let begin = at + if self.is_separator(line, at) { 0 } else { blanks };
        (line.as_bytes().get(begin) == Some(&b'"')).then_some(begin + 1)
    }

    fn is_separator(&self, line: &str, at: usize) -> bool {
        let rest = &line.as_bytes()[at..];
        self.separator.as_ref().is_some_and(|separator| rest.starts_with(separator))
    }

    /// Reads a cell without quotes; the place of the next cell, unless it is the last.
    fn plain(&self, line: &str, at: usize, row: &mut Row) -> Option<usize> {
        let rest = &line[at..];
        let length = self.separator.as_ref().and_then(|separator| find(rest.as_bytes(), separator));
        let cell = length.map_or(rest, |length| &rest[..length]);
        if self.backslash && cell.contains("\\\"") {
            row.push(&cell.replace("\\\"", "\""));
        } else {
            row.push(cell);
        }
        row.end_cell();
        length.map(|length| at + length + self.separator.as_ref().map_or(0, Vec::len))
    }

    /// Reads on inside quotes up to the next mark: the place to go on at, or `None` where the row
    /// is complete.
    fn quoted_part(
        &mut self,
        line: &str,
        at: usize,
        continued: bool,
        row: &mut Row,
    ) -> Result<Option<usize>, Fed> {
        let bytes = line.as_bytes();
        let is_mark = |byte: &u8| *byte == b'"' || (self.backslash && *byte == b'\\');
        let Some(length) = bytes[at..].iter().position(is_mark) else {
            row.push(&line[at..]);
            return Err(Fed::Open);
        };
        row.push(&line[at..at + length]);
        let mark = at + length;
        let next = bytes.get(mark + 1);
        if bytes[mark] == b'\\' {
            let is_escape = matches!(next, Some(b'"' | b'\\'));
            row.push(if next == Some(&b'"') { "\"" } else { "\\" });
            return Ok(Some(mark + 1 + usize::from(is_escape)));
        }
        // Where another line began since the quote opened, a quote at the beginning of a cell
        // shows that the open one was never closed.
        let begins_cell = mark == 0 || self.ends_with_separator(&line[..mark]);
        let is_suspicious = continued && begins_cell;
        if next == Some(&b'"') && !(is_suspicious && self.closes(line, mark + 2).is_some()) {
            row.push("\"");
            return Ok(Some(mark + 2));
        }
        match self.closes(line, mark + 1) {
            // A closing quote on a line of its own, before a separator or the end, is usual.
            Some(_) if is_suspicious && mark > 0 && next.is_some() => Err(Fed::Fault),
            Some(next) => {
                row.end_cell();
                self.quoted = false;
                Ok(next)
            }
            None if is_suspicious => Err(Fed::Fault),
            None => {
                row.push("\"");
                Ok(Some(mark + 1))
            }
        }
    }

    fn ends_with_separator(&self, before: &str) -> bool {
        let before = before.trim_end_matches(' ').as_bytes();
        self.separator.as_ref().is_some_and(|separator| before.ends_with(separator))
    }

    /// Whether a quote before `at` ends its cell: where the next one begins, `Some(None)` at the
    /// end of the line.
    #[expect(clippy::option_option, reason = "three outcomes: no, at the end, and where")]
    fn closes(&self, line: &str, at: usize) -> Option<Option<usize>> {
        let rest = &line[at..];
        let behind = at + rest.len() - rest.trim_start_matches(' ').len();
        if behind == line.len() {
            return Some(None);
        }
        let length = self.separator.as_ref().map_or(0, Vec::len);
        for place in [at, behind] {
            if self.is_separator(line, place) {
                return Some(Some(place + length));
            }
        }
        None
    }
}

/// Splits a line in which a quote cannot be taken at its word, such as `"Hola" dijo;5`: quotes stay
/// where they are, and only separators outside them count.
pub(super) fn split_literally(line: &str, style: &Style, row: &mut Row) {
    let mut quoted = false;
    for c in line.chars() {
        quoted ^= c == '"';
        if Some(c) == style.separator && !quoted {
            row.end_cell();
        } else {
            row.push(c.encode_utf8(&mut [0; 4]));
        }
    }
    row.end_cell();
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    match what {
        [byte] => text.iter().position(|b| b == byte),
        _ => text.windows(what.len()).position(|window| window == what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(lines: &[&str], separator: char, backslash: bool) -> (Fed, Vec<String>) {
        let style = Style { separator: Some(separator), backslash };
        let mut splitter = Splitter::new(&style);
        let mut row = Row::default();
        let mut fed = Fed::Complete;
        for line in lines {
            fed = splitter.feed(line, &mut row);
        }
        (fed, row.cells().map(str::to_owned).collect())
    }

    #[test]
    fn quotes_are_read_as_they_are_meant() {
        for (lines, separator, backslash, cells) in [
            (vec!["1,\"a, b\",c"], ',', false, vec!["1", "a, b", "c"]),
            (vec!["1, \"a, b\" ,c"], ',', false, vec!["1", "a, b", "c"]),
            (vec!["1,\"a \"\"b\"\"\",\"\""], ',', false, vec!["1", "a \"b\"", ""]),
            (vec!["1,\"a \\\"b\\\", c\",2"], ',', true, vec!["1", "a \"b\", c", "2"]),
            (vec!["1,\"c:\\\\d\\e\",2"], ',', true, vec!["1", "c:\\d\\e", "2"]),
            (vec!["1,\"c:\\d\\\",2"], ',', false, vec!["1", "c:\\d\\", "2"]),
            (vec!["1;dijo \"hola\" y;2"], ';', false, vec!["1", "dijo \"hola\" y", "2"]),
            (vec!["1;\"dijo \"hola\" y\";2"], ';', false, vec!["1", "dijo \"hola\" y", "2"]),
            (vec!["1;5\" de alto;2"], ';', false, vec!["1", "5\" de alto", "2"]),
            (vec!["1;\"a", "", "b\";2"], ';', false, vec!["1", "a\n\nb", "2"]),
            (vec!["1;\"a", "\";2"], ';', false, vec!["1", "a\n", "2"]),
            (vec!["1\t\t\"\"\t"], '\t', false, vec!["1", "", "", ""]),
            (vec!["1§\"a§b\"§c"], '§', false, vec!["1", "a§b", "c"]),
        ] {
            assert_eq!(
                split(&lines, separator, backslash),
                (Fed::Complete, cells.iter().map(|c| (*c).to_owned()).collect()),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn a_cell_that_begins_inside_an_open_quote_is_a_fault() {
        for lines in [
            ["1,\"open", "2,\"closed\",3"],
            ["\"1\",\"open", "\"2\",\"closed\""],
            ["1,\"open,4", "2,\"\",3"],
        ] {
            assert_eq!(split(&lines, ',', false).0, Fed::Fault, "{lines:?}");
        }
        assert_eq!(split(&["1,\"open", "2,b"], ',', false).0, Fed::Open);
        let mut row = Row::default();
        let style = Style { separator: Some(','), backslash: false };
        split_literally("1,\"Hola, ana\" dijo,5", &style, &mut row);
        assert_eq!(row.cells().collect::<Vec<_>>(), ["1", "\"Hola, ana\" dijo", "5"]);
    }
}
