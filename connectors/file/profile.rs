//! What the columns of a table hold, as far as its first rows show.

use std::collections::HashSet;

use plaza_core::import::Field;
use plaza_core::text::truncate_chars;

use super::known;
use super::rating;
use super::row::Row;
use super::values;

/// Values of a column that are shown.
const SAMPLES: usize = 4;
/// Characters of each of them.
const SAMPLE_CHARS: usize = 120;
/// Digits of days of a spreadsheet, of dates without marks, and of times since 1970.
const TIMES: [usize; 5] = [5, 8, 10, 13, 14];

/// What a column holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    pub(super) samples: Vec<String>,
    /// Cells that are not blank.
    filled: usize,
    chars: usize,
    /// Cells of several words.
    prose: usize,
    numbers: usize,
    dates: usize,
    /// Cells that may be a spreadsheet's day, or a Unix time.
    times: usize,
    addresses: usize,
    distinct: HashSet<String>,
    rating: rating::Evidence,
}

/// The profiles of `width` columns.
pub(super) fn of(rows: &[Row], width: usize) -> Vec<Profile> {
    let mut profiles = vec![Profile::default(); width];
    for row in rows {
        for (profile, cell) in profiles.iter_mut().zip(row.cells()) {
            profile.add(cell);
        }
    }
    profiles
}

impl Profile {
    pub(super) fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if values::is_blank(cell) {
            return;
        }
        let shown = truncate_chars(cell, SAMPLE_CHARS);
        if self.samples.len() < SAMPLES && self.samples.iter().all(|sample| sample != shown) {
            self.samples.push(shown.to_owned());
        }
        self.filled += 1;
        self.chars += cell.chars().count();
        let is_number = values::is_number(cell);
        let is_date = !is_number && values::is_date(cell);
        let digits = cell.split(['.', ',']).next().map_or(0, str::len);
        self.numbers += usize::from(is_number);
        self.dates += usize::from(is_date);
        self.times += usize::from(is_date || (is_number && TIMES.contains(&digits)));
        self.addresses += usize::from(values::is_address(cell));
        self.prose += usize::from(!is_date && cell.split_whitespace().nth(1).is_some());
        self.distinct.insert(shown.to_owned());
        self.rating.add(cell);
    }

    /// Mean length in characters.
    fn length(&self) -> usize {
        self.chars / self.filled.max(1)
    }

    fn mostly(&self, count: usize) -> bool {
        count * 10 >= self.filled * 6
    }

    /// Whether it is written in figures that are dates, or in words that are.
    pub(super) fn is_dates(&self) -> bool {
        self.filled > 0 && self.dates * 10 >= self.filled * 8
    }

    /// Whether the values can be what the field holds.
    pub(super) fn can_be(&self, field: Field) -> bool {
        if self.filled == 0 {
            return false;
        }
        match field {
            Field::Text | Field::Title => !self.mostly(self.numbers) && !self.mostly(self.dates),
            Field::CreatedAt => self.times * 2 >= self.filled,
            Field::Rating => self.rating.is_rating(),
            Field::Url => self.mostly(self.addresses),
            Field::Id => {
                !self.mostly(self.prose) && !self.mostly(self.dates) && self.length() < 200
            }
            Field::Lang => self.length() <= 12,
            Field::Country => self.length() <= 30,
            Field::Author | Field::AuthorName => !self.mostly(self.numbers) && self.length() <= 80,
            _ => true,
        }
    }

    /// Whether it holds marks: numbers that a question asked for.
    pub(super) fn is_marks(&self) -> bool {
        self.can_be(Field::Rating) && self.distinct.len() <= 101 && self.length() <= 30
    }

    /// How much it looks like what people say in their own words; 0 where it does not.
    pub(super) fn prose_score(&self) -> usize {
        let is_prose = self.prose * 2 >= self.filled && self.length() >= 8;
        let is_other = self.mostly(self.dates) || self.mostly(self.addresses) || self.is_answers();
        if self.filled == 0 || !is_prose || is_other { 0 } else { self.length() }
    }

    /// Whether the answers are a few that people chose from.
    fn is_answers(&self) -> bool {
        self.filled >= 8 && self.distinct.len() * 4 <= self.filled && self.length() < 60
    }
}

/// Fields that the names and values of columns suggest, by column: those that nobody has said.
pub(super) fn by_long_name(name: &str, profile: &Profile) -> Option<Field> {
    let plain = known::plain(name);
    let asks = known::asks_for_a_rating(&plain) || rating::scale_in_name(name).is_some();
    if asks && profile.is_marks() {
        return Some(Field::Rating);
    }
    (known::asks_for_a_date(&plain) && profile.can_be(Field::CreatedAt)).then_some(Field::CreatedAt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(cells: &[&str]) -> Profile {
        let mut profile = Profile::default();
        cells.iter().for_each(|cell| profile.add(cell));
        profile
    }

    #[test]
    fn columns_are_known_by_what_they_hold() {
        assert!(profile(&["31/01/2026", "N/A", "1 de febrero de 2026"]).is_dates());
        assert!(profile(&["46053", "46054,5"]).can_be(Field::CreatedAt));
        assert!(profile(&["1769853600000"]).can_be(Field::CreatedAt));
        assert!(!profile(&["4", "5"]).can_be(Field::CreatedAt));
        assert!(!profile(&["", "-"]).can_be(Field::Text));
        assert_eq!(profile(&["https://a.example/b c"]).prose_score(), 0);
        assert_eq!(profile(&["Muy satisfecho"; 20]).prose_score(), 0);
        assert!(profile(&["El envío llegó tarde", "Nada"]).prose_score() > 0);
        assert_eq!(
            by_long_name("¿Cómo valoras el trato?", &profile(&["4", "5"])),
            Some(Field::Rating)
        );
        assert_eq!(by_long_name("¿Cómo valoras el trato?", &profile(&["bastante mal"])), None);
    }
}
