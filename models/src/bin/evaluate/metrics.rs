//! The measures of the published records.

/// Counts from which precision, recall and F1 follow.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) hit: usize,
    pub(crate) predicted: usize,
    pub(crate) gold: usize,
}

impl Counts {
    pub(crate) fn precision(self) -> f64 {
        ratio(self.hit, self.predicted)
    }

    pub(crate) fn recall(self) -> f64 {
        ratio(self.hit, self.gold)
    }

    pub(crate) fn f1(self) -> f64 {
        ratio(2 * self.hit, self.predicted + self.gold)
    }
}

/// Share in per cent.
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// Counts of each class from pairs of (right class, answered class).
pub(crate) fn by_class(pairs: &[(usize, usize)], classes: usize) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); classes];
    for (gold, answered) in pairs {
        counts[*gold].gold += 1;
        counts[*answered].predicted += 1;
        counts[*gold].hit += usize::from(gold == answered);
    }
    counts
}

/// Mean of the classes' F1.
pub(crate) fn macro_f1(pairs: &[(usize, usize)], classes: usize) -> f64 {
    by_class(pairs, classes).iter().map(|c| c.f1()).sum::<f64>() / classes as f64
}

/// Mean of the classes' recall.
pub(crate) fn macro_recall(pairs: &[(usize, usize)], classes: usize) -> f64 {
    by_class(pairs, classes).iter().map(|c| c.recall()).sum::<f64>() / classes as f64
}

/// Expected calibration error, ten bins of equal width, in per cent: how far the stated
/// probabilities are from the observed frequencies.
pub(crate) fn calibration_error(answers: &[(f32, bool)]) -> f64 {
    let mut error = 0.0;
    for bin in 0..10_u8 {
        let low = f32::from(bin) / 10.0;
        let inside: Vec<_> = answers.iter().filter(|(p, _)| *p > low && *p <= low + 0.1).collect();
        let stated: f64 = inside.iter().map(|(p, _)| f64::from(*p)).sum();
        let right = inside.iter().filter(|(_, right)| *right).count() as f64;
        error += (stated - right).abs();
    }
    100.0 * error / answers.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_agree_with_pencil_and_paper() {
        let pairs = [(0, 0), (0, 1), (1, 1), (1, 1)];
        assert!((macro_f1(&pairs, 2) - (200.0 / 3.0 + 80.0) / 2.0).abs() < 1e-9);
        assert!((macro_recall(&pairs, 2) - 75.0).abs() < 1e-9);
        assert!((calibration_error(&[(0.75, true), (0.75, false)]) - 25.0).abs() < 1e-4);
        assert!(ratio(1, 0).abs() < 1e-9);
    }
}
