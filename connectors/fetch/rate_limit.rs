//! How platforms say "wait".

use plaza_core::{Millis, parse_timestamp};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Numbers from here up are a Unix time in milliseconds, not in seconds.
const MILLIS_FROM: f64 = 1e11;
/// Numbers from here up are a Unix time, not a number of seconds from now.
const EPOCH_FROM: f64 = 1e9;
/// Longest wait that is believed: a month, the longest window of any platform.
const LONGEST: Millis = 31 * 24 * 3_600_000;
/// Headers that say when the window ends: seconds from now, Unix time, or a date.
const RESET: [&str; 4] =
    ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-after"];
/// Headers that say how many requests are left.
const REMAINING: [&str; 3] =
    ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];

/// Headers that say how many requests a whole window allows.
const LIMIT: [&str; 3] = ["x-ratelimit-limit", "ratelimit-limit", "x-rate-limit-limit"];

/// When the answer's headers say to come again; `Retry-After` takes precedence.
///
/// A time of day is compared with the server's own `Date`, so that neither its clock nor ours has
/// to be right.
pub(super) fn wait_until(headers: &HeaderMap, now: Millis) -> Option<Millis> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let server_now = text(DATE.as_str()).and_then(|date| parse_timestamp(date).ok()).unwrap_or(now);
    let retry_after = text(RETRY_AFTER.as_str()).and_then(|value| from_now(value, server_now));
    let wait = retry_after
        .or_else(|| RESET.iter().find_map(|name| from_now(text(name)?, server_now)))
        .or_else(|| structured(text("ratelimit")?))?;
    Some(now.saturating_add(wait.clamp(0, LONGEST)))
}

/// The moment that the single header value `value` names: seconds from now, Unix time, or a date.
pub(crate) fn moment(value: &str, now: Millis) -> Option<Millis> {
    from_now(value.trim(), now).map(|wait| now.saturating_add(wait.clamp(0, LONGEST)))
}

/// Whether the answer's headers say that no request is left; some say `0.0`.
pub(super) fn is_exhausted(headers: &HeaderMap) -> bool {
    let left = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    REMAINING.iter().any(|name| left(name).is_some_and(|left| left <= 0.0))
}

/// Requests left, and the number for a whole window where the headers give it.
pub(super) fn left(headers: &HeaderMap) -> Option<(i64, Option<i64>)> {
    let text = |name: &&str| headers.get(*name)?.to_str().ok();
    let number = |name: &&str| whole(text(name)?);
    if let Some(left) = REMAINING.iter().find_map(number) {
        return Some((left, LIMIT.iter().find_map(number)));
    }
    let single = text(&"ratelimit")?;
    let left = parameter(single, &["r", "remaining"])?;
    Some((whole(left)?, parameter(single, &["limit"]).and_then(whole)))
}

/// A number of requests; some write `12.0`, others `12, 12;w=60`.
pub(crate) fn whole(value: &str) -> Option<i64> {
    let number: f64 = value.split([',', ';']).next()?.trim().parse().ok()?;
    (number.is_finite() && number >= 0.0).then(|| to_millis(number.floor()))
}

