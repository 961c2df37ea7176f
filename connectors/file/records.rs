//! Records out of rows.

use std::collections::VecDeque;

use plaza_core::import::{Field, Reason};
use plaza_core::{AuthorIs, IncomingMention, limits};
use serde_json::Value;

use super::dating;
use super::footer;
use super::ids::OwnIds;
use super::line::Found;
use super::notes::Notes;
use super::plan::Plan;
use super::rating;
use super::row::{Bad, Row, Rows};
use super::values;

/// Rows at the end that may belong to no record, such as totals.
const MAX_HELD: usize = 20;

/// How the cells of a row become a record.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) plan: Plan,
    pub(super) dates: dating::Reading,
    pub(super) rating: rating::Reading,
    /// Whether the ids of the file cannot be used.
    pub(super) ids_are_spoilt: bool,
    pub(super) own_ids: OwnIds,
    pub(super) notes: Notes,
}

impl Reading {
    /// The record of a row, or why there is none.
    pub(super) fn record(&mut self, row: &Row) -> Result<IncomingMention, Bad> {
        let width = self.plan.columns.len();
        if row.cells().skip(width).any(|cell| !cell.trim().is_empty()) {
            let why = format!(
                "the row has {} cells, the header has {width}; a cell with the separator in it \
                 needs quotes",
                row.len()
            );
            return Err(self.refuse(row, Reason::TooManyCells, why));
        }
        let mut mention = IncomingMention::default();
        for (index, cell) in row.cells().enumerate().take(width) {
            self.fill(&mut mention, index, cell, row.line);
        }
        if mention.text.trim().is_empty() && mention.title.trim().is_empty() {
            let why = "there is neither `text` nor `title`".to_owned();
            let raw = mention.to_record().to_string();
            return Err(Bad { line: row.line, reason: Reason::NoText, why, raw, part: None });
        }
        if mention.external_id.is_empty() {
            mention.external_id = self.own_ids.next(row.cells());
            self.notes.own_id();
        }
        finish(&mut mention);
        self.notes.guessed(row.guessed);
        Ok(mention)
    }

    fn fill(&self, mention: &mut IncomingMention, index: usize, cell: &str, line: u64) {
        let column = &self.plan.columns[index];
        // `="0012"` keeps a spreadsheet from making a number of it.
        let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
        let cell = quoted.unwrap_or(cell);
        if column.is_ignored || cell.trim().is_empty() {
            return;
        }
        let Some(field) = column.field.as_ref().map(|field| field.value) else {
            values::keep(&mut mention.extra, &column.name, cell);
            return;
        };
        if field == Field::Id && self.ids_are_spoilt {
            values::keep(&mut mention.extra, &column.name, cell);
            return;
        }
        if values::is_blank(cell) || put(mention, field, cell, &self.dates, &self.rating) {
            return;
        }
        // What a field cannot take costs the field, not the record.
        if !self.is_unknown_rating(field) {
            self.notes.unread(field, cell, line);
        }
        values::keep(&mut mention.extra, &column.name, cell);
    }

    /// Whether the field is a rating whose scale nobody knows, which is said once for all.
    pub(super) fn is_unknown_rating(&self, field: Field) -> bool {
        field == Field::Rating && matches!(self.rating, rating::Reading::Unknown { .. })
    }

    fn refuse(&self, row: &Row, reason: Reason, why: String) -> Bad {
        let mut object = plaza_core::Extra::new();
        for (index, cell) in row.cells().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let column = self.plan.columns.get(index);
            let key = match column {
                Some(column) => {
                    column.field.as_ref().map_or(column.name.as_str(), |field| field.value.name())
                }
                None => "",
            };
            let key = if key.is_empty() { format!("Column {}", index + 1) } else { key.to_owned() };
            object.insert(key, Value::String(cell.to_owned()));
        }
        let raw = Value::Object(object).to_string();
        Bad { line: row.line, reason, why, raw, part: None }
    }
}

