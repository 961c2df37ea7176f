//! What a workspace's own words are about, learnt from the texts that hold them.
//!
//! A vector of a text has two parts. The first is the sum of its words' vectors; a word that the
//! model does not know, such as the name of a product, takes the centred mean of the texts that
//! hold it, weighted by how much their words tell (as "à la carte" embedding does: Khodak et al.,
//! 2018). The second says which words the text holds: tf-idf in the directions in which the texts
//! differ most (latent semantic analysis: Deerwester et al., 1990). So themes hold together both by
//! what is meant and by what is named.

use plaza_core::Embedder;
use serde::{Deserialize, Serialize};

use super::basis::{self, SparseRow};
use super::corpus::{Corpus, Counted};
use crate::stop::{StopSign, Stopped};
use crate::understand::themes::cluster::{stretch, to_bytes};

/// Fewest texts that hold a word of the lexicon.
const FEWEST: usize = 3;
/// Texts for each of which a word must be held once more.
const TEXTS_A_HOLDER: usize = 20_000;
/// Share of the texts from which a word tells nothing: the brand itself, say.
const LARGEST_SHARE: usize = 4;
/// Most words kept, the most frequent.
const MOST: usize = 20_000;
/// Numbers that say which words a text holds.
const NAMED: usize = 100;
/// Length of that part beside the other, which has length one.
const NAMED_SHARE: f32 = 0.5;
/// Length of a learnt vector beside the known ones' mean: names tell more than other words.
const LEARNT_SHARE: f32 = 1.5;

/// The words of a workspace, by [`Word::id`](plaza_core::Word).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Lexicon {
    /// In ascending order.
    ids: Vec<u64>,
    /// How much each word tells.
    weights: Vec<f32>,
    /// The place of each word's learnt vector in `meanings`; none for words that the model knows.
    learnt: Vec<Option<u32>>,
    meanings: Rows,
    named: Rows,
}

/// Rows of bytes, each with its own step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Rows {
    width: usize,
    steps: Vec<f32>,
    values: Vec<i8>,
}

impl Rows {
    fn push(&mut self, row: &[f32]) {
        let peak = row.iter().fold(0.0_f32, |peak, value| peak.max(value.abs()));
        self.width = row.len();
        self.steps.push(peak / 127.0);
        self.values.extend(to_bytes(row));
    }

    fn add(&self, index: usize, factor: f32, sums: &mut [f32]) {
        let factor = factor * self.steps[index];
        let values = &self.values[index * self.width..(index + 1) * self.width];
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += factor * f32::from(*value);
        }
    }
}

impl Lexicon {
    /// Learns the words of `texts`. The same texts give the same lexicon.
    ///
    /// # Errors
    /// The sign went up.
    pub fn learn<T: AsRef<str>>(
        embedder: &dyn Embedder,
        texts: impl IntoIterator<Item = T>,
        stop: &StopSign,
    ) -> Result<Self, Stopped> {
        let mut corpus = Corpus::new();
        for text in texts {
            corpus.add(embedder, text.as_ref());
        }
        stop.check()?;
        let chosen = chosen(&corpus);
        let place_of = places(&corpus, &chosen);
        let mut lexicon = Self::default();
        for word in chosen.iter().map(|index| &corpus.words()[*index]) {
            lexicon.ids.push(word.id);
            lexicon.weights.push(corpus.weight(word));
        }
        lexicon.learn_meanings(&corpus, &place_of, embedder.width());
        stop.check()?;
        lexicon.learn_names(&corpus, &place_of, stop)?;
        Ok(lexicon)
    }

    /// Numbers of a text's vector, where the words' have `width`.
    #[must_use]
    pub fn width(&self, width: usize) -> usize {
        width + self.named.width
    }

    /// What a text is about, [`width`](Self::width) numbers of which only the direction counts.
    /// All zero for a text without any known word.
    #[must_use]
    pub fn vector(&self, embedder: &dyn Embedder, text: &str) -> Vec<i8> {
        let mut meant = vec![0.0; embedder.width()];
        let mut held: Vec<usize> = Vec::new();
        embedder.words(text, &mut |word| {
            let found = self.ids.binary_search(&word.id).ok();
            held.extend(found);
            match (word.vector, found.and_then(|index| self.learnt[index])) {
                (Some(vector), _) => add(&mut meant, vector, 1.0),
                (None, Some(row)) => self.meanings.add(row as usize, 1.0, &mut meant),
                (None, None) => {}
            }
        });
        stretch(&mut meant);
        held.sort_unstable();
        let mut named = vec![0.0; self.named.width];
        for same in held.chunk_by(|a, b| a == b) {
            self.named.add(same[0], times(same.len()) * self.weights[same[0]], &mut named);
        }
        stretch(&mut named);
        meant.extend(named.into_iter().map(|value| value * NAMED_SHARE));
        to_bytes(&meant)
    }

