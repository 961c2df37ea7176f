//! Time zones: where the days of the calendar begin, and what the clocks there show.
//!
//! The rules come with the program (the IANA database, as of the build), so that two machines never
//! disagree about a day.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::{LazyLock, OnceLock};

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::{DAY_MS, Day, Message, Millis, TimestampError, parse_timestamp, say};

/// Changes of the clocks are known up to 2200-01-01; what held then holds ever after.
const LAST_CHANGE: Millis = 7_258_118_400_000;
/// More than clocks were ever changed by at once.
const LARGEST_CHANGE: Millis = 26 * 3_600_000;
const SECOND: Millis = 1000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;

/// The places whose names people look for; other names of the database are old or technical.
const CONTINENTS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// UTC, and then every name of the database.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = DATABASE.available().map(|name| name.to_string()).collect();
    names.retain(|name| name != "UTC");
    names.sort_unstable();
    // More zones than an index can tell apart do not exist.
    names.truncate(usize::from(u16::MAX));
    names.insert(0, "UTC".to_owned());
    names
});

static CLOCKS: LazyLock<Vec<OnceLock<Clocks>>> =
    LazyLock::new(|| NAMES.iter().map(|_| OnceLock::new()).collect());

/// What the clocks of a zone are ahead of UTC.
struct Clocks {
    /// From when it holds, and how many milliseconds; in order.
    spans: Vec<(Millis, Millis)>,
}

/// A time zone of the IANA database. In JSON it is its name, `Europe/Madrid`.
///
/// **A day** begins with the first instant at which the clocks show it or a later day. It has 23 or
/// 25 hours when clocks change, begins at 01:00 where they leap over midnight, and has no time at
/// all when a place leaves it out, as Samoa did with 30 December 2011.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Zone(u16);

/// What was given is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time zone; write it as Europe/Madrid or UTC")]
pub struct ZoneError(pub String);

impl ZoneError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        let value = &self.0;
        say!(
            "zone-unknown",
            "`{value}` is not a time zone; write it as Europe/Madrid or UTC",
            value
        )
    }
}

