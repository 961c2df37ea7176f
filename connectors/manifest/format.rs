//! The manifest as it is written: `docs/guide/manifest.md` explains every key.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A text that knows its position in the file.
pub(super) type Text = Spanned<String>;

/// A text in both languages of the board.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) en: String,
    pub(super) es: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthFile {
    #[serde(rename = "type")]
    pub(super) kind: AuthType,
    /// Basic, and OAuth 2's grant for a user's password.
    pub(super) user: Option<Text>,
    pub(super) password: Option<Text>,
    /// Bearer, and a login's token that was entered by hand.
    pub(super) token: Option<Text>,
    /// Header and query.
    pub(super) name: Option<Text>,
    pub(super) value: Option<Text>,
    /// OAuth 2.
    pub(super) token_url: Option<Text>,
    pub(super) client_id: Option<Text>,
    pub(super) client_secret: Option<Text>,
    pub(super) refresh_token: Option<Text>,
    pub(super) authorize_url: Option<Text>,
    #[serde(default)]
    pub(super) scopes: Vec<String>,
    /// Login: the request, and the program that takes the access token from its answer.
    #[serde(default)]
    pub(super) needs: Vec<Text>,
    pub(super) request: Option<RequestFile>,
    pub(super) token_from: Option<Text>,
    /// Login: how the token travels, whether cookies do, and what else of the answers is kept.
    pub(super) send_as: Option<Spanned<SendAs>>,
    #[serde(default)]
    pub(super) cookies: bool,
    pub(super) before: Option<BeforeFile>,
    #[serde(default)]
    pub(super) keep: BTreeMap<String, Text>,
    /// Signed JWT.
    pub(super) algorithm: Option<JwtAlgorithm>,
    pub(super) key: Option<Text>,
    pub(super) key_id: Option<Text>,
    #[serde(default)]
    pub(super) claims: BTreeMap<String, Text>,
    /// Login and signed JWT.
    pub(super) lifetime: Option<Text>,
}

/// A request in front of a login, such as the one for its form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BeforeFile {
    pub(super) request: RequestFile,
    #[serde(default)]
    pub(super) keep: BTreeMap<String, Text>,
}

