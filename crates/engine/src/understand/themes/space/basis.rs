//! The few directions in which sparse rows differ most.
//!
//! Method: orthogonal iteration on the Gram matrix (Golub and Van Loan, "Matrix Computations", section
//! 8.2), made orthonormal by Cholesky factors. It spans the same space as the leading right
//! singular vectors, so that cosines are those of latent semantic analysis (Deerwester et al., 1990).

use crate::stop::{StopSign, Stopped};

/// Rounds of iteration; more change no figure.
const ROUNDS: usize = 5;

/// A row: places and values of what is not zero.
pub(super) type SparseRow = Vec<(u32, f32)>;

/// An orthonormal basis of the leading `width` right singular vectors of `rows`: `columns` rows of
/// `width` numbers. The same rows give the same basis.
///
/// # Errors
/// The sign went up.
pub(super) fn leading(
    rows: &[SparseRow],
    columns: usize,
    width: usize,
    stop: &StopSign,
) -> Result<Vec<f32>, Stopped> {
    let mut basis = begin(columns * width);
    for _ in 0..ROUNDS {
        stop.check()?;
        let mut next = vec![0.0; columns * width];
        let mut image = vec![0.0; width];
        for row in rows {
            project(row, &basis, &mut image);
            for (place, value) in row {
                let start = *place as usize * width;
                add(&mut next[start..start + width], &image, *value);
            }
        }
        basis = next;
        make_orthonormal(&mut basis, width);
    }
    Ok(basis)
}

/// The image of a row in a basis.
pub(super) fn project(row: &[(u32, f32)], basis: &[f32], image: &mut [f32]) {
    let width = image.len();
    image.fill(0.0);
    for (place, value) in row {
        let start = *place as usize * width;
        add(image, &basis[start..start + width], *value);
    }
}

fn add(sums: &mut [f32], values: &[f32], factor: f32) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

/// Numbers between -1 and 1 that look like chance and are always the same (xorshift: Marsaglia,
/// 2003).
fn begin(count: usize) -> Vec<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        #[expect(clippy::cast_precision_loss, reason = "24 bits")]
        let fraction = (state >> 40) as f32 / (1_u32 << 23) as f32;
        fraction - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Makes the columns of `basis` orthonormal; one that depends on those before it becomes zero.
fn make_orthonormal(basis: &mut [f32], width: usize) {
    let factor = cholesky(gram(basis, width), width);
    for row in basis.chunks_exact_mut(width) {
        // Forward substitution: `row` times the inverse of the factor's transpose.
        for column in 0..width {
            let known: f64 = (0..column)
                .map(|other| f64::from(row[other]) * factor[column * width + other])
                .sum();
            let pivot = factor[column * width + column];
            #[expect(clippy::cast_possible_truncation, reason = "an entry of a unit vector")]
            let value =
                if pivot > 0.0 { ((f64::from(row[column]) - known) / pivot) as f32 } else { 0.0 };
            row[column] = value;
        }
    }
}

/// Scalar products of all columns; the lower half.
fn gram(basis: &[f32], width: usize) -> Vec<f64> {
    let mut gram = vec![0.0; width * width];
    for row in basis.chunks_exact(width) {
        for (column, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            for (sum, other) in gram[column * width..].iter_mut().zip(&row[..=column]) {
                *sum += f64::from(*value) * f64::from(*other);
            }
        }
    }
    gram
}

/// The lower Cholesky factor; a pivot lost in rounding is zero.
fn cholesky(mut matrix: Vec<f64>, width: usize) -> Vec<f64> {
    let largest = (0..width).map(|at| matrix[at * width + at]).fold(0.0, f64::max);
    for column in 0..width {
        let row = column * width;
        let square: f64 = matrix[row..row + column].iter().map(|value| value * value).sum();
        let pivot = matrix[row + column] - square;
        let pivot = if pivot > largest * 1e-12 { pivot.sqrt() } else { 0.0 };
        matrix[row + column] = pivot;
        for below in column + 1..width {
            let known: f64 =
                (0..column).map(|at| matrix[below * width + at] * matrix[row + at]).sum();
            let value = matrix[below * width + column] - known;
            matrix[below * width + column] = if pivot > 0.0 { value / pivot } else { 0.0 };
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leading_of(rows: &[SparseRow], columns: usize, width: usize) -> Vec<f32> {
        leading(rows, columns, width, &StopSign::never()).unwrap()
    }

    #[test]
    fn it_is_orthonormal_and_spans_what_the_rows_differ_in() {
        // Two kinds of rows, one heavier than the other, and a faint third direction.
        let mut rows: Vec<SparseRow> = Vec::new();
        for at in 0..40_u8 {
            let little = f32::from(at % 5) / 100.0;
            rows.push(vec![(0, 3.0), (1, 3.0), (4, little)]);
            rows.push(vec![(2, 2.0), (3, 2.0), (4, -little)]);
        }
        let basis = leading_of(&rows, 5, 2);
        let dot = |a: usize, b: usize| -> f32 {
            (0..5).map(|row| basis[row * 2 + a] * basis[row * 2 + b]).sum()
        };
        assert!((dot(0, 0) - 1.0).abs() < 1e-5 && (dot(1, 1) - 1.0).abs() < 1e-5, "{basis:?}");
        assert!(dot(0, 1).abs() < 1e-5, "{basis:?}");
        // A row of either kind keeps its length, the faint direction is left out.
        let mut image = [0.0; 2];
        for (row, length) in [([(0, 1.0), (1, 1.0)], 2.0_f32), ([(2, 1.0), (3, 1.0)], 2.0)] {
            project(&row, &basis, &mut image);
            let found: f32 = image.iter().map(|value| value * value).sum();
            assert!((found - length).abs() < 1e-3, "{image:?}");
        }
        project(&[(4, 1.0)], &basis, &mut image);
        assert!(image.iter().all(|value| value.abs() < 0.05), "{image:?}");
    }

    #[test]
    fn fewer_directions_than_asked_for_leave_zeros() {
        let rows = vec![vec![(0, 1.0)], vec![(0, 2.0)]];
        let basis = leading_of(&rows, 3, 3);
        assert!(basis.iter().all(|value| value.is_finite()), "{basis:?}");
        let length: f32 = basis.iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-4, "one direction only: {basis:?}");
    }
}
