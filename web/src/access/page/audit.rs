//! Who did what.

use askama::Template;
use plaza_core::Millis;
use plaza_core::text::truncate_chars;
use plaza_store::AuditRecord;
use serde_json::Value;

use crate::frame::board::{Answer, Board, show};
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::parts::Pager;

/// Lines on a page.
const PAGE_SIZE: i64 = 100;
/// Longest detail shown, in characters.
const DETAIL_CHARS: usize = 300;

#[derive(Template)]
#[template(path = "access/audit.html")]
struct AuditScreen {
    page: Page,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    at: Millis,
    actor: String,
    action: String,
    target: String,
    href: Option<String>,
    detail: String,
}

/// `GET /audit?before=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let before = fields.id("before");
    let records = board.engine.store().audit_log(before, PAGE_SIZE).await?;
    let full = records.len() == usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let next = records.last().filter(|_| full).map(|record| record.id.to_string());
    let at = before.map(|id| id.to_string());
    let screen = AuditScreen {
        rows: records.into_iter().map(row).collect(),
        pager: Pager::new("/audit", &[], "before", at.as_deref(), next.as_deref()),
        page: board.page,
    };
    show(&screen, &screen.page)
}

fn row(record: AuditRecord) -> Row {
    Row {
        at: record.at,
        actor: record.actor,
        action: record.action,
        href: href(&record.target),
        target: record.target,
        detail: in_short(&record.detail),
    }
}

/// The page of a target such as `source:12`.
fn href(target: &str) -> Option<String> {
    let (what, id) = target.split_once(':')?;
    let id: i64 = id.parse().ok()?;
    let part = match what {
        "mention" => "mentions",
        "theme" => "themes",
        "idea" => "ideas",
        "source" => "sources",
        _ => return None,
    };
    Some(format!("/{part}/{id}"))
}

/// `name: Blog, new: 3`: what says something, one behind the other.
fn in_short(detail: &Value) -> String {
    let mut words = Vec::new();
    collect_words("", detail, &mut words);
    truncate_chars(&words.join(", "), DETAIL_CHARS).to_owned()
}

/// Details nest one level at most; zeros and blanks say nothing.
fn collect_words(key: &str, value: &Value, words: &mut Vec<String>) {
    let said = match value {
        Value::Null => return,
        Value::Object(map) => {
            for (key, value) in map {
                collect_words(key, value, words);
            }
            return;
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if said.is_empty() || said == "0" {
        return;
    }
    words.push(if key.is_empty() { said } else { format!("{key}: {said}") });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_read_as_a_list_and_targets_become_links() {
        let detail = json!({ "name": "Blog", "host": null, "report": { "new": 3, "edited": 0 } });
        assert_eq!(in_short(&detail), "name: Blog, new: 3");
        assert_eq!(href("idea:7").as_deref(), Some("/ideas/7"));
        assert_eq!(href("token:7"), None);
        assert_eq!(href("idea:x/../y"), None);
    }
}