/// Fills a field; false where it cannot take the value.
pub(super) fn put(
    mention: &mut IncomingMention,
    field: Field,
    cell: &str,
    dates: &dating::Reading,
    rating: &rating::Reading,
) -> bool {
    let trimmed = cell.trim();
    let text =
        |most: usize| (trimmed.chars().take(most + 1).count() <= most).then(|| trimmed.to_owned());
    let line = || text(limits::AUTHOR);
    match field {
        Field::Text => cell.clone_into(&mut mention.text),
        Field::Title => cell.clone_into(&mut mention.title),
        Field::Id => trimmed.clone_into(&mut mention.external_id),
        Field::ParentId => mention.parent_id = Some(trimmed.to_owned()),
        Field::ConversationId => mention.conversation_id = Some(trimmed.to_owned()),
        Field::Url => return set(&mut mention.url, values::url(trimmed)),
        Field::Author => return set(&mut mention.author, line()),
        Field::AuthorName => return set(&mut mention.author_name, line()),
        Field::Account => return set(&mut mention.account, line()),
        Field::AccountSpace => return set(&mut mention.account_space, line()),
        Field::Lang => return set(&mut mention.lang, text(60)),
        Field::Channel => return set(&mut mention.channel, text(60)),
        Field::Country => return set(&mut mention.country, values::country(trimmed)),
        Field::CreatedAt => return set(&mut mention.created_at, dates.read(trimmed)),
        Field::Rating => return set(&mut mention.rating, rating.stars(trimmed)),
        Field::AuthorIs => match AuthorIs::parse(trimmed) {
            Some(is) => mention.author_is = is,
            None => return false,
        },
        Field::Ours => match values::flag(trimmed) {
            Some(flag) => mention.ours = flag,
            None => return false,
        },
        Field::Extra => match serde_json::from_str::<plaza_core::Extra>(trimmed) {
            Ok(extra) => mention.extra.extend(extra),
            Err(_) => return false,
        },
    }
    true
}

fn set<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    let is_read = value.is_some();
    if is_read {
        *field = value;
    }
    is_read
}

/// A name without an account is what somebody shows, and joins nobody.
pub(super) fn finish(mention: &mut IncomingMention) {
    let has_account = mention.author.is_some() || mention.account.is_some();
    if !has_account && mention.author_name.is_some() && mention.author_is.is_account() {
        mention.author_is = AuthorIs::ShownName;
    }
}

/// The records of a table.
pub(super) struct TableRecords {
    rows: Box<dyn Rows>,
    reading: Reading,
    row: Row,
    /// Rows up to this one are the header and what stands above it.
    above: u64,
    /// Records that look as if they stood below the table; they do, unless more records follow.
    held: VecDeque<Row>,
    ready: VecDeque<Found>,
}

impl TableRecords {
    pub(super) fn new(rows: Box<dyn Rows>, reading: Reading, above: u64) -> Self {
        let (held, ready) = (VecDeque::new(), VecDeque::new());
        Self { rows, reading, row: Row::default(), above, held, ready }
    }

    fn read(&mut self) -> Option<Found> {
        loop {
            let Some(next) = self.rows.next(&mut self.row) else {
                self.reading.notes.footer(self.held.len() as u64);
                self.held.clear();
                return None;
            };
            let found = match next {
                Err(bad) if bad.line <= self.above => continue,
                Err(bad) => Err(bad),
                Ok(()) if self.row.line <= self.above => continue,
                Ok(()) if self.row.is_blank() => {
                    self.reading.notes.empty_row();
                    continue;
                }
                Ok(()) if footer::looks_like_one(&self.row, &self.reading.plan) => {
                    self.held.push_back(self.row.clone());
                    if self.held.len() <= MAX_HELD {
                        continue;
                    }
                    self.release();
                    return self.ready.pop_front();
                }
                Ok(()) => self.reading.record(&self.row).map(|mention| (self.row.line, mention)),
            };
            if self.held.is_empty() {
                return Some(found);
            }
            self.release();
            self.ready.push_back(found);
            return self.ready.pop_front();
        }
    }
}

impl TableRecords {
    /// Reads the rows that were held: others follow them.
    fn release(&mut self) {
        for row in std::mem::take(&mut self.held) {
            let found = self.reading.record(&row).map(|mention| (row.line, mention));
            self.ready.push_back(found);
        }
    }
}

impl Iterator for TableRecords {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        self.ready.pop_front().or_else(|| self.read())
    }
}
