//! Ratings, on whatever scale people were asked.
//!
//! A column has one scale. It is found only where the values and the name leave no doubt; otherwise
//! nobody's ten becomes a five: a person is asked.

use plaza_core::import::{Found, Scale, Why};
use plaza_core::text::fold;

use super::known;
use super::values;

/// A value of a rating.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// In stars from 0 to 5, because it names its own scale: `8/10`, `★★★☆☆`, `80 %`.
    Stars(f64),
    /// On the scale of its column.
    Plain(f64),
}

/// Answers in words, from the worst to the best; the ones of a line mean the same.
const WORDS: [[&[&str]; 5]; 8] = [
    [&["one"], &["two"], &["three"], &["four"], &["five"]],
    [&["uno", "una"], &["dos"], &["tres"], &["cuatro"], &["cinco"]],
    [
        &["muy mal", "muy malo", "muy mala", "pesimo", "pesima", "fatal", "horrible"],
        &["mal", "malo", "mala"],
        &["regular", "normal", "aceptable", "ni bien ni mal"],
        &["bien", "bueno", "buena"],
        &["muy bien", "muy bueno", "muy buena", "excelente", "perfecto"],
    ],
    [
        &["muy insatisfecho", "muy insatisfecha", "nada satisfecho", "nada satisfecha"],
        &["insatisfecho", "insatisfecha", "poco satisfecho", "poco satisfecha"],
        &["neutral", "neutro", "indiferente", "ni satisfecho ni insatisfecho", "algo satisfecho"],
        &["satisfecho", "satisfecha", "bastante satisfecho", "bastante satisfecha"],
        &["muy satisfecho", "muy satisfecha", "totalmente satisfecho"],
    ],
    [
        &["totalmente en desacuerdo", "muy en desacuerdo"],
        &["en desacuerdo"],
        &["ni de acuerdo ni en desacuerdo", "neutral", "indiferente"],
        &["de acuerdo"],
        &["totalmente de acuerdo", "muy de acuerdo"],
    ],
    [
        &["very bad", "terrible", "awful"],
        &["bad", "poor"],
        &["ok", "okay", "average", "neutral", "fair"],
        &["good"],
        &["very good", "excellent", "great"],
    ],
    [
        &["very dissatisfied", "very unsatisfied"],
        &["dissatisfied", "unsatisfied", "somewhat dissatisfied"],
        &["neutral", "neither satisfied nor dissatisfied"],
        &["satisfied", "somewhat satisfied"],
        &["very satisfied"],
    ],
    [
        &["strongly disagree"],
        &["disagree"],
        &["neither agree nor disagree", "neutral"],
        &["agree"],
        &["strongly agree"],
    ],
];

/// Reads a value by itself.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let text = text.trim();
    if let Some(number) = values::number(text) {
        return Some(Mark::Plain(number));
    }
    in_symbols(text)
        .or_else(|| in_per_cent(text))
        .or_else(|| with_its_scale(text))
        .or_else(|| with_its_meaning(text))
}

/// `★★★☆☆`, `⭐⭐⭐`, `★★★½`.
fn in_symbols(text: &str) -> Option<Mark> {
    let (mut full, mut empty, mut half) = (0_u8, 0_u8, 0_u8);
    for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{fe0f}' | '\u{200d}')) {
        match c {
            '★' | '⭐' | '🌟' | '✭' | '✮' | '⭑' | '*' => full += 1,
            '☆' | '✩' | '⚝' | '⭒' => empty += 1,
            '½' => half += 1,
            _ => return None,
        }
        if full + empty > 10 {
            return None;
        }
    }
    if full + empty == 0 || half > 1 {
        return None;
    }
    let of = if full + empty > 5 { 10.0 } else { 5.0 };
    Some(Mark::Stars((f64::from(full) + f64::from(half) / 2.0) * 5.0 / of))
}

fn in_per_cent(text: &str) -> Option<Mark> {
    let value = values::number(text.strip_suffix('%')?)?;
    Scale::PER_CENT.stars(value).map(Mark::Stars)
}

