//! The container of embedded weights: little-endian numbers behind a magic word and a version.

use plaza_core::AnalyzerError;

const MAGIC: &[u8; 4] = b"PLZW";
/// Changes whenever a file of an older layout can no longer be read.
const LAYOUT: u32 = 1;

/// Reads a weights file from front to back.
#[derive(Debug)]
pub struct Reader<'a> {
    name: &'static str,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Opens a file; errors call it `name`.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the magic word or the layout version is not ours.
    pub fn new(name: &'static str, bytes: &'a [u8]) -> Result<Self, AnalyzerError> {
        let mut reader = Self { name, rest: bytes };
        if reader.bytes(4)? != MAGIC || reader.u32()? != LAYOUT {
            return Err(reader.damaged("is of another kind or layout"));
        }
        Ok(reader)
    }

    fn damaged(&self, what: &str) -> AnalyzerError {
        AnalyzerError::Weights(format!(
            "`{}` {what}; run the train command of plaza-models and build again",
            self.name
        ))
    }

    /// The next `n` bytes.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is shorter.
    pub fn bytes(&mut self, n: usize) -> Result<&'a [u8], AnalyzerError> {
        let (head, rest) =
            self.rest.split_at_checked(n).ok_or_else(|| self.damaged("is cut off"))?;
        self.rest = rest;
        Ok(head)
    }

    /// The next unsigned number.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is shorter.
    pub fn u32(&mut self) -> Result<u32, AnalyzerError> {
        let bytes = self.bytes(4)?;
        Ok(bytes.iter().rev().fold(0, |value, byte| (value << 8) | u32::from(*byte)))
    }

    /// The next number, as a size.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is shorter.
    pub fn size(&mut self) -> Result<usize, AnalyzerError> {
        self.u32().map(|n| n as usize)
    }

    /// The next `n` floating-point numbers.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is shorter.
    pub fn f32s(&mut self, n: usize) -> Result<Vec<f32>, AnalyzerError> {
        (0..n).map(|_| self.u32().map(f32::from_bits)).collect()
    }

    /// The next `n` numbers that were stored as bytes with a common scale.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the file is shorter.
    pub fn i8s(&mut self, n: usize) -> Result<Quantised, AnalyzerError> {
        let scale = f32::from_bits(self.u32()?);
        let values = self.bytes(n)?.iter().map(|b| b.cast_signed()).collect();
        Ok(Quantised { scale, values })
    }

    /// Checks that nothing is left over.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when something is.
    pub fn finish(&self) -> Result<(), AnalyzerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.damaged("is longer than it should be")) }
    }
}

/// Weights of eight bits: a weight is its value times the scale.
#[derive(Debug, Clone)]
pub struct Quantised {
    /// The value of one step.
    pub scale: f32,
    /// The steps.
    pub values: Vec<i8>,
}

/// Writes a weights file.
#[derive(Debug)]
pub struct Writer(Vec<u8>);

impl Default for Writer {
    fn default() -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(LAYOUT.to_le_bytes());
        Self(bytes)
    }
}

impl Writer {
    /// Appends raw bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    /// Appends an unsigned number.
    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    /// Appends floating-point numbers.
    pub fn f32s(&mut self, values: &[f32]) {
        for value in values {
            self.u32(value.to_bits());
        }
    }

    /// Appends numbers as bytes. The few beyond `clip` are cut to it, so that a single outlier does
    /// not make all others coarser.
    pub fn i8s(&mut self, values: &[f32], clip: f32) {
        let largest = values.iter().fold(0.0_f32, |m, v| m.max(v.abs())).min(clip).max(1e-12);
        self.i8s_scaled(values, largest / 127.0);
    }

    /// Appends numbers as bytes of the given scale.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of a byte before")]
    pub fn i8s_scaled(&mut self, values: &[f32], scale: f32) {
        self.u32(scale.to_bits());
        self.0.extend(
            values.iter().map(|v| ((v / scale).round().clamp(-127.0, 127.0) as i8).cast_unsigned()),
        );
    }

    /// The finished file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        writer.u32(7);
        writer.f32s(&[0.5, -2.0]);
        writer.i8s(&[1.0, -0.5, 9.0], 2.0);
        let file = writer.finish();
        let mut reader = Reader::new("test", &file).unwrap();
        assert_eq!(reader.size().unwrap(), 7);
        assert_eq!(reader.f32s(2).unwrap(), [0.5, -2.0]);
        let q = reader.i8s(3).unwrap();
        assert_eq!(q.values, [64, -32, 127]);
        assert!((q.scale - 2.0 / 127.0).abs() < 1e-9);
        reader.finish().unwrap();
    }

    #[test]
    fn damage_is_told() {
        assert!(Reader::new("test", b"PLZ").is_err());
        assert!(Reader::new("test", b"XXXX\x01\0\0\0").is_err());
        let file = Writer::default().finish();
        let mut reader = Reader::new("words.bin", &file).unwrap();
        let message = reader.u32().unwrap_err().to_string();
        assert!(message.contains("`words.bin` is cut off"), "{message}");
    }
}
