//! UTF-16 as UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding};

/// Turns a byte stream into UTF-8 while it is read.
pub(super) struct Decoding<R> {
    reader: R,
    decoder: Decoder,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: BufRead> Decoding<R> {
    pub(super) fn new(reader: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder();
        Self { reader, decoder, ready: Vec::new(), given: 0, ended: false }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let input = self.reader.fill_buf()?;
        self.ended = input.is_empty();
        let room = self.decoder.max_utf8_buffer_length(input.len()).unwrap_or(1 << 20);
        self.ready.resize(room, 0);
        let (_, read, written, _) = self.decoder.decode_to_utf8(input, &mut self.ready, self.ended);
        self.ready.truncate(written);
        self.given = 0;
        self.reader.consume(read);
        Ok(())
    }
}

impl<R: BufRead> Read for Decoding<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.decode_more()?;
        }
        let rest = &self.ready[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;

    #[test]
    fn decodes_across_buffer_borders() {
        let text = "ñandú €".repeat(1_000);
        let (bytes, _, _) = WINDOWS_1252.encode(&text);
        for capacity in [1, 3, 4096] {
            let reader = io::BufReader::with_capacity(capacity, &*bytes);
            let mut decoded = String::new();
            Decoding::new(reader, WINDOWS_1252).read_to_string(&mut decoded).unwrap();
            assert_eq!(decoded, text);
        }
    }
}
