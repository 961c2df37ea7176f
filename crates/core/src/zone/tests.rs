use super::*;
use crate::{parse_timestamp, to_rfc3339};

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Millis {
    parse_timestamp(text).unwrap()
}

#[test]
fn names_are_known_in_any_case_and_nonsense_is_refused() {
    assert_eq!(zone(" europe/MADRID ").name(), "Europe/Madrid");
    assert_eq!(zone("utc"), Zone::UTC);
    assert_eq!(Zone::default(), Zone::UTC);
    for nonsense in ["", "Madrid", "Europe/Nowhere", "+01:00", "../etc/passwd"] {
        assert_eq!(nonsense.parse::<Zone>(), Err(ZoneError(nonsense.to_owned())));
    }
    let all: Vec<&str> = Zone::all().map(Zone::name).collect();
    assert_eq!(all[0], "UTC");
    assert!(all.contains(&"America/Mexico_City") && !all.contains(&"EST5EDT"));
    assert!(
        Zone::all().all(|zone| zone.name().parse() == Ok(zone) && zone.index() < Zone::count())
    );
    assert_eq!(serde_json::to_string(&zone("Asia/Kathmandu")).unwrap(), "\"Asia/Kathmandu\"");
    assert_eq!(serde_json::from_str::<Zone>("\"UTC\"").unwrap(), Zone::UTC);
}

#[test]
fn days_begin_where_people_live() {
    for (name, of, start) in [
        ("UTC", "2026-01-31", "2026-01-31T00:00:00Z"),
        ("Europe/Madrid", "2026-01-31", "2026-01-30T23:00:00Z"),
        ("Europe/Madrid", "2026-07-31", "2026-07-30T22:00:00Z"),
        ("America/Mexico_City", "2026-01-31", "2026-01-31T06:00:00Z"),
        ("Asia/Kathmandu", "2026-01-31", "2026-01-30T18:15:00Z"),
        ("Pacific/Kiritimati", "2026-01-31", "2026-01-30T10:00:00Z"),
        ("Pacific/Pago_Pago", "2026-01-31", "2026-01-31T11:00:00Z"),
    ] {
        let zone = zone(name);
        let begins = zone.start_of(day(of));
        assert_eq!(to_rfc3339(begins), start, "{name}");
        assert_eq!(zone.day_of(begins), day(of), "{name}");
        assert_eq!(zone.day_of(begins - 1), day(of).plus(-1), "{name}");
    }
}

#[test]
fn days_with_changing_clocks_have_their_hours() {
    let hours = |zone: Zone, of: Day| (zone.start_of(of.plus(1)) - zone.start_of(of)) / HOUR;
    let madrid = zone("Europe/Madrid");
    assert_eq!(hours(madrid, day("2026-03-29")), 23);
    assert_eq!(hours(madrid, day("2026-10-25")), 25);
    assert_eq!(hours(madrid, day("2026-10-26")), 24);
    // Mexico City has not changed its clocks since 2022.
    assert_eq!(hours(zone("America/Mexico_City"), day("2026-04-05")), 24);
    assert_eq!(hours(zone("America/Mexico_City"), day("2022-04-03")), 23);
    // Far ahead, the rule of the last known year holds on.
    assert_eq!(hours(madrid, day("2150-06-01")), 24);
    assert_eq!(to_rfc3339(madrid.start_of(day("2150-07-01"))), "2150-06-30T22:00:00Z");
}

#[test]
fn a_day_without_midnight_begins_after_the_leap() {
    // São Paulo leapt from 23:59 to 01:00.
    let paulo = zone("America/Sao_Paulo");
    let begins = paulo.start_of(day("2018-11-04"));
    assert_eq!(to_rfc3339(begins), "2018-11-04T03:00:00Z");
    assert_eq!(paulo.wall(begins).hour, 1);
    assert_eq!(paulo.day_of(begins - 1), day("2018-11-03"));
}

#[test]
fn a_day_that_was_left_out_has_no_time() {
    let apia = zone("Pacific/Apia");
    let (gone, next) = (day("2011-12-30"), day("2011-12-31"));
    assert_eq!(apia.start_of(gone), apia.start_of(next));
    assert_eq!(apia.day_of(apia.start_of(next)), next);
    assert_eq!(apia.day_of(apia.start_of(next) - 1), day("2011-12-29"));
}

