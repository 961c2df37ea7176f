//! Which character separates the cells: the one with which the most lines agree.

use plaza_core::import::{Found, Why};

use super::csv::CsvRows;
use super::lines::{Again, Line};
use super::row::{Row, Rows};
use super::split::Style;

/// Candidates; where two fit equally well, the earlier one.
const CANDIDATES: [char; 4] = ['\t', ';', '|', ','];
/// Rows that are looked at.
const ROWS: usize = 500;

/// How the cells of the lines are told apart, and how many lines at the beginning say so
/// themselves.
pub(super) fn style(lines: &[Line], said: Option<char>) -> (Found<Option<char>>, bool, usize) {
    let sep_line = lines.first().and_then(|line| in_sep_line(&line.text));
    let skipped = usize::from(sep_line.is_some());
    let lines = &lines[skipped..];
    let backslash = has_backslash_quotes(lines);
    let separator = match (said, sep_line) {
        (Some(said), _) => Found::new(Some(said), Why::Said),
        (None, Some(separator)) => Found::new(Some(separator), Why::SepLine),
        (None, None) => found(lines, backslash),
    };
    (separator, backslash, skipped)
}

/// The separator that a line such as `sep=;` names.
fn in_sep_line(line: &str) -> Option<char> {
    let line = line.trim_matches(['"', ' ', '\u{feff}']);
    let (name, separator) = line.split_at_checked(4)?;
    let mut chars = separator.trim_end_matches('"').chars();
    let first = chars.next()?;
    let is_usable = !first.is_alphanumeric() && first != '"';
    // Excel puts separators behind it where the line belongs to a table.
    let rest_is_blank = chars.all(|c| c == ';' || c == ',');
    (name.eq_ignore_ascii_case("sep=") && is_usable && rest_is_blank).then_some(first)
}

/// Whether quotes inside cells are written `\"`.
fn has_backslash_quotes(lines: &[Line]) -> bool {
    let (mut escaped, mut doubled) = (0, 0);
    for line in lines {
        let bytes = line.text.as_bytes();
        for (at, pair) in bytes.windows(3).enumerate() {
            let inside = pair[2].is_ascii_alphanumeric() || !pair[2].is_ascii();
            let opens = at > 0 && bytes[at - 1] != b'\\';
            escaped += usize::from(pair[0] == b'\\' && pair[1] == b'"' && inside && opens);
            doubled += usize::from(pair[0] == b'"' && pair[1] == b'"' && inside && opens);
        }
    }
    escaped > doubled
}

/// How well a separator fits.
struct Fit {
    separator: char,
    /// How many cells most rows have.
    width: usize,
    /// Rows that have that many.
    agree: usize,
    /// Rows from the first of them on.
    of: usize,
    /// Rows above them.
    above: usize,
}

impl Fit {
    /// Rows that agree, in thousandths; those above the table count half against it.
    fn share(&self) -> usize {
        2_000 * self.agree / (2 * self.of + self.above).max(1)
    }

    /// Whether it is a table at all, and not commas in prose.
    fn is_table(&self) -> bool {
        let needed = if self.above == 0 { 2 } else { 4 };
        self.agree * 5 >= self.of * needed
    }
}

fn found(lines: &[Line], backslash: bool) -> Found<Option<char>> {
    let fits = CANDIDATES.into_iter().filter_map(|separator| fit(lines, separator, backslash));
    let better = |a: &Fit, b: &Fit| (a.share(), a.width) > (b.share(), b.width);
    let best = fits.filter(Fit::is_table);
    match best.reduce(|best, next| if better(&next, &best) { next } else { best }) {
        Some(fit) => {
            let why = Why::Consistent { agree: fit.agree as u64, of: fit.of as u64 };
            Found::new(Some(fit.separator), why)
        }
        // Nothing separates: one column, whatever its texts hold.
        None => Found::new(None, Why::Usual),
    }
}

fn fit(lines: &[Line], separator: char, backslash: bool) -> Option<Fit> {
    let style = Style { separator: Some(separator), backslash };
    let mut rows = CsvRows::new(Again(lines.iter()), &style, None, false);
    let mut row = Row::default();
    let mut counts: Vec<usize> = Vec::new();
    let mut prose = 0;
    while counts.len() < ROWS {
        match rows.next(&mut row) {
            None => break,
            Some(Ok(())) => {
                prose += usize::from(row.cell(1).starts_with(' '));
                counts.push(row.len());
            }
            Some(Err(_)) => counts.push(0),
        }
    }
    let mut widths: Vec<usize> = counts.iter().copied().filter(|count| *count > 1).collect();
    widths.sort_unstable();
    let same = widths.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0]));
    let (agree, width) = same.max()?;
    let above = counts.iter().position(|count| *count == width)?;
    if above > 0 && prose * 2 > agree {
        return None;
    }
    Some(Fit { separator, width, agree, of: counts.len() - above, above })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Option<char>, bool, usize) {
        let lines: Vec<Line> = (1..)
            .zip(text.split('\n'))
            .map(|(number, text)| Line { number, text: text.to_owned(), ..Line::default() })
            .collect();
        let (separator, backslash, skipped) = style(&lines, None);
        (separator.value, backslash, skipped)
    }

    #[test]
    fn the_most_consistent_character_separates() {
        for (text, separator) in [
            ("id,text\n1,\"a; b; c\"\n2,b", Some(',')),
            ("id;nota;texto\n1;4,5;Bien, gracias\n2;3,0;Mal", Some(';')),
            (
                "id;¿Qué le gustó, qué no, y qué cambiaría?;fecha\n1;Va lenta;2026\n2;Nada, bien;x",
                Some(';'),
            ),
            ("id\ttext\n1\ta, b\n2\tc; d", Some('\t')),
            ("id|text\n1|a, b\n2|c, d", Some('|')),
            ("Informe de enero\n\nid;nota;texto\n1;4,5;a\n2;3,5;b\n3;1;c\nTotal: 3", Some(';')),
            ("texto\nBien, gracias\nMal, muy mal, fatal\nVa\nNo, no; no", None),
            ("texto\nBien", None),
            ("id;text\n1;a\n2;b\n3;\"c;d\ne;f\"\n4;d", Some(';')),
        ] {
            assert_eq!(of(text).0, separator, "{text}");
        }
    }

    #[test]
    fn a_first_line_may_name_it() {
        assert_eq!(of("sep=;\nid,a;b\n1,2;3"), (Some(';'), false, 1));
        assert_eq!(of("\"sep=|\"\nid|b"), (Some('|'), false, 1));
        assert_eq!(of("sep=\t\nid\tb").0, Some('\t'));
        assert_eq!(of("separador;b\n1;2"), (Some(';'), false, 0));
    }

    #[test]
    fn backslashes_are_escapes_where_they_stand_before_quotes_inside() {
        assert!(of("id,text\n1,\"dijo \\\"hola\\\", y\"\n2,b").1);
        assert!(!of("id,text\n1,\"c:\\dir\\\"\n2,b").1);
        assert!(!of("id,text\n1,\"dijo \"\"hola\"\"\"").1);
    }
}