/// `8/10`, `4 de 5`, `4 out of 5`, `3 estrellas`.
fn with_its_scale(text: &str) -> Option<Mark> {
    let folded = fold(text);
    for between in ["/", " de ", " sobre ", " out of ", " of "] {
        if let Some((value, best)) = folded.split_once(between) {
            let best = best.trim().trim_end_matches(" estrellas").trim_end_matches(" stars");
            let (value, best) = (values::number(value)?, values::number(best)?);
            let scale = Scale::new(0.0, best).filter(|_| best <= 100.0)?;
            return scale.stars(value).map(Mark::Stars);
        }
    }
    for unit in ["estrellas", "estrella", "stars", "star"] {
        if let Some(value) = folded.strip_suffix(unit) {
            return Scale::STARS.stars(values::number(value)?).map(Mark::Stars);
        }
    }
    None
}

/// `5 - Muy satisfecho`, `5: excelente`, `(5) Excelente`, `10 puntos`, `Excelente (5)`.
fn with_its_meaning(text: &str) -> Option<Mark> {
    let begin = text.trim_start_matches(['(', '[']);
    let end = begin.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')));
    let (digits, rest) = begin.split_at(end.unwrap_or(begin.len()));
    let is_meaning = |text: &str| {
        text.chars().any(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit())
    };
    let digits = digits.trim_end_matches([',', '.']);
    if let Some(value) = values::number(digits) {
        return is_meaning(rest).then_some(Mark::Plain(value));
    }
    let (meaning, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
    let value = values::number(inside)?;
    is_meaning(meaning).then_some(Mark::Plain(value))
}

/// An answer without marks, and without the other gender: `Satisfecho/a`, `Satisfecho(a)`.
fn answer(text: &str) -> String {
    known::plain(&text.to_lowercase().replace("/a", "").replace("(a)", "").replace("/o", ""))
}

/// Stars of an answer, folded, in the words of a set.
fn in_words(plain: &str, set: usize) -> Option<f64> {
    let answers = WORDS.get(set)?;
    let place = answers.iter().position(|same| same.contains(&plain))?;
    u8::try_from(place + 1).ok().map(f64::from)
}

/// What the values of a column show.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// Values on the scale of the column: up to 5, 7, 10, 20, 100, and beyond or below all.
    plain: [u64; 6],
    least: f64,
    most: f64,
    /// Values with a scale of their own.
    own: u64,
    other: u64,
    /// Answers that each set of words has.
    words: [u64; WORDS.len()],
    example: String,
}

impl Evidence {
    pub(super) fn add(&mut self, text: &str) {
        match mark(text) {
            Some(Mark::Stars(_)) => self.own += 1,
            Some(Mark::Plain(value)) => self.add_plain(value, text),
            None => {
                self.other += 1;
                // Longer ones are what people say in their own words.
                if text.len() <= 60 {
                    let plain = answer(text);
                    for (set, count) in self.words.iter_mut().enumerate() {
                        *count += u64::from(in_words(&plain, set).is_some());
                    }
                }
            }
        }
    }

    fn add_plain(&mut self, value: f64, text: &str) {
        let kind = [5.0, 7.0, 10.0, 20.0, 100.0].iter().position(|most| value <= *most);
        let kind = kind.filter(|_| value >= 0.0).unwrap_or(5);
        if self.numbers() == 0 {
            (self.least, self.most) = (value, value);
        }
        if value > self.most || self.example.is_empty() {
            self.example = values::shown(text);
        }
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        self.plain[kind] += 1;
    }

    fn numbers(&self) -> u64 {
        self.plain.iter().sum()
    }

    /// Whether most values can be ratings.
    pub(super) fn is_rating(&self) -> bool {
        let read = self.numbers() + self.own;
        read > self.other || self.words().is_some()
    }

    /// The set of words that all answers are from.
    fn words(&self) -> Option<usize> {
        let all = self.words.iter().position(|count| *count == self.other && *count > 0)?;
        (self.numbers() + self.own == 0).then_some(all)
    }
}

/// How the ratings of a column are read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading {
    /// On this scale.
    On(Found<Scale>),
    /// In words.
    Words(usize),
    /// Nobody knows.
    Unknown { least: f64, most: f64, fitting: Vec<Scale> },
}

