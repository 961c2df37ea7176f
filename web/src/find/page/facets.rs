//! Facets: what was found by its properties. Each value is a link that puts a filter into the query
//! or takes it out again.

use plaza_engine::find::{FacetCounts, FacetValue};
use plaza_engine::{EngineError, Facet};

use crate::frame::board::Board;
use crate::frame::i18n::Translator;
use crate::parts::feel_class;
use crate::parts::list_place::{ListPlace, sort_param};
use crate::parts::query_terms::{contains, field_of, filters, href, quoted, with, without};

/// What is counted, in the order of the page, and how many values stand there at once.
const FACETS: [(Facet, usize); 10] = [
    (Facet::Answer, 3),
    (Facet::Channel, 4),
    (Facet::Rating, 3),
    (Facet::Sentiment, 4),
    (Facet::Theme, 4),
    (Facet::Source, 4),
    (Facet::Intent, 4),
    (Facet::Lang, 4),
    (Facet::Aspect, 4),
    (Facet::Confidence, 2),
];
/// The stretches of time that can be chosen with one click.
pub(super) const SPANS: [&str; 3] = ["date:today", "date:7d", "date:30d"];
/// An aspect that fewer mentions have is no help to choose by.
const FEWEST_OF_ASPECT: u64 = 2;

/// What the search has to count.
pub(super) fn counted() -> Vec<Facet> {
    FACETS.iter().map(|(facet, _)| *facet).collect()
}

/// The values of one facet as links.
pub(super) struct FacetList {
    pub(super) name: &'static str,
    pub(super) first: Vec<FacetLink>,
    /// The others, behind a fold.
    pub(super) rest: Vec<FacetLink>,
    /// How many values are not shown at all.
    pub(super) more: usize,
}

pub(super) struct FacetLink {
    pub(super) label: String,
    /// `None` for a filter whose matches are not counted.
    pub(super) count: Option<u64>,
    pub(super) href: String,
    pub(super) active: bool,
    /// The feeling whose shape stands before the label; empty for none.
    pub(super) feel: String,
}

impl FacetLink {
    pub(super) fn feel_class(&self) -> &'static str {
        feel_class(&self.feel)
    }
}

/// What the facets of a page are made from.
pub(super) struct Sieve<'a> {
    pub(super) t: &'a Translator,
    /// The list that is shown.
    pub(super) place: &'a ListPlace,
}

impl Sieve<'_> {
    /// The dates, then every facet that has something to choose from.
    pub(super) fn lists(&self, counts: &[FacetCounts], said_in: &[u64]) -> Vec<FacetList> {
        let dates = std::iter::once(self.dates(said_in));
        dates.chain(counts.iter().filter_map(|counts| self.list(counts))).collect()
    }

    fn dates(&self, said_in: &[u64]) -> FacetList {
        let first = SPANS.iter().zip(said_in).map(|(term, count)| {
            let label = self.t.label("span", &term["date:".len()..]);
            self.link(term, label, Some(*count))
        });
        FacetList { name: "date", first: first.collect(), rest: Vec::new(), more: 0 }
    }

    fn list(&self, counts: &FacetCounts) -> Option<FacetList> {
        let (name, facet) = (facet_name(counts.facet), counts.facet);
        let shown = FACETS.iter().find(|(known, _)| *known == facet).map_or(0, |(_, n)| *n);
        let mut first: Vec<FacetLink> =
            in_order(counts).into_iter().map(|value| self.value(facet, value)).collect();
        let is_rare = |link: &FacetLink| {
            facet == Facet::Aspect && link.count.is_some_and(|n| n < FEWEST_OF_ASPECT)
        };
        first.retain(|link| link.active || !is_rare(link));
        // What was chosen stays in sight.
        first.sort_by_key(|link| !link.active);
        if matches!(facet, Facet::Answer | Facet::Rating) {
            first = in_order(counts).into_iter().map(|value| self.value(facet, value)).collect();
        }
        let rest = if first.len() > shown + 1 { first.split_off(shown) } else { Vec::new() };
        (!first.is_empty()).then_some(FacetList { name, first, rest, more: counts.more })
    }

    fn value(&self, facet: Facet, value: &FacetValue) -> FacetLink {
        let label = value_label(self.t, facet, &value.label);
        let feel = if facet == Facet::Sentiment { value.value.clone() } else { String::new() };
        let link = self.link(&term_of(facet, &value.value), label, Some(value.count));
        FacetLink { feel, ..link }
    }

    /// The link that puts a filter into the query, or takes it out.
    fn link(&self, term: &str, label: String, count: Option<u64>) -> FacetLink {
        let q = &self.place.q;
        let active = contains(q, term);
        let q = if active { without(q, term) } else { with(q, term) };
        FacetLink { label, count, href: self.list_href(&q), active, feel: String::new() }
    }

    /// The list for another query in the same order.
    pub(super) fn list_href(&self, q: &str) -> String {
        href("/mentions", &[("q", q), ("sort", sort_param(self.place.sort))])
    }
}

