//! Cells of a large set of vectors, so that neighbours are looked for nearby only (an inverted
//! file: Sivic and Zisserman, "Video Google", ICCV 2003; k-means on directions).

use super::parallel::in_parallel;
use super::vectors::{Vectors, cosine, stretch};
use crate::stop::{StopSign, Stopped};

/// Rounds of k-means.
const ROUNDS: usize = 5;
/// Vectors that the cells are learned from.
const SAMPLE: usize = 16_384;

/// Vectors by cell.
#[derive(Debug)]
pub(super) struct Cells {
    centroids: Vectors,
    /// Members of each cell, ascending.
    pub(super) members: Vec<Vec<u32>>,
}

impl Cells {
    /// Sorts `points` into `count` cells.
    pub(super) fn new(points: &Vectors, count: usize, stop: &StopSign) -> Result<Self, Stopped> {
        let step = points.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<u32> = (0_u32..).take(points.len()).step_by(step).collect();
        let sample = points.select(&sample);
        let spread = sample.len() / count.max(1);
        let first: Vec<u32> =
            (0_u32..).take(sample.len()).step_by(spread.max(1)).take(count).collect();
        let mut centroids = sample.select(&first);
        for _ in 0..ROUNDS {
            let nearest = |index| nearest(&centroids, sample.row(index));
            let of = in_parallel(sample.len(), stop, nearest)?;
            let mut next = Vectors::zeros(centroids.len(), sample.width());
            for (index, cell) in of.iter().enumerate() {
                for (sum, value) in next.row_mut(*cell).iter_mut().zip(sample.row(index)) {
                    *sum += value;
                }
            }
            for cell in 0..next.len() {
                if next.is_zero(cell) {
                    next.row_mut(cell).copy_from_slice(centroids.row(cell));
                }
                stretch(next.row_mut(cell));
            }
            centroids = next;
        }
        let nearest = |index| nearest(&centroids, points.row(index));
        let of = in_parallel(points.len(), stop, nearest)?;
        let mut members = vec![Vec::new(); centroids.len()];
        for (index, cell) in (0_u32..).zip(of) {
            members[cell].push(index);
        }
        Ok(Self { centroids, members })
    }

    /// The `count` cells nearest to a vector.
    pub(super) fn around(&self, row: &[f32], count: usize) -> Vec<usize> {
        let mut cells: Vec<(f32, usize)> = (0..self.centroids.len())
            .map(|cell| (cosine(row, self.centroids.row(cell)), cell))
            .collect();
        let count = count.min(cells.len());
        if count < cells.len() {
            cells.select_nth_unstable_by(count, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        }
        cells.truncate(count);
        cells.into_iter().map(|(_, cell)| cell).collect()
    }
}

fn nearest(centroids: &Vectors, row: &[f32]) -> usize {
    let mut best = (f32::MIN, 0);
    for cell in 0..centroids.len() {
        let likeness = cosine(row, centroids.row(cell));
        if likeness > best.0 {
            best = (likeness, cell);
        }
    }
    best.1
}