impl Reading {
    /// What the values and the name of the column show; `said` is what a person says.
    pub(super) fn of(evidence: &Evidence, name: &str, said: Option<Scale>) -> Self {
        if let Some(scale) = said {
            return Self::On(Found::new(scale, Why::Said));
        }
        if let Some(set) = evidence.words() {
            return Self::Words(set);
        }
        let plain = known::plain(name);
        if let Some(scale) = scale_in_name(name).filter(|scale| fits(evidence, *scale)) {
            return Self::On(Found::new(scale, Why::ColumnName));
        }
        let recommends = known::asks_to_recommend(&plain);
        if recommends && fits(evidence, Scale::ZERO_TO_TEN) {
            // Recommendation is asked from 0 to 10; a column that never passes 5 may be stars.
            let sure = evidence.most > 5.0 || plain.split(' ').any(|word| word == "nps");
            if sure {
                return Self::On(Found::new(Scale::ZERO_TO_TEN, Why::ColumnName));
            }
            return evidence.unknown();
        }
        evidence.found()
    }

    /// Stars from 0 to 5; `None` for what cannot be read.
    pub(super) fn stars(&self, text: &str) -> Option<f64> {
        if let Self::Words(set) = self {
            return in_words(&answer(text), *set);
        }
        match (mark(text)?, self) {
            (Mark::Stars(stars), _) => Some(stars),
            (Mark::Plain(value), Self::On(scale)) => scale.value.stars(value),
            (Mark::Plain(_), _) => None,
        }
    }
}

impl Evidence {
    fn found(&self) -> Reading {
        // A few slips of the keyboard do not make another scale.
        let slips = self.numbers() / 50;
        let beyond = |kind: usize| self.plain[kind..].iter().sum::<u64>() > slips;
        let on = |scale| Reading::On(Found::new(scale, Why::Values(self.example.clone())));
        match () {
            () if self.plain[5] > slips => self.unknown(),
            () if beyond(4) && self.most >= 50.0 => on(Scale::PER_CENT),
            () if beyond(3) => self.unknown(),
            () if self.plain[2] > 0 && beyond(1) => on(Scale::ZERO_TO_TEN),
            // Up to 7: from 0 to 10 without the best, or one of seven answers; or so few beyond 5
            // that they may be slips.
            () if self.plain[1] + self.plain[2] > 0 => self.unknown(),
            () => Reading::On(Found::new(Scale::STARS, Why::Usual)),
        }
    }

    fn unknown(&self) -> Reading {
        let scales = [(0.0, 5.0), (1.0, 7.0), (0.0, 10.0), (1.0, 10.0), (0.0, 20.0), (0.0, 100.0)];
        let scales = scales.into_iter().filter_map(|(worst, best)| Scale::new(worst, best));
        let fits = |scale: &Scale| {
            (scale.worst()..=scale.best()).contains(&self.most) && self.least >= scale.worst()
        };
        Reading::Unknown {
            least: self.least,
            most: self.most,
            fitting: scales.filter(fits).collect(),
        }
    }
}

/// Whether nearly all values lie on the scale.
fn fits(evidence: &Evidence, scale: Scale) -> bool {
    let most = scale.best().max(scale.worst());
    evidence.least >= 0.0
        && (evidence.most <= most || {
            let kind =
                [5.0, 7.0, 10.0, 20.0, 100.0].iter().position(|end| most <= *end).unwrap_or(5);
            evidence.plain[kind + 1..].iter().sum::<u64>() <= evidence.numbers() / 50
        })
}

