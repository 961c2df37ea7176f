//! The native analyser: all parts together, weights embedded.

use plaza_core::{Analyzer, AnalyzerError, Aspect, Insight, Sentiment, SentimentScores};

use crate::aspects::{self, Tagger};
use crate::features;
use crate::intents::IntentModel;
use crate::language::{LANGUAGES, LanguageFeatures, LanguageModel};
use crate::net::{Input, Net};
use crate::scan::Scan;
use crate::words::WordVectors;

/// Name and version of the native analyser. The number rises whenever its answers change.
pub const MODEL: &str = "native@1";

/// Tells language, sentiment, intents and aspects without any help from outside.
#[derive(Debug)]
pub struct NativeAnalyzer {
    words: WordVectors,
    language: LanguageModel,
    sentiment: Net,
    intents: IntentModel,
    tagger: Tagger,
    feeling: Net,
    language_features: LanguageFeatures,
    input: Input,
}

impl NativeAnalyzer {
    /// Unpacks the embedded weights.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the program was built from damaged weights.
    pub fn new() -> Result<Self, AnalyzerError> {
        Ok(Self {
            words: WordVectors::read(&[
                include_bytes!("../weights/words-0.bin"),
                include_bytes!("../weights/words-1.bin"),
                include_bytes!("../weights/words-2.bin"),
                include_bytes!("../weights/words-3.bin"),
            ])?,
            language: LanguageModel::read(include_bytes!("../weights/language.bin"))?,
            sentiment: Net::read("sentiment.bin", include_bytes!("../weights/sentiment.bin"))?,
            intents: IntentModel::new(Net::read("idea.bin", include_bytes!("../weights/idea.bin"))?),
            tagger: Tagger::read(include_bytes!("../weights/aspects.bin"))?,
            feeling: Net::read("feeling.bin", include_bytes!("../weights/feeling.bin"))?,
            language_features: LanguageFeatures::default(),
            input: Input::default(),
        })
    }

    fn insight(&mut self, text: &str) -> Insight {
        let scan = Scan::new(text);
        self.language_features.read(scan.text());
        let lang = LANGUAGES[self.language.classify(&self.language_features)];
        features::read(&scan, scan.tokens(), &self.words, &mut self.input);
        let mut p = [0.0; 3];
        self.sentiment.probabilities(&self.input, &mut p);
        let sentiment = scores(p);
        let aspects = self.aspects(&scan, p);
        let intents = self.intents.judge(&scan, lang, &sentiment, &self.words, &mut self.input);
        Insight { lang: lang.to_owned(), sentiment, intents, aspects }
    }

    fn aspects(&mut self, scan: &Scan<'_>, text: [f32; 3]) -> Vec<Aspect> {
        let spans = self.tagger.spans(scan, &self.words);
        let mut found = Vec::with_capacity(spans.len());
        for span in spans {
            aspects::read_clause(scan, span, &self.words, text, &mut self.input);
            let mut p = [0.0; 3];
            self.feeling.probabilities(&self.input, &mut p);
            let (first, last) = (&scan.tokens()[span.first], &scan.tokens()[span.end - 1]);
            found.push(Aspect {
                term: scan.text()[first.start..last.end].to_owned(),
                start: first.char_start,
                end: last.char_end,
                sentiment: scores(p).label,
            });
        }
        found
    }
}

fn scores([negative, neutral, positive]: [f32; 3]) -> SentimentScores {
    let label = if negative > neutral && negative > positive {
        Sentiment::Negative
    } else if positive > neutral {
        Sentiment::Positive
    } else {
        Sentiment::Neutral
    };
    SentimentScores { label, negative, neutral, positive }
}

impl Analyzer for NativeAnalyzer {
    fn model(&self) -> &str {
        MODEL
    }

    fn is_inline(&self) -> bool {
        true
    }

    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError> {
        Ok(texts.iter().map(|text| self.insight(text)).collect())
    }
}
