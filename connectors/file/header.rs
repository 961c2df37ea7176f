//! Which row of a table names its columns.

use plaza_core::import::{Found, Trouble, Why};

use super::known;
use super::row::Row;
use super::values;

/// Maximum number of columns of a table.
pub(super) const MAX_COLUMNS: usize = 1_000;
/// Rows at the beginning among which the header is looked for.
const ROWS: usize = 100;

/// A header.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// The row that names the columns; `None` where the table begins with its first record.
    pub(super) line: Option<Found<u64>>,
    /// Names, all different.
    pub(super) names: Vec<String>,
    /// The line of the first record, or a line above it.
    pub(super) above: u64,
}

/// Finds the header among the first rows of a table.
pub(super) fn find(rows: &[Row], said: Option<u64>) -> Result<Header, Trouble> {
    let header = found(rows, said)?;
    let fits = header.names.len() <= MAX_COLUMNS;
    if fits { Ok(header) } else { Err(Trouble::TooManyColumns(MAX_COLUMNS)) }
}

fn found(rows: &[Row], said: Option<u64>) -> Result<Header, Trouble> {
    let first = rows.first().ok_or(Trouble::Empty)?;
    if let Some(said) = said {
        let at = rows.iter().position(|row| row.line == said && row.filled() > 0);
        let at = at.ok_or(Trouble::NoHeader(said))?;
        return Ok(named(rows, at, Why::Said));
    }
    if let Some(at) = best(rows).map(|at| below_merged(rows, at)) {
        let why = if at == 0 { Why::Usual } else { Why::FirstTable };
        return Ok(named(rows, at, why));
    }
    let names = numbered(&vec![String::new(); table_width(rows)]);
    Ok(Header { line: None, names, above: first.line - 1 })
}

/// How many cells most rows have.
fn table_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(last_filled).collect();
    widths.sort_unstable();
    let same = widths.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0]));
    same.max().map_or(1, |(_, width)| width.max(1))
}

fn last_filled(row: &Row) -> usize {
    (0..row.len()).rev().find(|index| !row.cell(*index).trim().is_empty()).map_or(0, |at| at + 1)
}

/// The row that looks most like names of columns.
fn best(rows: &[Row]) -> Option<usize> {
    let usual = usual_filling(rows);
    let rows = &rows[..rows.len().min(ROWS)];
    // Two names that everybody knows settle it; one, where the table has but one or two columns.
    let known = |row: &Row| row.cells().filter(|cell| known::field(cell).is_some()).count();
    let enough = if usual <= 2 { 1 } else { 2 };
    let is_candidate = |row: &Row| looks_like_names(row) && row.filled() * 5 >= usual * 2;
    if let Some(at) = rows.iter().position(|row| is_candidate(row) && known(row) >= enough) {
        return Some(at);
    }
    rows.iter().position(|row| looks_like_names(row) && row.filled() * 5 >= usual * 3)
}

/// The lower of two rows of names, where cells of the upper one are merged over several columns:
/// it names what the upper one leaves out, and records, which hold figures, follow it.
fn below_merged(rows: &[Row], at: usize) -> usize {
    let (upper, Some(lower)) = (&rows[at], rows.get(at + 1)) else { return at };
    let is_filled = |row: &Row, index: usize| !row.cell(index).trim().is_empty();
    let names_more = (0..lower.len()).any(|i| is_filled(lower, i) && !is_filled(upper, i));
    let records = &rows[at + 2..];
    let figures = records.iter().filter(|row| !looks_like_names(row)).count();
    let is_lower = lower.line == upper.line + 1
        && looks_like_names(lower)
        && names_more
        && figures * 2 > records.len();
    if is_lower { at + 1 } else { at }
}

/// How many cells are filled in a usual row.
fn usual_filling(rows: &[Row]) -> usize {
    let mut filled: Vec<usize> = rows.iter().map(Row::filled).collect();
    filled.sort_unstable();
    filled.get(filled.len() / 2).copied().unwrap_or(1).max(1)
}

/// Whether the cells are words and none is a number, a date or an address.
fn looks_like_names(row: &Row) -> bool {
    let mut cells = row.cells().map(str::trim).filter(|cell| !cell.is_empty()).peekable();
    cells.peek().is_some()
        && cells.all(|cell| {
            cell.chars().count() <= 500
                && !values::is_number(cell)
                && !values::is_address(cell)
                && !values::is_date(cell)
        })
}

