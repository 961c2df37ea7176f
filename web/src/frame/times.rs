//! Times and days as people say them, in the reader's language and zone.

use plaza_core::{Day, DayRange, Millis, Zone};

use crate::frame::i18n::{Translator, Whole};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Days that are called by their weekday.
const WEEK: i32 = 7;

impl Translator {
    /// Where the reader's days begin.
    #[must_use]
    pub(crate) fn zone(&self) -> Zone {
        self.zone
    }

    /// The day that a time belongs to: `31 Jan 2026`, `31 ene 2026`.
    #[must_use]
    pub(crate) fn date(&self, millis: impl Whole) -> String {
        self.short_date(self.zone.wall(millis.whole()).day)
    }

    /// A day: `31 Jan 2026`, `31 ene 2026`.
    #[must_use]
    pub(crate) fn short_date(&self, day: Day) -> String {
        format!("{} {}", self.day(day), day.date().0)
    }

    /// A day without its year, for the axis of a chart: `31 Jan`.
    #[must_use]
    pub(crate) fn day(&self, day: Day) -> String {
        let (_, month, date) = day.date();
        format!("{date} {}", self.get(&format!("month-{month}")))
    }

    /// A month: `Jan 2026`, `ene 2026`.
    #[must_use]
    pub(crate) fn month(&self, day: Day) -> String {
        let (year, month, _) = day.date();
        format!("{} {year}", self.get(&format!("month-{month}")))
    }

    /// A day in words: `31 January 2026`, `31 de enero de 2026`; this year goes without saying.
    #[must_use]
    pub(crate) fn long_date(&self, day: Day, today: Day) -> String {
        self.date_in_words(day, day.date().0 != today.date().0)
    }

    fn date_in_words(&self, day: Day, with_year: bool) -> String {
        let (year, month, date) = day.date();
        let month = self.get(&format!("month-long-{month}"));
        let key = if with_year { "date-long-year" } else { "date-long" };
        let (date, year) = (date.to_string(), year.to_string());
        self.with_all(key, &[("day", &date), ("month", &month), ("year", &year)])
    }

    /// Days in words: `from 3 January to 1 February 2024`, `del 3 de enero al 1 de febrero de 2024`.
    #[must_use]
    pub(crate) fn days_in_words(&self, days: DayRange, today: Day) -> String {
        if days.first == days.last {
            return self.with("days-one", "day", self.long_date(days.first, today));
        }
        let ((year, month, first), (last_year, last_month, _)) =
            (days.first.date(), days.last.date());
        let until = self.long_date(days.last, today);
        let from = if year != last_year {
            self.date_in_words(days.first, true)
        } else if month == last_month {
            first.to_string()
        } else {
            self.date_in_words(days.first, false)
        };
        self.with2("days-span", ("from", &from), ("until", &until))
    }

    /// What the clock shows: `09:12`.
    #[must_use]
    pub(crate) fn clock(&self, millis: impl Whole) -> String {
        let at = self.zone.wall(millis.whole());
        format!("{:02}:{:02}", at.hour, at.minute)
    }

    /// A point in time to the minute: `31 Jan 2026, 10:00`. Where it is nobody's own time, it says
    /// so: `31 Jan 2026, 10:00 UTC`.
    #[must_use]
    pub(crate) fn datetime(&self, millis: impl Whole) -> String {
        let millis = millis.whole();
        let mark = if self.zone == Zone::UTC { " UTC" } else { "" };
        format!("{}, {}{mark}", self.date(millis), self.clock(millis))
    }

    /// The reader's zone, for labels of what is typed in its time: `Europe/Madrid (UTC+01:00)`.
    #[must_use]
    pub(crate) fn zone_text(&self, now: impl Whole) -> String {
        match self.zone {
            Zone::UTC => "UTC".to_owned(),
            zone => {
                format!("{} ({})", zone.name().replace('_', " "), zone.offset_text(now.whole()))
            }
        }
    }

