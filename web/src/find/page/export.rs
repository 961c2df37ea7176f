//! What was found, as a table for a spreadsheet.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use plaza_core::{Answering, limits, to_rfc3339};
use plaza_engine::find::{Reader, SearchRequest};
use plaza_store::MentionView;

use crate::frame::board::{Answer, Board};
use crate::frame::fields::Fields;
use crate::parts::list_place::sort_of;

/// Most rows of a table; the API gives everything, page by page.
const MOST: usize = 10_000;

const COLUMNS: [&str; 14] = [
    "id",
    "said_at",
    "source",
    "place",
    "author",
    "rating",
    "lang",
    "sentiment",
    "intents",
    "theme",
    "answer",
    "title",
    "text",
    "url",
];

/// `GET /mentions/export?q=&sort=`
pub(crate) async fn export(board: Board, fields: Fields) -> Answer {
    let reader = Reader::of(board.actor()?);
    let mut request = SearchRequest {
        q: fields.get("q").to_owned(),
        sort: sort_of(fields.get("sort")),
        limit: usize::from(limits::PAGE),
        cursor: None,
        facets: Vec::new(),
    };
    // Spreadsheets read a table as UTF-8 when it begins so.
    let mut table = String::from("\u{feff}");
    write_row(&mut table, COLUMNS.iter().copied());
    let mut rows = 0;
    while rows < MOST {
        let page = board.engine.find().search_as(reader, &request).await?;
        for hit in &page.hits {
            write_row(&mut table, cells(&hit.mention).iter().map(String::as_str));
        }
        rows += page.hits.len();
        request.cursor = page.next_cursor;
        if request.cursor.is_none() || page.hits.is_empty() {
            break;
        }
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"mentions.csv\""),
    ];
    Ok((headers, table).into_response())
}

fn cells(mention: &MentionView) -> [String; COLUMNS.len()] {
    let insight = mention.insight.as_ref();
    let intents = insight.map_or(&[][..], |insight| &insight.effective_intents);
    let intents: Vec<&str> = intents.iter().map(|intent| intent.name()).collect();
    [
        mention.id.to_string(),
        to_rfc3339(mention.created_at),
        mention.source_name.clone(),
        mention.place.clone(),
        mention.author_name.clone().or_else(|| mention.author.clone()).unwrap_or_default(),
        mention.rating.map(|rating| rating.to_string()).unwrap_or_default(),
        insight.map(|insight| insight.lang.clone()).unwrap_or_default(),
        insight.map_or("", |insight| insight.effective_sentiment.name()).to_owned(),
        intents.join(" "),
        insight.and_then(|insight| insight.theme_label.clone()).unwrap_or_default(),
        mention.answering().map_or("ours", Answering::name).to_owned(),
        mention.title.clone(),
        mention.text.clone(),
        mention.url.clone().unwrap_or_default(),
    ]
}

fn write_row<'a>(table: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            table.push(',');
        }
        write_cell(table, cell);
    }
    table.push_str("\r\n");
}

/// Writes a cell in quotes. A spreadsheet takes what begins so for a formula, and would run what a
/// stranger wrote: an apostrophe before it makes it words.
fn write_cell(table: &mut String, cell: &str) {
    table.push('"');
    if cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']) {
        table.push('\'');
    }
    for c in cell.chars() {
        match c {
            '"' => table.push_str("\"\""),
            '\0' => {}
            c => table.push(c),
        }
    }
    table.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_stays_words() {
        let mut table = String::new();
        let cells =
            ["=HYPERLINK(\"http://x\")", "dice \"no\", y más", " -1+1", "@a", "\tx", "", "5"];
        write_row(&mut table, cells.into_iter());
        assert_eq!(
            table,
            "\"'=HYPERLINK(\"\"http://x\"\")\",\"dice \"\"no\"\", y más\",\"' -1+1\",\"'@a\",\"'\tx\",\"\",\"5\"\r\n"
        );
    }
}
