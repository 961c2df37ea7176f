//! How sure a count can make us.

/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % confidence interval of a share of which `hits` of `trials` were seen; `None` without
/// trials.
///
/// Method: Wilson's score interval (Wilson, "Probable Inference, the Law of Succession, and
/// Statistical Inference", JASA 1927); unlike the simple one it holds for few trials and for shares
/// near 0 and 1 (Brown, Cai and `DasGupta`, 2001).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of people's judgements are small")]
pub fn wilson_interval(hits: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let share = hits.min(trials) as f64 / n;
    let shrink = 1.0 + Z * Z / n;
    let center = (share + Z * Z / (2.0 * n)) / shrink;
    let half = Z / shrink * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(((center - half).max(0.0), (center + half).min(1.0)))
}

/// How likely it is that the first of two equally good models wins at least `wins` of the
/// `wins + losses` cases in which exactly one of them is right: the one-sided exact test of
/// `McNemar`.
///
/// Method: `McNemar`, "Note on the sampling error of the difference between correlated proportions",
/// Psychometrika 1947, with exact binomial probabilities, as a sign test. Cases in which both are
/// right or both are wrong say nothing about which is better and do not count.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of people's judgements are small")]
pub fn chance_of_wins(wins: u64, losses: u64) -> f64 {
    let cases = wins + losses;
    // The logarithm of the probability of exactly k wins, from k = 0 upwards.
    let mut log_share = -(cases as f64) * std::f64::consts::LN_2;
    let mut chance = 0.0;
    for k in 0..=cases {
        if k >= wins {
            chance += log_share.exp();
        }
        log_share += ((cases - k) as f64).ln() - ((k + 1) as f64).ln();
    }
    chance.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_tables() {
        // Newcombe 1998, table I: 81 of 263 and 15 of 148; and the edges.
        for (hits, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
            (29, 29, 0.8830, 1.0),
        ] {
            let (l, h) = wilson_interval(hits, trials).unwrap();
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{hits}/{trials}: {l} {h}");
        }
        assert_eq!(wilson_interval(0, 0), None);
    }

    #[test]
    fn chances_are_those_of_a_fair_coin() {
        for (wins, losses, chance) in [
            (0, 0, 1.0),
            (5, 0, 0.03125),
            (7, 1, 9.0 / 256.0),
            (4, 0, 0.0625),
            (3, 3, 42.0 / 64.0),
            (0, 9, 1.0),
        ] {
            let got = chance_of_wins(wins, losses);
            assert!((got - chance).abs() < 1e-9, "{wins}:{losses}: {got}");
        }
        assert!(chance_of_wins(600, 400) < 1e-9 && chance_of_wins(520, 480) > 0.1);
    }
}
