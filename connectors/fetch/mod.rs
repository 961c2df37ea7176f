//! The one HTTP client of the whole program, and the connections for mail.
//!
//! Everything that leaves Plaza goes through here, because every byte, second, redirect and
//! address from outside is bounded here: only globally routable addresses are dialled, on every
//! hop; bodies are cut off by their decompressed size while they stream; requests to one host are
//! spaced out; a platform's "wait" is obeyed; and neither a header nor a query string ever shows
//! up in a message.

mod address;
mod body;
mod clients;
mod dial;
mod failure;
mod fetcher;
mod gate;
mod rate_limit;
mod request;
mod resolver;
mod response;
mod route;
mod settings;
mod stream;
mod travel;
mod unpack;
mod url;
mod words;

pub use reqwest::Method;
pub use reqwest::header::{self, HeaderMap, HeaderName};

pub(crate) use dial::{Connection, Trust};
pub use fetcher::{Fetcher, SourceFetcher};
pub(crate) use rate_limit::{moment, whole};
pub use request::Request;
pub use resolver::{Resolver, SystemResolver};
pub use response::Fetched;
pub use route::AllowedHost;
pub use settings::FetchSettings;
pub use stream::{Lines, Messages};
pub use url::{endpoint, parse_url};
pub(crate) use words::in_words;
