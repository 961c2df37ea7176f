//! Compressed bodies, recognised by their bytes.
//!
//! Servers store feeds compressed and send them without a word, and others announce a compression
//! that they do not use. What the bytes are is certain; what the headers say is not.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use plaza_core::{Message, say};

/// How often a body may be compressed: once by whoever wrote the file, once by the server.
const MAX_LAYERS: usize = 2;
/// How gzip begins, with the one method that there is.
const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];

/// `body` decompressed, at most `max` bytes; `None` where it is not compressed.
///
/// # Errors
/// Why it cannot be used, continuing "the answer of HOST …".
pub(super) fn unpack(body: &[u8], max: usize) -> Result<Option<Vec<u8>>, Message> {
    let mut unpacked: Option<Vec<u8>> = None;
    for _ in 0..MAX_LAYERS {
        let current = unpacked.as_deref().unwrap_or(body);
        let next = if current.starts_with(GZIP) {
            read(MultiGzDecoder::new(current), max)?
        } else if is_zlib(current) {
            read(ZlibDecoder::new(current), max)?
        } else {
            break;
        };
        unpacked = Some(next);
    }
    Ok(unpacked)
}

/// Whether `body` begins as zlib does: method and window, and a check sum over both. No text begins
/// so.
fn is_zlib(body: &[u8]) -> bool {
    let [method @ (0x08 | 0x18 | 0x28 | 0x38 | 0x48 | 0x58 | 0x68 | 0x78), flags, ..] = body else {
        return false;
    };
    (u16::from(*method) * 256 + u16::from(*flags)).is_multiple_of(31)
        && std::str::from_utf8(body).is_err()
}

fn read(decoder: impl Read, max: usize) -> Result<Vec<u8>, Message> {
    let mut out = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let result = decoder.take(limit).read_to_end(&mut out);
    if out.len() > max {
        return Err(say!(
            "unpacked-too-large",
            "is larger than {max} bytes once it is decompressed; the limit is {max}",
            max
        ));
    }
    match result {
        Ok(_) => Ok(out),
        Err(error) => {
            let technical = error.to_string();
            Err(say!("not-unpacked", "cannot be decompressed: {technical}", technical))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compression_shows_in_the_bytes() {
        let text = "<rss>señal</rss>".as_bytes();
        assert_eq!(unpack(text, 100), Ok(None));
        assert_eq!(unpack(b"", 100), Ok(None));
        assert_eq!(unpack(b"x\x01 is text", 100), Ok(None));
        assert_eq!(unpack(&gzip(text), 100), Ok(Some(text.to_vec())));
        assert_eq!(unpack(&gzip(&gzip(text)), 100), Ok(Some(text.to_vec())));
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(text).unwrap();
        assert_eq!(unpack(&zlib.finish().unwrap(), 100), Ok(Some(text.to_vec())));
    }

    #[test]
    fn bombs_and_torn_bodies_are_refused() {
        let bomb = gzip(&vec![b'a'; 12_000_000]);
        let error = unpack(&bomb, 10_000_000).unwrap_err();
        assert!(error.starts_with("is larger than 10000000 bytes"), "{error}");
        let whole = gzip(b"some text that is long enough to be torn");
        let error = unpack(&whole[..whole.len() - 12], 1_000).unwrap_err();
        assert!(error.starts_with("cannot be decompressed"), "{error}");
    }
}
