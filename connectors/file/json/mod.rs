//! JSON: an object a line, objects one after another, an array of them, or an array inside an
//! object.

mod lines;
mod nested;
mod records;
mod shape;
mod values;

use std::fs::File;
use std::io::{self, Read, Seek};

use plaza_core::import::Trouble;

use super::letters::Letters;
use super::row::Bad;
pub(super) use records::Records;
use shape::Shape;

/// A value of the file before it is read.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) bytes: &'a [u8],
    /// The line on which it begins, counted from 1.
    pub(super) line: u64,
    /// Which value of its line it is, from the second on.
    pub(super) part: Option<u64>,
}

/// The values of a file, one by one.
pub(super) trait Texts: Send {
    fn next(&mut self) -> Option<Result<Text<'_>, Bad>>;
}

/// A JSON file.
pub(super) struct Json {
    file: File,
    letters: Letters,
    shape: Shape,
    /// It can be read once, and nothing of it twice.
    is_pipe: bool,
}

impl Json {
    /// An object a line, as they come through a pipe.
    pub(super) fn of_pipe(file: File, letters: Letters) -> Self {
        Self { file, letters, shape: Shape::Lines, is_pipe: true }
    }

    pub(super) fn open(mut file: File, letters: Letters, name: &str) -> Result<Self, Trouble> {
        let mut sample = Vec::new();
        let mut reader = reader(&mut file, letters).map_err(|error| unreadable(&error))?;
        let taken = reader.by_ref().take(shape::SAMPLE_BYTES).read_to_end(&mut sample);
        taken.map_err(|error| unreadable(&error))?;
        drop(reader);
        let shape = Shape::of(&sample, name);
        Ok(Self { file, letters, shape, is_pipe: false })
    }

    /// The values from the first on.
    pub(super) fn texts(&mut self) -> Result<Box<dyn Texts>, Trouble> {
        let reader = if self.is_pipe {
            self.file.try_clone().map(|file| self.letters.reader(file))
        } else {
            reader(&mut self.file, self.letters)
        };
        let reader = reader.map_err(|error| unreadable(&error))?;
        Ok(match self.shape {
            Shape::Lines => Box::new(lines::Lines::new(reader)),
            Shape::Values { skip, in_array } => {
                Box::new(values::Values::new(reader, skip, in_array))
            }
        })
    }
}

fn reader(file: &mut File, letters: Letters) -> io::Result<Box<dyn Read + Send>> {
    file.rewind()?;
    Ok(letters.reader(file.try_clone()?))
}

fn unreadable(error: &io::Error) -> Trouble {
    super::unreadable(error)
}