/// The query without its dates: what the dates are counted among.
pub(super) fn undated(q: &str) -> String {
    let dates = filters(q)
        .into_iter()
        .filter(|term| matches!(field_of(term), Some(("date", _))) && !term.starts_with('-'));
    dates.fold(q.to_owned(), |q, term| without(&q, term))
}

/// Every filter of the query with its words; the link takes it away.
pub(super) async fn active_filters(
    board: &Board,
    sieve: &Sieve<'_>,
) -> Result<Vec<FacetLink>, EngineError> {
    let mut active = Vec::new();
    for term in filters(&sieve.place.q) {
        let label = filter_label(board, term).await?;
        let label = if term.starts_with('-') { format!("− {label}") } else { label };
        active.push(sieve.link(term, label, None));
    }
    Ok(active)
}

/// A filter in the reader's words, such as `Idioma: español`.
async fn filter_label(board: &Board, term: &str) -> Result<String, EngineError> {
    let Some((field, value)) = field_of(term) else { return Ok(term.to_owned()) };
    let t = &board.page;
    if field == "is" {
        return Ok(t.label("answer", value));
    }
    if let Some(span) = SPANS.iter().find(|span| **span == term.trim_start_matches('-')) {
        return Ok(t.label("span", &span["date:".len()..]));
    }
    // `aspect.negative` is a facet's field too.
    let of_field =
        |facet: &Facet| field.split('.').next().is_some_and(|field| facet_name(*facet) == field);
    let facet = FACETS.iter().map(|(facet, _)| *facet).find(of_field);
    let Some(facet) = facet.filter(|facet| *facet != Facet::Rating) else {
        return Ok(term.trim_start_matches('-').to_owned());
    };
    let value = board.engine.find().facet_label(facet, value.trim_matches('"')).await?;
    Ok(format!("{}: {}", t.label("facet", field), value_label(t, facet, &value)))
}

/// The values that a person can choose, in the order in which they stand.
fn in_order(counts: &FacetCounts) -> Vec<&FacetValue> {
    let mut values: Vec<&FacetValue> =
        counts.values.iter().filter(|value| value.value != "none").collect();
    let order: &[&str] = match counts.facet {
        Facet::Answer => &["unanswered", "answered", "unasked"],
        Facet::Rating => &["few", "some", "many"],
        Facet::Sentiment => &["negative", "neutral", "positive", "mixed"],
        _ => return values,
    };
    values.sort_by_key(|value| order.iter().position(|known| *known == value.value));
    values
}

/// The filter for a value.
fn term_of(facet: Facet, value: &str) -> String {
    let name = facet_name(facet);
    match (facet, value) {
        (Facet::Answer, _) => format!("is:{value}"),
        (Facet::Rating, "few") => "rating:<3".to_owned(),
        (Facet::Rating, "some") => "rating:3..3.99".to_owned(),
        (Facet::Rating, _) => "rating:>=4".to_owned(),
        (Facet::Aspect | Facet::Channel, _) => format!("{name}:{}", quoted(value)),
        _ => format!("{name}:{value}"),
    }
}

