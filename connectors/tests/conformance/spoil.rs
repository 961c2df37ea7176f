//! Answers that arrive in pieces, or as something else: the status is there, the rest is not.

use std::io;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use futures::StreamExt;
use futures::stream;

/// Longest body of a simulator's answer, in bytes.
const LONGEST: usize = 4 << 20;
/// More than any answer may have.
const TOO_LARGE: usize = 1 << 40;

/// How the end of a body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    Length,
    Chunked,
    /// Chunked, and compressed with gzip.
    Gzip,
}

/// What happens to the answer of a request that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoiled {
    /// It breaks off after so many hundredths of its body.
    Cut(Framing, usize),
    /// The compressed body ends too early, in a transfer that is complete.
    TornGzip,
    /// A page of a proxy takes its place, with the same status.
    Garbage,
    /// It is complete, and says nothing.
    Silent,
    /// It announces more than anybody would read.
    TooLarge,
    /// Its headers are a flood.
    Headers,
}

impl Spoiled {
    pub(crate) const ALL: [Self; 12] = [
        Self::Cut(Framing::Length, 0),
        Self::Cut(Framing::Length, 50),
        Self::Cut(Framing::Length, 99),
        Self::Cut(Framing::Chunked, 0),
        Self::Cut(Framing::Chunked, 99),
        Self::Cut(Framing::Gzip, 10),
        Self::Cut(Framing::Gzip, 99),
        Self::TornGzip,
        Self::Garbage,
        Self::Silent,
        Self::TooLarge,
        Self::Headers,
    ];

    /// The answer as it arrives.
    pub(crate) async fn spoil(self, answer: Response) -> Response {
        let (mut parts, body) = answer.into_parts();
        let mut body = to_bytes(body, LONGEST).await.unwrap().to_vec();
        if body.is_empty() {
            body = b"{ }".to_vec();
        }
        if parts.status == StatusCode::NO_CONTENT {
            parts.status = StatusCode::OK;
        }
        for name in [CONTENT_LENGTH, TRANSFER_ENCODING] {
            parts.headers.remove(name);
        }
        let body = match self {
            Self::Cut(framing, share) => {
                match framing {
                    Framing::Length => {
                        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
                    }
                    Framing::Chunked => {}
                    Framing::Gzip => {
                        let gzip = HeaderValue::from_static("gzip");
                        parts.headers.insert(CONTENT_ENCODING, gzip);
                        body = gzipped(&body);
                    }
                }
                let end = body.len() * share / 100;
                cut(body[..end].to_vec())
            }
            Self::TornGzip => {
                parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                let whole = gzipped(&body);
                Body::from(whole[..whole.len() / 2].to_vec())
            }
            Self::Garbage => {
                parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
                Body::from("<html><body>Welcome to the guests' network")
            }
            Self::Silent => Body::from("{ }"),
            Self::TooLarge => {
                parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(TOO_LARGE));
                cut(body)
            }
            Self::Headers => {
                let flood = HeaderValue::from_str(&"v".repeat(70_000)).unwrap();
                parts.headers.insert("x-flood", flood);
                Body::from(body)
            }
        };
        Response::from_parts(parts, body)
    }
}

/// The bytes, after which the connection breaks off. A moment lies between, so that they arrive.
fn cut(bytes: Vec<u8>) -> Body {
    let first = stream::iter([Ok::<_, io::Error>(Bytes::from(bytes))]);
    let end = stream::once(async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        Err(io::Error::other("the connection breaks off"))
    });
    Body::from_stream(first.chain(end))
}

/// Gzip (RFC 1952) whose only block is stored as it is.
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("answers of simulators are short");
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn checksums_are_those_of_gzip() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}
