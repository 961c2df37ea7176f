//! What platforms are known by: their addresses, and what their servers say.

use serde::Serialize;

/// An address that a platform is known by, as a pattern: `reddit.com/r/{subreddit}`.
///
/// The host stands as it is (`www.` in front makes no difference), as `*.zendesk.com`, or as `*` for
/// software that anybody may run, which is tried only where the server says that it runs it. A segment
/// of the path is a word, `*`, or a setting in braces, with something around it where need be:
/// `id{app}`. `{project...}` takes all that follows up to a segment `-`. A query is asked for with
/// `?id={package}`, a fragment with `#/{room}`. What the address has beyond the pattern is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The pattern, without `https://`; `mailto:{address}` for addresses of mail.
    pub address: &'static str,
    /// Settings made of what the pattern caught, and of `{origin}`, `{host}` and `{address}`.
    pub set: &'static [(&'static str, &'static str)],
}

/// How a server tells that it runs the software of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// The path that is asked, from the root of the server.
    pub path: &'static str,
    /// Words that the answer holds, all of them.
    pub says: &'static [&'static str],
}