pub(super) fn facet_name(facet: Facet) -> &'static str {
    match facet {
        Facet::Lang => "lang",
        Facet::Sentiment => "sentiment",
        Facet::Source => "source",
        Facet::Intent => "intent",
        Facet::Theme => "theme",
        Facet::Aspect => "aspect",
        Facet::Confidence => "confidence",
        Facet::Answer => "answer",
        Facet::Channel => "channel",
        Facet::Rating => "rating",
    }
}

/// Closed sets are translated; names of sources, themes and aspects are people's own words.
fn value_label(t: &Translator, facet: Facet, label: &str) -> String {
    match facet {
        Facet::Source | Facet::Theme | Facet::Aspect => label.to_owned(),
        _ => t.label(facet_name(facet), label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    fn counts(facet: Facet, values: &[(&str, u64)]) -> FacetCounts {
        let value = |(value, count): &(&str, u64)| FacetValue {
            value: (*value).to_owned(),
            label: (*value).to_owned(),
            count: *count,
        };
        FacetCounts { facet, values: values.iter().map(value).collect(), more: 0 }
    }

    fn list(q: &str, counts: &FacetCounts) -> Option<FacetList> {
        let place = ListPlace { q: q.to_owned(), ..ListPlace::default() };
        Sieve { t: translator(Lang::Es), place: &place }.list(counts)
    }

    fn labels(links: &[FacetLink]) -> Vec<&str> {
        links.iter().map(|link| link.label.as_str()).collect()
    }

    #[test]
    fn stars_and_answers_stand_in_their_own_order() {
        let stars = counts(Facet::Rating, &[("many", 9), ("none", 5), ("few", 2)]);
        let stars = list("", &stars).unwrap();
        assert_eq!(labels(&stars.first), ["★ 1 y 2", "★ 4 y 5"]);
        assert_eq!(stars.first[0].href, "/mentions?q=rating%3A%3C3");
        let answers = counts(Facet::Answer, &[("unasked", 9), ("answered", 5), ("unanswered", 2)]);
        let answers = list("is:answered freno", &answers).unwrap();
        assert_eq!(labels(&answers.first), ["sin responder", "respondida", "no la pide"]);
        assert_eq!(answers.first[0].href, "/mentions?q=freno+is%3Aunanswered");
        assert!(answers.first[1].active);
        assert_eq!(answers.first[1].href, "/mentions?q=freno");
    }

    #[test]
    fn the_rest_stands_behind_a_fold_and_what_was_chosen_before_it() {
        let many: Vec<(String, u64)> = (0..9).map(|n| (format!("{n}"), 20 - n)).collect();
        let many: Vec<(&str, u64)> = many.iter().map(|(value, n)| (value.as_str(), *n)).collect();
        let sources = list("source:7", &counts(Facet::Source, &many)).unwrap();
        assert_eq!(labels(&sources.first), ["7", "0", "1", "2"]);
        assert_eq!(sources.rest.len(), 5);
        // One more costs less than the line that would open it.
        assert!(list("", &counts(Facet::Source, &many[..5])).unwrap().rest.is_empty());
    }

    #[test]
    fn aspects_that_one_mention_has_are_no_wall() {
        let aspects = counts(Facet::Aspect, &[("freno", 3), ("rueda", 1), ("luz", 1)]);
        assert_eq!(labels(&list("", &aspects).unwrap().first), ["freno"]);
        assert_eq!(labels(&list("aspect:luz", &aspects).unwrap().first), ["luz", "freno"]);
        assert!(list("", &counts(Facet::Aspect, &[("rueda", 1)])).is_none());
    }

    #[test]
    fn dates_are_counted_without_the_dates() {
        assert_eq!(undated("freno date:7d -date:today"), "freno -date:today");
        assert_eq!(undated("a OR date:7d"), "a OR date:7d");
    }
}
