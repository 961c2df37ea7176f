//! How long and how many: each bound that forms, the API and the use cases share stands here once.
//!
//! Lengths are in characters (Unicode scalar values) unless the name or the text says bytes. The
//! API and the forms refuse at the same bound as the use cases; templates write it as `maxlength`.

/// Longest name of a person.
pub const USER_NAME: usize = 200;
/// Longest e-mail address, in bytes (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES: usize = 254;
/// Shortest password; NIST SP 800-63B-4 asks for 15 characters where it is the only factor and 8
/// with a second one, and back-off on tries stands in for the difference.
pub const PASSWORD_MIN: usize = 12;
/// Longest password.
pub const PASSWORD: usize = 256;
/// Longest name of the house.
pub const HOUSE_NAME: usize = 80;
/// Longest IANA name of a time zone, in bytes.
pub const TIME_ZONE: usize = 64;
/// Longest address of the house.
pub const PUBLIC_URL: usize = 300;
/// Longest name that says nothing about a theme.
pub const BRAND: usize = 80;
/// Most of these names.
pub const BRANDS: usize = 100;
/// Longest name of an API token.
pub const TOKEN_NAME: usize = 100;
/// Longest language code, such as `pt-br`.
pub const LANG: usize = 8;

/// Longest name of a source, of those too that files are imported into.
pub const SOURCE_NAME: usize = 100;
/// Longest list of `host:port` that may be reached although their addresses are private.
pub const ALLOWED_HOST: usize = 255;

/// Longest text of a mention; also the longest value of any form field.
pub const MENTION_TEXT: usize = 100_000;
/// Characters of a text that the native analyzer reads; the rest is stored, shown and searched.
pub const ANALYZED_TEXT: usize = 16_384;
/// Longest headline of a mention.
pub const MENTION_TITLE: usize = 2_000;
/// Longest handle or shown name of an author.
pub const AUTHOR: usize = 300;
/// Longest id that a platform gives an account.
pub const ACCOUNT: usize = 200;
/// Longest name of what ids of accounts are unique in, such as `github.com`.
pub const ACCOUNT_SPACE: usize = 100;
/// Longest id of a mention or of a conversation that a platform gives.
pub const EXTERNAL_ID: usize = 1_000;
/// Longest address of a mention.
pub const URL: usize = 4_000;

/// Longest label of a theme.
pub const THEME_LABEL: usize = 120;
/// Longest keyword of a theme; a theme without keywords gets its label as one.
pub const THEME_KEYWORD: usize = THEME_LABEL;
/// Most keywords of a theme.
pub const THEME_KEYWORDS: usize = 50;
/// Longest list of a theme's keywords with a comma and a space between.
pub const THEME_KEYWORDS_LINE: usize = THEME_KEYWORDS * (THEME_KEYWORD + 2);
/// Longest description of a theme.
pub const THEME_DESCRIPTION: usize = 4_000;
/// Most mentions that are moved between themes at once.
pub const MOVED_MENTIONS: usize = 1_000;
/// Longest text that a list of themes is searched for.
pub const LIST_SEARCH: usize = 200;

/// Most mentions that are deleted at once.
pub const DELETED_MENTIONS: usize = 10_000;

/// Longest query that is typed, in bytes.
pub const QUERY_BYTES: usize = 1_024;
/// Longest name of a saved view.
pub const VIEW_NAME: usize = 100;

/// Longest text of a reply on any platform; each platform has its own bound below that.
pub const REPLY_TEXT: usize = 50_000;
/// Longest reason for sending a reply back to its author.
pub const REASON: usize = 1_000;
/// Most mentions of a conversation that are shown.
pub const CONVERSATION: i64 = 1_000;

/// Longest title of an idea.
pub const IDEA_TITLE: usize = 200;
/// Longest description of an idea.
pub const IDEA_DESCRIPTION: usize = 20_000;
/// Longest quote that carries an idea.
pub const QUOTE: usize = 10_000;
/// Most quotes that a new idea begins with.
pub const QUOTES: usize = 100;
/// Longest wording that similar ideas are looked for.
pub const WORDING: usize = 2_000;

/// Most items of one page of a list.
pub const PAGE: u16 = 200;
/// Items of a page when nobody asks for another number.
pub const PAGE_DEFAULT: u16 = 50;
