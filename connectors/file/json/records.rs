//! Records out of JSON values.

use std::collections::HashMap;

use plaza_core::IncomingMention;
use plaza_core::import::{Field, Layout, Mapping, Reason, Trouble};
use serde_json::Value;

use super::nested::{Leaf, flatten, shown};
use super::{Json, Text, Texts};
use crate::file::line::Found;
use crate::file::record;
use crate::file::records::{Reading, finish, put};
use crate::file::row::{Bad, Row};
use crate::file::values;

/// Records that are looked at to know the keys.
const SAMPLE: usize = 500;

/// How the values become records.
pub(super) enum Way {
    /// They are import records, but for the names of keys.
    Straight(Mapping),
    /// Each is taken apart.
    Apart,
}

/// The records of a JSON file.
pub(in crate::file) struct JsonRecords {
    texts: Box<dyn Texts>,
    way: Way,
    reading: Reading,
    places: HashMap<String, usize>,
    /// Whether records without ids get some of their own.
    makes_ids: bool,
}

/// What [`Json`] is asked for by the file's opener.
pub(in crate::file) trait Records {
    /// The keys of the first records, and those records as rows.
    fn sample(&mut self) -> Result<(Vec<String>, Vec<Row>), Trouble>;
    /// Shows every record as a row with these columns.
    fn each_row(&mut self, names: &[String], see: &mut dyn FnMut(&Row)) -> Result<(), Trouble>;
    /// Whether all of the first records are import records, but for the names of keys.
    fn is_straight(&mut self, layout: &Layout) -> Result<bool, Trouble>;
    /// The records.
    fn records(
        &mut self,
        reading: Reading,
        straight: Option<Mapping>,
        makes_ids: bool,
    ) -> Result<JsonRecords, Trouble>;
}

impl Records for Json {
    fn sample(&mut self) -> Result<(Vec<String>, Vec<Row>), Trouble> {
        let mut names: Vec<String> = Vec::new();
        let mut objects = Vec::new();
        let mut texts = self.texts()?;
        while let Some(next) = texts.next().filter(|_| objects.len() < SAMPLE) {
            if let Ok((line, object)) = next.map_err(drop).and_then(object) {
                for Leaf { path, .. } in flatten(&object) {
                    if !names.contains(&path) && names.len() < SAMPLE {
                        names.push(path);
                    }
                }
                objects.push((line, object));
            }
        }
        let rows = objects.iter().map(|(line, object)| row(*line, object, &names)).collect();
        Ok((names, rows))
    }

    fn each_row(&mut self, names: &[String], see: &mut dyn FnMut(&Row)) -> Result<(), Trouble> {
        let mut texts = self.texts()?;
        while let Some(next) = texts.next() {
            if let Ok((line, object)) = next.map_err(drop).and_then(object) {
                see(&row(line, &object, names));
            }
        }
        Ok(())
    }

    fn is_straight(&mut self, layout: &Layout) -> Result<bool, Trouble> {
        let is_plain = |name: &str| !name.contains('.') && !name.starts_with('#');
        let said = layout.scales.is_empty() && layout.dates.is_none();
        if !said || !layout.mapping.pairs().all(|(_, name)| is_plain(name)) {
            return Ok(false);
        }
        let mut texts = self.texts()?;
        let (mut seen, mut good, mut unread, mut beyond) = (0, 0, 0, 0);
        while let Some(next) = texts.next().filter(|_| seen < SAMPLE) {
            seen += 1;
            let Ok(text) = next else { continue };
            let Ok(json) = std::str::from_utf8(text.bytes) else { continue };
            match record::read(json, &layout.mapping) {
                Ok(mention) => {
                    good += 1;
                    beyond += usize::from(mention.rating.is_some_and(|rating| rating > 5.0));
                }
                Err(why) => unread += usize::from(needs_care(&why)),
            }
        }
        // A few faults cost their records; many show that all are written in another way, such as
        // ratings from 0 to 10.
        Ok(good > unread && beyond * 10 < good)
    }

    fn records(
        &mut self,
        reading: Reading,
        straight: Option<Mapping>,
        makes_ids: bool,
    ) -> Result<JsonRecords, Trouble> {
        let texts = self.texts()?;
        let names = reading.plan.names();
        let places = names.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
        let way = straight.map_or(Way::Apart, Way::Straight);
        Ok(JsonRecords { texts, way, reading, places, makes_ids })
    }
}

/// Whether a record was refused for an optional field only.
fn needs_care(why: &str) -> bool {
    ["`created_at`", "`rating`", "`author_is`", "`ours`", "`lang`", "`url`", "`country`"]
        .iter()
        .any(|field| why.contains(field))
}

