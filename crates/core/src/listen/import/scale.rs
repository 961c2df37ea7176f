//! The scale of a rating.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A scale of ratings: its worst and its best value. `0-10` is the usual one of
/// recommendation questions, `6-1` a German school mark.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Scale {
    worst: f64,
    best: f64,
}

impl Scale {
    /// Plaza's own: stars from 0 to 5.
    pub const STARS: Self = Self { worst: 0.0, best: 5.0 };
    /// Recommendation questions (Net Promoter Score).
    pub const ZERO_TO_TEN: Self = Self { worst: 0.0, best: 10.0 };
    /// Per cent.
    pub const PER_CENT: Self = Self { worst: 0.0, best: 100.0 };

    /// The scale from `worst` to `best`; `None` where they are equal or not from 0 to 1,000.
    #[must_use]
    pub fn new(worst: f64, best: f64) -> Option<Self> {
        let fits = |value: f64| (0.0..=1_000.0).contains(&value);
        let differ = (worst - best).abs() >= 1.0;
        (fits(worst) && fits(best) && differ).then_some(Self { worst, best })
    }

    /// `value` in stars from 0 to 5; `None` outside the scale. Where more is better, stars are in
    /// proportion to the best value: 4 of 5 is four stars, whether the worst is 0 or 1.
    #[must_use]
    pub fn stars(self, value: f64) -> Option<f64> {
        let (low, high) = (self.worst.min(self.best), self.worst.max(self.best));
        if !(low..=high).contains(&value) {
            return None;
        }
        Some(if self.best > self.worst {
            value * 5.0 / self.best
        } else {
            (self.worst - value) * 5.0 / (self.worst - self.best)
        })
    }

    /// The worst value.
    #[must_use]
    pub fn worst(self) -> f64 {
        self.worst
    }

    /// The best value.
    #[must_use]
    pub fn best(self) -> f64 {
        self.best
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.worst, self.best)
    }
}

impl FromStr for Scale {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (worst, best) = text.split_once(['-', '–', '—', ':']).ok_or(())?;
        let number = |text: &str| text.trim().replace(',', ".").parse().map_err(|_| ());
        Self::new(number(worst)?, number(best)?).ok_or(())
    }
}

impl From<Scale> for String {
    fn from(scale: Scale) -> Self {
        scale.to_string()
    }
}

impl TryFrom<String> for Scale {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "a scale is written 0-10")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_stars() {
        for (scale, value, stars) in [
            ("0-10", 10.0, Some(5.0)),
            ("0-10", 7.0, Some(3.5)),
            ("1-5", 4.0, Some(4.0)),
            ("1–7", 7.0, Some(5.0)),
            ("0-100", 80.0, Some(4.0)),
            ("6-1", 1.0, Some(5.0)),
            ("6-1", 6.0, Some(0.0)),
            ("1-5", 0.0, None),
            ("0-10", 11.0, None),
        ] {
            assert_eq!(scale.parse::<Scale>().unwrap().stars(value), stars, "{scale} {value}");
        }
        for wrong in ["", "10", "5-5", "a-b", "0-5000", "-1-5"] {
            assert!(wrong.parse::<Scale>().is_err(), "{wrong}");
        }
    }
}