#[test]
fn clocks_that_go_back_over_midnight_do_not_open_the_old_day_again() {
    // St. John's went back from 00:01 to 23:01 of the day before.
    let johns = zone("America/St_Johns");
    let begins = johns.start_of(day("2010-11-07"));
    assert_eq!(to_rfc3339(begins), "2010-11-07T02:30:00Z");
    let repeated = begins + 30 * MINUTE;
    assert_eq!(johns.wall(repeated).day, day("2010-11-06"));
    assert_eq!(johns.day_of(repeated), day("2010-11-07"));
    assert_eq!(johns.days().day_of(repeated), day("2010-11-07"));
    assert_eq!(johns.day_of(begins - 1), day("2010-11-06"));
}

#[test]
fn days_and_instants_agree_everywhere() {
    let from = day("2005-01-01");
    for zone in Zone::all() {
        let mut days = zone.days();
        for number in (0..9000).step_by(97) {
            let of = from.plus(number);
            let (start, end) = (zone.start_of(of), zone.start_of(of.plus(1)));
            assert!(start <= end, "{zone} {of}");
            if start < end {
                assert_eq!(zone.day_of(start), of, "{zone} {of}");
                assert_eq!(zone.day_of(end - 1), of, "{zone} {of}");
                assert_eq!((days.day_of(start), days.day_of(end - 1)), (of, of), "{zone} {of}");
            }
        }
    }
}

#[test]
fn forms_speak_the_zones_time() {
    let madrid = zone("Europe/Madrid");
    for (typed, instant) in [
        ("2026-01-31T10:30", "2026-01-31T09:30:00Z"),
        ("2026-07-31 10:30:15", "2026-07-31T08:30:15Z"),
        ("2026-01-31", "2026-01-30T23:00:00Z"),
        // Leapt over: as late after the leap.
        ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
        // Shown twice: the first time.
        ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
    ] {
        assert_eq!(madrid.read(typed).map(to_rfc3339), Ok(instant.to_owned()), "{typed}");
    }
    for nonsense in ["", "2026-01-31T24:00", "2026-01-31T10", "10:30", "2026-01-31T10:30:00Z"] {
        assert!(madrid.read(nonsense).is_err(), "{nonsense}");
    }
}

#[test]
fn a_day_stands_for_its_ends_in_its_zone_and_a_moment_for_itself() {
    let madrid = zone("Europe/Madrid");
    for (typed, begin, end) in [
        ("2026-01-31", "2026-01-30T23:00:00Z", "2026-01-31T23:00:00Z"),
        // The day on which clocks go forward has 23 hours.
        (" 2026-03-29 ", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("2026-01-31T10:30", "2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z"),
        ("2026-01-31T10:30:00Z", "2026-01-31T10:30:00Z", "2026-01-31T10:30:00Z"),
        ("2026-01-31T10:30:00-05:00", "2026-01-31T15:30:00Z", "2026-01-31T15:30:00Z"),
    ] {
        assert_eq!(madrid.moment(typed).map(to_rfc3339), Ok(begin.to_owned()), "{typed}");
        assert_eq!(madrid.end(typed).map(to_rfc3339), Ok(end.to_owned()), "{typed}");
    }
    for nonsense in ["", "soon", "2026-13-01"] {
        assert!(madrid.moment(nonsense).is_err() && madrid.end(nonsense).is_err(), "{nonsense}");
    }
}

#[test]
fn offsets_are_written_as_people_do() {
    let now = at("2026-01-31T10:00:00Z");
    for (name, text) in [
        ("UTC", "UTC"),
        ("Europe/London", "UTC"),
        ("Europe/Madrid", "UTC+01:00"),
        ("Asia/Kathmandu", "UTC+05:45"),
        ("America/St_Johns", "UTC−03:30"),
    ] {
        assert_eq!(zone(name).offset_text(now), text);
    }
    for (name, text) in [
        ("UTC", "2026-01-31T10:00:00Z"),
        ("Asia/Kathmandu", "2026-01-31T15:45:00+05:45"),
        ("America/St_Johns", "2026-01-31T06:30:00-03:30"),
    ] {
        assert_eq!(zone(name).rfc3339(now), text);
        assert_eq!(at(text), now);
    }
}