/// What the clocks of a zone show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WallTime {
    /// The day that the calendar shows.
    pub day: Day,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl Zone {
    /// No place's time, and the one that holds where nothing was chosen.
    pub const UTC: Self = Self(0);

    /// All zones that people may choose from, UTC first and then by name.
    pub fn all() -> impl Iterator<Item = Self> {
        let chosen = |name: &str| {
            name == "UTC"
                || name
                    .split_once('/')
                    .is_some_and(|(continent, _)| CONTINENTS.contains(&continent))
        };
        (0..).zip(NAMES.iter()).filter(move |(_, name)| chosen(name)).map(|(at, _)| Self(at))
    }

    /// How many zones there are; [`index`](Self::index) is less.
    #[must_use]
    pub fn count() -> usize {
        NAMES.len()
    }

    /// A small number for tables of zones; it means nothing outside this process.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The name in the IANA database, as `America/Mexico_City`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(self.index()).map_or("UTC", String::as_str)
    }

    /// How far the clocks are ahead of UTC at that time, in milliseconds.
    #[must_use]
    pub fn offset(self, at: Millis) -> Millis {
        self.clocks().offset(at)
    }

    /// The same as people write it: `UTC+05:45`, `UTC−06:00`, `UTC`.
    #[must_use]
    pub fn offset_text(self, at: Millis) -> String {
        let minutes = self.offset(at) / MINUTE;
        if minutes == 0 {
            return "UTC".to_owned();
        }
        let sign = if minutes < 0 { '−' } else { '+' };
        format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }

    /// A time as RFC 3339 with whole seconds, as the clocks show it: `2026-01-31T11:00:00+01:00`.
    #[must_use]
    pub fn rfc3339(self, at: Millis) -> String {
        if self == Self::UTC {
            return crate::to_rfc3339(at);
        }
        let WallTime { day, hour, minute, second } = self.wall(at);
        let minutes = self.offset(at) / MINUTE;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        format!("{day}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{rest:02}")
    }

    /// The first instant of a day (milliseconds UTC).
    #[must_use]
    pub fn start_of(self, day: Day) -> Millis {
        self.clocks().first_showing(Millis::from(day.number()) * DAY_MS)
    }

    /// The day that an instant belongs to.
    #[must_use]
    pub fn day_of(self, at: Millis) -> Day {
        let clocks = self.clocks();
        let number = (at + clocks.offset(at)).div_euclid(DAY_MS);
        let day = Day::new(i32::try_from(number).unwrap_or(i32::MAX));
        // Clocks that go back over midnight show the day before once more; it has ended.
        let next = day.plus(1);
        if clocks.went_back_before(at) && self.start_of(next) <= at { next } else { day }
    }

    /// What the clocks show.
    #[must_use]
    pub fn wall(self, at: Millis) -> WallTime {
        let shown = at + self.offset(at);
        let of_day = shown.rem_euclid(DAY_MS);
        let part = |whole: Millis| u8::try_from(whole).unwrap_or(0);
        let number = i32::try_from(shown.div_euclid(DAY_MS)).unwrap_or(i32::MAX);
        WallTime {
            day: Day::new(number),
            hour: part(of_day / HOUR),
            minute: part(of_day % HOUR / MINUTE),
            second: part(of_day % MINUTE / SECOND),
        }
    }

    /// When the clocks show that time (milliseconds UTC): the first time when they show it twice,
    /// and as much after the leap as it would be when they leap over it.
    #[must_use]
    pub fn at(self, wall: WallTime) -> Millis {
        let clock = Millis::from(wall.hour) * HOUR
            + Millis::from(wall.minute) * MINUTE
            + Millis::from(wall.second) * SECOND;
        let shown = Millis::from(wall.day.number()) * DAY_MS + clock;
        self.clocks().when_showing(shown)
    }

    /// Reads what forms send for a date and a time: `2026-01-31T10:30`, also with seconds, a space
    /// or the date alone.
    ///
    /// # Errors
    /// The text is nothing like that.
    pub fn read(self, text: &str) -> Result<Millis, TimestampError> {
        let unreadable = || {
            let shown = crate::text::truncate_chars(text.trim(), 60).to_owned();
            TimestampError::Unreadable(shown)
        };
        let (day, clock) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), "00:00"));
        let day: Day = day.parse().map_err(|_| unreadable())?;
        let mut parts = clock.split(':').map(|part| part.parse::<u8>().ok());
        let (hour, minute) = (parts.next().flatten(), parts.next().flatten());
        let second = parts.next().unwrap_or(Some(0));
        match (hour, minute, second, parts.next()) {
            (Some(hour @ 0..=23), Some(minute @ 0..=59), Some(second @ 0..=59), None) => {
                Ok(self.at(WallTime { day, hour, minute, second }))
            }
            _ => Err(unreadable()),
        }
    }

    /// Reads what people write for a moment: a day, which stands for its beginning, a time of this
    /// zone, or one that names its own offset (RFC 3339).
    ///
    /// # Errors
    /// The text is none of them.
    pub fn moment(self, text: &str) -> Result<Millis, TimestampError> {
        self.read(text).or_else(|_| parse_timestamp(text))
    }

    /// As [`moment`](Self::moment), but a day stands for its end.
    ///
    /// # Errors
    /// The text is none of them.
    pub fn end(self, text: &str) -> Result<Millis, TimestampError> {
        match text.trim().parse::<Day>() {
            Ok(day) => Ok(self.start_of(day.plus(1))),
            Err(_) => self.moment(text),
        }
    }

    /// Says of many times which day they belong to, faster than [`day_of`](Self::day_of) does.
    #[must_use]
    pub fn days(self) -> DayReader {
        DayReader { zone: self, plain: 0..0, offset: 0 }
    }

    fn clocks(self) -> &'static Clocks {
        static FALLBACK: Clocks = Clocks { spans: Vec::new() };
        let Some(cell) = CLOCKS.get(self.index()) else { return &FALLBACK };
        cell.get_or_init(|| Clocks::load(self.name()))
    }
}

