//! The one gate between the outside world and the store.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use url::Url;
use xxhash_rust::xxh3::Xxh3;

use super::reject::RejectReason;
use crate::{AuthorIs, Extra, IncomingMention, Millis, Signature, limits};

/// Longest external id in bytes: PostgreSQL indexes no longer keys than 2,704 bytes, place
/// included.
const MAX_EXTERNAL_ID_BYTES: usize = 2_000;
/// Largest `extra`, as JSON bytes.
const MAX_EXTRA_BYTES: usize = 16_384;
/// How far ahead of our clock a platform's clock may be.
const MAX_AHEAD: Millis = 48 * 3_600_000;

/// A mention that has passed every check and may be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalMention {
    /// The platform's own id.
    pub external_id: String,
    /// Plain text, NFC, without control characters but line feed and tab.
    pub text: String,
    /// Plain text on one line; may be empty when `text` is not.
    pub title: String,
    /// http or https.
    pub url: Option<String>,
    /// Handle on the platform.
    pub author: Option<String>,
    /// Shown name.
    pub author_name: Option<String>,
    /// The platform's id of the account; none of a name or a label that stands for many.
    pub account: Option<String>,
    /// What the account's id is unique in; the place where none is named.
    pub account_space: Option<String>,
    /// What the author is.
    pub author_is: AuthorIs,
    /// When it was said, or collected where the platform does not tell.
    pub created_at: Millis,
    /// Whether the platform tells when it was said.
    pub has_date: bool,
    /// 0 to 5.
    pub rating: Option<f64>,
    /// Primary language subtag that the platform claims.
    pub lang: Option<String>,
    /// External id of the parent.
    pub parent_id: Option<String>,
    /// External id of the thread.
    pub conversation_id: Option<String>,
    /// Kind of place, lower case.
    pub channel: Option<String>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// Written by the account that Plaza answers with.
    pub ours: bool,
    /// Anything else.
    pub extra: Extra,
    /// [`input_hash`] of what came in.
    pub input_hash: i64,
    /// For near-duplicates; `None` for texts too short to compare.
    pub signature: Option<Signature>,
}

/// Hash of everything that came in, so that collecting an unchanged mention again costs one look.
///
/// Stable across versions and machines: it is stored. What came in from one reader is compared with
/// what came in from the same reader before: others may see more or less of the same mention.
#[must_use]
pub fn input_hash(mention: &IncomingMention) -> i64 {
    let mut hash = Xxh3::new();
    let mut field = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().as_bytes().to_vec();
    field(mention.external_id.as_bytes());
    field(mention.text.as_bytes());
    field(mention.title.as_bytes());
    for value in [
        &mention.url,
        &mention.author,
        &mention.author_name,
        &mention.lang,
        &mention.parent_id,
        &mention.conversation_id,
        &mention.channel,
        &mention.country,
    ] {
        field(&text(value));
    }
    field(&mention.created_at.unwrap_or(i64::MIN).to_le_bytes());
    field(&mention.rating.unwrap_or(f64::MIN).to_le_bytes());
    field(&[u8::from(mention.ours)]);
    if !mention.extra.is_empty() {
        field(serde_json::to_string(&mention.extra).unwrap_or_default().as_bytes());
    }
    // Hashes from before there were accounts stay what they are.
    if mention.account.is_some()
        || mention.account_space.is_some()
        || !mention.author_is.is_account()
    {
        field(mention.author_is.name().as_bytes());
        field(&text(&mention.account));
        field(&text(&mention.account_space));
    }
    hash.digest().cast_signed()
}

/// Checks and cleans a mention. `now` stands in for a missing date.
///
/// # Errors
/// The first [`RejectReason`] found.
pub fn normalize(mention: IncomingMention, now: Millis) -> Result<NormalMention, RejectReason> {
    let input_hash = input_hash(&mention);
    let external_id =
        clean_id("id", Some(mention.external_id))?.ok_or(RejectReason::Missing("id"))?;
    let parent_id = clean_id("parent_id", mention.parent_id)?;
    if parent_id.as_ref() == Some(&external_id) {
        return Err(RejectReason::OwnParent);
    }
    check_length("text", &mention.text, limits::MENTION_TEXT)?;
    let text = clean_text(mention.text);
    let title =
        clean_line("title", Some(mention.title), limits::MENTION_TITLE)?.unwrap_or_default();
    if text.is_empty() && title.is_empty() {
        return Err(RejectReason::NoText);
    }
    let signature = Signature::of(if text.is_empty() { &title } else { &text });
    let (account, author_is) = who(mention.account, mention.author_is)?;
    Ok(NormalMention {
        external_id,
        account,
        account_space: clean_line("account_space", mention.account_space, limits::ACCOUNT_SPACE)?
            .as_deref()
            .and_then(clean_space),
        author_is,
        has_date: mention.created_at.is_some(),
        url: mention.url.map(clean_url).transpose()?.flatten(),
        author: clean_line("author", mention.author, limits::AUTHOR)?,
        author_name: clean_line("author_name", mention.author_name, limits::AUTHOR)?,
        created_at: check_date(mention.created_at, now)?,
        rating: mention.rating.map(check_rating).transpose()?,
        lang: mention.lang.as_deref().and_then(primary_subtag),
        parent_id,
        conversation_id: clean_id("conversation_id", mention.conversation_id)?,
        channel: clean_line("channel", mention.channel, 60)?.map(|c| c.to_lowercase()),
        country: mention.country.as_deref().map(clean_country).transpose()?.flatten(),
        ours: mention.ours,
        extra: check_extra(mention.extra)?,
        text,
        title,
        input_hash,
        signature,
    })
}

