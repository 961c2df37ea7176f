//! Is a theme talked of more than before, or is it chance?
//!
//! Given the mentions of two weeks, the share that falls into the last one is compared with that of
//! all mentions: the exact conditional test of two Poisson rates (Przyborowski and Wilenski,
//! Biometrika 31, 1940), two-sided. Many themes are tested at once, so that the false discovery
//! rate is held at 5 % (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995).

/// How a theme moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Talked of more than the rest, beyond chance.
    Rising,
    /// Talked of less than the rest, beyond chance.
    Falling,
    /// Nothing that could not be chance.
    #[default]
    Steady,
}

impl Direction {
    /// The name used in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Steady => "steady",
        }
    }
}

/// Share of the themes called rising or falling that may be chance.
const FALSE_DISCOVERIES: f64 = 0.05;
/// Mentions above which the normal distribution stands for the binomial.
const LARGE: u64 = 2_000;

/// Probability of a split at least as uneven as `last` to `before`, when a share `expected` of all
/// mentions falls into the last week. 1 where nothing can be told.
pub(super) fn p_value(last: u64, before: u64, expected: f64) -> f64 {
    let all = last + before;
    if all == 0 || !(f64::EPSILON..1.0 - f64::EPSILON).contains(&expected) {
        return 1.0;
    }
    if all > LARGE {
        return normal(last, all, expected);
    }
    // The sum of all outcomes that are no more probable than this one.
    let mut factorials = vec![0.0; usize::try_from(all).unwrap_or(0) + 1];
    for at in 1..factorials.len() {
        factorials[at] = factorials[at - 1] + float(at as u64).ln();
    }
    let log = |k: u64| {
        let (k_place, rest) = (place(k), place(all - k));
        factorials[place(all)] - factorials[k_place] - factorials[rest]
            + float(k) * expected.ln()
            + float(all - k) * (1.0 - expected).ln()
    };
    let own = log(last) + 1e-9;
    (0..=all).map(log).filter(|other| *other <= own).map(f64::exp).sum::<f64>().min(1.0)
}

fn place(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of mentions")]
fn float(count: u64) -> f64 {
    count as f64
}

/// The same by the normal distribution, with continuity correction.
fn normal(last: u64, all: u64, expected: f64) -> f64 {
    let mean = float(all) * expected;
    let deviation = (mean * (1.0 - expected)).sqrt();
    let z = ((float(last) - mean).abs() - 0.5).max(0.0) / deviation;
    error_function_complement(z / std::f64::consts::SQRT_2)
}

/// erfc for arguments of at least zero, to seven digits (Abramowitz and Stegun, 7.1.26).
fn error_function_complement(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let terms = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let sum = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    sum * (-x * x).exp()
}

/// Which tests hold when all are looked at together.
pub(super) fn discoveries(p_values: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let count = float(p_values.len() as u64);
    let last = (1_u64..)
        .zip(&order)
        .filter(|(rank, at)| p_values[**at] <= FALSE_DISCOVERIES * float(*rank) / count)
        .map(|(rank, _)| place(rank))
        .max()
        .unwrap_or(0);
    let mut holds = vec![false; p_values.len()];
    for at in &order[..last] {
        holds[*at] = true;
    }
    holds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_test_gives_known_values() {
        // scipy.stats.binomtest(k, n, p).pvalue
        for (last, before, expected, p) in [
            (5, 5, 0.5, 1.0),
            (10, 0, 0.5, 0.001_953_125),
            (9, 1, 0.5, 0.021_484_375),
            (15, 5, 0.5, 0.041_389_465_3),
            (7, 3, 0.25, 0.003_505_706_8),
            (0, 0, 0.5, 1.0),
            (9, 0, 1.0, 1.0),
        ] {
            let got = p_value(last, before, expected);
            assert!((got - p).abs() < 1e-6, "{last}:{before} at {expected}: {got} is not {p}");
        }
    }

    #[test]
    fn large_numbers_agree_with_the_exact_test() {
        let exact = p_value(1_050, 950, 0.5);
        let normal = normal(1_050, 2_000, 0.5);
        assert!((exact - normal).abs() < 1e-3, "{exact} {normal}");
        assert!(p_value(30_000, 20_000, 0.5) < 1e-9);
    }

    #[test]
    fn many_tests_find_fewer_by_chance() {
        // Benjamini and Hochberg's own example: four of fifteen hold.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        assert_eq!(discoveries(&p).iter().filter(|holds| **holds).count(), 4);
        assert_eq!(discoveries(&[]), Vec::<bool>::new());
        assert_eq!(discoveries(&[0.04]), [true]);
    }
}
