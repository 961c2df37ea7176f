//! A header, and how it turns rows into records.

use plaza_core::import::{Field, Mapping, Trouble, Use};
use plaza_core::{IncomingMention, Rejected};
use serde_json::Value;

use super::line::rejected;
use super::record;

/// Maximum number of columns of a table.
pub(super) const MAX_COLUMNS: usize = 1_000;

/// What each column of a table holds.
#[derive(Debug)]
pub(super) struct Columns {
    /// Column name and the field that it fills; without a field, its values go into `extra`.
    columns: Vec<(String, Option<Field>)>,
    mapping: Mapping,
}

impl Columns {
    /// Reads a header. Field names are recognized in upper and lower case.
    pub(super) fn new(header: Vec<String>, mapping: &Mapping) -> Result<Self, Trouble> {
        if header.len() > MAX_COLUMNS {
            return Err(Trouble::TooManyColumns(MAX_COLUMNS));
        }
        let header: Vec<String> = header.into_iter().map(|name| name.trim().to_owned()).collect();
        let missing = mapping.pairs().find(|(_, column)| header.iter().all(|name| name != column));
        if let Some((_, column)) = missing {
            return Err(Trouble::NoColumn { column: column.to_owned(), columns: header });
        }
        let columns: Vec<_> = header
            .into_iter()
            .map(|name| {
                let field = mapping
                    .field(&name)
                    .or_else(|| mapping.field(&name.to_lowercase().replace(' ', "_")));
                (name, field)
            })
            .collect();
        let columns = Self { columns, mapping: mapping.clone() };
        columns.check()?;
        Ok(columns)
    }

    fn check(&self) -> Result<(), Trouble> {
        let mut seen = 0_u32;
        for (name, field) in &self.columns {
            if let Some(field) = field {
                if seen & field.bit() != 0 {
                    return Err(Trouble::TwoColumns { field: *field, second: name.clone() });
                }
                seen |= field.bit();
            }
        }
        let has = |field: Field| seen & field.bit() != 0;
        if has(Field::Id) && (has(Field::Text) || has(Field::Title)) {
            return Ok(());
        }
        Err(Trouble::NoText(self.columns.iter().map(|(name, _)| name.clone()).collect()))
    }

    /// Makes a record of a row. A missing cell at the end counts as empty.
    pub(super) fn record(
        &self,
        cells: &[String],
        origin: &str,
    ) -> Result<IncomingMention, Rejected> {
        self.read(cells).map_err(|why| rejected(origin.to_owned(), why, &self.as_json(cells)))
    }

    fn read(&self, cells: &[String]) -> Result<IncomingMention, String> {
        if cells.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty()) {
            return Err(format!(
                "the row has {} cells, the header has {}; a cell with the separator in it needs quotes",
                cells.len(),
                self.columns.len()
            ));
        }
        let mut mention = IncomingMention::default();
        for ((name, field), cell) in self.columns.iter().zip(cells) {
            if cell.trim().is_empty() {
                continue;
            }
            let text = || Some(cell.clone());
            match field {
                Some(Field::Id) => mention.external_id.clone_from(cell),
                Some(Field::Text) => mention.text.clone_from(cell),
                Some(Field::Title) => mention.title.clone_from(cell),
                Some(Field::Url) => mention.url = text(),
                Some(Field::Author) => mention.author = text(),
                Some(Field::AuthorName) => mention.author_name = text(),
                Some(Field::Account) => mention.account = text(),
                Some(Field::AccountSpace) => mention.account_space = text(),
                Some(Field::AuthorIs) => mention.author_is = record::author_is(cell)?,
                Some(Field::Lang) => mention.lang = text(),
                Some(Field::ParentId) => mention.parent_id = text(),
                Some(Field::ConversationId) => mention.conversation_id = text(),
                Some(Field::Channel) => mention.channel = text(),
                Some(Field::Country) => mention.country = text(),
                Some(Field::CreatedAt) => mention.created_at = record::date(cell)?,
                Some(Field::Rating) => mention.rating = record::rating(cell)?,
                Some(Field::Ours) => mention.ours = flag(cell)?,
                Some(Field::Extra) => merge_extra(&mut mention, cell)?,
                None if name.is_empty() => {}
                None if self.mapping.said(name) == Some(Use::Ignored) => {}
                None => {
                    mention.extra.insert(name.clone(), Value::String(cell.clone()));
                }
            }
        }
        record::check(&mention)?;
        Ok(mention)
    }

    /// The row as an import record, so that it can be corrected and tried again.
    fn as_json(&self, cells: &[String]) -> String {
        let pairs = self.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        let object: plaza_core::Extra = pairs
            .map(|((name, field), cell)| {
                let key = field.map_or(name.as_str(), |field| field.name());
                (key.to_owned(), Value::String(cell.clone()))
            })
            .collect();
        Value::Object(object).to_string()
    }
}

fn flag(cell: &str) -> Result<bool, String> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("`ours` takes true or false".to_owned()),
    }
}

fn merge_extra(mention: &mut IncomingMention, cell: &str) -> Result<(), String> {
    let extra: plaza_core::Extra = serde_json::from_str(cell)
        .map_err(|_| "`extra` takes a JSON object such as {\"store\":\"7\"}".to_owned())?;
    mention.extra.extend(extra);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &[&str], map: &[&str]) -> Result<Columns, Trouble> {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        Columns::new(header, &Mapping::parse(map).unwrap())
    }

    #[test]
    fn headers_without_the_needed_columns_say_what_to_do() {
        let error = columns(&["Nr", "Comment"], &[]).unwrap_err().to_string();
        assert!(error.contains("it has Nr, Comment. Name one with --map"), "{error}");
        let error = columns(&["Nr", "Comment"], &["text=Coment"]).unwrap_err().to_string();
        assert_eq!(error, "it has no column `Coment`; it has Nr, Comment");
        let error = columns(&["id", "ID", "text"], &[]).unwrap_err().to_string();
        assert_eq!(error, "two columns are `id`, the second is `ID`; say which with --map");
        assert!(columns(&["Nr", "Comment"], &["text=Comment", "id=Nr"]).is_ok());
        assert!(columns(&["ID", "Title", "Created At"], &[]).is_ok());
    }

    #[test]
    fn a_bad_row_is_kept_as_a_record_that_can_be_mended() {
        let columns = columns(&["Nr", "text", "rating", "shop"], &["id=Nr"]).unwrap();
        let row = ["7", "good", "many", "Madrid"].map(str::to_owned);
        let rejected = columns.record(&row, "f.csv:2").unwrap_err();
        assert_eq!(rejected.reason, "`rating`: `many` is not a number from 0 to 5");
        assert_eq!(rejected.raw, r#"{"id":"7","rating":"many","shop":"Madrid","text":"good"}"#);
    }
}
