use super::*;
use crate::frame::i18n::Lang;

fn at(text: &str) -> Millis {
    plaza_core::parse_timestamp(text).unwrap()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

/// One bucket for each day from `first`, the last of which is not over.
fn days(zone: Zone, first: &str, totals: &[(u64, u64)]) -> Timeline {
    let first: Day = first.parse().unwrap();
    let last = first.plus(i32::try_from(totals.len()).unwrap() - 1);
    let buckets = (0..).zip(totals).map(|(ahead, (negative, total))| TimelineBucket {
        start: zone.start_of(first.plus(ahead)),
        until: zone.start_of(first.plus(ahead + 1)),
        complete: first.plus(ahead) != last,
        total: *total,
        parts: vec![("negative".to_owned(), *negative)],
    });
    Timeline {
        zone,
        days: DayRange { first, last },
        asked: true,
        bucket: Bucket::Day,
        buckets: buckets.collect(),
    }
}

#[test]
fn bars_have_their_place_and_value_and_narrow_the_query() {
    let madrid = zone("Europe/Madrid");
    // Half past nine in Madrid on the last day.
    let page = Page::bare(Lang::Es, madrid, at("2026-02-03T08:30:00Z"));
    let timeline = days(madrid, "2026-01-31", &[(1, 4), (0, 0), (0, 1), (2, 2)]);
    let chart = sentiment_timeline(&page, &timeline, "batería date:7d", Size::Large);
    let places: Vec<_> = chart.bars.iter().map(|bar| (&*bar.x, &*bar.width)).collect();
    let quarter = "25.000";
    let expected =
        [("0.000", quarter), (quarter, quarter), ("50.000", quarter), ("75.000", quarter)];
    assert_eq!(places, expected);
    assert_eq!(chart.bars[0].label, "31 ene: 4 menciones, 1 negativa");
    assert_eq!(chart.bars[1].tip.text, "1 feb: 0 menciones");
    assert_eq!(chart.bars[3].label, "hoy, hasta las 09:30: 2 menciones, 2 negativas");
    assert_eq!(chart.bars[3].href, "/mentions?q=bater%C3%ADa+date%3A2026-02-03");
    let complete: Vec<bool> = chart.bars.iter().map(|bar| bar.complete).collect();
    assert_eq!(complete, [true, true, true, false]);
    // Negative at the foot, up to the line of 4 of a scale from 0 to 4.
    let rules: Vec<_> = chart.rules.iter().map(|rule| (&*rule.y, &*rule.value)).collect();
    assert_eq!(rules, [("95.0", "0"), ("55.5", "2"), ("16.0", "4")]);
    let parts: Vec<_> =
        chart.bars[0].parts.iter().map(|part| (part.class, &*part.y, &*part.height)).collect();
    assert_eq!(parts, [("neg", "75.2", "18.8"), ("neu", "16.0", "58.2")]);
    let ticks: Vec<_> = chart.ticks.iter().map(|tick| (tick.anchor, &*tick.text)).collect();
    assert_eq!(
        ticks,
        [("middle", "31 ene"), ("middle", "1 feb"), ("middle", "2 feb"), ("middle", "hoy")]
    );
    assert_eq!(chart.unfinished, "hoy va hasta las 09:30");
    assert_eq!((chart.total, chart.newest.as_str()), (7, ""));
    assert_eq!(
        chart.label,
        "Menciones por día, del 31 de enero al 3 de febrero: 7; el máximo, 4 (31 ene)."
    );
}

#[test]
fn old_data_say_when_they_are_from() {
    let page = Page::bare(Lang::Es, Zone::UTC, at("2026-02-03T08:30:00Z"));
    let mut timeline = days(Zone::UTC, "2024-01-03", &[(0, 1); 30]);
    timeline.asked = false;
    timeline.buckets[29].complete = true;
    let chart = sentiment_timeline(&page, &timeline, "", Size::Strip);
    let days = "Se muestra del 3 de enero al 1 de febrero de 2024, lo más reciente.";
    assert_eq!(chart.newest, days);
    assert_eq!(chart.unfinished, "");
    assert_eq!(chart.bars[0].tip.text, "3 ene 2024: 1 mención");
    let ticks: Vec<_> = chart.ticks.iter().map(|tick| &*tick.text).collect();
    assert_eq!(ticks, ["3 ene", "10 ene", "17 ene", "24 ene", "31 ene"]);
    assert_eq!((chart.height, chart.rules.len()), (64, 2));
    // As long as they reach today, there are only so many.
    let page = Page::bare(Lang::Es, Zone::UTC, at("2024-02-01T08:30:00Z"));
    let chart = sentiment_timeline(&page, &timeline, "", Size::Strip);
    assert_eq!(chart.newest, "Los últimos 30 días.");
}

#[test]
fn weeks_months_and_years_have_their_names() {
    let page = Page::bare(Lang::En, Zone::UTC, at("2026-02-04T08:30:00Z"));
    let named = |bucket: Bucket, from: &str, until: &str, complete: bool| {
        let one = TimelineBucket {
            start: at(from),
            until: at(until),
            complete,
            total: 0,
            parts: Vec::new(),
        };
        let days = days_of(&one, Zone::UTC);
        let buckets = vec![one.clone()];
        let timeline = Timeline { zone: Zone::UTC, days, asked: true, bucket, buckets };
        (name(&page, &timeline, &one), unfinished(&page, &timeline))
    };
    let none = String::new;
    assert_eq!(
        named(Bucket::Week, "2025-12-29", "2026-01-05", true),
        ("29 Dec – 4 Jan".into(), none())
    );
    // Cut off by what was asked for.
    assert_eq!(
        named(Bucket::Month, "2025-12-10", "2026-01-01", false),
        ("10 Dec – 31 Dec 2025".into(), none())
    );
    assert_eq!(named(Bucket::Month, "2025-12-01", "2026-01-01", true), ("Dec 2025".into(), none()));
    assert_eq!(
        named(Bucket::Year, "2026-01-01", "2027-01-01", false),
        ("2026".into(), "this year only up to today, 08:30".into())
    );
    assert_eq!(
        named(Bucket::Week, "2026-02-02", "2026-02-09", false).1,
        "this week only up to today, 08:30"
    );
}

#[test]
fn scales_have_round_steps() {
    for (highest, size, top, step) in [
        (0, Size::Large, 1, 1),
        (3, Size::Large, 3, 1),
        (4, Size::Large, 4, 2),
        (7, Size::Large, 8, 4),
        (7, Size::Strip, 8, 4),
        (33, Size::Large, 40, 20),
        (1_000, Size::Large, 1_200, 400),
        (20_006, Size::Large, 30_000, 10_000),
    ] {
        let scale = Scale::new(highest, size);
        assert_eq!((scale.top, scale.step), (top, step), "{highest}");
    }
}