/// An id makes an account of a name that is shown; a label for many has none.
fn who(account: Option<String>, is: AuthorIs) -> Result<(Option<String>, AuthorIs), RejectReason> {
    let account = clean_line("account", account, limits::ACCOUNT)?;
    Ok(match (account, is) {
        (_, AuthorIs::Collective) => (None, is),
        (Some(account), _) => (Some(account), AuthorIs::Account),
        (None, is) => (None, is),
    })
}

/// `#` stands for a place in the store.
fn clean_space(space: &str) -> Option<String> {
    let name = space.trim_start_matches('#').to_lowercase();
    (!name.is_empty()).then_some(name)
}

/// Line feeds only, NFC, no control characters (NUL would break PostgreSQL), no direction
/// overrides (they make text read as something else), no outer white space.
fn clean_text(text: String) -> String {
    let plain = text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control() && b != b'\n');
    if plain {
        return trimmed(text);
    }
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    let text = if text.contains(is_unwanted) { text.replace(is_unwanted, "") } else { text };
    trimmed(match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => text.nfc().collect(),
    })
}

fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { inner.to_owned() }
}

fn is_unwanted(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control(),
    }
}

fn clean_line(
    field: &'static str,
    value: Option<String>,
    max: usize,
) -> Result<Option<String>, RejectReason> {
    let Some(value) = value else { return Ok(None) };
    check_length(field, &value, max)?;
    let line = clean_text(value);
    let line = if line.contains(['\n', '\t']) {
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        line
    };
    Ok((!line.is_empty()).then_some(line))
}

fn clean_id(field: &'static str, value: Option<String>) -> Result<Option<String>, RejectReason> {
    let id = clean_line(field, value, limits::EXTERNAL_ID)?;
    match &id {
        Some(id) if id.len() > MAX_EXTERNAL_ID_BYTES => Err(RejectReason::TooLong {
            field,
            length: id.len(),
            max: MAX_EXTERNAL_ID_BYTES,
            unit: "bytes",
        }),
        _ => Ok(id),
    }
}

fn check_length(field: &'static str, value: &str, max: usize) -> Result<(), RejectReason> {
    // Bytes bound characters from above, so that most texts need no counting.
    if value.len() <= max {
        return Ok(());
    }
    let length = value.chars().count();
    if length <= max {
        return Ok(());
    }
    Err(RejectReason::TooLong { field, length, max, unit: "characters" })
}

fn clean_url(url: String) -> Result<Option<String>, RejectReason> {
    let url = trimmed(url);
    if url.is_empty() {
        return Ok(None);
    }
    check_length("url", &url, limits::URL)?;
    match Url::parse(&url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => {
            Ok(Some(parsed.into()))
        }
        _ => Err(RejectReason::BadUrl(crate::text::truncate_chars(&url, 80).to_owned())),
    }
}

fn check_rating(rating: f64) -> Result<f64, RejectReason> {
    if (0.0..=5.0).contains(&rating) {
        Ok(rating)
    } else {
        Err(RejectReason::BadRating(rating.to_string()))
    }
}

fn check_date(created_at: Option<Millis>, now: Millis) -> Result<Millis, RejectReason> {
    let created_at = created_at.unwrap_or(now);
    if (0..=now.saturating_add(MAX_AHEAD)).contains(&created_at) {
        Ok(created_at)
    } else {
        Err(RejectReason::BadDate(crate::to_rfc3339(created_at)))
    }
}

fn clean_country(country: &str) -> Result<Option<String>, RejectReason> {
    let code = country.trim();
    if code.is_empty() {
        return Ok(None);
    }
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Ok(Some(code.to_ascii_uppercase()));
    }
    Err(RejectReason::BadCountry(crate::text::truncate_chars(code, 40).to_owned()))
}

/// `es` of `es-MX`. The claim is only a hint, so an unreadable one is dropped.
fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?;
    let sound =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    sound.then(|| primary.to_ascii_lowercase())
}