fn object(text: Text<'_>) -> Result<(u64, serde_json::Map<String, Value>), ()> {
    match serde_json::from_slice(text.bytes) {
        Ok(Value::Object(object)) => Ok((text.line, object)),
        _ => Err(()),
    }
}

fn row(line: u64, object: &serde_json::Map<String, Value>, names: &[String]) -> Row {
    let leaves = flatten(object).into_iter();
    let found: HashMap<String, &Value> = leaves.map(|leaf| (leaf.path, leaf.value)).collect();
    let mut row = Row::default();
    row.clear(line);
    for name in names {
        row.add(&found.get(name).map(|value| shown(value)).unwrap_or_default());
    }
    row
}

impl JsonRecords {
    /// The record of an object that is taken apart.
    fn apart(
        reading: &mut Reading,
        places: &HashMap<String, usize>,
        makes_ids: bool,
        json: &str,
        line: u64,
    ) -> Result<IncomingMention, (Reason, String)> {
        let object: serde_json::Map<String, Value> = match serde_json::from_str(json) {
            Ok(object) => object,
            Err(error) => return Err((Reason::NotJson, record::explain(&error))),
        };
        let mut mention = IncomingMention::default();
        let values = flatten(&object);
        for leaf in &values {
            fill(reading, places, &mut mention, leaf, line);
        }
        if mention.text.trim().is_empty() && mention.title.trim().is_empty() {
            return Err((Reason::NoText, "there is neither `text` nor `title`".to_owned()));
        }
        if mention.external_id.trim().is_empty() {
            if !makes_ids {
                return Err((Reason::NoId, "`id` is missing or empty".to_owned()));
            }
            let cells: Vec<String> =
                values.iter().map(|leaf| format!("{}={}", leaf.path, leaf.value)).collect();
            mention.external_id = reading.own_ids.next(cells.iter().map(String::as_str));
            reading.notes.own_id();
        }
        finish(&mut mention);
        Ok(mention)
    }

    /// The record of the next value.
    fn read(&mut self) -> Option<Found> {
        let Self { texts, way, reading, places, makes_ids } = self;
        let text = match texts.next()? {
            Ok(text) => text,
            Err(bad) => return Some(Err(bad)),
        };
        let (line, part) = (text.line, text.part);
        let refuse = |reason: Reason, why: String| {
            let raw = String::from_utf8_lossy(text.bytes).into_owned();
            Err(Bad { line, reason, why, raw, part })
        };
        let json = match std::str::from_utf8(text.bytes) {
            Ok(json) => json,
            Err(error) => {
                let at = error.valid_up_to() + 1;
                let why = format!("not UTF-8: the byte at column {at} belongs to no character");
                return Some(refuse(Reason::NotText, why));
            }
        };
        let straight = match way {
            Way::Straight(mapping) => Some(record::read(json, mapping)),
            Way::Apart => None,
        };
        let found = match straight {
            Some(Ok(mut mention)) => {
                finish(&mut mention);
                Ok(mention)
            }
            Some(Err(why)) => Err((record::kind(&why), why)),
            None => Self::apart(reading, places, *makes_ids, json, line),
        };
        Some(match found {
            Ok(mention) => Ok((line, mention)),
            Err((reason, why)) => refuse(reason, why),
        })
    }
}

fn fill(
    reading: &Reading,
    places: &HashMap<String, usize>,
    mention: &mut IncomingMention,
    leaf: &Leaf<'_>,
    line: u64,
) {
    let value = leaf.value;
    let column = places.get(&leaf.path).and_then(|place| reading.plan.columns.get(*place));
    if value.is_null() || column.is_some_and(|column| column.is_ignored) {
        return;
    }
    let field = column.and_then(|column| column.field.as_ref()).map(|field| field.value);
    let Some(field) = field.filter(|field| *field != Field::Id || !reading.ids_are_spoilt) else {
        leaf.keep(&mut mention.extra);
        return;
    };
    let cell = shown(value);
    let is_text = matches!(field, Field::Text | Field::Title);
    let is_whole = matches!(value, Value::Array(_) | Value::Object(_));
    let fits = (!is_text || value.is_string()) && (!is_whole || field == Field::Extra);
    if (field != Field::Extra && values::is_blank(&cell))
        || (fits && put(mention, field, &cell, &reading.dates, &reading.rating))
    {
        return;
    }
    if fits && !reading.is_unknown_rating(field) {
        reading.notes.unread(field, &cell, line);
    }
    leaf.keep(&mut mention.extra);
}

impl Iterator for JsonRecords {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        self.read()
    }
}
