//! Rows of the quarantine that are read again, as if they were a file.

use plaza_core::{IncomingMention, QuarantineId, Rejected};
use plaza_store::listen::Quarantined;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where the rows of such a file stood before, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowsAgain(Vec<(QuarantineId, String)>);

impl RowsAgain {
    /// The rows among these items, and the file that they make: a JSON object a line. What could
    /// not be read as a row at all is left out.
    #[must_use]
    pub fn of(items: &[Quarantined]) -> (Self, String) {
        let mut file = String::new();
        let mut stood = Vec::new();
        for item in items {
            if let Some(row) = row_of(&item.raw) {
                file.push_str(&Value::Object(row).to_string());
                file.push('\n');
                stood.push((item.id, item.origin.clone()));
            }
        }
        (Self(stood), file)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items that they are.
    #[must_use]
    pub fn ids(&self) -> Vec<QuarantineId> {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    /// A record of the file, with the place where its row stood before; a record of another file
    /// stays as it is.
    ///
    /// # Errors
    /// The record's own refusal.
    pub fn as_it_stood(
        &self,
        record: Result<(u64, IncomingMention), Rejected>,
    ) -> Result<(u64, IncomingMention), Rejected> {
        match record {
            Ok((line, mention)) => {
                let before = self.origin(line).and_then(line_of);
                Ok((before.unwrap_or(line), mention))
            }
            Err(rejected) => {
                let before = line_of(&rejected.origin).and_then(|line| self.origin(line));
                let origin = before.map_or(rejected.origin.clone(), str::to_owned);
                Err(Rejected { origin, ..rejected })
            }
        }
    }

    fn origin(&self, line: u64) -> Option<&str> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        self.0.get(index).map(|(_, origin)| origin.as_str())
    }
}

/// The line at the end of an item's origin.
fn line_of(origin: &str) -> Option<u64> {
    origin.rsplit(':').next()?.trim().parse().ok()
}

/// A row as it is kept in the quarantine, by the names of its columns; what filled no field stands
/// beside what did. `None` for what could not be read as a row at all.
#[must_use]
pub fn row_of(raw: &str) -> Option<Map<String, Value>> {
    let mut row: Map<String, Value> = serde_json::from_str(raw).ok()?;
    if let Some(Value::Object(extra)) = row.get("extra").cloned() {
        row.remove("extra");
        for (name, value) in extra {
            row.entry(name).or_insert(value);
        }
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_keeps_the_place_where_it_stood() {
        let stood = |id: i64, origin: &str| (id.into(), origin.to_owned());
        let rows = RowsAgain(vec![stood(1, "a.csv:4"), stood(2, "a.csv:9")]);
        let taken = rows.as_it_stood(Ok((2, IncomingMention::default())));
        assert_eq!(taken.map(|(line, _)| line), Ok(9));
        let bad = Rejected {
            origin: "again.jsonl:1".to_owned(),
            reason: "no text".into(),
            raw: "{}".to_owned(),
        };
        let refused = rows.as_it_stood(Err(bad.clone())).map(drop);
        assert_eq!(refused.map_err(|bad| bad.origin), Err("a.csv:4".to_owned()));
        assert_eq!(RowsAgain::default().as_it_stood(Err(bad.clone())), Err(bad));
    }

    #[test]
    fn a_row_is_known_by_its_columns() {
        for (raw, expected) in [
            (r#"{"text":""}"#, Some(r#"{"text":""}"#)),
            (r#"{"id":"1","extra":{"id":"2","why":"x"}}"#, Some(r#"{"id":"1","why":"x"}"#)),
            (r#"{"extra":"kept"}"#, Some(r#"{"extra":"kept"}"#)),
            ("[1]", None),
            ("a;b", None),
        ] {
            let row = row_of(raw).map(|row| Value::Object(row).to_string());
            assert_eq!(row.as_deref(), expected, "{raw}");
        }
    }
}
