//! What the index holds of a mention.

use plaza_core::text::fold;
use plaza_core::{Answering, FEW_STARS, Intent, MANY_STARS, MentionDoc, Sentiment, ThemeId, Voice};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{TantivyDocument, Term};

use crate::aspects::{self, AspectTerms};
use crate::words::{BodyTokenizer, FACT_SEPARATOR, FactTokenizer, body_value, folded_readings};

/// Raised whenever fields, terms or packed values change; an older index is built anew.
pub(crate) const VERSION: u32 = 5;

/// The value of a facet, and of a filter, for mentions that have none.
pub(crate) const NONE: &str = "none";

const BODY_TOKENIZER: &str = "plaza_body";
const FACT_TOKENIZER: &str = "plaza_facts";

/// The index's fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Title and text, with positions.
    pub(crate) body: Field,
    /// Everything that filters, as terms; see [`Fact`].
    pub(crate) facts: Field,
    /// The mention's id; also finds the older state of a mention.
    pub(crate) id: Field,
    /// Milliseconds UTC.
    pub(crate) created_at: Field,
    /// [`Labels`], packed.
    labels: Field,
    source: Field,
    /// 0 where there is none.
    theme: Field,
    /// Whose voice it is: [`Voice::code`].
    voice: Field,
    /// Numbers of the aspects, any number of them; see [`crate::aspects`].
    aspect: Field,
    /// Number of the kind of place; 0 where there is none.
    channel: Field,
}

/// Names of the fast fields.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const CREATED_AT: &str = "created_at";
    pub(crate) const LABELS: &str = "labels";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const THEME: &str = "theme";
    pub(crate) const VOICE: &str = "voice";
    pub(crate) const ASPECT: &str = "aspect";
    pub(crate) const CHANNEL: &str = "channel";
}

impl Fields {
    /// The schema and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, option: IndexRecordOption| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(tokenizer)
                    .set_fieldnorms(option.has_positions())
                    .set_index_option(option),
            )
        };
        let fields = Self {
            body: schema.add_text_field(
                "body",
                text(BODY_TOKENIZER, IndexRecordOption::WithFreqsAndPositions),
            ),
            facts: schema.add_text_field("facts", text(FACT_TOKENIZER, IndexRecordOption::Basic)),
            id: schema.add_i64_field(column::ID, FAST | INDEXED),
            created_at: schema.add_i64_field(column::CREATED_AT, FAST),
            labels: schema.add_u64_field(column::LABELS, FAST),
            source: schema.add_i64_field(column::SOURCE, FAST),
            theme: schema.add_i64_field(column::THEME, FAST),
            voice: schema.add_i64_field(column::VOICE, FAST),
            aspect: schema.add_u64_field(column::ASPECT, FAST),
            channel: schema.add_u64_field(column::CHANNEL, FAST),
        };
        (schema.build(), fields)
    }

    /// The tokenizers that the schema names.
    pub(crate) fn tokenizers() -> TokenizerManager {
        // The engine asks for its own default tokenizer even for numbers.
        let manager = TokenizerManager::default();
        manager.register(BODY_TOKENIZER, TextAnalyzer::from(BodyTokenizer::default()));
        manager.register(FACT_TOKENIZER, TextAnalyzer::from(FactTokenizer));
        manager
    }

    /// The term of a fact.
    pub(crate) fn fact(&self, fact: Fact, value: &str) -> Term {
        Term::from_field_text(self.facts, &fact_term(fact, value))
    }

    /// A mention as the engine takes it.
    pub(crate) fn document(&self, doc: &MentionDoc) -> TantivyDocument {
        let labels = Labels::of(doc);
        let lang = labels.lang();
        let mut out = TantivyDocument::new();
        out.add_text(self.body, body_value(&lang, &doc.title, &doc.text));
        let aspects = AspectTerms::of(&doc.aspects, &lang);
        out.add_text(self.facts, facts(doc, &lang, &aspects));
        out.add_i64(self.id, doc.id.get());
        out.add_i64(self.created_at, doc.created_at);
        out.add_u64(self.labels, labels.0);
        out.add_i64(self.source, doc.source_id.get());
        out.add_i64(self.theme, doc.theme_id.map_or(0, ThemeId::get));
        out.add_i64(self.voice, Voice::of(doc.id, doc.writer, doc.ours).code());
        for number in aspects.numbers {
            out.add_u64(self.aspect, number);
        }
        out.add_u64(self.channel, channel(doc).map_or(0, |channel| aspects::number(&channel)));
        out
    }
}

