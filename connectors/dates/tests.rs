use super::*;

/// 2026-01-31T00:00:00Z.
const DAY: Millis = 1_769_817_600_000;
const HOUR: Millis = 3_600_000;

fn at(text: &str) -> Option<Millis> {
    read(text, Order::DayFirst).map(|dated| dated.at)
}

#[test]
fn one_moment_in_many_forms() {
    for text in [
        "Sat, 31 Jan 2026 10:00:00 GMT",
        "Sat, 31 Jan 26 10:00:00 GMT",
        "31 Jan 2026 10:00 +0000",
        "Saturday, 31-Jan-26 10:00:00 GMT",
        "Sat Jan 31 10:00:00 2026",
        "Sat Jan 31 11:00:00 CET 2026",
        "Sat Jan 31 2026 11:00:00 GMT+0100 (hora estándar de Europa central)",
        "Mon, 31 Jan 2026 05:00:00 EST",
        "31 January 2026 02:00 PST",
        "sáb., 31 ene. 2026 10:00:00 +0000",
        "sábado, 31 de enero de 2026, 10:00",
        "31 de enero del 2026 a las 10:00 h",
        "31/01/2026 10:00",
        "31.1.2026 10.00",
        "31.01.2026, 10:00 Uhr",
        "31-01-2026 10:00:00",
        "31/1/26 10:00 a. m.",
        "January 31, 2026 10:00 AM",
        "Jan. 31st, 2026 at 10:00 a.m.",
        "31 janvier 2026 à 10h00",
        "31. Januar 2026 10:00",
        "31 de janeiro de 2026 10:00",
        "2026/01/31 10:00:00",
        "2026-01-31 10:00:00 UTC",
        "2026-01-31T11:00:00+0100",
        "2026-01-31T10:00Z",
        "2026-01-31 15:30 +05:30",
        "31 Jan 2026 11:00:00 +0100 CET",
    ] {
        assert_eq!(at(text), Some(DAY + 10 * HOUR), "{text}");
    }
}

#[test]
fn days_and_other_times() {
    for (text, expected) in [
        ("31 de enero de 2026", DAY),
        ("1º de febrero de 2026", DAY + 24 * HOUR),
        ("Fri, 18 Sept 2026 13:00:00 +0000", 1_789_736_400_000),
        ("18 sept. 2026 13:00", 1_789_736_400_000),
        ("mar., 3 mar. 2026", 1_772_496_000_000),
        ("mar. 13 ene. 2026 10:00", 1_768_298_400_000),
        ("12 set 2026", 1_789_171_200_000),
        ("31 Jan 2026 12:30 AM", DAY + HOUR / 2),
        ("31 Jan 2026 12:30 PM", DAY + 25 * HOUR / 2),
        ("31 Jan 2026 9pm", DAY + 21 * HOUR),
        ("Fri, 30 Jan 2026 24:00:00 GMT", DAY),
        ("31 Jan 2026 10:00:60 GMT", DAY + 10 * HOUR + 59_000),
        ("31 Jan 99 10:00 GMT", 917_776_800_000),
        ("Wed, 15 Jul 2026 15:00:00 CEST", 1_784_120_400_000),
        ("2026-01-31", DAY),
        ("1769853600", DAY + 10 * HOUR),
    ] {
        assert_eq!(at(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_whole_date_is_none() {
    for text in [
        "",
        "next Tuesday",
        "yesterday",
        "enero de 2026",
        "31 de enero",
        "hace 3 días",
        "32/01/2026",
        "31/02/2026",
        "10:00",
        "2026",
        "31 Jan 2026 25:00",
        "31 Jan 2026 Feb",
        "1 2 3 4",
        "31 jui 2026",
        "long ago",
        "12/2026",
        "Sat, 31 Jan 1815 10:00:00 GMT",
        "31 Jan 2026 10:00 and 11:00",
        "-",
        "+",
        "–",
        "31 Jan 2026 10:00 +99:00",
        "999999999999999999999 Jan 2026",
        "ñandú",
        "31 Jan 2026 10:00 -",
        "1h",
    ] {
        assert_eq!(at(text), None, "{text}");
    }
}

#[test]
fn a_zone_that_can_mean_several_is_said() {
    for (text, zone) in [
        ("Sat, 31 Jan 2026 10:00:00 IST", Some("IST")),
        ("Sat, 31 Jan 2026 10:00:00 XYZT", Some("XYZT")),
        ("Sat, 31 Jan 2026 10:00:00 UTC", None),
    ] {
        let dated = read(text, Order::DayFirst).unwrap();
        assert_eq!((dated.at, dated.unclear_zone.as_deref()), (DAY + 10 * HOUR, zone), "{text}");
    }
}

#[test]
fn the_order_of_figures_follows_the_dates_and_the_language() {
    let march = Some(1_772_668_800_000);
    assert_eq!(read("05/03/2026", Order::DayFirst).map(|d| d.at), march);
    assert_eq!(read("03/05/2026", Order::MonthFirst).map(|d| d.at), march);
    // Possible in one way only.
    assert_eq!(read("31/01/2026", Order::MonthFirst).map(|d| d.at), Some(DAY));
    assert_eq!(read("01/31/2026", Order::DayFirst).map(|d| d.at), Some(DAY));
    for (dates, lang, order) in [
        (&["05/03/2026", "31/01/2026"][..], Some("en"), Order::DayFirst),
        (&["05/03/2026", "01/31/2026"], Some("es"), Order::MonthFirst),
        (&["05/03/2026"], Some("en-US"), Order::MonthFirst),
        (&["05/03/2026"], Some("en-GB"), Order::DayFirst),
        (&["05/03/2026"], Some("es"), Order::DayFirst),
        (&[], None, Order::DayFirst),
    ] {
        assert_eq!(Order::of(dates.iter().copied(), lang), order, "{dates:?} {lang:?}");
    }
}

#[test]
fn a_mention_keeps_what_was_not_understood() {
    let now = DAY + 12 * HOUR;
    let read = |text: &str| {
        let mut extra = Extra::new();
        (of_mention(text, Order::DayFirst, now, &mut extra), extra)
    };
    assert_eq!(read(""), (None, Extra::new()));
    assert_eq!(read("31/01/2026"), (Some(DAY), Extra::new()));
    let (date, extra) = read("mañana");
    assert_eq!((date, &extra["unreadable_date"]), (None, &"mañana".into()));
    let (date, extra) = read("31 Jan 2027 10:00");
    assert_eq!((date, &extra["unreadable_date"]), (None, &"31 Jan 2027 10:00".into()));
    let (date, extra) = read("31 Jan 2026 10:00 IST");
    assert_eq!(
        (date, &extra["unclear_zone"]),
        (Some(DAY + 10 * HOUR), &"31 Jan 2026 10:00 IST".into())
    );
}