/// Milliseconds until the moment that `value` names.
fn from_now(value: &str, server_now: Millis) -> Option<Millis> {
    let Ok(number) = value.parse::<f64>() else {
        return parse_timestamp(value).ok().map(|time| time - server_now);
    };
    if !number.is_finite() || number < 0.0 {
        return None;
    }
    Some(if number >= MILLIS_FROM {
        to_millis(number) - server_now
    } else if number >= EPOCH_FROM {
        to_millis(number * 1000.0) - server_now
    } else {
        to_millis(number * 1000.0)
    })
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and the wait is clamped")]
fn to_millis(number: f64) -> Millis {
    number.ceil().min(9e15) as Millis
}

/// `RateLimit: "default";r=0;t=30` and its older form `limit=100, remaining=0, reset=30`.
fn structured(value: &str) -> Option<Millis> {
    let seconds = parameter(value, &["t", "reset"])?;
    Some(to_millis(seconds.trim().parse::<f64>().ok()?.max(0.0) * 1000.0))
}

/// The value of the first parameter with one of these names.
fn parameter<'a>(value: &'a str, names: &[&str]) -> Option<&'a str> {
    value.split([';', ',']).find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        names.contains(&name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    const NOW: Millis = 1_770_000_000_000;

    type Pair = (&'static str, &'static str);

    fn headers(pairs: &[Pair]) -> HeaderMap {
        let pair =
            |(name, value): &Pair| (HeaderName::from_static(name), HeaderValue::from_static(value));
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn every_way_of_saying_wait() {
        let cases: &[(&[Pair], Option<Millis>)] = &[
            (&[], None),
            (&[("retry-after", "120")], Some(120_000)),
            (&[("retry-after", "0")], Some(0)),
            (&[("retry-after", "1.5")], Some(1_500)),
            (&[("retry-after", "-4")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "Mon, 02 Feb 2026 02:41:40 GMT")], Some(100_000)),
            (&[("retry-after", "Mon, 02 Feb 2026 02:40:00 GMT")], Some(0)),
            (&[("retry-after", "Mon, 02 Feb 2015 02:40:00 GMT")], Some(0)),
            (&[("retry-after", "999999999")], Some(LONGEST)),
            (
                &[
                    ("date", "Sun, 01 Feb 2026 00:00:00 GMT"),
                    ("retry-after", "Sun, 01 Feb 2026 00:01:00 GMT"),
                ],
                Some(60_000),
            ),
            (&[("x-ratelimit-reset", "1770000060")], Some(60_000)),
            (&[("x-ratelimit-reset", "1770000060000")], Some(60_000)),
            (&[("x-ratelimit-reset", "60")], Some(60_000)),
            (&[("x-ratelimit-reset", "2026-02-02T02:41:00.000Z")], Some(60_000)),
            (&[("x-rate-limit-reset", "1770000060")], Some(60_000)),
            (&[("ratelimit-reset", "30")], Some(30_000)),
            (&[("x-ratelimit-reset-after", "1.25")], Some(1_250)),
            (&[("ratelimit", "\"default\";r=0;t=45")], Some(45_000)),
            (&[("ratelimit", "limit=100, remaining=0, reset=50")], Some(50_000)),
            (&[("retry-after", "5"), ("x-ratelimit-reset", "60")], Some(5_000)),
            (&[("retry-after", "later"), ("x-ratelimit-reset", "60")], Some(60_000)),
        ];
        for (pairs, wait) in cases {
            let expected = wait.map(|wait| NOW + wait);
            assert_eq!(wait_until(&headers(pairs), NOW), expected, "{pairs:?}");
        }
    }

    #[test]
    fn what_is_left_is_read_in_every_form() {
        type Left = Option<(i64, Option<i64>)>;
        let cases: &[(&[Pair], Left)] = &[
            (&[], None),
            (&[("x-ratelimit-limit", "300")], None),
            (
                &[("x-ratelimit-remaining", "299"), ("x-ratelimit-limit", "300")],
                Some((299, Some(300))),
            ),
            (&[("x-rate-limit-remaining", "12.0")], Some((12, None))),
            (
                &[("ratelimit-remaining", "7"), ("ratelimit-limit", "60, 60;w=60")],
                Some((7, Some(60))),
            ),
            (&[("ratelimit", "\"default\";r=50;t=30")], Some((50, None))),
            (&[("ratelimit", "limit=100, remaining=40, reset=50")], Some((40, Some(100)))),
            (&[("x-ratelimit-remaining", "-1")], None),
            (&[("x-ratelimit-remaining", "many")], None),
        ];
        for (pairs, left_of) in cases {
            assert_eq!(left(&headers(pairs)), *left_of, "{pairs:?}");
        }
    }

    #[test]
    fn an_empty_quota_is_seen() {
        assert!(is_exhausted(&headers(&[("x-ratelimit-remaining", "0")])));
        assert!(!is_exhausted(&headers(&[("x-ratelimit-remaining", "10")])));
        assert!(!is_exhausted(&HeaderMap::new()));
    }
}
