//! Taking a written date apart.

use plaza_core::text::fold;

use super::Order;
use super::words::{self, Zone};

/// The parts of a date.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    /// East of UTC.
    pub(super) offset_minutes: i16,
    pub(super) unclear_zone: Option<String>,
    /// Whether the word that named the month can name a day of the week.
    may_be_weekday: bool,
    has_time: bool,
    has_zone: bool,
}

impl Parts {
    /// The parts of `text`; `None` when one of them means nothing, or is there twice.
    pub(super) fn of(text: &str, order: Order) -> Option<Self> {
        let mut parts = Self::default();
        let plain = plain(text);
        for word in plain.split_whitespace() {
            parts.take(word, order)?;
        }
        Some(parts)
    }

    fn take(&mut self, word: &str, order: Order) -> Option<()> {
        let word = word.trim_matches([',', '.', ';', '(', ')']);
        let first = word.bytes().next();
        match first {
            None => Some(()),
            Some(b'+' | b'-') => self.offset(word),
            Some(digit) if digit.is_ascii_digit() => self.figures(word, order),
            Some(_) => self.word(word),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        // `GMT+2`, `UTC-05:00`.
        if let Some(at) = word.find(['+', '-']).filter(|_| self.has_time) {
            let (zone, offset) = word.split_at(at);
            matches!(zone, "gmt" | "utc" | "ut").then_some(())?;
            return self.offset(offset);
        }
        if matches!(word, "am" | "pm") && self.has_time {
            return self.half_of_day(word == "pm");
        }
        if let Some(month) = words::month(word)
            && (self.month.is_none() || self.may_be_weekday)
        {
            // `mar` is a month, and Tuesday in front of one.
            self.may_be_weekday = words::is_filler(word);
            self.month = Some(month);
            return Some(());
        }
        if words::is_filler(word) {
            return Some(());
        }
        self.zone(word)
    }

    fn zone(&mut self, word: &str) -> Option<()> {
        let short = word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if !(self.has_time && short) || self.unclear_zone.is_some() {
            return None;
        }
        match words::zone(word) {
            // `+0100 CET` says it twice; the number stands.
            _ if self.has_zone => {}
            Some(Zone::East(minutes)) => self.offset_minutes = minutes,
            Some(Zone::Unclear) | None => self.unclear_zone = Some(word.to_uppercase()),
        }
        self.has_zone = true;
        Some(())
    }

    /// `+0100`, `+01:00`, `+1`.
    fn offset(&mut self, word: &str) -> Option<()> {
        let (sign, digits) = word.split_at_checked(1)?;
        if !self.has_time || (self.has_zone && self.offset_minutes != 0) {
            return None;
        }
        let (hours, minutes) = match digits.split_once(':') {
            Some(pair) => pair,
            None if digits.len() <= 2 => (digits, "0"),
            None => digits.split_at_checked(digits.len().checked_sub(2)?)?,
        };
        let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
        if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
            return None;
        }
        let east = hours * 60 + minutes;
        self.offset_minutes = if sign == "-" { -east } else { east };
        self.has_zone = true;
        Some(())
    }

    fn half_of_day(&mut self, is_afternoon: bool) -> Option<()> {
        self.hour = match (self.hour, is_afternoon) {
            (12, false) => 0,
            (hour @ 1..12, true) => hour + 12,
            (hour @ 0..24, _) => hour,
            _ => return None,
        };
        Some(())
    }

