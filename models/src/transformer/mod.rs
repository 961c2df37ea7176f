//! The rust-bert analyser: a multilingual transformer through libtorch (cargo feature `rust-bert`).
//!
//! The encoder is multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings", 2024) from a
//! folder that `plaza models install` fills; Plaza's own tuned layers and heads lie over it and are
//! part of the program. Language and the phrases that speak for an intent are the native analyser's;
//! which words are aspects, and the feeling about them, both say together.
//!
//! Of a text the first 512 pieces are read (about 2,000 characters of Spanish), at most 8,192
//! characters; what comes after them has no influence on sentiment, ideas and aspects. An answer
//! may differ in the fourth decimal depending on the texts that are analysed with it, because
//! libtorch adds numbers in another order for batches of another shape.

mod encoder;
mod heads;
mod pieces;
mod spans;
mod tensor;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use plaza_core::{
    Analyzer, AnalyzerError, Explanation, Insight, IntentScore, Reading, SentimentScores,
    explain_by_occlusion,
};
use tch::{Device, Tensor};

use crate::NativeAnalyzer;
use crate::checkpoint;
use encoder::{Encoder, States};
use heads::{Heads, HeadsFile};
use pieces::{Cutter, Pieces};
use spans::TaggedPieces;
use tensor::torch;

/// Name and version of the analyser. The number rises whenever its answers change.
pub const MODEL: &str = "rust-bert@2";

/// The tuned layers and heads; `models/tools/train_heads.py` makes them.
const HEADS: &[u8] = include_bytes!("../../weights/transformer/heads.safetensors");

/// Maximum number of pieces in one run of the encoder, padding included, which bounds the memory.
/// Attention takes most of it: at 512 pieces a text about 100 MB in 32 bits.
const PIECES_PER_BATCH: usize = 4_096;
/// Maximum number of texts in one run of the encoder.
const TEXTS_PER_BATCH: usize = 64;

/// How the analyser runs.
#[derive(Debug, Clone)]
pub struct TransformerOptions {
    /// The folder with `config.json`, `tokenizer.json` and `model.safetensors`.
    pub folder: PathBuf,
    /// Processor cores that libtorch may use; `None` leaves the choice to libtorch.
    pub threads: Option<u16>,
}

/// Finds language, sentiment, intents and aspects with a transformer.
pub struct TransformerAnalyzer {
    options: TransformerOptions,
    native: NativeAnalyzer,
    /// Loaded with the first text: commands that analyse nothing do not wait for it.
    model: Option<Model>,
}

impl TransformerAnalyzer {
    /// Checks that the weights are there and fit together. They are loaded with the first text.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] says what is missing or wrong.
    pub fn new(options: TransformerOptions) -> Result<Self, AnalyzerError> {
        checkpoint::check_shapes(&options.folder)?;
        Ok(Self { options, native: NativeAnalyzer::new()?, model: None })
    }

    /// The same for a workspace that speaks `lang`, as [`NativeAnalyzer::at_home_in`].
    #[must_use]
    pub fn at_home_in(mut self, lang: &str) -> Self {
        self.native = self.native.at_home_in(lang);
        self
    }

    fn model(&mut self) -> Result<&Model, AnalyzerError> {
        if self.model.is_none() {
            if let Some(threads) = self.options.threads {
                tch::set_num_threads(i32::from(threads.max(1)));
            }
            let options = &self.options;
            self.model = Some(guarded(|| Model::load(options, HEADS))?);
        }
        self.model.as_ref().ok_or_else(|| AnalyzerError::Runtime("no model".to_owned()))
    }

    fn reading(&mut self, text: &str, answer: &Answer) -> Reading {
        let (lang, intents) =
            self.native.language_and_intents(text, &answer.sentiment, answer.idea);
        let holding = IntentScore::holding(intents);
        let sentiment = answer.sentiment;
        let aspects = self.native.aspects_beside(text, &sentiment, &answer.pieces);
        Reading { insight: Insight { lang, sentiment, intents: holding, aspects }, intents }
    }
}

impl Analyzer for TransformerAnalyzer {
    fn model(&self) -> &str {
        MODEL
    }

    fn is_inline(&self) -> bool {
        false
    }

    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError> {
        Ok(self.weigh(texts)?.into_iter().map(|reading| reading.insight).collect())
    }

    fn weigh(&mut self, texts: &[&str]) -> Result<Vec<Reading>, AnalyzerError> {
        let model = self.model()?;
        let answers = guarded(|| model.answers(texts))?;
        Ok(texts.iter().zip(&answers).map(|(text, answer)| self.reading(text, answer)).collect())
    }

    fn explain(&mut self, text: &str) -> Result<Option<Explanation>, AnalyzerError> {
        explain_by_occlusion(text, |texts| self.weigh(texts)).map(Some)
    }
}

