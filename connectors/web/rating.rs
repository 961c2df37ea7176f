//! Ratings of any scale as 0 to 5 stars.

/// `value` on a scale that ends at `best`, as stars; `None` when it lies outside its own scale.
///
/// Scales that begin at 0 or 1 keep their proportion, so that 4 of 5 stays 4 and 8 of 10 becomes 4;
/// any other beginning is moved to 0 first.
pub(super) fn stars(value: f64, worst: Option<f64>, best: Option<f64>) -> Option<f64> {
    let best = best.unwrap_or(5.0);
    let worst = worst.unwrap_or(0.0);
    let floor = if worst == 1.0 { 0.0 } else { worst };
    if !(value.is_finite() && best > floor && (floor..=best).contains(&value)) {
        return None;
    }
    let stars = (value - floor) / (best - floor) * 5.0;
    Some((stars * 100.0).round() / 100.0)
}

/// Stars from what a page shows: `4.5`, `4,5 de 5`, `8/10`, `80 %`, `Rated 3 out of 5`, `★★★☆☆`.
pub(super) fn stars_from_text(text: &str) -> Option<f64> {
    let full = text.chars().filter(|c| *c == '★').count();
    let empty = text.chars().filter(|c| *c == '☆').count();
    if full + empty >= 3 {
        return stars(count(full), None, Some(count(full + empty)));
    }
    let mut numbers = numbers(text);
    let value = numbers.next()?;
    if text.contains('%') {
        return stars(value, None, Some(100.0));
    }
    stars(value, None, numbers.next().filter(|best| *best >= value && *best > 1.0))
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

/// The numbers in a text, with decimal point or comma.
fn numbers(text: &str) -> impl Iterator<Item = f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .filter_map(|part| part.trim_matches(['.', ',']).replace(',', ".").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_become_stars() {
        for (value, worst, best, expected) in [
            (4.0, None, None, Some(4.0)),
            (4.0, Some(1.0), Some(5.0), Some(4.0)),
            (8.0, Some(1.0), Some(10.0), Some(4.0)),
            (80.0, Some(0.0), Some(100.0), Some(4.0)),
            (0.0, Some(-5.0), Some(5.0), Some(2.5)),
            (3.0, None, Some(3.0), Some(5.0)),
            (6.0, None, None, None),
            (-1.0, None, None, None),
            (1.0, Some(5.0), Some(5.0), None),
            (f64::NAN, None, None, None),
        ] {
            assert_eq!(stars(value, worst, best), expected, "{value} {worst:?} {best:?}");
        }
    }

    #[test]
    fn shown_ratings_are_read() {
        for (text, expected) in [
            ("4.5", Some(4.5)),
            ("4,5 de 5 estrellas", Some(4.5)),
            ("8/10", Some(4.0)),
            ("Rated 3 out of 5", Some(3.0)),
            ("80 %", Some(4.0)),
            ("★★★☆☆", Some(3.0)),
            ("4 stars", Some(4.0)),
            ("none", None),
            ("17", None),
            ("", None),
        ] {
            assert_eq!(stars_from_text(text), expected, "{text}");
        }
    }
}
