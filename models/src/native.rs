//! The native analyser: all parts together, weights embedded.

use std::sync::Arc;

#[cfg(feature = "rust-bert")]
use plaza_core::IntentProbabilities;
use plaza_core::{
    Analyzer, AnalyzerError, Aspect, Explanation, Insight, IntentScore, Reading, SentimentScores,
    explain_by_occlusion,
};

use crate::aspects::{self, Tagger};
use crate::clues::Tools;
use crate::denial;
use crate::features;
use crate::intents::IntentModel;
use crate::language::{LANGUAGES, LanguageFeatures, LanguageModel, OTHER};
use crate::net::{Input, Net};
use crate::scan::Scan;
use crate::words::WordVectors;

/// Name and version of the native analyser. The number rises whenever its answers change.
pub const MODEL: &str = "native@4";

/// What the analyser knows.
#[derive(Debug)]
struct Weights {
    words: WordVectors,
    language: LanguageModel,
    sentiment: Net,
    intents: IntentModel,
    tagger: Tagger,
    feeling: Net,
}

impl Weights {
    fn unpack() -> Result<Self, AnalyzerError> {
        Ok(Self {
            words: WordVectors::read(&[
                include_bytes!("../weights/words-0.bin"),
                include_bytes!("../weights/words-1.bin"),
                include_bytes!("../weights/words-2.bin"),
                include_bytes!("../weights/words-3.bin"),
            ])?,
            language: LanguageModel::read(include_bytes!("../weights/language.bin"))?,
            sentiment: Net::read("sentiment.bin", include_bytes!("../weights/sentiment.bin"))?,
            intents: IntentModel::new(
                Net::read("intents.bin", include_bytes!("../weights/intents.bin"))?,
                Net::read("idea.bin", include_bytes!("../weights/idea.bin"))?,
            )?,
            tagger: Tagger::read(include_bytes!("../weights/aspects.bin"))?,
            feeling: Net::read("feeling.bin", include_bytes!("../weights/feeling.bin"))?,
        })
    }
}

/// Finds language, sentiment, intents and aspects without any outside help.
#[derive(Debug)]
pub struct NativeAnalyzer {
    weights: Arc<Weights>,
    language_features: LanguageFeatures,
    input: Input,
    /// Class of the workspace's language.
    home: Option<usize>,
}

impl NativeAnalyzer {
    /// Unpacks the embedded weights.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the program was built with damaged weights.
    pub fn new() -> Result<Self, AnalyzerError> {
        Ok(Self::with(Arc::new(Weights::unpack()?), None))
    }

    fn with(weights: Arc<Weights>, home: Option<usize>) -> Self {
        let (language_features, input) = (LanguageFeatures::default(), Input::default());
        Self { weights, language_features, input, home }
    }

    /// The same for a workspace that speaks `lang` (ISO 639-1): one word, and a few that could be of
    /// several languages, are taken to be of that one. A language that is not among
    /// [`LANGUAGES`] changes nothing.
    #[must_use]
    pub fn at_home_in(mut self, lang: &str) -> Self {
        self.home =
            LANGUAGES.iter().position(|known| *known == lang).filter(|class| *class != OTHER);
        self
    }