/// Remembers how the clocks went at the last time that it was asked about.
#[derive(Debug, Clone)]
pub struct DayReader {
    zone: Zone,
    /// Where the clocks go evenly, and no change is so near that a day could have ended already.
    plain: Range<Millis>,
    offset: Millis,
}

impl DayReader {
    /// The day that an instant belongs to.
    #[must_use]
    pub fn day_of(&mut self, at: Millis) -> Day {
        if !self.plain.contains(&at) {
            let clocks = self.zone.clocks();
            let place = clocks.place(at);
            let Some((start, offset)) = clocks.spans.get(place) else {
                return self.zone.day_of(at);
            };
            let end = clocks.spans.get(place + 1).map_or(Millis::MAX, |(next, _)| *next);
            (self.plain, self.offset) = (start.saturating_add(LARGEST_CHANGE)..end, *offset);
            if at < self.plain.start {
                return self.zone.day_of(at);
            }
        }
        let number = (at + self.offset).div_euclid(DAY_MS);
        Day::new(i32::try_from(number).unwrap_or(i32::MAX))
    }
}

impl Clocks {
    fn load(name: &str) -> Self {
        let zone = DATABASE.get(name).unwrap_or(TimeZone::UTC);
        let ahead = |seconds: i32| Millis::from(seconds) * SECOND;
        let epoch = Timestamp::UNIX_EPOCH;
        let mut spans = vec![(Millis::MIN, ahead(zone.to_offset(epoch).seconds()))];
        for change in zone.following(epoch) {
            let (at, offset) = (change.timestamp().as_millisecond(), change.offset().seconds());
            if at >= LAST_CHANGE {
                break;
            }
            // Some changes are of the name only.
            if spans.last().is_some_and(|(_, before)| *before != ahead(offset)) {
                spans.push((at, ahead(offset)));
            }
        }
        Self { spans }
    }

    /// Number of the span in which a time lies.
    fn place(&self, at: Millis) -> usize {
        self.spans.partition_point(|(start, _)| *start <= at).saturating_sub(1)
    }

    fn offset(&self, at: Millis) -> Millis {
        self.spans.get(self.place(at)).map_or(0, |(_, offset)| *offset)
    }

    /// Whether the clocks went back shortly before.
    fn went_back_before(&self, at: Millis) -> bool {
        let place = self.place(at);
        let Some(before) = place.checked_sub(1).and_then(|before| self.spans.get(before)) else {
            return false;
        };
        let (start, offset) = self.spans[place];
        offset < before.1 && at - start < LARGEST_CHANGE
    }

    /// The first instant at which the clocks show `shown` or something later.
    fn first_showing(&self, shown: Millis) -> Millis {
        let first = self.place(shown.saturating_sub(LARGEST_CHANGE));
        for (at, (start, offset)) in self.spans.iter().enumerate().skip(first) {
            let candidate = (shown - offset).max(*start);
            let end = self.spans.get(at + 1).map_or(Millis::MAX, |(next, _)| *next);
            if candidate < end {
                return candidate;
            }
        }
        shown
    }

    /// The instant at which the clocks show `shown`, or would without the leap.
    fn when_showing(&self, shown: Millis) -> Millis {
        let first = self.place(shown.saturating_sub(LARGEST_CHANGE));
        for (at, (start, offset)) in self.spans.iter().enumerate().skip(first) {
            let candidate = shown - offset;
            let end = self.spans.get(at + 1).map_or(Millis::MAX, |(next, _)| *next);
            if candidate < *start {
                // Leapt over: as the clocks went before.
                let before = at.checked_sub(1).and_then(|before| self.spans.get(before));
                return before.map_or(candidate, |(_, offset)| shown - offset);
            }
            if candidate < end {
                return candidate;
            }
        }
        shown
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    /// Reads a name of the IANA database, in whatever case.
    fn from_str(name: &str) -> Result<Self, ZoneError> {
        let name = name.trim();
        let known = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name));
        known
            .and_then(|at| u16::try_from(at).ok())
            .map(Self)
            .ok_or_else(|| ZoneError(crate::text::truncate_chars(name, 60).to_owned()))
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
