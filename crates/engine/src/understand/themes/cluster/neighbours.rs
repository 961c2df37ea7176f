//! Nearest neighbours by cosine: exact for small sets, through cells for large ones.

use super::cells::Cells;
use super::parallel::in_parallel;
use super::vectors::{Vectors, cosine};
use crate::stop::{StopSign, Stopped};

/// Vectors up to which every pair is compared.
const EXACT: usize = 3_000;
/// Cells looked into.
const PROBES: usize = 10;

/// The nearest neighbours of each vector, nearest first, without itself.
pub(super) fn nearest(
    points: &Vectors,
    count: usize,
    stop: &StopSign,
) -> Result<Vec<Vec<u32>>, Stopped> {
    if points.len() <= EXACT {
        let all =
            || (0_u32..).zip(0..points.len()).map(|(index, place)| (index, points.row(place)));
        let best = |index| best(points.row(index), index, all(), count);
        return in_parallel(points.len(), stop, best);
    }
    let cells = Cells::new(points, points.len().isqrt().min(512), stop)?;
    // Vectors of one cell stand side by side: they are read one after the other.
    let order = cells.members.concat();
    let sorted = points.select(&order);
    let mut starts = vec![0];
    for members in &cells.members {
        starts.push(starts.last().copied().unwrap_or(0) + members.len());
    }
    let found = in_parallel(order.len(), stop, |place| {
        let row = sorted.row(place);
        let around = cells.around(row, PROBES);
        let nearby = around.iter().flat_map(|cell| starts[*cell]..starts[*cell + 1]);
        let nearby = nearby.map(|place| (order[place], sorted.row(place)));
        best(row, order[place] as usize, nearby, count)
    })?;
    let mut lists = vec![Vec::new(); order.len()];
    for (index, list) in order.iter().zip(found) {
        lists[*index as usize] = list;
    }
    Ok(lists)
}

/// The best of some for vector `at`, by likeness; the lower number where they are equal.
fn best<'a>(
    row: &[f32],
    index: usize,
    others: impl Iterator<Item = (u32, &'a [f32])>,
    count: usize,
) -> Vec<u32> {
    let mut kept: Vec<(f32, u32)> = Vec::with_capacity(count + 1);
    for (other, its_row) in others {
        if other as usize == index {
            continue;
        }
        let likeness = cosine(row, its_row);
        let full = kept.len() == count;
        if full && kept.last().is_some_and(|worst| !is_better((likeness, other), *worst)) {
            continue;
        }
        let place = kept.partition_point(|one| is_better(*one, (likeness, other)));
        kept.insert(place, (likeness, other));
        kept.truncate(count);
    }
    kept.into_iter().map(|(_, other)| other).collect()
}

fn is_better(a: (f32, u32), b: (f32, u32)) -> bool {
    a.0 > b.0 || (a.0 >= b.0 && a.1 < b.1)
}
