//! Reading a body that may never end.

use super::clients::MAX_HEADER_BYTES;
use super::failure::{self, Failure};
use plaza_core::say;

/// Reads the body of `response` up to `max` bytes, counted after decompression; at most one chunk
/// beyond the limit is ever held.
pub(super) async fn read(
    response: &mut reqwest::Response,
    host: &str,
    max: usize,
) -> Result<Vec<u8>, Failure> {
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |length| length > max) {
        return Err(Failure::too_large(host, max));
    }
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| failure::of_transfer(&error, host))?
    {
        if body.len() + chunk.len() > max {
            return Err(Failure::too_large(host, max));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Refuses header sets that are larger than any honest server's.
pub(super) fn check_headers(response: &reqwest::Response, host: &str) -> Result<(), Failure> {
    let bytes: usize =
        response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if bytes > MAX_HEADER_BYTES as usize {
        let why = say!("place-headers", "{host} sent {bytes} bytes of headers", host, bytes);
        return Err(Failure::permanent(why).after_sending());
    }
    Ok(())
}
