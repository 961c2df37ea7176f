//! Rows below a table that belong to no record: totals, and words about the export.

use plaza_core::import::Field;

use super::known;
use super::plan::Plan;
use super::row::Row;

/// How such rows begin.
const BEGINNINGS: [&str; 28] = [
    "total",
    "totales",
    "subtotal",
    "suma",
    "media",
    "promedio",
    "average",
    "mean",
    "sum",
    "count",
    "recuento",
    "fin de",
    "fin del",
    "end of",
    "generado",
    "exportado",
    "generated",
    "exported",
    "informe generado",
    "report generated",
    "pagina",
    "page",
    "fuente",
    "source",
    "filtros",
    "numero de respuestas",
    "respuestas totales",
    "n",
];

/// Whether the row looks as if it stood below the table. It does only where nothing follows it.
pub(super) fn looks_like_one(row: &Row, plan: &Plan) -> bool {
    let width = plan.columns.len();
    let filled = row.filled();
    if width < 2 || filled * 2 > width + 1 || filled == 0 {
        return false;
    }
    let Some(at) = row.cells().position(|cell| !cell.trim().is_empty()) else { return false };
    let first = known::plain(row.cell(at));
    // Where people's words begin the row, only what they would never say counts.
    let is_text = plan.column(Field::Text) == Some(at);
    if is_text {
        let ends = ["fin del ", "fin de ", "end of "].iter().any(|end| first.starts_with(end));
        let counts = first.strip_prefix("total ").is_some_and(is_figures);
        return (ends || counts) && filled == 1 && width >= 3;
    }
    let begins = BEGINNINGS.iter().any(|begin| {
        first.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    if begins && first.split(' ').count() <= 8 && !is_said(row, plan) {
        return true;
    }
    // Words where the date stands, and nothing where people's words stand.
    let is_dated = plan.column(Field::CreatedAt) == Some(at);
    let has_figures = row.cell(at).contains(|c: char| c.is_ascii_digit());
    if is_dated && !has_figures && !is_said(row, plan) && !first.is_empty() {
        return true;
    }
    // A line of text alone, where a row of the table has several cells.
    let is_alone = filled == 1 && row.len() == 1 && width >= 3 && !first.is_empty();
    is_alone && first.chars().any(char::is_alphabetic)
}

fn is_figures(text: &str) -> bool {
    text.split(' ').all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the words stand where people's words stand, with something else beside them.
fn is_said(row: &Row, plan: &Plan) -> bool {
    let text = plan.column(Field::Text);
    text.is_some_and(|text| text > 0 && !row.cell(text).trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaza_core::import::Mapping;

    #[test]
    fn totals_and_notes_are_told_from_records() {
        let names = ["id", "nota", "text"].map(str::to_owned);
        let plan = Plan::new(&names, &[], &Mapping::default()).unwrap();
        let is_one = |cells: &[&str]| {
            let mut row = Row::default();
            cells.iter().for_each(|cell| row.add(cell));
            looks_like_one(&row, &plan)
        };
        assert!(is_one(&["Total: 3"]));
        assert!(is_one(&["Media", "", ""]));
        assert!(is_one(&["Fin del informe"]));
        assert!(is_one(&["Datos de la tienda de Sol"]));
        assert!(!is_one(&["7", "", ""]));
        assert!(!is_one(&["", "", "Total, que no funciona"]));
        assert!(!is_one(&["7", "5", "Bien"]));
        let names = ["created_at", "nota", "text"].map(str::to_owned);
        let plan = Plan::new(&names, &[], &Mapping::default()).unwrap();
        let mut row = Row::default();
        ["Nota media", "4,5", ""].iter().for_each(|cell| row.add(cell));
        assert!(looks_like_one(&row, &plan));
    }
}
