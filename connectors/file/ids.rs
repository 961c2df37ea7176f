//! Ids: those of the file, where they can be trusted, and ones made from what a record says.

use std::collections::{HashMap, HashSet};

/// Ids that are remembered to see whether many are the same.
const REMEMBERED: usize = 10_000;

/// What the ids of a column show.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    seen: HashSet<String>,
    all: u64,
    /// Of the long ones, which a spreadsheet keeps to 15 digits.
    long: u64,
    rounded: u64,
    example: String,
}

impl Evidence {
    pub(super) fn add(&mut self, id: &str) {
        let id = id.trim();
        let (is_long, is_rounded) = looks_rounded(id);
        self.long += u64::from(is_long);
        if is_rounded {
            self.rounded += 1;
            if self.example.is_empty() || (in_powers(id) && !in_powers(&self.example)) {
                id.clone_into(&mut self.example);
            }
        }
        if self.seen.len() < REMEMBERED {
            self.all += 1;
            self.seen.insert(id.to_owned());
        }
    }

    /// One of the ids, where they cannot be trusted.
    pub(super) fn spoilt(&self) -> Option<&str> {
        let powers = in_powers(&self.example);
        let rounded = powers || (self.rounded > 1 && self.rounded * 10 >= self.long * 8);
        if rounded {
            return Some(&self.example);
        }
        let distinct = self.seen.len() as u64;
        let same = self.all >= 10 && distinct * 2 < self.all;
        if same { self.seen.iter().min().map(String::as_str) } else { None }
    }
}

/// `1.23457E+17`, `1,78123E+18`.
fn in_powers(id: &str) -> bool {
    let Some((digits, power)) = id.split_once(['E', 'e']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    power.strip_prefix('+').is_some_and(is_number)
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

/// Whether an id has more digits than a spreadsheet keeps, and whether it looks rounded.
fn looks_rounded(id: &str) -> (bool, bool) {
    if in_powers(id) {
        return (true, true);
    }
    let is_long = id.len() >= 16 && id.bytes().all(|b| b.is_ascii_digit());
    (is_long, is_long && id.bytes().skip(15).all(|b| b == b'0'))
}

/// Makes ids from what records say: the same record has the same id in every import, wherever it
/// stands; equal records are numbered.
#[derive(Debug, Default)]
pub(super) struct OwnIds {
    times: HashMap<u64, u32>,
}

impl OwnIds {
    /// The id of a record with these cells. Blank ones do not count, so that the same table has
    /// the same ids with and without empty columns.
    pub(super) fn next<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> String {
        let hash = hash(cells);
        let times = self.times.entry(u64::try_from(hash >> 64).unwrap_or_default()).or_insert(0);
        *times += 1;
        let short = hash >> 48;
        if *times == 1 { format!("row-{short:020x}") } else { format!("row-{short:020x}-{times}") }
    }
}

/// FNV-1a, 128 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn hash<'a>(cells: impl IntoIterator<Item = &'a str>) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let mut add = |byte: u8| {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    };
    for cell in cells {
        let cell = cell.trim();
        if !cell.is_empty() {
            cell.bytes().for_each(&mut add);
            // A byte that no text holds ends the cell.
            add(0xff);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoilt(ids: &[&str]) -> Option<String> {
        let mut evidence = Evidence::default();
        ids.iter().for_each(|id| evidence.add(id));
        evidence.spoilt().map(str::to_owned)
    }

    #[test]
    fn ids_that_a_spreadsheet_rounded_are_noticed() {
        assert_eq!(spoilt(&["1,78123E+18", "1,78124E+18"]).as_deref(), Some("1,78123E+18"));
        assert_eq!(spoilt(&["7", "1.2E+17"]).as_deref(), Some("1.2E+17"));
        let rounded = ["1781230000000000000", "1781240000000000000", "1781250000000000000"];
        assert_eq!(spoilt(&rounded).as_deref(), Some("1781230000000000000"));
        assert_eq!(spoilt(&["1781234567890123456", "1781230000000000000"]), None);
        assert_eq!(spoilt(&["1", "2", "2", "10"]), None);
        assert_eq!(spoilt(&["7"; 12]).as_deref(), Some("7"));
        assert_eq!(spoilt(&["2E5", "E+7", "abc"]), None);
    }

    #[test]
    fn own_ids_follow_the_record() {
        let (mut one, mut other) = (OwnIds::default(), OwnIds::default());
        let a = one.next(["2026", "Más tallas", ""]);
        let b = one.next(["2026", "Nada"]);
        let again = one.next(["2026", "Más tallas"]);
        assert_eq!(other.next(["2026 ", "Más tallas", "", ""]), a);
        assert_eq!(other.next(["2026Nada"]).len(), a.len());
        assert_ne!(other.next(["2026Nada"]), b);
        assert_eq!(again, format!("{a}-2"));
    }
}