/// How a login's token travels with later requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SendAs {
    Bearer,
    Header,
    Query,
    Cookie,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AuthType {
    None,
    Basic,
    Bearer,
    Header,
    Query,
    Oauth2ClientCredentials,
    Oauth2AuthorizationCode,
    Login,
    Jwt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum JwtAlgorithm {
    ES256,
    RS256,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsFile {
    pub(super) delay: Option<Text>,
    pub(super) remaining_header: Option<Text>,
    pub(super) reset_header: Option<Text>,
    pub(super) remaining: Option<Text>,
    pub(super) wait: Option<Text>,
    #[serde(default)]
    pub(super) requests: Vec<QuotaFile>,
    #[serde(default)]
    pub(super) replies: Vec<QuotaFile>,
    #[serde(default)]
    pub(super) replies_apart: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuotaFile {
    pub(super) most: u32,
    pub(super) per: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorFile {
    #[serde(default)]
    pub(super) status: Vec<u16>,
    #[serde(rename = "match")]
    pub(super) matching: Option<Text>,
    #[serde(rename = "as")]
    pub(super) kind: ErrorType,
    pub(super) message: Option<Text>,
    pub(super) message_es: Option<Text>,
    pub(super) wait: Option<Text>,
    #[serde(default)]
    pub(super) replies_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ErrorType {
    Unauthorized,
    RateLimited,
    Gone,
    Malformed,
    Transient,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestFile {
    pub(super) method: Option<Text>,
    pub(super) url: Text,
    #[serde(default)]
    pub(super) query: BTreeMap<String, Text>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Text>,
    pub(super) json: Option<Spanned<toml::Value>>,
    pub(super) form: Option<BTreeMap<String, Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountFile {
    #[serde(default)]
    pub(super) needs: Vec<Text>,
    pub(super) request: RequestFile,
    pub(super) select: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub(super) request: RequestFile,
    pub(super) message: Text,
    pub(super) message_es: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamFile {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) needs: Vec<Text>,
    #[serde(default)]
    pub(super) unless: Vec<Text>,
    pub(super) for_each: Option<Text>,
    pub(super) follow: Option<Text>,
    pub(super) request: RequestFile,
    pub(super) records: Option<Text>,
    pub(super) pagination: Option<Spanned<PaginationFile>>,
    pub(super) incremental: Option<Spanned<IncrementalFile>>,
    pub(super) window: Option<WindowFile>,
    pub(super) mention: Option<Text>,
    pub(super) recheck: Option<RecheckFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LiveFile {
    #[serde(rename = "type")]
    pub(super) kind: LiveType,
    #[serde(default)]
    pub(super) needs: Vec<Text>,
    #[serde(default)]
    pub(super) unless: Vec<Text>,
    pub(super) request: RequestFile,
    #[serde(default = "yes")]
    pub(super) credentials: bool,
    #[serde(rename = "match")]
    pub(super) matching: Option<Text>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LiveType {
    /// Server-sent events.
    Events,
    Websocket,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaginationFile {
    #[serde(rename = "type")]
    pub(super) kind: PaginationType,
    pub(super) next: Option<Text>,
    pub(super) start: Option<u64>,
    pub(super) size: Option<u64>,
    pub(super) last: Option<Text>,
    pub(super) most_pages: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PaginationType {
    Cursor,
    Page,
    Offset,
    Link,
    NextUrl,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IncrementalFile {
    pub(super) value: Text,
    #[serde(rename = "type")]
    pub(super) kind: MarkType,
    pub(super) order: Order,
    pub(super) overlap: Option<Text>,
    pub(super) first: Option<Text>,
    pub(super) format: Option<TimeFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum MarkType {
    Time,
    Number,
    Id,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order {
    NewestFirst,
    OldestFirst,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TimeFormat {
    Rfc3339,
    Unix,
    UnixMs,
    Date,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowFile {
    pub(super) step: Text,
    pub(super) first: Text,
    pub(super) overlap: Option<Text>,
    pub(super) format: Option<TimeFormat>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingFile {
    pub(super) id: Text,
    pub(super) skip: Option<Text>,
    pub(super) deleted: Option<Text>,
    pub(super) thread_deleted: Option<Text>,
    #[serde(default)]
    pub(super) takes: TakesType,
    pub(super) text: Option<Text>,
    pub(super) html: Option<Text>,
    pub(super) title: Option<Text>,
    pub(super) url: Option<Text>,
    pub(super) author: Option<Text>,
    pub(super) author_name: Option<Text>,
    pub(super) account: Option<Text>,
    pub(super) account_space: Option<Text>,
    pub(super) author_is: Option<Text>,
    pub(super) created_at: Option<Text>,
    pub(super) rating: Option<Text>,
    pub(super) lang: Option<Text>,
    pub(super) parent_id: Option<Text>,
    pub(super) conversation_id: Option<Text>,
    pub(super) channel: Option<Text>,
    pub(super) country: Option<Text>,
    pub(super) ours: Option<Text>,
    pub(super) extra: Option<Text>,
}

/// What goes with a mention that was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TakesType {
    #[default]
    Itself,
    Answers,
    Thread,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecheckFile {
    pub(super) request: RequestFile,
    pub(super) thread: Option<ThreadFile>,
    pub(super) list: Option<ListType>,
    pub(super) id: Option<Text>,
    pub(super) pagination: Option<Spanned<PaginationFile>>,
    pub(super) records: Option<Text>,
    pub(super) gone: Option<Text>,
    pub(super) keep: Option<Spanned<u32>>,
    pub(super) batch: Option<Spanned<u32>>,
    pub(super) every: Option<Text>,
}

/// What a list of a second look shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ListType {
    /// Everything that lives.
    All,
    /// The newest of it.
    Newest,
}

/// How to see whether a whole thread was deleted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThreadFile {
    pub(super) request: RequestFile,
    pub(super) gone: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyFile {
    #[serde(default)]
    pub(super) needs: Vec<Text>,
    pub(super) max_length: usize,
    pub(super) unit: LengthType,
    pub(super) url_length: Option<u16>,
    #[serde(default)]
    pub(super) idempotent: bool,
    #[serde(default)]
    pub(super) rule: Vec<TextRuleFile>,
    pub(super) parent: Option<ParentFile>,
    pub(super) send: SendFile,
    pub(super) read_back: Spanned<ReadBackFile>,
    pub(super) retract: Option<RetractFile>,
    pub(super) held: Option<HeldFile>,
}

/// Where replies are listed that wait for the platform's moderators.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeldFile {
    pub(super) request: RequestFile,
    pub(super) records: Option<Text>,
    pub(super) id: Text,
    pub(super) text: Option<Text>,
    pub(super) retract: Option<RetractFile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LengthType {
    Characters,
    Graphemes,
    Bytes,
    Weighted,
}

/// What the platform requires of a reply's text besides its length.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextRuleFile {
    pub(super) valid: Text,
    pub(super) invalid: String,
    pub(super) invalid_es: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParentFile {
    pub(super) request: RequestFile,
    pub(super) gone: Option<Text>,
    pub(super) closed: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SendFile {
    pub(super) request: RequestFile,
    pub(super) id: Option<Text>,
    pub(super) url: Option<Text>,
    pub(super) held: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadBackFile {
    pub(super) request: Option<RequestFile>,
    pub(super) records: Option<Text>,
    pub(super) pagination: Option<Spanned<PaginationFile>>,
    pub(super) ours: Option<Text>,
    pub(super) key: Option<Text>,
    pub(super) text: Option<Text>,
    pub(super) html: Option<Text>,
    #[serde(default)]
    pub(super) compare: Compare,
    pub(super) created_at: Option<Text>,
    pub(super) id: Option<Text>,
    pub(super) url: Option<Text>,
    pub(super) held: Option<Text>,
    pub(super) uncertain: Option<String>,
    pub(super) uncertain_es: Option<String>,
}

/// How the words of a record are compared with those of a reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Compare {
    /// They are the same.
    #[default]
    Whole,
    /// The record ends with them, after something else such as a handle.
    End,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetractFile {
    pub(super) request: RequestFile,
}
