//! What a larger model believes about texts: softer than people's labels, and for more texts.
//!
//! Method: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015; with new
//! texts made from old ones as in Tang et al., "Distilling Task-Specific Knowledge from BERT into
//! Simple Neural Networks", 2019.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::copies::text_hash;

/// What the teacher believes about one text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lesson {
    /// Probabilities of negative, neutral, positive.
    pub(crate) sentiment: [f32; 3],
    /// Probability of an idea, where the teacher was asked.
    pub(crate) idea: Option<f32>,
}

#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    sentiment: [f32; 3],
    #[serde(default)]
    idea: Option<f32>,
    /// The text was made for the lesson; no person labelled it.
    #[serde(default)]
    made: bool,
}

/// All lessons by the text.
#[derive(Debug, Default)]
pub(crate) struct Teacher {
    known: HashMap<u64, Lesson>,
    made: Vec<(String, Lesson)>,
}

impl Teacher {
    /// Reads the file of `models/tools/soft_labels.py`; a teacher without a file has no lessons.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self> {
        let mut teacher = Self::default();
        let Some(path) = path else { return Ok(teacher) };
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line: Line = serde_json::from_str(&line?)
                .with_context(|| format!("{} line {}", path.display(), number + 1))?;
            let lesson = Lesson { sentiment: line.sentiment, idea: line.idea };
            if line.made {
                teacher.made.push((line.text, lesson));
            } else {
                teacher.known.insert(text_hash(&line.text), lesson);
            }
        }
        println!(
            "teacher: {} texts that people labelled, {} made ones",
            teacher.known.len(),
            teacher.made.len()
        );
        Ok(teacher)
    }

    /// The lesson about the text with that hash.
    pub(crate) fn of(&self, hash: u64) -> Option<Lesson> {
        self.known.get(&hash).copied()
    }

    /// Texts that only the teacher labelled.
    pub(crate) fn new_texts(&self) -> impl Iterator<Item = (&str, Lesson)> {
        self.made.iter().map(|(text, lesson)| (text.as_str(), *lesson))
    }
}