/// The kinds of facts; the value is the first character of the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    Lang,
    Sentiment,
    Intent,
    Theme,
    /// Hundredths, three digits.
    Rating,
    Country,
    Channel,
    Source,
    /// The author's handle, folded.
    Handle,
    /// A word of the author's handle or name, folded.
    AuthorWord,
    /// The author's id.
    Author,
    /// Written by our own account.
    Ours,
    /// Whether the model is sure of the sentiment.
    Confidence,
    /// A word of an aspect, or all of them; folded, and in their stems.
    Aspect,
    /// The same, of those that are spoken badly of.
    AspectNegative,
    /// The same, without feeling.
    AspectNeutral,
    /// The same, of those that are spoken well of.
    AspectPositive,
    /// An aspect's number and how it is written.
    AspectName,
    /// A kind of place's number and its name.
    ChannelName,
    /// Where it stands with us: [`Answering`].
    Answer,
}

impl Fact {
    fn letter(self) -> char {
        match self {
            Self::Lang => 'l',
            Self::Sentiment => 's',
            Self::Intent => 'i',
            Self::Theme => 't',
            Self::Rating => 'r',
            Self::Country => 'c',
            Self::Channel => 'k',
            Self::Source => 'f',
            Self::Handle => 'h',
            Self::AuthorWord => 'n',
            Self::Author => 'p',
            Self::Ours => 'o',
            Self::Confidence => 'q',
            Self::Aspect => 'a',
            Self::AspectNegative => 'b',
            Self::AspectNeutral => 'd',
            Self::AspectPositive => 'e',
            Self::AspectName => 'g',
            Self::ChannelName => 'j',
            Self::Answer => 'm',
        }
    }
}

/// The text of a fact's term.
pub(crate) fn fact_term(fact: Fact, value: &str) -> String {
    let mut term = String::with_capacity(value.len() + 1);
    term.push(fact.letter());
    term.push_str(value);
    term
}

/// A rating in hundredths, as facts write it.
pub(crate) fn rating_value(hundredths: u32) -> String {
    format!("{hundredths:03}")
}

/// The handle as facts write it.
pub(crate) fn handle_value(handle: &str) -> String {
    fold(handle.trim_start_matches('@')).replace(FACT_SEPARATOR, "")
}

/// The channel as facts write it.
pub(crate) fn channel_value(channel: &str) -> String {
    fold(channel).replace(FACT_SEPARATOR, "")
}

/// The kind of place where a mention was said, as facts write it.
fn channel(doc: &MentionDoc) -> Option<String> {
    doc.channel.as_deref().map(channel_value).filter(|channel| !channel.is_empty())
}

/// Who said it: the handle, the words of the names, the accounts.
fn author_facts(doc: &MentionDoc, add: &mut impl FnMut(Fact, &str)) {
    if let Some(author) = &doc.author {
        add(Fact::Handle, &handle_value(author));
    }
    for name in [&doc.author, &doc.author_name].into_iter().flatten() {
        for word in folded_readings(name) {
            add(Fact::AuthorWord, &word.folded);
        }
    }
    doc.writer.iter().for_each(|writer| add(Fact::Author, &writer.id.to_string()));
}