    fn lang(&mut self, text: &str) -> &'static str {
        self.language_features.read(text);
        LANGUAGES[self.weights.language.classify(&self.language_features, self.home)]
    }

    fn reading(&mut self, text: &str) -> Reading {
        let mut scan = Scan::new(text);
        if scan.tokens().is_empty() {
            return silent();
        }
        let lang = self.lang(scan.text());
        denial::read(&mut scan);
        features::read(&scan, scan.tokens(), &self.weights.words, &mut self.input);
        let mut p = [0.0; 3];
        self.weights.sentiment.probabilities(&self.input, &mut p);
        let sentiment = SentimentScores::of(p);
        let tools = Tools { words: &self.weights.words, sentiment: &self.weights.sentiment };
        let intents = self.weights.intents.judge(&scan, lang, &sentiment, tools, &mut self.input);
        let aspects = self.aspects(&scan, p, &Alone);
        let holding = IntentScore::holding(intents);
        let insight = Insight { lang: lang.to_owned(), sentiment, intents: holding, aspects };
        Reading { insight, intents }
    }

    /// Language and intents for an analyser that finds the sentiment and `idea` (the belief that
    /// the text suggests something) itself.
    #[cfg(feature = "rust-bert")]
    pub(crate) fn language_and_intents(
        &mut self,
        text: &str,
        sentiment: &SentimentScores,
        idea: f32,
    ) -> (String, IntentProbabilities) {
        let mut scan = Scan::new(text);
        let lang = self.lang(scan.text());
        denial::read(&mut scan);
        (lang.to_owned(), self.weights.intents.combine(&scan, lang, sentiment, idea))
    }

    /// Aspects for an analyser that has an opinion of its own about them.
    #[cfg(feature = "rust-bert")]
    pub(crate) fn aspects_beside(
        &mut self,
        text: &str,
        sentiment: &SentimentScores,
        other: &impl AspectOpinion,
    ) -> Vec<Aspect> {
        let probabilities = [sentiment.negative, sentiment.neutral, sentiment.positive];
        self.aspects(&Scan::new(text), probabilities, other)
    }

    /// The scores of both opinions are added: a product of experts (Hinton, 2002).
    fn aspects(
        &mut self,
        scan: &Scan<'_>,
        text: [f32; 3],
        other: &impl AspectOpinion,
    ) -> Vec<Aspect> {
        let spans = self
            .weights
            .tagger
            .spans(scan, &self.weights.words, |token| other.tags(token.char_start, token.char_end));
        let mut found = Vec::with_capacity(spans.len());
        for span in spans {
            aspects::read_clause(scan, span, &self.weights.words, text, &mut self.input);
            let mut p = [0.0; 3];
            self.weights.feeling.probabilities(&self.input, &mut p);
            let (first, last) = (&scan.tokens()[span.first], &scan.tokens()[span.end - 1]);
            let more = other.feelings(first.char_start, last.char_end);
            p.iter_mut().zip(more).for_each(|(own, more)| *own *= more.exp());
            found.push(Aspect {
                term: scan.text()[first.start..last.end].to_owned(),
                start: first.char_start,
                end: last.char_end,
                sentiment: SentimentScores::of(p).label,
            });
        }
        found
    }
}

/// What another model says about aspects, as natural logarithms of probabilities; zeros where it
/// says nothing. Positions are in characters of the text.
pub(crate) trait AspectOpinion {
    /// Outside, begin and inside for the token between `start` and `end`.
    fn tags(&self, start: usize, end: usize) -> [f32; aspects::TAGS];
    /// Negative, neutral and positive for the aspect between `start` and `end`.
    fn feelings(&self, start: usize, end: usize) -> [f32; 3];
}

/// No other model.
struct Alone;

impl AspectOpinion for Alone {
    fn tags(&self, _: usize, _: usize) -> [f32; aspects::TAGS] {
        [0.0; aspects::TAGS]
    }

    fn feelings(&self, _: usize, _: usize) -> [f32; 3] {
        [0.0; 3]
    }
}

/// The insight for a text without content: white space, control characters, or nothing at all.
fn silent() -> Reading {
    Reading::of(Insight {
        lang: "other".to_owned(),
        sentiment: SentimentScores::of([0.0, 1.0, 0.0]),
        intents: Vec::new(),
        aspects: Vec::new(),
    })
}

impl Analyzer for NativeAnalyzer {
    fn model(&self) -> &str {
        MODEL
    }

    fn is_inline(&self) -> bool {
        true
    }

    fn twin(&self) -> Option<Box<dyn Analyzer>> {
        Some(Box::new(Self::with(Arc::clone(&self.weights), self.home)))
    }

    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError> {
        Ok(texts.iter().map(|text| self.reading(text).insight).collect())
    }

    fn weigh(&mut self, texts: &[&str]) -> Result<Vec<Reading>, AnalyzerError> {
        Ok(texts.iter().map(|text| self.reading(text)).collect())
    }