    /// Vectors of the chosen words that the model does not know.
    fn learn_meanings(&mut self, corpus: &Corpus<'_>, place_of: &[Option<u32>], width: usize) {
        let unknown = |index: u32| {
            let word = &corpus.words()[index as usize];
            place_of[index as usize].filter(|_| word.vector.is_none())
        };
        let mut sums = vec![0.0; self.ids.len() * width];
        let mut mean = vec![0.0; width];
        let mut last = vec![0_usize; self.ids.len()];
        for (number, said) in (1..).zip(corpus.texts()) {
            let mut about = vec![0.0; width];
            for word in said.iter().map(|index| &corpus.words()[*index as usize]) {
                add(&mut about, word.vector.unwrap_or_default(), corpus.weight(word));
            }
            stretch(&mut about);
            mean.iter_mut().zip(&about).for_each(|(sum, value)| *sum += value);
            for place in said.iter().filter_map(|index| unknown(*index)) {
                let place = place as usize;
                if last[place] != number {
                    last[place] = number;
                    let sums = &mut sums[place * width..(place + 1) * width];
                    sums.iter_mut().zip(&about).for_each(|(sum, value)| *sum += value);
                }
            }
        }
        self.learnt = vec![None; self.ids.len()];
        let length = LEARNT_SHARE * typical_length(corpus.words());
        for (index, word) in corpus.words().iter().enumerate() {
            let Some(place) = place_of[index].filter(|_| word.vector.is_none()) else { continue };
            let place = place as usize;
            let share = texts(word.texts as usize) / texts(corpus.len());
            let sums = &sums[place * width..(place + 1) * width];
            let mut meaning: Vec<f32> =
                sums.iter().zip(&mean).map(|(sum, mean)| sum - mean * share).collect();
            stretch(&mut meaning);
            meaning.iter_mut().for_each(|value| *value *= length);
            self.learnt[place] = u32::try_from(self.meanings.steps.len()).ok();
            self.meanings.push(&meaning);
        }
    }

    /// The directions in which texts differ by the words that they hold.
    fn learn_names(
        &mut self,
        corpus: &Corpus<'_>,
        place_of: &[Option<u32>],
        stop: &StopSign,
    ) -> Result<(), Stopped> {
        let width = NAMED.min(self.ids.len());
        let rows: Vec<SparseRow> = corpus.texts().map(|said| self.row(said, place_of)).collect();
        if width == 0 {
            return Ok(());
        }
        let basis = basis::leading(&rows, self.ids.len(), width, stop)?;
        basis.chunks_exact(width).for_each(|row| self.named.push(row));
        Ok(())
    }

    /// A text as tf-idf of length one; repetitions count as their square root.
    fn row(&self, said: &[u32], place_of: &[Option<u32>]) -> SparseRow {
        let mut held: Vec<u32> =
            said.iter().filter_map(|index| place_of[*index as usize]).collect();
        held.sort_unstable();
        let mut row: SparseRow = held
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], times(same.len()) * self.weights[same[0] as usize]))
            .collect();
        let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
        if length > 0.0 {
            row.iter_mut().for_each(|(_, value)| *value /= length);
        }
        row
    }
}

/// The words of a lexicon as places in the corpus, by their ids.
fn chosen(corpus: &Corpus<'_>) -> Vec<usize> {
    let fewest = FEWEST.max(corpus.len() / TEXTS_A_HOLDER);
    let most = corpus.len() / LARGEST_SHARE;
    let words = corpus.words();
    let mut chosen: Vec<usize> = (0..words.len())
        .filter(|index| (fewest..=most).contains(&(words[*index].texts as usize)))
        .collect();
    chosen.sort_by_key(|index| (std::cmp::Reverse(words[*index].texts), words[*index].id));
    chosen.truncate(MOST);
    chosen.sort_by_key(|index| words[*index].id);
    chosen
}

/// The place in the lexicon of each word of the corpus.
fn places(corpus: &Corpus<'_>, chosen: &[usize]) -> Vec<Option<u32>> {
    let mut places = vec![None; corpus.words().len()];
    for (place, index) in (0..).zip(chosen) {
        places[*index] = Some(place);
    }
    places
}

/// The mean length of the known words' vectors.
fn typical_length(words: &[Counted<'_>]) -> f32 {
    let lengths = words
        .iter()
        .filter_map(|word| word.vector)
        .map(|vector| vector.iter().map(|value| f32::from(*value).powi(2)).sum::<f32>().sqrt());
    let (sum, known) = lengths.fold((0.0, 0), |(sum, known), length| (sum + length, known + 1));
    if known == 0 { 1.0 } else { sum / texts(known) }
}

fn add(sums: &mut [f32], values: &[i8], factor: f32) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * f32::from(*value);
    }
}

/// What a word counts that stands in a text so often.
fn times(count: usize) -> f32 {
    texts(count).sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of texts")]
fn texts(count: usize) -> f32 {
    count as f32
}
