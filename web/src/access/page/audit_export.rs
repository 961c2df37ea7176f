//! The audit log as a file: CSV for tables, JSON for programs.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use plaza_core::to_rfc3339;
use plaza_store::AuditRecord;
use serde_json::json;

use super::audit::filter;
use super::audit_words::Names;
use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::fields::Fields;

/// Lines in one file; a longer log is exported by days.
const EXPORTED: usize = 50_000;
/// Lines read at once.
const AT_ONCE: i64 = 1_000;

/// `GET /audit.csv`
pub(crate) async fn csv(board: Board, fields: Fields) -> Answer {
    let records = lines(&board, &fields).await?;
    let names = Names::of(board.engine.store(), &records).await?;
    let mut file = String::from("\u{feff}at,who,what,action,target,detail\r\n");
    for record in &records {
        let sentence = names.sentence(board.page.t, record);
        let detail =
            if record.detail.is_null() { String::new() } else { record.detail.to_string() };
        let at = to_rfc3339(record.at);
        let cells = [&at, &record.actor, &sentence, &record.action, &record.target, &detail];
        let line: Vec<String> = cells.into_iter().map(|cell| cell_of(cell)).collect();
        file.push_str(&line.join(","));
        file.push_str("\r\n");
    }
    Ok(download("text/csv; charset=utf-8", "audit.csv", file))
}

/// `GET /audit.json`
pub(crate) async fn json(board: Board, fields: Fields) -> Answer {
    let records = lines(&board, &fields).await?;
    let names = Names::of(board.engine.store(), &records).await?;
    let lines: Vec<_> = records
        .iter()
        .map(|record| {
            json!({
                "id": record.id, "at": to_rfc3339(record.at), "actor": record.actor,
                "actor_id": record.actor_id, "action": record.action, "target": record.target,
                "detail": record.detail, "sentence": names.sentence(board.page.t, record),
            })
        })
        .collect();
    let file = serde_json::to_string_pretty(&lines).map_err(|_| Problem::internal())?;
    Ok(download("application/json", "audit.json", file))
}

async fn lines(board: &Board, fields: &Fields) -> Result<Vec<AuditRecord>, Problem> {
    let mut asked = filter(fields, board.page.zone(), None);
    let mut lines = Vec::new();
    loop {
        let part = board.engine.store().audit_lines(&asked, AT_ONCE).await?;
        let Some(last) = part.last() else { return Ok(lines) };
        asked.before_id = Some(last.id);
        lines.extend(part);
        if lines.len() >= EXPORTED {
            lines.truncate(EXPORTED);
            return Ok(lines);
        }
    }
}

fn download(kind: &'static str, name: &str, file: String) -> Response {
    let as_file = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, as_file)], file)
        .into_response()
}

/// One cell. What a table would read as a formula is marked as text.
fn cell_of(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = text.replace('"', "\"\"");
    if is_formula { format!("\"'{text}\"") } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_out_of_its_quotes() {
        assert_eq!(cell_of("=1+1"), "\"'=1+1\"");
        assert_eq!(cell_of("@SUM(A1)"), "\"'@SUM(A1)\"");
        assert_eq!(cell_of("Ana \"la\" B,"), "\"Ana \"\"la\"\" B,\"");
    }
}
