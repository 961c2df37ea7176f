//! The clients of the HTTP library, with what every request is bound to.

use std::sync::{Arc, Once};
use std::time::Duration;

use super::resolver;
use super::settings::FetchSettings;

/// Longest silence on an open connection; servers send something at least every minute.
pub(super) const SILENCE: Duration = Duration::from_secs(120);
/// Longest accepted set of response headers, in bytes.
pub(super) const MAX_HEADER_BYTES: u32 = 64 * 1024;
/// Maximum number of response headers accepted.
const MAX_HEADERS: usize = 128;

/// What sends requests: one client for each rule about what may be dialled.
pub(super) struct Clients {
    /// Dials globally routable addresses only.
    pub(super) public: reqwest::Client,
    /// Dials anything but metadata services; used for nothing but the one allowed `host:port`.
    pub(super) allowed: reqwest::Client,
}

/// What a set of clients is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Requests and their answers, decompressed as their headers say.
    Usual,
    /// Answers that do not end; each has a connection of its own.
    StaysOpen,
    /// Answers as they were sent, for readers that trust the bytes more than the headers.
    AsSent,
}

impl Clients {
    pub(super) fn new(settings: &FetchSettings, purpose: Purpose) -> Result<Self, reqwest::Error> {
        let stays_open = purpose == Purpose::StaysOpen;
        let silence = if stays_open { SILENCE } else { settings.read_timeout };
        let builder = || {
            let builder = reqwest::Client::builder();
            let builder = match purpose {
                Purpose::Usual => builder,
                Purpose::StaysOpen => builder.http1_only(),
                Purpose::AsSent => builder.no_gzip().no_brotli().no_deflate().no_zstd(),
            };
            builder
                .user_agent(&settings.user_agent)
                .no_proxy()
                .referer(false)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .connect_timeout(settings.connect_timeout)
                .read_timeout(silence)
                .pool_idle_timeout(Duration::from_secs(30))
                .pool_max_idle_per_host(settings.per_host)
                .http1_max_headers(MAX_HEADERS)
                .http2_max_header_list_size(MAX_HEADER_BYTES)
        };
        let resolver = |rule| resolver::Guarded { resolver: Arc::clone(&settings.resolver), rule };
        Ok(Self {
            public: builder().dns_resolver(resolver(resolver::Rule::Public)).build()?,
            allowed: builder().dns_resolver(resolver(resolver::Rule::NoMetadata)).build()?,
        })
    }
}

/// reqwest is built without a TLS provider of its own; ring is the program's.
pub(super) fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("a TLS provider is already installed; it stays");
        }
    });
}
