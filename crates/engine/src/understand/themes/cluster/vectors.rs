//! Vectors of length one, one after the other.

/// A table of directions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vectors {
    width: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// Reads byte vectors and brings each to length one; a zero vector stays zero.
    pub(crate) fn new(bytes: &[i8], width: usize) -> Self {
        let width = width.max(1);
        let mut values: Vec<f32> = bytes.iter().map(|value| f32::from(*value)).collect();
        values.chunks_exact_mut(width).for_each(stretch);
        Self { width, values }
    }

    pub(super) fn zeros(rows: usize, width: usize) -> Self {
        Self { width, values: vec![0.0; rows * width] }
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    #[inline]
    pub(crate) fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..(index + 1) * self.width]
    }

    pub(super) fn row_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.values[index * self.width..(index + 1) * self.width]
    }

    pub(crate) fn is_zero(&self, index: usize) -> bool {
        self.row(index).iter().all(|value| *value == 0.0)
    }

    /// These rows, in this order.
    pub(super) fn select(&self, rows: &[u32]) -> Self {
        let mut values = Vec::with_capacity(rows.len() * self.width);
        for row in rows {
            values.extend_from_slice(self.row(*row as usize));
        }
        Self { width: self.width, values }
    }
}

/// Brings a vector to length one; a zero vector stays.
pub(crate) fn stretch(row: &mut [f32]) {
    let length = cosine(row, row).sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|value| *value /= length);
    }
}

/// The direction of a byte vector.
pub(crate) fn direction(bytes: &[i8]) -> Vec<f32> {
    let mut row: Vec<f32> = bytes.iter().map(|value| f32::from(*value)).collect();
    stretch(&mut row);
    row
}

/// A direction as bytes.
pub(crate) fn to_bytes(row: &[f32]) -> Vec<i8> {
    let peak = row.iter().fold(0.0_f32, |peak, value| peak.max(value.abs()));
    let step = if peak > 0.0 { 127.0 / peak } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "scaled to at most 127")]
    row.iter().map(|value| (value * step).round() as i8).collect()
}

/// The scalar product, which is the cosine of vectors of length one. Eight sums side by side, so
/// that the compiler can use wide registers.
#[inline]
pub(crate) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a_blocks, a_rest) = a.as_chunks::<8>();
    let (b_blocks, b_rest) = b.as_chunks::<8>();
    for (x, y) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f32>() + rest
}

/// Members of each group.
pub(super) fn sizes(of: &[Option<u32>]) -> Vec<usize> {
    let groups = of.iter().flatten().max().map_or(0, |last| *last as usize + 1);
    let mut sizes = vec![0; groups];
    for group in of.iter().flatten() {
        sizes[*group as usize] += 1;
    }
    sizes
}

/// The mean direction of each group.
pub(super) fn centroids(points: &Vectors, of: &[Option<u32>]) -> Vectors {
    let groups = of.iter().flatten().max().map_or(0, |last| *last as usize + 1);
    let mut centroids = Vectors::zeros(groups, points.width());
    for (index, group) in of.iter().enumerate() {
        let Some(group) = group else { continue };
        for (sum, value) in centroids.row_mut(*group as usize).iter_mut().zip(points.row(index)) {
            *sum += value;
        }
    }
    for group in 0..groups {
        stretch(centroids.row_mut(group));
    }
    centroids
}