/// rust-bert turns libtorch's errors into panics, which must not end the analyser's thread.
fn guarded<T>(work: impl FnOnce() -> Result<T, AnalyzerError>) -> Result<T, AnalyzerError> {
    catch_unwind(AssertUnwindSafe(|| tch::no_grad(work))).unwrap_or_else(|panic| {
        let why = panic.downcast_ref::<String>().map(String::as_str);
        let why =
            why.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        Err(AnalyzerError::Runtime(format!("libtorch: {why}")))
    })
}

/// What the transformer says about one text.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    sentiment: SentimentScores,
    /// Belief that it is an idea; 0.5 is the threshold.
    idea: f32,
    /// What it says about aspects.
    pieces: TaggedPieces,
}

impl Answer {
    /// The answer for a text without a visible character.
    fn of_nothing() -> Self {
        let sentiment = SentimentScores::of([0.0, 1.0, 0.0]);
        Self { sentiment, idea: 0.0, pieces: TaggedPieces::default() }
    }
}

/// Tokenizer, encoder and heads.
struct Model {
    cutter: Cutter,
    encoder: Encoder,
    heads: Heads,
    device: Device,
}

impl Model {
    /// Loads everything; on CUDA where libtorch finds it.
    fn load(options: &TransformerOptions, heads: &[u8]) -> Result<Self, AnalyzerError> {
        let device = Device::cuda_if_available();
        let config = checkpoint::check_shapes(&options.folder)?;
        let heads = HeadsFile::read(heads, &config)?;
        Ok(Self {
            cutter: Cutter::load(&options.folder, &config)?,
            encoder: Encoder::load(&options.folder, &config, &heads, device)?,
            heads: Heads::new(&heads, device)?,
            device,
        })
    }

    /// One answer per text, in their order. Texts of similar length go through the encoder
    /// together, so that little padding is computed.
    fn answers(&self, texts: &[&str]) -> Result<Vec<Answer>, AnalyzerError> {
        let mut answers = vec![Answer::of_nothing(); texts.len()];
        let mut cut = Vec::with_capacity(texts.len());
        for (place, text) in texts.iter().enumerate() {
            if text.chars().any(|c| !c.is_whitespace() && !c.is_control()) {
                cut.push((place, self.cutter.cut(text)?));
            }
        }
        cut.sort_by_key(|(place, pieces)| (std::cmp::Reverse(pieces.ids.len()), *place));
        for batch in batches(&cut) {
            for ((place, _), answer) in batch.iter().zip(self.run(batch)?) {
                answers[*place] = answer;
            }
        }
        Ok(answers)
    }

    fn run(&self, batch: &[(usize, Pieces)]) -> Result<Vec<Answer>, AnalyzerError> {
        let (ids, mask) = self.padded(batch)?;
        let States { sentiment, idea, aspect } = self.encoder.run(&ids, &mask)?;
        let sentiments = self.heads.sentiment(&sentiment, &mask)?;
        let ideas = self.heads.idea(&idea, &mask)?;
        let tags = self.heads.aspects(&aspect)?;
        let length = usize::try_from(ids.size()[1]).unwrap_or(0);
        let answers = batch.iter().enumerate().map(|(row, (_, pieces))| {
            let begin = row * length;
            Answer {
                sentiment: SentimentScores::of(sentiments[row]),
                idea: ideas[row],
                pieces: TaggedPieces::new(&pieces.spans, &tags[begin..begin + pieces.ids.len()]),
            }
        });
        Ok(answers.collect())
    }

    /// Piece numbers and mask (1 where there is a piece), texts × pieces.
    fn padded(&self, batch: &[(usize, Pieces)]) -> Result<(Tensor, Tensor), AnalyzerError> {
        let length = batch.iter().map(|(_, pieces)| pieces.ids.len()).max().unwrap_or(0);
        let mut ids = Vec::with_capacity(batch.len() * length);
        let mut mask = Vec::with_capacity(ids.capacity());
        for (_, pieces) in batch {
            let padding = length - pieces.ids.len();
            ids.extend(&pieces.ids);
            ids.extend(std::iter::repeat_n(self.cutter.padding(), padding));
            mask.extend(std::iter::repeat_n(1.0_f32, pieces.ids.len()));
            mask.extend(std::iter::repeat_n(0.0_f32, padding));
        }
        let shape = [batch.len(), length].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let tensor = |flat: Result<Tensor, tch::TchError>| {
            flat.and_then(|flat| flat.f_view(shape))
                .and_then(|tensor| tensor.f_to_device(self.device))
                .map_err(|error| torch(&error))
        };
        Ok((tensor(Tensor::f_from_slice(&ids))?, tensor(Tensor::f_from_slice(&mask))?))
    }
}

/// Cuts texts, sorted from longest to shortest, into batches of bounded size.
fn batches(texts: &[(usize, Pieces)]) -> impl Iterator<Item = &[(usize, Pieces)]> {
    let mut rest = texts;
    std::iter::from_fn(move || {
        let longest = rest.first()?.1.ids.len().max(1);
        let fitting = (PIECES_PER_BATCH / longest).clamp(1, TEXTS_PER_BATCH).min(rest.len());
        let (batch, behind) = rest.split_at(fitting);
        rest = behind;
        Some(batch)
    })
}
