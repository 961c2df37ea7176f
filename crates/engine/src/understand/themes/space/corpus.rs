//! The words of many texts, counted.

use std::collections::HashMap;

use plaza_core::Embedder;

/// Texts as places of their words in one list of words.
pub(super) struct Corpus<'a> {
    /// The words of every text, text after text, as places in `words`.
    said: Vec<u32>,
    /// Where each text ends in `said`.
    ends: Vec<usize>,
    words: Vec<Counted<'a>>,
    places: HashMap<u64, u32>,
}

/// A word of the corpus.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    pub(super) id: u64,
    /// What it is about, where the model knows it.
    pub(super) vector: Option<&'a [i8]>,
    /// Texts that hold it.
    pub(super) texts: u32,
    /// Number of the last text that holds it, from one.
    last: usize,
}

impl<'a> Corpus<'a> {
    pub(super) fn new() -> Self {
        Self { said: Vec::new(), ends: Vec::new(), words: Vec::new(), places: HashMap::new() }
    }

    /// Takes up one more text.
    pub(super) fn add(&mut self, embedder: &'a dyn Embedder, text: &str) {
        let number = self.ends.len() + 1;
        let Self { said, words, places, .. } = self;
        embedder.words(text, &mut |word| {
            let place = *places.entry(word.id).or_insert_with(|| {
                words.push(Counted { id: word.id, vector: word.vector, texts: 0, last: 0 });
                place(words.len() - 1)
            });
            said.push(place);
            let counted = &mut words[place as usize];
            if counted.last != number {
                (counted.last, counted.texts) = (number, counted.texts + 1);
            }
        });
        self.ends.push(self.said.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn words(&self) -> &[Counted<'a>] {
        &self.words
    }

    /// The words of each text, as places in [`words`](Self::words).
    pub(super) fn texts(&self) -> impl Iterator<Item = &[u32]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| &self.said[begin..*end])
    }

    /// How much it tells that a text holds this word: the inverse document frequency of Spärck
    /// Jones (1972), `ln(texts / texts that hold it)`.
    pub(super) fn weight(&self, word: &Counted<'_>) -> f32 {
        (count(self.len()) / count(word.texts as usize)).ln()
    }
}

/// A place in a list of words; there are far fewer than 2^32.
#[expect(clippy::cast_possible_truncation, reason = "memory would end before the numbers do")]
fn place(index: usize) -> u32 {
    index as u32
}

#[expect(clippy::cast_precision_loss, reason = "numbers of texts")]
fn count(number: usize) -> f32 {
    number.max(1) as f32
}
