//! Tensors from bytes, and libtorch's errors.

use plaza_core::AnalyzerError;
use tch::{Kind, Tensor};

/// An error of libtorch.
pub(super) fn torch(error: &tch::TchError) -> AnalyzerError {
    AnalyzerError::Runtime(format!("libtorch: {error}"))
}

/// A tensor of 32-bit numbers from the bytes of a safetensors file.
pub(super) fn numbers(
    dtype: safetensors::Dtype,
    bytes: &[u8],
    shape: &[i64],
) -> Result<Tensor, AnalyzerError> {
    let kind = match dtype {
        safetensors::Dtype::F16 => Kind::Half,
        safetensors::Dtype::BF16 => Kind::BFloat16,
        _ => Kind::Float,
    };
    Tensor::f_from_data_size(bytes, shape, kind)
        .and_then(|tensor| tensor.f_to_kind(Kind::Float))
        .map_err(|error| torch(&error))
}