fn named(rows: &[Row], at: usize, why: Why) -> Header {
    let below = &rows[at + 1..];
    let width = below.iter().map(last_filled).max().unwrap_or(0);
    let row = &rows[at];
    let mut names: Vec<String> = (0..row.len())
        .map(|index| {
            let own = one_line(row.cell(index));
            // A cell that is merged with the one above has its name there.
            let above = at.checked_sub(1).map(|above| &rows[above]);
            let above = above.filter(|above| above.line + 1 == row.line && above.filled() > 1);
            match above {
                Some(above) if own.is_empty() => one_line(above.cell(index)),
                _ => own,
            }
        })
        .collect();
    // Names may be missing at the end, but a row that is too long is one with a fault.
    let unnamed = below.iter().filter(|row| last_filled(row) == width).count();
    if width > names.len() && unnamed * 2 > below.len() {
        names.resize(width, String::new());
    }
    let explained = below.first().filter(|row| only_explains(row)).map_or(row.line, |row| row.line);
    Header { line: Some(Found::new(row.line, why)), names: numbered(&names), above: explained }
}

/// Whether a row below the names says what kind of answers the columns hold, as SurveyMonkey does.
fn only_explains(row: &Row) -> bool {
    const KINDS: [&str; 6] = [
        "response",
        "open ended response",
        "respuesta",
        "respuesta abierta",
        "other please specify",
        "otro especifique",
    ];
    let mut cells = row.cells().filter(|cell| !cell.trim().is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| KINDS.contains(&known::plain(cell).as_str()))
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names that are all different: `¿Por qué? (2)`, `Column 7`.
pub(super) fn numbered(names: &[String]) -> Vec<String> {
    let mut given: Vec<String> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let base = if name.is_empty() { format!("Column {}", index + 1) } else { name.clone() };
        let is_free =
            |free: &String| !given.contains(free) && (free == name || !names.contains(free));
        let numbered = (2..).map(|number| format!("{base} ({number})"));
        given.extend(std::iter::once(base.clone()).chain(numbered).find(is_free));
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &[&str]) -> Vec<Row> {
        (1..)
            .zip(table)
            .filter(|(_, line)| !line.is_empty())
            .map(|(number, line)| {
                let mut row = Row::default();
                row.clear(number);
                line.split(';').for_each(|cell| row.add(cell));
                row
            })
            .collect()
    }

    fn header(table: &[&str]) -> (Option<u64>, String) {
        let header = find(&rows(table), None).unwrap();
        (header.line.map(|line| line.value), header.names.join("|"))
    }

    #[test]
    fn the_header_is_found_below_titles() {
        for (table, line, names) in [
            (vec!["id;text", "1;a"], Some(1), "id|text"),
            (
                vec![
                    "Informe;;",
                    "",
                    "Exportado el;31/01/2026;",
                    "Fecha;Nota;Opinión",
                    "1;2;a",
                    "2;3;b",
                ],
                Some(4),
                "Fecha|Nota|Opinión",
            ),
            (
                vec![
                    "Encuesta de enero",
                    "Periodo: enero",
                    "Tienda;Trato;Sugerencias",
                    "Sol;Bueno;Más cajas",
                    "Sur;Malo;Menos cola",
                ],
                Some(3),
                "Tienda|Trato|Sugerencias",
            ),
            (vec!["1;31/01/2026;Muy bien", "2;01/02/2026;Mal"], None, "Column 1|Column 2|Column 3"),
            (vec!["id;a;a;;", "1;x;y;z;"], Some(1), "id|a|a (2)|Column 4|Column 5"),
            (vec!["id;text", "1;a;x", "2;b;y"], Some(1), "id|text|Column 3"),
            (vec!["id;text", "1;a", "2;b;y", "3;c"], Some(1), "id|text"),
            (
                vec!["Cliente;;Encuesta", "Nombre;Correo;Nota", "Ana;x;3"],
                Some(2),
                "Nombre|Correo|Nota",
            ),
            (
                vec!["Fecha;Encuesta;", ";Nota;Comentario", "1/1/2026;3;a"],
                Some(2),
                "Fecha|Nota|Comentario",
            ),
            (vec!["id;Cambios", ";Open-Ended Response", "1;a"], Some(1), "id|Cambios"),
            (vec!["Comentario", "Bien", "Mal"], Some(1), "Comentario"),
        ] {
            assert_eq!(header(&table), (line, names.to_owned()), "{table:?}");
        }
    }

    #[test]
    fn a_row_that_is_said_stands() {
        let table = rows(&["id;text", "Nr;Comment", "1;a"]);
        assert_eq!(find(&table, Some(2)).unwrap().names, ["Nr", "Comment"]);
        assert_eq!(find(&table, Some(9)).unwrap_err(), Trouble::NoHeader(9));
        assert_eq!(find(&[], None).unwrap_err(), Trouble::Empty);
    }

    #[test]
    fn names_are_numbered_without_clashes() {
        let names = ["a", "a", "a (2)", "", "Column 4"].map(str::to_owned);
        assert_eq!(numbered(&names), ["a", "a (3)", "a (2)", "Column 4 (2)", "Column 4"]);
    }
}