fn facts(doc: &MentionDoc, lang: &str, spoken_of: &AspectTerms) -> String {
    let mut facts = String::with_capacity(96);
    let mut add = |fact: Fact, value: &str| {
        if !facts.is_empty() {
            facts.push(FACT_SEPARATOR);
        }
        facts.push(fact.letter());
        facts.push_str(value);
    };
    add(Fact::Source, &doc.source_id.to_string());
    add(Fact::Lang, if lang.is_empty() { NONE } else { lang });
    add(Fact::Sentiment, doc.sentiment.map_or(NONE, Sentiment::name));
    if doc.mixed && doc.sentiment != Some(Sentiment::Mixed) {
        add(Fact::Sentiment, Sentiment::Mixed.name());
    }
    add(Fact::Confidence, confidence_name(Labels::of(doc).confidence_part()));
    // So that mentions without any can be asked for.
    for fact in
        [None, Some(Sentiment::Negative), Some(Sentiment::Neutral), Some(Sentiment::Positive)]
            .map(aspects::fact_of)
    {
        if !spoken_of.facts.iter().any(|(kind, _)| *kind == fact) {
            add(fact, "");
        }
    }
    for (fact, value) in &spoken_of.facts {
        add(*fact, value);
    }
    for intent in &doc.intents {
        add(Fact::Intent, intent.name());
    }
    if doc.intents.is_empty() {
        add(Fact::Intent, NONE);
    }
    match doc.theme_id {
        Some(theme) => add(Fact::Theme, &theme.to_string()),
        None => add(Fact::Theme, NONE),
    }
    match doc.rating.map(hundredths) {
        Some(rating) => add(Fact::Rating, &rating_value(rating)),
        None => add(Fact::Rating, NONE),
    }
    let country = doc.country.as_deref().map(|c| c.replace(FACT_SEPARATOR, "").to_uppercase());
    add(Fact::Country, country.as_deref().unwrap_or(NONE));
    match channel(doc) {
        Some(channel) => {
            add(Fact::Channel, &channel);
            add(Fact::ChannelName, &aspects::name_value(aspects::number(&channel), &channel));
        }
        None => add(Fact::Channel, NONE),
    }
    if let Some(answering) = doc.answering() {
        add(Fact::Answer, answering.name());
    }
    author_facts(doc, &mut add);
    if doc.ours {
        add(Fact::Ours, "");
    }
    facts
}

/// A rating from 0 to 5 in hundredths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=500")]
fn hundredths(rating: f64) -> u32 {
    (rating.clamp(0.0, 5.0) * 100.0).round() as u32
}

/// Language, sentiment and intents of a mention in one number, so that counting them reads one
/// column: bits 0 to 15 language, 16 to 18 sentiment, from 19 one bit per intent, 25 mixed, 26 and
/// 27 confidence, 28 and 29 stars, 30 and 31 how it stands with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Labels(pub(crate) u64);

const LANG_NONE: u64 = 0;
const LANG_OTHER: u64 = 1;
const LANG_FIRST: u64 = 2;
/// Letters and "no letter".
const LETTERS: u64 = 27;
const SENTIMENT_SHIFT: u32 = 16;
const INTENT_SHIFT: u32 = 19;
const MIXED_SHIFT: u32 = 25;
const CONFIDENCE_SHIFT: u32 = 26;
const STARS_SHIFT: u32 = 28;
const ANSWER_SHIFT: u32 = 30;
const CONFIDENCE_LOW: u64 = 1;
const CONFIDENCE_HIGH: u64 = 2;
/// How sure a model is, as the query language says it.
pub(crate) const CONFIDENCES: [&str; 2] = ["low", "high"];

impl Labels {
    fn of(doc: &MentionDoc) -> Self {
        let sentiment = doc.sentiment.map_or(0, sentiment_number);
        let intents = (0u32..)
            .zip(Intent::ALL)
            .filter(|(_, intent)| doc.intents.contains(intent))
            .fold(0, |bits, (at, _)| bits | 1 << at);
        let confidence = match (doc.sentiment, doc.unsure) {
            (None, _) => 0,
            (Some(_), true) => CONFIDENCE_LOW,
            (Some(_), false) => CONFIDENCE_HIGH,
        };
        Self(
            pack_lang(doc.lang.as_deref())
                | sentiment << SENTIMENT_SHIFT
                | intents << INTENT_SHIFT
                | u64::from(doc.mixed) << MIXED_SHIFT
                | confidence << CONFIDENCE_SHIFT
                | doc.rating.map_or(0, stars_number) << STARS_SHIFT
                | doc.answering().map_or(0, answering_number) << ANSWER_SHIFT,
        )
    }

    /// The language's part of the number.
    pub(crate) fn lang_part(self) -> u64 {
        self.0 & 0xffff
    }

    /// The language's code; empty where there is none.
    pub(crate) fn lang(self) -> String {
        unpack_lang(self.lang_part())
    }

    /// 0 for none, else one more than the place in [`Sentiment::ALL`].
    pub(crate) fn sentiment_part(self) -> u64 {
        self.0 >> SENTIMENT_SHIFT & 0b111
    }

    /// [`Self::sentiment_part`], with the bit [`MIXED_BIT`] where the mention is marked as mixed.
    pub(crate) fn marked_sentiment_part(self) -> u64 {
        let mixed = self.0 >> MIXED_SHIFT & 1;
        self.sentiment_part() + mixed * MIXED_BIT
    }

    /// 0 for none, else one more than the place in [`CONFIDENCES`].
    pub(crate) fn confidence_part(self) -> u64 {
        self.0 >> CONFIDENCE_SHIFT & 0b11
    }