    /// How long ago `millis` was, or how far ahead it is: in minutes and hours for as long as that
    /// is the same day or half a day, then by the day's name, and the date when it is more than a
    /// week away. For lists; in a sentence, [`when`](Self::when).
    #[must_use]
    pub(crate) fn relative(&self, millis: Millis, now: Millis) -> String {
        let (then, today) = (self.zone.wall(millis).day, self.zone.wall(now).day);
        match self.near(millis, now) {
            Some(said) => said,
            None if within_a_week(then, today) => self.weekday(then),
            None if then.date().0 == today.date().0 => self.day(then),
            None => self.short_date(then),
        }
    }

    /// The same inside a sentence: `yesterday`, `on Thursday`, `el 24 de enero`.
    #[must_use]
    pub(crate) fn when(&self, millis: Millis, now: Millis) -> String {
        let (then, today) = (self.zone.wall(millis).day, self.zone.wall(now).day);
        match self.near(millis, now) {
            Some(said) => said,
            None if within_a_week(then, today) => self.with("days-one", "day", self.weekday(then)),
            None => self.with("days-one", "day", self.long_date(then, today)),
        }
    }

    /// What is said of today, yesterday, and what lies ahead within a week.
    fn near(&self, millis: Millis, now: Millis) -> Option<String> {
        let past = now.saturating_sub(millis);
        let distance = past.saturating_abs();
        let direction = if past >= 0 { "ago" } else { "in" };
        let (then, today) = (self.zone.wall(millis).day, self.zone.wall(now).day);
        let days = (today.number() - then.number()).saturating_abs();
        let hours = |d: Millis| self.count(&format!("time-{direction}-hours"), d / HOUR);
        Some(match distance {
            d if d < MINUTE => self.get("time-now"),
            d if d < HOUR => self.count(&format!("time-{direction}-minutes"), d / MINUTE),
            d if days == 0 || d < 12 * HOUR => hours(d),
            _ if days == 1 => self.get(&format!("time-{direction}-day")),
            _ if past < 0 && days < WEEK => self.count("time-in-days", days),
            _ => return None,
        })
    }

    fn weekday(&self, day: Day) -> String {
        self.get(&format!("weekday-{}", day.weekday()))
    }

    /// A length of time in its largest unit: `5 minutes`, `2 horas`.
    #[must_use]
    pub(crate) fn duration(&self, millis: i64) -> String {
        let (unit, size) = match millis.abs() {
            d if d < MINUTE => ("seconds", SECOND),
            d if d < HOUR => ("minutes", MINUTE),
            d if d < 2 * DAY => ("hours", HOUR),
            _ => ("days", DAY),
        };
        self.count(&format!("time-{unit}"), millis.abs() / size)
    }
}