    /// A word that begins with a digit.
    fn figures(&mut self, word: &str, order: Order) -> Option<()> {
        if let Some(half) = word.strip_suffix("am").or_else(|| word.strip_suffix("pm")) {
            let time = if half.contains(':') { half.to_owned() } else { format!("{half}:00") };
            self.time(&time)?;
            return self.half_of_day(word.ends_with("pm"));
        }
        if word.contains(':') {
            return self.time(word);
        }
        if let Some((hour, minute)) = word.split_once('h')
            && minute.len() == 2
        {
            return self.time(&format!("{hour}:{minute}"));
        }
        if self.year.is_some()
            && self.day.is_some()
            && let Some((hour, minute)) = word.split_once('.')
            && (1..=2).contains(&hour.len())
            && minute.len() == 2
        {
            return self.time(&format!("{hour}:{minute}"));
        }
        if let Some(numbers) = three_numbers(word) {
            return self.date(numbers, order);
        }
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        let suffix = &word[digits.len()..];
        let is_ordinal = matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "o" | "º" | "er" | "°");
        is_ordinal.then_some(())?;
        self.number(digits)
    }

    /// A number by itself: the day, then the year.
    fn number(&mut self, digits: &str) -> Option<()> {
        let number: i32 = digits.parse().ok()?;
        if digits.len() <= 2 && self.day.is_none() {
            self.day = Some(u8::try_from(number).ok()?);
            return Some(());
        }
        if self.year.is_some() {
            return None;
        }
        self.year = Some(year(number, digits.len())?);
        Some(())
    }

    fn date(&mut self, [first, second, third]: [&str; 3], order: Order) -> Option<()> {
        if self.day.is_some() || self.month.is_some() || self.year.is_some() {
            return None;
        }
        let number = |digits: &str| digits.parse::<u8>().ok();
        if first.len() == 4 {
            (self.year, self.month, self.day) =
                (Some(first.parse().ok()?), number(second), number(third));
            return Some(());
        }
        if order == Order::FromYear {
            self.year = Some(year(first.parse().ok()?, first.len())?);
            (self.month, self.day) = (number(second), number(third));
            return Some(());
        }
        self.year = Some(year(third.parse().ok()?, third.len())?);
        if let Some(month) = words::month(second) {
            (self.day, self.month) = (number(first), Some(month));
            return Some(());
        }
        let (first, second) = (number(first)?, number(second)?);
        let month_first = second > 12 || (first <= 12 && order == Order::MonthFirst);
        let (day, month) = if month_first { (second, first) } else { (first, second) };
        (self.day, self.month) = (Some(day), Some(month));
        Some(())
    }

    /// `10:00`, `10:00:59`, `10:00:59.123`, with an offset behind it or without.
    fn time(&mut self, word: &str) -> Option<()> {
        if self.has_time {
            return None;
        }
        let end = word.find(['+', '-', 'z']).unwrap_or(word.len());
        let (time, zone) = word.split_at(end);
        let time = time.trim_end_matches(|c: char| !c.is_ascii_digit());
        let mut numbers = time.split(':');
        self.hour = numbers.next()?.parse().ok()?;
        self.minute = numbers.next()?.parse().ok()?;
        let seconds = numbers.next().unwrap_or("0");
        self.second = seconds.split(['.', ',']).next()?.parse().ok()?;
        if numbers.next().is_some() || self.hour > 24 || self.second > 60 {
            return None;
        }
        self.has_time = true;
        match zone {
            "" => Some(()),
            "z" => self.zone(zone),
            _ => self.offset(zone),
        }
    }
}

/// The year of two, three or four digits, as RFC 5322 reads them.
fn year(number: i32, digits: usize) -> Option<i32> {
    match digits {
        2 if number < 50 => Some(2_000 + number),
        2 | 3 => Some(1_900 + number),
        4 => Some(number),
        _ => None,
    }
}

/// `31/01/2026`, `31.1.26`, `2026-01-31`, `31-Jan-26`: three parts with the same mark between them.
fn three_numbers(word: &str) -> Option<[&str; 3]> {
    let mark = word.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = word.split(mark);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let fits = |part: &&str| !part.is_empty() && part.len() <= 10;
    (parts.next().is_none() && found.iter().all(fits)).then_some(found)
}

/// The first two numbers of a date in figures that does not begin with the year.
pub(super) fn leading_figures(text: &str) -> Option<(u8, u8)> {
    let plain = plain(text);
    plain.split_whitespace().find_map(|word| {
        let [first, second, _] = three_numbers(word.trim_matches([',', '.']))?;
        if first.len() > 2 {
            return None;
        }
        Some((first.parse().ok()?, second.parse().ok()?))
    })
}

/// The text in lower case without accents, comments, and the marks that stand for blanks.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().copied().enumerate() {
        let digit =
            |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            // Marks of the direction of writing.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2212}' | '\u{2013}' | '\u{2010}' | '\u{2011}' => plain.push('-'),
            ',' | '|' | '·' | '•' | '@' => plain.push(' '),
            'T' | 't' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => plain.push(' '),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    let mut plain = fold(&plain);
    for (written, short) in [("a. m.", "am"), ("p. m.", "pm"), ("a.m.", "am"), ("p.m.", "pm")] {
        plain = plain.replace(written, short);
    }
    plain
}