    fn explain(&mut self, text: &str) -> Result<Option<Explanation>, AnalyzerError> {
        explain_by_occlusion(text, |texts| self.weigh(texts)).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use plaza_core::{Intent, Sentiment, Tag};

    use super::*;

    fn analyzer() -> NativeAnalyzer {
        NativeAnalyzer::new().unwrap()
    }

    fn read(text: &str) -> Insight {
        analyzer().analyze(&[text]).unwrap().remove(0)
    }

    #[test]
    fn knows_its_languages() {
        let cases = [
            ("es", "La batería del móvil dura muy poco y el servicio técnico no contesta"),
            ("en", "The battery hardly lasts and nobody answers my messages"),
            ("fr", "La batterie ne tient pas et personne ne répond à mes messages"),
            ("pt", "A bateria dura muito pouco e ninguém responde às minhas mensagens"),
            ("de", "Der Akku hält kaum und niemand antwortet auf meine Nachrichten"),
            ("it", "La batteria dura pochissimo e nessuno risponde ai miei messaggi"),
            ("ca", "La bateria dura molt poc i ningú no contesta els meus missatges"),
            ("gl", "A batería dura moi pouco e ninguén contesta ás miñas mensaxes"),
            ("eu", "Bateriak oso gutxi irauten du eta inork ez die nire mezuei erantzuten"),
            ("other", "Батарея держит очень мало, и никто не отвечает"),
            ("other", "البطارية لا تدوم طويلا"),
            ("other", "Batteriet varar knappt och ingen svarar på mina meddelanden"),
            ("other", ""),
            ("other", "👍 12345 !!"),
        ];
        for (lang, text) in cases {
            assert_eq!(read(text).lang, lang, "{text}");
        }
    }

    #[test]
    fn feels_negation_and_emoji() {
        use Sentiment::{Negative, Positive};
        let cases = [
            ("Me encanta la nueva versión, muchas gracias", Positive),
            ("No funciona, es una vergüenza", Negative),
            ("La app no funciona", Negative),
            ("ESTO NO FUNCIONA!!!", Negative),
            ("I love this phone, best purchase ever", Positive),
            ("This is terrible, I hate it", Negative),
            ("not bad at all, I like it", Positive),
            ("Worst service ever 😡", Negative),
            ("Great job 😍👏", Positive),
            ("J'adore, merci beaucoup!", Positive),
            ("Das ist schrecklich, nie wieder", Negative),
            ("Che bello, grazie mille!", Positive),
        ];
        for (text, expected) in cases {
            let sentiment = read(text).sentiment;
            assert_eq!(sentiment.label, expected, "{text}: {sentiment:?}");
        }
    }

    #[test]
    fn hears_what_people_want() {
        let cases = [
            ("Estaría bien que añadieran un modo oscuro", Intent::Idea),
            ("Ojalá pudieran poner más autobuses por la noche", Intent::Idea),
            ("Please add a dark mode to the app", Intent::Idea),
            ("¿Alguien sabe a qué hora abre la oficina?", Intent::Question),
            ("Does anyone know when the update arrives?", Intent::Question),
            ("La app no funciona desde ayer, llevo horas esperando", Intent::Complaint),
            ("It stopped working after the update and support never answers", Intent::Complaint),
            ("Muchas gracias por la ayuda, me encanta", Intent::Praise),
            ("Thank you, amazing service!", Intent::Praise),
            ("¿Dónde puedo comprar el nuevo modelo?", Intent::Buy),
            ("I want to buy two of these", Intent::Buy),
            ("Me doy de baja, hasta nunca", Intent::Leave),
            ("I'm switching to another provider and cancelling my subscription", Intent::Leave),
        ];
        for (text, intent) in cases {
            let intents = read(text).intents;
            assert!(intents.iter().any(|i| i.label == intent), "{text}: {intents:?}");
            assert!(intents.is_sorted_by(|a, b| a.score >= b.score));
        }
        assert_eq!(read("El tren sale a las nueve").intents, []);
    }

    #[test]
    fn finds_aspects_with_their_own_feeling() {
        let insight = read("The battery life is awful but the screen is great");
        let found: Vec<_> =
            insight.aspects.iter().map(|a| (a.term.as_str(), a.sentiment)).collect();
        assert_eq!(found, [("battery life", Sentiment::Negative), ("screen", Sentiment::Positive)]);
        let insight = read("😀 La comida estupenda, pero el servicio fue pésimo");
        let found: Vec<_> = insight
            .aspects
            .iter()
            .map(|a| (a.term.as_str(), a.start, a.end, a.sentiment))
            .collect();
        assert_eq!(
            found,
            [("comida", 5, 11, Sentiment::Positive), ("servicio", 31, 39, Sentiment::Negative)]
        );
    }

    fn hostile_texts() -> Vec<String> {
        vec![
            String::new(),
            " \n\t ".into(),
            "a".into(),
            "\u{0}\u{1}\u{7f}\u{9f}".into(),
            "\u{202e}gnitset\u{202c} the food was great".into(),
            "الخدمة سيئة but the food is good שירות גרוע".into(),
            "e\u{301}\u{301}\u{301} comida\u{301} bue\u{303}na".into(),
            "👩‍👩‍👧‍👦🏳️‍🌈🇪🇸 food 😀😀".repeat(50),
            "THE FOOD WAS AWFUL AND THE SERVICE WORSE!!!!".into(),
            "La comida was good mais le service ist schlecht".into(),
            "http://".into(),
            "@".into(),
            "@@@@ ##### :-) <3 :".into(),
            "n't don't N'T ’t".into(),
            "ﬁﬂ Ⅷ ½ ㎏ ＡＢＣ".into(),
            "x".repeat(100_000),
            "é".repeat(100_000),
            "the food is bad. ".repeat(6_000),
            "¿".repeat(100_000),
            "\u{300}".repeat(5_000),
            "日本語のテキストです。".repeat(1_000),
        ]
    }

    #[test]
    fn survives_whatever_people_send() {
        let texts = hostile_texts();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let insights = analyzer().analyze(&texts).unwrap();
        assert_eq!(insights.len(), texts.len());
        for (text, insight) in texts.iter().zip(&insights) {
            let shown = plaza_core::text::truncate_chars(text, 40);
            let s = insight.sentiment;
            assert!((s.negative + s.neutral + s.positive - 1.0).abs() < 1e-4, "{shown:?}: {s:?}");
            for intent in &insight.intents {
                assert!((0.5..=1.0).contains(&intent.score), "{shown:?}: {intent:?}");
            }
            let mut before = 0;
            for aspect in &insight.aspects {
                assert!(
                    aspect.start >= before && aspect.end > aspect.start,
                    "{shown:?}: {aspect:?}"
                );
                before = aspect.end;
                let words: String =
                    text.chars().skip(aspect.start).take(aspect.end - aspect.start).collect();
                assert_eq!(words, aspect.term, "{shown:?}");
            }
        }
    }

    #[test]
    fn the_same_text_gets_the_same_answer() {
        let texts = hostile_texts();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let together = analyzer().analyze(&texts).unwrap();
        let mut alone = analyzer();
        for (text, expected) in texts.iter().zip(together).rev() {
            assert_eq!(alone.analyze(&[text]).unwrap(), [expected]);
        }
    }

    #[test]
    fn says_which_words_made_it_think_so() {
        let mut analyzer = analyzer();
        let cases = [
            (
                "El hotel es una vergüenza y está lejos",
                Tag::Sentiment(Sentiment::Negative),
                "vergüenza",
            ),
            ("I love this phone", Tag::Sentiment(Sentiment::Positive), "love"),
            ("Llego mañana 😡😡", Tag::Sentiment(Sentiment::Negative), "😡"),
            ("Estaría bien que añadieran un modo oscuro", Tag::Intent(Intent::Idea), "Estaría"),
            ("¿Y eso cuánto cuesta?", Tag::Intent(Intent::Question), "?"),
            ("Me doy de baja", Tag::Intent(Intent::Leave), "baja"),
        ];
        for (text, tag, word) in cases {
            let explained = analyzer.explain(text).unwrap().unwrap();
            let reason = explained.reasons.iter().find(|reason| reason.tag == tag);
            let words = &reason.unwrap_or_else(|| panic!("{text}: {explained:?}")).words;
            assert!(words.iter().any(|w| w.text == word && w.weight > 0.0), "{text}: {words:?}");
            for w in words {
                let there: String = text.chars().skip(w.start).take(w.end - w.start).collect();
                assert_eq!(there, w.text, "{text}");
            }
        }
        for text in hostile_texts() {
            assert!(analyzer.explain(&text).unwrap().is_some());
        }
    }

    #[test]
    fn the_card_speaks_of_this_version() {
        let card = include_str!("../../docs/models/native.md");
        assert!(
            card.contains(&format!("Model: `{MODEL}`.")),
            "docs/models/native.md is of another version: run `cargo xtask eval`"
        );
    }

    #[test]
    fn a_twin_gives_the_same_answers() {
        let mut one = analyzer().at_home_in("es");
        let mut twin = one.twin().unwrap();
        let texts = ["La batería dura poco", "Vale", "Please add a dark mode", "", "👍"];
        assert_eq!(one.weigh(&texts).unwrap(), twin.weigh(&texts).unwrap());
        assert_eq!(twin.model(), MODEL);
    }
}
