//! In which order the dates of a column are read.

use plaza_core::import::{DateOrder, Found, Why};

use super::values::{self, Calendar};
use crate::dates::{Order, Signs};

/// What the values of a column of dates show.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    signs: Signs,
    /// Half days, as in English: `10:05 PM`.
    halves: bool,
    /// Half days as in Spanish: `10:05 p. m.`.
    spanish_halves: bool,
}

impl Evidence {
    pub(super) fn add(&mut self, text: &str) {
        self.signs.add(text);
        let end = text.trim_end();
        self.halves |= end.ends_with("AM") || end.ends_with("PM");
        self.spanish_halves |= end.ends_with(". m.") || end.ends_with(".\u{a0}m.");
    }

    /// The language that the dates hint at.
    fn language(&self) -> Option<&'static str> {
        match (self.spanish_halves, self.halves) {
            (true, _) => Some("es"),
            (false, true) => Some("en"),
            _ => None,
        }
    }
}

/// How the dates of a column are read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The order; `None` where no date is written in figures that can be read in two ways.
    pub(super) order: Option<Found<DateOrder>>,
    /// A date that can be read in two ways, where nothing tells which.
    pub(super) unclear: Option<String>,
    pub(super) calendar: Calendar,
}

impl Reading {
    /// The order that a person says, that the dates show, or that the language suggests.
    pub(super) fn of(
        evidence: &Evidence,
        said: Option<DateOrder>,
        language: Option<&str>,
        calendar: Calendar,
    ) -> Self {
        let reading = |value, why| Some(Found::new(value, why));
        if let Some(said) = said {
            return Self { order: reading(said, Why::Said), unclear: None, calendar };
        }
        let example = evidence.signs.example().to_owned();
        if let Some(order) = evidence.signs.order() {
            let order = reading(named(order), Why::Values(example));
            return Self { order, unclear: None, calendar };
        }
        if !evidence.signs.is_needed() {
            return Self { order: None, unclear: None, calendar };
        }
        let (order, unclear) = match evidence.language().or(language) {
            Some("es") => (reading(DateOrder::Dmy, Why::Language("es".to_owned())), None),
            // American and British English differ.
            Some("en") => (reading(DateOrder::Mdy, Why::Language("en".to_owned())), Some(example)),
            _ => (reading(DateOrder::Dmy, Why::Usual), Some(example)),
        };
        Self { order, unclear, calendar }
    }

    /// Milliseconds UTC.
    pub(super) fn read(&self, text: &str) -> Option<i64> {
        let order = match self.order.as_ref().map(|order| order.value) {
            None | Some(DateOrder::Dmy) => Order::DayFirst,
            Some(DateOrder::Mdy) => Order::MonthFirst,
            Some(DateOrder::Ymd) => Order::FromYear,
        };
        values::date(text, order, self.calendar)
    }
}

fn named(order: Order) -> DateOrder {
    match order {
        Order::DayFirst => DateOrder::Dmy,
        Order::MonthFirst => DateOrder::Mdy,
        Order::FromYear => DateOrder::Ymd,
    }
}

/// The language of texts, as far as their small words tell.
pub(super) fn language<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    const SPANISH: [&str; 24] = [
        "de",
        "la",
        "que",
        "el",
        "en",
        "y",
        "los",
        "las",
        "del",
        "un",
        "una",
        "por",
        "con",
        "para",
        "muy",
        "pero",
        "es",
        "mas",
        "fecha",
        "nombre",
        "comentario",
        "opinion",
        "nota",
        "texto",
    ];
    const ENGLISH: [&str; 20] = [
        "the", "of", "and", "to", "is", "it", "for", "was", "with", "this", "that", "very", "but",
        "are", "my", "you", "date", "name", "comment", "review",
    ];
    let (mut spanish, mut english) = (0_u32, 0_u32);
    for text in texts {
        for word in super::known::plain(text).split(' ') {
            spanish += u32::from(SPANISH.contains(&word));
            english += u32::from(ENGLISH.contains(&word));
        }
    }
    match (spanish, english) {
        (spanish, english) if spanish > english * 2 => Some("es"),
        (spanish, english) if english > spanish * 2 => Some("en"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(dates: &[&str], language: Option<&str>) -> (Option<DateOrder>, bool) {
        let mut evidence = Evidence::default();
        dates.iter().for_each(|date| evidence.add(date));
        let reading = Reading::of(&evidence, None, language, Calendar::From1900);
        (reading.order.map(|order| order.value), reading.unclear.is_some())
    }

    #[test]
    fn the_order_is_found_or_asked_for() {
        for (dates, language, expected) in [
            (vec!["01/02/2026", "13/02/2026"], Some("en"), (Some(DateOrder::Dmy), false)),
            (vec!["01/02/2026", "02/13/2026"], Some("es"), (Some(DateOrder::Mdy), false)),
            (vec!["01/02/2026"], Some("es"), (Some(DateOrder::Dmy), false)),
            (vec!["01/02/2026"], None, (Some(DateOrder::Dmy), true)),
            (vec!["01/02/2026 10:05 PM"], None, (Some(DateOrder::Mdy), true)),
            (vec!["01/02/2026 10:05 p. m."], None, (Some(DateOrder::Dmy), false)),
            (vec!["2026-02-01"], None, (None, false)),
        ] {
            assert_eq!(reading(&dates, language), expected, "{dates:?}");
        }
    }

    #[test]
    fn small_words_tell_the_language() {
        assert_eq!(language(["El envío llegó tarde y con la caja rota"]), Some("es"));
        assert_eq!(language(["It was broken and the box too"]), Some("en"));
        assert_eq!(language(["OK"]), None);
    }
}
