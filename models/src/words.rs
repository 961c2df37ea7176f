//! Word vectors: a word's meaning in a few numbers, the same for `bueno` and `good`.
//!
//! Distilled from a multilingual transformer (`models/tools/distil_words.py`); one row of bytes
//! per word, found by the word's hash.

use plaza_core::AnalyzerError;

use crate::weights::{Reader, Writer};

/// The table of word vectors.
#[derive(Debug)]
pub struct WordVectors {
    width: usize,
    scale: f32,
    /// Hash of each slot's word (its upper half), 0 for an empty slot.
    keys: Vec<u32>,
    /// Row of each slot.
    rows: Vec<u32>,
    values: Vec<i8>,
}

impl WordVectors {
    /// Joins the parts of the table (parts keep each file small).
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when a part is damaged.
    pub fn read(parts: &[&[u8]]) -> Result<Self, AnalyzerError> {
        let (mut width, mut scale) = (0, 1.0);
        let (mut hashes, mut values) = (Vec::new(), Vec::new());
        for part in parts {
            let mut reader = Reader::new("words.bin", part)?;
            let words = reader.size()?;
            width = reader.size()?;
            for _ in 0..words {
                hashes.push(reader.u32()?);
            }
            let part = reader.i8s(words * width)?;
            reader.finish()?;
            scale = part.scale;
            values.extend(part.values);
        }
        let slots = (hashes.len() * 2).next_power_of_two();
        let mut table = Self { width, scale, keys: vec![0; slots], rows: vec![0; slots], values };
        for (row, hash) in (0_u32..).zip(hashes) {
            let slot = table.slot(hash);
            (table.keys[slot], table.rows[slot]) = (hash, row);
        }
        Ok(table)
    }

    /// Writes the table in parts of at most `rows_per_part` rows.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "tables have far fewer than 2^32 rows")]
    pub fn write(words: &[(u64, Vec<f32>)], rows_per_part: usize) -> Vec<Vec<u8>> {
        let largest = words.iter().flat_map(|(_, v)| v).fold(0.0_f32, |m, v| m.max(v.abs()));
        words
            .chunks(rows_per_part)
            .map(|part| {
                let mut writer = Writer::default();
                writer.u32(part.len() as u32);
                writer.u32(part.first().map_or(0, |(_, v)| v.len()) as u32);
                for (hash, _) in part {
                    writer.u32(key(*hash));
                }
                // Every part has the same scale, so that rows can be added up as they are.
                let values: Vec<f32> = part.iter().flat_map(|(_, v)| v.iter().copied()).collect();
                writer.i8s_scaled(&values, largest / 127.0);
                writer.finish()
            })
            .collect()
    }

    /// Numbers per word.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The value of one step of a row.
    #[must_use]
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// The row of the word with that hash (see [`crate::hash::text`] of the folded word).
    #[inline]
    #[must_use]
    pub fn row(&self, hash: u64) -> Option<&[i8]> {
        let slot = self.slot(key(hash));
        if self.keys[slot] == 0 {
            return None;
        }
        let start = self.rows[slot] as usize * self.width;
        Some(&self.values[start..start + self.width])
    }

    /// The slot that holds `key`, or the empty one where it would be.
    #[inline]
    fn slot(&self, key: u32) -> usize {
        let mask = self.keys.len() - 1;
        let mut slot = key as usize & mask;
        while self.keys[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[inline]
fn key(hash: u64) -> u32 {
    ((hash >> 32) as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    #[test]
    fn finds_words_over_all_parts() {
        let words: Vec<(u64, Vec<f32>)> =
            (0..100_u8).map(|n| (hash::text(&format!("w{n}")), vec![f32::from(n), -1.0])).collect();
        let parts = WordVectors::write(&words, 33);
        assert_eq!(parts.len(), 4);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let table = WordVectors::read(&parts).unwrap();
        for n in 0..100_u8 {
            let row = table.row(hash::text(&format!("w{n}"))).unwrap();
            assert!((f32::from(row[0]) * table.scale() - f32::from(n)).abs() < 0.4);
        }
        assert!(table.row(hash::text("unknown")).is_none());
        assert!(WordVectors::read(&[&parts[0][..50]]).is_err());
    }
}
