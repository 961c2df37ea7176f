//! Page cursors: the key of the last result, opaque to callers.

use crate::{SearchError, Sort};

/// What results are ordered by; the highest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Milliseconds, or the bits of the score.
    pub(crate) first: i64,
    /// The mention.
    pub(crate) id: i64,
}

const NUMBER_DIGITS: usize = 16;
const CHECK_DIGITS: usize = 8;

/// Writes a cursor.
pub(crate) fn write(sort: Sort, key: Key) -> String {
    let body = format!("{}{:016x}{:016x}", letter(sort), key.first, key.id);
    let check = checksum(&body);
    format!("{body}{check:08x}")
}

/// Reads a cursor that was written for the same sort order.
pub(crate) fn read(sort: Sort, cursor: &str) -> Result<Key, SearchError> {
    let parse = || {
        let rest = cursor.strip_prefix(letter(sort))?;
        if rest.len() != 2 * NUMBER_DIGITS + CHECK_DIGITS || !rest.is_ascii() {
            return None;
        }
        let (numbers, check) = rest.split_at(2 * NUMBER_DIGITS);
        let body = &cursor[..=2 * NUMBER_DIGITS];
        if u32::from_str_radix(check, 16).ok()? != checksum(body) {
            return None;
        }
        let (first, id) = numbers.split_at(NUMBER_DIGITS);
        let number = |digits| u64::from_str_radix(digits, 16).ok().map(u64::cast_signed);
        Some(Key { first: number(first)?, id: number(id)? })
    };
    parse().ok_or(SearchError::BadCursor)
}

fn letter(sort: Sort) -> char {
    match sort {
        Sort::Newest => 'n',
        Sort::Relevance => 'r',
    }
}

/// FNV-1a; tells accidents and tampering apart from real cursors, and protects no secret.
fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_and_tampering_does_not() {
        for key in [Key { first: -5, id: i64::MAX }, Key { first: 1_769_855_400_000, id: 7 }] {
            for sort in [Sort::Newest, Sort::Relevance] {
                let cursor = write(sort, key);
                assert_eq!(read(sort, &cursor).ok(), Some(key));
                for at in 0..cursor.len() {
                    let mut tampered = cursor.clone().into_bytes();
                    tampered[at] = if tampered[at] == b'0' { b'1' } else { b'0' };
                    let tampered = String::from_utf8(tampered).unwrap();
                    assert!(read(sort, &tampered).is_err(), "{tampered}");
                }
            }
        }
        for bad in ["", "n", "ñ", "n1", &"é".repeat(20), &format!("n{}", "+".repeat(40))] {
            assert!(read(Sort::Newest, bad).is_err(), "{bad}");
        }
        let cursor = write(Sort::Newest, Key { first: 1, id: 1 });
        assert!(read(Sort::Relevance, &cursor).is_err());
    }
}