fn check_extra(extra: Extra) -> Result<Extra, RejectReason> {
    if extra.is_empty() {
        return Ok(extra);
    }
    let length = serde_json::to_string(&extra).map_or(usize::MAX, |json| json.len());
    if length > MAX_EXTRA_BYTES {
        return Err(RejectReason::TooLong {
            field: "extra",
            length,
            max: MAX_EXTRA_BYTES,
            unit: "bytes",
        });
    }
    Ok(extra)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_770_000_000_000;
    const HASHED_BEFORE_ACCOUNTS: i64 = 1_428_106_326_692_075_726;

    fn incoming(id: &str, text: &str) -> IncomingMention {
        IncomingMention { external_id: id.into(), text: text.into(), ..Default::default() }
    }

    #[test]
    fn cleans_what_can_be_cleaned() {
        let mention = IncomingMention {
            title: " A\n title ".into(),
            country: Some("es".into()),
            lang: Some("es-MX".into()),
            url: Some("HTTPS://Example.com/a b".into()),
            ..incoming(" d1 ", "\u{feff}uno\r\ndos\u{0}\u{202e} e\u{301}\t.\r")
        };
        let normal = normalize(mention, NOW).unwrap();
        assert_eq!(normal.external_id, "d1");
        assert_eq!(normal.text, "uno\ndos é\t.");
        assert_eq!(normal.title, "A title");
        assert_eq!(normal.country.as_deref(), Some("ES"));
        assert_eq!(normal.lang.as_deref(), Some("es"));
        assert_eq!(normal.url.as_deref(), Some("https://example.com/a%20b"));
        assert_eq!(normal.created_at, NOW);
    }

    #[test]
    fn every_refusal_says_what_is_wrong() {
        let long = "ñ".repeat(limits::MENTION_TEXT + 1);
        let cases: Vec<(IncomingMention, &str)> = vec![
            (incoming(" ", "x"), "`id` is missing or empty"),
            (incoming("1", " \u{0} "), "there is neither `text` nor `title`"),
            (incoming(&"あ".repeat(700), "x"), "`id` is 2100 bytes long; the limit is 2000"),
            (incoming("1", &long), "`text` is 100001 characters long; the limit is 100000"),
            (
                IncomingMention { url: Some("javascript:alert(1)".into()), ..incoming("1", "x") },
                "`url` must begin with http:// or https://, not `javascript:alert(1)`",
            ),
            (
                IncomingMention { rating: Some(7.0), ..incoming("1", "x") },
                "`rating` must be between 0 and 5, not 7",
            ),
            (
                IncomingMention { country: Some("Spain".into()), ..incoming("1", "x") },
                "`country` must be a two-letter code such as ES, not `Spain`",
            ),
            (
                IncomingMention { created_at: Some(NOW + MAX_AHEAD + 1000), ..incoming("1", "x") },
                "`created_at` is 2026-02-04T02:40:01Z; dates from 1970 up to two days ahead are accepted",
            ),
            (
                IncomingMention { account: Some("7".repeat(201)), ..incoming("1", "x") },
                "`account` is 201 characters long; the limit is 200",
            ),
            (
                IncomingMention { parent_id: Some("1".into()), ..incoming("1", "x") },
                "`parent_id` is the mention's own id",
            ),
        ];
        for (mention, reason) in cases {
            assert_eq!(normalize(mention, NOW).unwrap_err().to_string(), reason);
        }
    }

    #[test]
    fn hash_tells_fields_apart_and_ignores_the_clock() {
        let plain = incoming("1", "ab");
        assert_eq!(input_hash(&plain), input_hash(&plain.clone()));
        let shifted = IncomingMention { title: "b".into(), ..incoming("1", "a") };
        assert_ne!(input_hash(&plain), input_hash(&shifted));
        assert_ne!(
            normalize(plain, NOW).unwrap().input_hash,
            normalize(shifted, NOW).unwrap().input_hash
        );
    }

    /// The number was computed by the version before accounts: whatever it stored stays unchanged.
    #[test]
    fn hashes_of_earlier_versions_hold() {
        let mention = IncomingMention {
            author: Some("ana".into()),
            created_at: Some(1_769_850_000_000),
            ours: true,
            rating: Some(4.0),
            ..incoming("m1", "La batería dura poco")
        };
        assert_eq!(input_hash(&mention), HASHED_BEFORE_ACCOUNTS);
        let named = IncomingMention { account: Some("7".into()), ..mention.clone() };
        let spaced = IncomingMention { account_space: Some("7".into()), ..mention };
        assert_ne!(input_hash(&named), HASHED_BEFORE_ACCOUNTS);
        assert_ne!(input_hash(&named), input_hash(&spaced));
    }

    #[test]
    fn an_id_makes_an_account_and_a_label_for_many_has_none() {
        use AuthorIs::{Account, Collective, ShownName};
        for (account, is, expected) in [
            (Some(" 7 "), Account, (Some("7"), Account)),
            (Some("7"), ShownName, (Some("7"), Account)),
            (Some("7"), Collective, (None, Collective)),
            (None, ShownName, (None, ShownName)),
            (Some(" "), ShownName, (None, ShownName)),
            (None, Account, (None, Account)),
        ] {
            let account = account.map(str::to_owned);
            let mention = IncomingMention { account, author_is: is, ..incoming("1", "x") };
            let normal = normalize(mention, NOW).unwrap();
            assert_eq!((normal.account.as_deref(), normal.author_is), expected);
        }
        for (space, expected) in
            [(" GitHub.com ", Some("github.com")), ("#12", Some("12")), ("#", None), ("", None)]
        {
            let mention =
                IncomingMention { account_space: Some(space.into()), ..incoming("1", "x") };
            assert_eq!(normalize(mention, NOW).unwrap().account_space.as_deref(), expected);
        }
    }
}