/// The scale that a name holds: `(0-10)`, `de 1 a 5`, `sobre 10`, `/10`, `(%)`.
pub(super) fn scale_in_name(name: &str) -> Option<Scale> {
    const BEST: [f64; 8] = [3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 20.0, 100.0];
    let folded = fold(name).replace(['–', '—', '−'], "-");
    let spaced = folded
        .replace('-', " - ")
        .replace('/', " / ")
        .replace(['(', ')', '[', ']', ':', '?', '=', ','], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    for at in 0..words.len() {
        let number = |at: usize| words.get(at).and_then(|word| values::number(word));
        let Some(best) = number(at).filter(|best| BEST.contains(best)) else { continue };
        let before = at.checked_sub(1).and_then(|before| words.get(before).copied());
        match before {
            Some("-" | "a" | "al" | "to" | "y" | "and") => {
                let worst = at.checked_sub(2).and_then(number);
                if let Some(scale) = worst.filter(|w| *w <= 1.0).and_then(|w| Scale::new(w, best)) {
                    return Some(scale);
                }
            }
            Some("sobre" | "/" | "of" | "max" | "maximo") => return Scale::new(0.0, best),
            _ => {}
        }
    }
    let has = |what: &str| words.contains(&what);
    if has("%") || has("porcentaje") {
        return Some(Scale::PER_CENT);
    }
    (has("estrellas") || has("stars") || has("star")).then_some(Scale::STARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_in_many_forms() {
        for (text, expected) in [
            ("4", Some(Mark::Plain(4.0))),
            ("4,5", Some(Mark::Plain(4.5))),
            ("8/10", Some(Mark::Stars(4.0))),
            ("4 de 5", Some(Mark::Stars(4.0))),
            ("4 out of 5 stars", Some(Mark::Stars(4.0))),
            ("★★★☆☆", Some(Mark::Stars(3.0))),
            ("⭐⭐⭐⭐", Some(Mark::Stars(4.0))),
            ("★★★½", Some(Mark::Stars(3.5))),
            ("80 %", Some(Mark::Stars(4.0))),
            ("3 estrellas", Some(Mark::Stars(3.0))),
            ("5 - Muy satisfecho", Some(Mark::Plain(5.0))),
            ("(2) Malo", Some(Mark::Plain(2.0))),
            ("Excelente (5)", Some(Mark::Plain(5.0))),
            ("12/10", None),
            ("muchas", None),
            ("31/01/2026", None),
        ] {
            assert_eq!(mark(text), expected, "{text}");
        }
    }

    fn reading(name: &str, values: &[&str]) -> Reading {
        let mut evidence = Evidence::default();
        values.iter().for_each(|value| evidence.add(value));
        Reading::of(&evidence, name, None)
    }

    fn scale(name: &str, values: &[&str]) -> Option<String> {
        match reading(name, values) {
            Reading::On(scale) => Some(scale.value.to_string()),
            Reading::Words(_) => Some("words".to_owned()),
            Reading::Unknown { .. } => None,
        }
    }

    #[test]
    fn a_scale_is_found_only_where_it_is_sure() {
        for (name, values, expected) in [
            ("rating", vec!["10", "9", "7", "5", "3", "0"], Some("0-10")),
            ("rating", vec!["5", "3", "1"], Some("0-5")),
            ("rating", vec!["7", "3", "1"], None),
            ("Nota (1-7)", vec!["7", "3", "1"], Some("1-7")),
            ("Valora de 0 a 10", vec!["5", "3"], Some("0-10")),
            ("NPS", vec!["5", "3"], Some("0-10")),
            ("¿Nos recomendarías?", vec!["5", "3"], None),
            ("¿Nos recomendarías?", vec!["9", "3"], Some("0-10")),
            ("Puntuación sobre 20", vec!["15", "9"], Some("0-20")),
            ("nota", vec!["15", "9"], None),
            ("score", vec!["95", "60", "100"], Some("0-100")),
            ("score", vec!["-3", "5"], None),
            ("rating", vec!["8/10", "★★★"], Some("0-5")),
            ("trato", vec!["Muy bien", "Mal", "Regular"], Some("words")),
            ("trato", vec!["Muy bien", "Mal", "Pues eso"], Some("0-5")),
            ("trato", vec!["Muy satisfecho/a", "Insatisfecho/a"], Some("words")),
            ("starRating", vec!["FIVE", "ONE"], Some("words")),
        ] {
            assert_eq!(scale(name, &values).as_deref(), expected, "{name} {values:?}");
        }
    }

    #[test]
    fn a_column_is_never_read_by_half() {
        let unknown = reading("rating", &["7", "3", "1"]);
        assert_eq!((unknown.stars("3"), unknown.stars("3/5")), (None, Some(3.0)));
        let words = reading("trato", &["Muy satisfecha", "Neutral"]);
        assert_eq!((words.stars("muy satisfecho"), words.stars("Neutral")), (Some(5.0), Some(3.0)));
        let nps = reading("rating", &["10", "3"]);
        assert_eq!(
            (nps.stars("10"), nps.stars("3"), nps.stars("11")),
            (Some(5.0), Some(1.5), None)
        );
        let Reading::Unknown { fitting, .. } = unknown else { panic!("a scale was made up") };
        let fitting: Vec<String> = fitting.iter().map(ToString::to_string).collect();
        assert_eq!(fitting, ["1-7", "0-10", "1-10", "0-20", "0-100"]);
    }
}
