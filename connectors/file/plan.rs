//! Which column fills which field: what a person said, then names that are fields, then what the
//! names and values suggest.

use plaza_core::import::{Field, Found, Mapping, Trouble, Use, Why};

use super::known;
use super::profile::{self, Profile};

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub(super) name: String,
    pub(super) field: Option<Found<Field>>,
    pub(super) is_ignored: bool,
    /// Whether a person said that it be kept in `extra`.
    is_kept: bool,
}

/// What becomes of the columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub(super) columns: Vec<Planned>,
    /// Columns that may be the text, the longest first.
    pub(super) prose: Vec<String>,
}

impl Plan {
    /// # Errors
    /// The mapping names a column that is not there.
    pub(super) fn new(
        names: &[String],
        profiles: &[Profile],
        mapping: &Mapping,
    ) -> Result<Self, Trouble> {
        let unused = |name: &String| Planned {
            name: name.clone(),
            field: None,
            is_ignored: false,
            is_kept: false,
        };
        let columns = names.iter().map(unused).collect();
        let mut plan = Self { columns, prose: prose(names, profiles) };
        plan.take_what_was_said(mapping)?;
        plan.take_names_of_fields();
        plan.take_known_names(profiles);
        plan.take_long_names(profiles);
        plan.take_values(profiles);
        Ok(plan)
    }

    /// The column that fills the field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        let fills = |column: &Planned| column.field.as_ref().is_some_and(|f| f.value == field);
        self.columns.iter().position(fills)
    }

    /// Whether records can have words.
    pub(super) fn has_text(&self) -> bool {
        self.column(Field::Text).or(self.column(Field::Title)).is_some()
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    fn is_open(&self, index: usize) -> bool {
        let column = &self.columns[index];
        column.field.is_none() && !column.is_ignored && !column.is_kept
    }

    fn give(&mut self, index: usize, field: Field, why: Why) {
        self.columns[index].field = Some(Found::new(field, why));
    }

    fn take_what_was_said(&mut self, mapping: &Mapping) -> Result<(), Trouble> {
        for (what, name) in mapping.pairs() {
            let index = self.find(name).ok_or_else(|| Trouble::NoColumn {
                column: name.to_owned(),
                columns: self.names(),
            })?;
            match what {
                Use::Field(field) => self.give(index, field, Why::Said),
                Use::Kept => self.columns[index].is_kept = true,
                Use::Ignored => self.columns[index].is_ignored = true,
            }
        }
        Ok(())
    }

    /// The column that a person names: by its name, its place, or its name without accents and
    /// marks.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        if let Some(index) = self.columns.iter().position(|column| column.name == name) {
            return Some(index);
        }
        let place = name.strip_prefix('#').and_then(|place| place.trim().parse::<usize>().ok());
        if let Some(place) = place {
            return place.checked_sub(1).filter(|index| *index < self.columns.len());
        }
        let plain = known::plain(name);
        let is_same = |column: &Planned| !plain.is_empty() && known::plain(&column.name) == plain;
        self.columns.iter().position(is_same)
    }

    /// The length of what all paths begin with, where every record stands inside one key.
    fn root(&self) -> usize {
        let first = self.columns.first().and_then(|column| column.name.split_once('.'));
        let Some((root, _)) = first.filter(|(root, _)| !root.contains(' ')) else { return 0 };
        let begins = |name: &str| name.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'));
        let is_root = self.columns.iter().all(|column| begins(&column.name));
        if is_root { root.len() + 1 } else { 0 }
    }

    fn take_names_of_fields(&mut self) {
        let root = self.root();
        for index in 0..self.columns.len() {
            let name = &self.columns[index].name[root..];
            let field = Field::parse(name)
                .or_else(|| Field::parse(&name.trim().to_lowercase().replace(' ', "_")));
            if let Some(field) = field
                && self.is_open(index)
                && self.column(field).is_none()
            {
                self.give(index, field, Why::FieldName);
            }
        }
    }

    fn take_known_names(&mut self, profiles: &[Profile]) {
        let root = self.root();
        let mut found: Vec<(usize, Field, usize)> = Vec::new();
        for (index, profile) in profiles.iter().enumerate() {
            if let Some((field, rank)) = known::field(&self.columns[index].name[root..])
                && profile.can_be(field)
            {
                found.push((rank, field, index));
            }
        }
        found.sort_by_key(|(rank, _, index)| (*rank, *index));
        for (_, field, index) in found {
            // A title alone is what somebody says only where there is no text.
            if self.is_open(index) && self.column(field).is_none() {
                self.give(index, field, Why::KnownName);
            }
        }
    }

    /// Questions in whole sentences. Of several ratings none is taken unless it asks for the whole.
    fn take_long_names(&mut self, profiles: &[Profile]) {
        for field in [Field::CreatedAt, Field::Rating] {
            let asks = |index: &usize| {
                let name = &self.columns[*index].name;
                self.is_open(*index)
                    && profile::by_long_name(name, &profiles[*index]) == Some(field)
            };
            let found: Vec<usize> = (0..profiles.len()).filter(asks).collect();
            let whole = found.iter().find(|index| known::asks_for_all(&self.columns[**index].name));
            let only = found.first().filter(|_| found.len() == 1 || field == Field::CreatedAt);
            if let Some(index) = whole.or(only).copied()
                && self.column(field).is_none()
            {
                self.give(index, field, Why::ColumnName);
            }
        }
    }

    /// A column of dates, where no name says which; the column with the longest texts.
    fn take_values(&mut self, profiles: &[Profile]) {
        if self.column(Field::CreatedAt).is_none() {
            let mut dates = (0..profiles.len()).filter(|index| profiles[*index].is_dates());
            if let (Some(index), None) = (dates.next(), dates.next())
                && self.is_open(index)
            {
                let example = profiles[index].samples.first().cloned().unwrap_or_default();
                self.give(index, Field::CreatedAt, Why::Values(example));
            }
        }
        if self.column(Field::Text).is_none() {
            let longest = (0..profiles.len())
                .filter(|index| self.is_open(*index) && profiles[*index].prose_score() > 0)
                .max_by_key(|index| (profiles[*index].prose_score(), usize::MAX - index));
            let longest = longest.or_else(|| self.only_words(profiles));
            if let Some(index) = longest {
                self.give(index, Field::Text, Why::LongestText);
            }
        }
    }

    /// The only column that holds words at all.
    fn only_words(&self, profiles: &[Profile]) -> Option<usize> {
        let mut words = (0..profiles.len()).filter(|index| profiles[*index].can_be(Field::Text));
        let index = words.next().filter(|index| self.is_open(*index))?;
        (words.next().is_none() && self.column(Field::Title).is_none()).then_some(index)
    }
}

