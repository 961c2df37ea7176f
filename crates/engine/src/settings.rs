//! What an operator may set about the use cases.

use url::Url;

/// Times are in milliseconds.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long an approved reply waits, so that it can be taken back.
    pub undo_ms: i64,
    /// How long one try at sending may take; after it a reply is looked for by read-back. Longer
    /// than any request can last.
    pub reply_lease_ms: i64,
    /// How long a source stays with a process that does not answer any more; renewed while it
    /// collects.
    pub collect_lease_ms: i64,
    /// How long the words of what was deleted upstream stay, for those who may approve replies;
    /// 0 takes them at once.
    pub keep_deleted_ms: i64,
    /// How many recent mentions near-duplicates are looked for in.
    pub near_window: usize,
    /// Whether this process runs sources, replies and re-analysis; searching and importing work
    /// without.
    pub background: bool,
    /// Greatest number of sources collected at once.
    pub collectors: usize,
    /// Greatest number of sources of one host collected at once, by all processes together.
    pub sources_per_host: usize,
    /// What the house is called. This and what follows can be set on the board, which wins: ask
    /// [`Engine::house`](crate::Engine::house) instead.
    pub name: String,
    /// Language of the workspace (ISO 639-1).
    pub lang: String,
    /// Time zone by its IANA name.
    pub time_zone: String,
    /// The address that people type.
    pub public_url: Option<Url>,
    /// Names that say nothing about a theme: the brand, its products, competitors.
    pub brands: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            undo_ms: 10_000,
            reply_lease_ms: 90_000,
            collect_lease_ms: 120_000,
            keep_deleted_ms: 0,
            near_window: 200_000,
            background: true,
            collectors: 8,
            sources_per_host: 2,
            name: String::new(),
            lang: "es".to_owned(),
            time_zone: "UTC".to_owned(),
            public_url: None,
            brands: Vec::new(),
        }
    }
}