fn within_a_week(then: Day, today: Day) -> bool {
    (1..WEEK).contains(&(today.number() - then.number()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator, translator_in};

    fn at(text: &str) -> Millis {
        plaza_core::parse_timestamp(text).unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn how_long_ago_is_said_in_the_reader_s_days() {
        let madrid = "Europe/Madrid".parse().unwrap();
        let (en, es) = (translator_in(Lang::En, madrid), translator_in(Lang::Es, madrid));
        // A Saturday, 11:00 in Madrid.
        let now = at("2026-01-31T10:00:00Z");
        for (then, english, spanish) in [
            ("2026-01-31T10:00:00Z", "now", "ahora"),
            ("2026-01-31T09:59:01Z", "now", "ahora"),
            ("2026-01-31T10:00:30Z", "now", "ahora"),
            ("2026-01-31T09:59:00Z", "1\u{a0}min ago", "hace 1\u{a0}min"),
            ("2026-01-31T07:00:00Z", "3\u{a0}h ago", "hace 3\u{a0}h"),
            // Half past midnight in Madrid is today.
            ("2026-01-30T23:30:00Z", "10\u{a0}h ago", "hace 10\u{a0}h"),
            ("2026-01-30T22:30:00Z", "11\u{a0}h ago", "hace 11\u{a0}h"),
            ("2026-01-30T12:00:00Z", "yesterday", "ayer"),
            ("2026-01-28T23:30:00Z", "Thursday", "jueves"),
            ("2026-01-28T22:30:00Z", "Wednesday", "miércoles"),
            ("2026-01-24T12:00:00Z", "24 Jan", "24 ene"),
            ("2025-12-02T12:00:00Z", "2 Dec 2025", "2 dic 2025"),
            ("2026-01-31T10:05:00Z", "in 5\u{a0}min", "dentro de 5\u{a0}min"),
            ("2026-02-01T12:00:00Z", "tomorrow", "mañana"),
            ("2026-02-02T12:00:00Z", "in 2 days", "dentro de 2 días"),
        ] {
            assert_eq!(en.relative(at(then), now), english, "{then}");
            assert_eq!(es.relative(at(then), now), spanish, "{then}");
        }
    }

    #[test]
    fn in_a_sentence_days_have_their_words() {
        let (en, es) = (translator(Lang::En), translator(Lang::Es));
        let now = at("2026-01-31T10:00:00Z");
        for (then, english, spanish) in [
            ("2026-01-31T07:00:00Z", "3\u{a0}h ago", "hace 3\u{a0}h"),
            ("2026-01-29T07:00:00Z", "on Thursday", "el jueves"),
            ("2026-01-02T07:00:00Z", "on 2 January", "el 2 de enero"),
            ("2025-12-02T07:00:00Z", "on 2 December 2025", "el 2 de diciembre de 2025"),
        ] {
            assert_eq!(en.when(at(then), now), english);
            assert_eq!(es.when(at(then), now), spanish);
        }
    }

    #[test]
    fn a_time_is_that_of_the_readers_clock() {
        let now = at("2026-01-31T23:30:00Z");
        for (zone, shown) in [
            ("UTC", "31 ene 2026, 23:30 UTC"),
            ("Europe/Madrid", "1 feb 2026, 00:30"),
            ("America/Mexico_City", "31 ene 2026, 17:30"),
            ("Asia/Kathmandu", "1 feb 2026, 05:15"),
            ("Pacific/Pago_Pago", "31 ene 2026, 12:30"),
        ] {
            let t = translator_in(Lang::Es, zone.parse().unwrap());
            assert_eq!(t.datetime(now), shown);
        }
        let mexico = translator_in(Lang::Es, "America/Mexico_City".parse().unwrap());
        assert_eq!(mexico.zone_text(now), "America/Mexico City (UTC−06:00)");
    }

    #[test]
    fn days_are_said_in_words() {
        let (en, es) = (translator(Lang::En), translator(Lang::Es));
        let today = day("2026-01-31");
        for (first, last, english, spanish) in [
            (
                "2024-01-03",
                "2024-02-01",
                "from 3 January to 1 February 2024",
                "del 3 de enero al 1 de febrero de 2024",
            ),
            (
                "2023-12-03",
                "2024-02-01",
                "from 3 December 2023 to 1 February 2024",
                "del 3 de diciembre de 2023 al 1 de febrero de 2024",
            ),
            ("2026-01-02", "2026-01-31", "from 2 to 31 January", "del 2 al 31 de enero"),
            ("2026-01-31", "2026-01-31", "on 31 January", "el 31 de enero"),
        ] {
            let days = DayRange { first: day(first), last: day(last) };
            assert_eq!(en.days_in_words(days, today), english);
            assert_eq!(es.days_in_words(days, today), spanish);
        }
    }

    #[test]
    fn lengths_of_time_have_their_largest_unit() {
        let (en, es) = (translator(Lang::En), translator(Lang::Es));
        for (millis, english, spanish) in [
            (90 * SECOND, "1 minute", "1 minuto"),
            (47 * HOUR, "47 hours", "47 horas"),
            (3 * DAY, "3 days", "3 días"),
        ] {
            assert_eq!(en.duration(millis), english);
            assert_eq!(es.duration(millis), spanish);
        }
    }
}