/// Columns that hold what people say, the longest first.
fn prose(names: &[String], profiles: &[Profile]) -> Vec<String> {
    let mut found: Vec<(usize, &String)> = profiles
        .iter()
        .map(Profile::prose_score)
        .zip(names)
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by_key(|(score, _)| usize::MAX - score);
    found.into_iter().map(|(_, name)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::row::Row;
    use super::*;

    fn plan(header: &[&str], rows: &[&[&str]], map: &[&str]) -> Result<Vec<String>, Trouble> {
        let names: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let rows: Vec<Row> = rows
            .iter()
            .map(|cells| {
                let mut row = Row::default();
                cells.iter().for_each(|cell| row.add(cell));
                row
            })
            .collect();
        let profiles = profile::of(&rows, names.len());
        let plan = Plan::new(&names, &profiles, &Mapping::parse(map).unwrap())?;
        let shown = plan.columns.iter().filter_map(|column| {
            let field = column.field.as_ref()?;
            Some(format!("{}={}", field.value.name(), column.name))
        });
        Ok(shown.collect())
    }

    #[test]
    fn columns_of_surveys_find_their_fields() {
        let row: &[&str] =
            &["31/01/2026 10:00", "Ana", "El probador es muy estrecho", "4", "Sol", "8"];
        let header = [
            "Marca temporal",
            "Nombre",
            "¿Qué mejorarías?",
            "¿Cómo valoras el trato?",
            "Tienda",
            "x",
        ];
        assert_eq!(
            plan(&header, &[row], &[]).unwrap(),
            [
                "created_at=Marca temporal",
                "author_name=Nombre",
                "text=¿Qué mejorarías?",
                "rating=¿Cómo valoras el trato?"
            ]
        );
        assert_eq!(
            plan(&header, &[row], &["rating=#6", "keep=Nombre", "text=tienda"]).unwrap(),
            ["created_at=Marca temporal", "text=Tienda", "rating=x"]
        );
    }

    #[test]
    fn names_of_fields_come_before_suggestions() {
        let row: &[&str] = &["7", "La batería dura poco", "Muy mal todo", "ES"];
        assert_eq!(
            plan(&["ID", "Comentario", "text", "Country"], &[row], &[]).unwrap(),
            ["id=ID", "text=text", "country=Country"]
        );
        assert_eq!(plan(&["a", "b"], &[&["Bien", "5"]], &[]).unwrap(), ["text=a"]);
        assert_eq!(plan(&["a", "b"], &[&["Bien", "Sol"]], &[]).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_column_that_is_not_there_is_named_with_those_that_are() {
        let error = plan(&["Nr", "Comment"], &[], &["text=Coment"]).unwrap_err();
        assert_eq!(error.to_string(), "it has no column `Coment`; it has Nr, Comment");
    }
}