    /// 0 for none, else one more than the place in [`STARS`].
    pub(crate) fn stars_part(self) -> u64 {
        self.0 >> STARS_SHIFT & 0b11
    }

    /// 0 for our own words, else one more than the place in [`Answering::ALL`].
    pub(crate) fn answer_part(self) -> u64 {
        self.0 >> ANSWER_SHIFT & 0b11
    }

    /// One bit for each of [`Intent::ALL`].
    pub(crate) fn intent_part(self) -> u64 {
        self.0 >> INTENT_SHIFT & 0b11_1111
    }
}

/// Set in a [`Labels::marked_sentiment_part`] beside the sentiment.
pub(crate) const MIXED_BIT: u64 = 0b1000;

/// How many stars a mention gives, as a facet says it.
pub(crate) const STARS: [&str; 3] = ["few", "some", "many"];

/// The name of a [`Labels::confidence_part`].
pub(crate) fn confidence_name(part: u64) -> &'static str {
    name_at(&CONFIDENCES, part)
}

/// The name of a [`Labels::stars_part`].
pub(crate) fn stars_name(part: u64) -> &'static str {
    name_at(&STARS, part)
}

/// The name of a [`Labels::answer_part`].
pub(crate) fn answer_name(part: u64) -> &'static str {
    name_at(&Answering::ALL.map(Answering::name), part)
}

/// One of `names` by its place, counted from 1; 0 stands for none.
fn name_at(names: &[&'static str], part: u64) -> &'static str {
    let at = usize::try_from(part).ok().and_then(|part| part.checked_sub(1));
    at.and_then(|at| names.get(at)).copied().unwrap_or(NONE)
}

fn stars_number(rating: f64) -> u64 {
    if rating < FEW_STARS {
        1
    } else if rating < MANY_STARS {
        2
    } else {
        3
    }
}

fn answering_number(answering: Answering) -> u64 {
    match answering {
        Answering::Unanswered => 1,
        Answering::Answered => 2,
        Answering::Unasked => 3,
    }
}

/// The name of a [`Labels::sentiment_part`].
pub(crate) fn sentiment_name(part: u64) -> &'static str {
    Sentiment::ALL.into_iter().find(|s| sentiment_number(*s) == part).map_or(NONE, Sentiment::name)
}

fn sentiment_number(sentiment: Sentiment) -> u64 {
    match sentiment {
        Sentiment::Negative => 1,
        Sentiment::Neutral => 2,
        Sentiment::Positive => 3,
        Sentiment::Mixed => 4,
    }
}

/// The part of [`Labels`] that stands for a language code.
pub(crate) fn pack_lang(code: Option<&str>) -> u64 {
    let Some(code) = code.filter(|code| !code.is_empty()) else { return LANG_NONE };
    if !(2..=3).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphabetic()) {
        return LANG_OTHER;
    }
    let letter = |at: usize| {
        code.as_bytes().get(at).map_or(0, |b| u64::from(b.to_ascii_lowercase() - b'a') + 1)
    };
    LANG_FIRST + (letter(0) * LETTERS + letter(1)) * LETTERS + letter(2)
}

/// The language code that [`pack_lang`] packed; empty for none.
pub(crate) fn unpack_lang(part: u64) -> String {
    match part {
        LANG_NONE => String::new(),
        LANG_OTHER => "other".to_owned(),
        _ => {
            let packed = part - LANG_FIRST;
            [packed / (LETTERS * LETTERS), packed / LETTERS % LETTERS, packed % LETTERS]
                .into_iter()
                .filter_map(|letter| u8::try_from(letter).ok()?.checked_sub(1))
                .map(|letter| char::from(b'a' + letter))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_codes_survive_packing() {
        for code in ["es", "en", "ast", "zz", "zzz", "other"] {
            assert_eq!(unpack_lang(pack_lang(Some(code))), code);
            assert!(pack_lang(Some(code)) <= 0xffff);
        }
        assert_eq!(unpack_lang(pack_lang(None)), "");
        assert_eq!(unpack_lang(pack_lang(Some("klingon"))), "other");
    }

    #[test]
    fn sentiments_survive_packing() {
        for sentiment in Sentiment::ALL {
            assert_eq!(sentiment_name(sentiment_number(sentiment)), sentiment.name());
        }
        assert_eq!(sentiment_name(0), NONE);
    }
}
