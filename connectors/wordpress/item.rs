//! A comment or post of WordPress as a mention.

use plaza_core::{
    AuthorIs, IncomingMention, Millis, Rejected, parse_timestamp, say, text::truncate_chars,
};
use serde_json::Value;

use crate::html;

/// Longest part of a broken item that is kept for the quarantine, in characters.
const MAX_RAW: usize = 4_000;

/// One of the two lists that are collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Posts,
    Comments,
}

impl Kind {
    /// The list's route.
    pub(super) fn route(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Comments => "comments",
        }
    }

    /// What the list is ordered by in a sweep.
    pub(super) fn date_order(self) -> &'static str {
        match self {
            Self::Posts => "date",
            Self::Comments => "date_gmt",
        }
    }

    /// The fields that [`mention`] reads.
    pub(super) fn fields(self) -> &'static str {
        match self {
            Self::Posts => "id,date_gmt,link,title,content,author,_links,_embedded",
            Self::Comments => {
                "id,post,parent,author,author_name,date_gmt,content,link,_links,_embedded"
            }
        }
    }

    /// The link that is embedded: a comment's post for its title, a post's author for the name.
    pub(super) fn embed(self) -> &'static str {
        match self {
            Self::Posts => "author",
            Self::Comments => "up",
        }
    }

    /// The external id of an item; posts and comments are numbered separately.
    pub(super) fn external_id(self, id: i64) -> String {
        match self {
            Self::Posts => format!("post-{id}"),
            Self::Comments => format!("comment-{id}"),
        }
    }

    /// The item behind an external id.
    pub(super) fn parse(external_id: &str) -> Option<(Self, i64)> {
        let (kind, id) = external_id.split_once('-')?;
        let kind = match kind {
            "post" => Self::Posts,
            "comment" => Self::Comments,
            _ => return None,
        };
        Some((kind, id.parse().ok()?))
    }
}

/// When an item was written.
pub(super) fn date(item: &Value) -> Option<Millis> {
    parse_timestamp(item["date_gmt"].as_str()?).ok()
}

/// Reads one item. `us` is the account that we answer with.
pub(super) fn mention(
    kind: Kind,
    item: &Value,
    us: Option<i64>,
) -> Result<IncomingMention, Rejected> {
    let reject = |technical: &str| Rejected {
        origin: item["link"].as_str().unwrap_or(kind.route()).to_owned(),
        reason: say!("item-lacks", "{technical}", technical),
        raw: truncate_chars(&item.to_string(), MAX_RAW).to_owned(),
    };
    let id = item["id"].as_i64().ok_or_else(|| reject("`id` is missing"))?;
    let content = item["content"]["rendered"].as_str();
    let content = content.ok_or_else(|| reject("`content.rendered` is missing"))?;
    let created_at = date(item).ok_or_else(|| reject("`date_gmt` is not a date"))?;
    let author = item["author"].as_i64().unwrap_or(0);
    let mention = IncomingMention {
        external_id: kind.external_id(id),
        text: html::to_text(content),
        url: item["link"].as_str().map(str::to_owned),
        // Users keep their number when they are renamed; everybody else is 0.
        account: (author != 0).then(|| author.to_string()),
        author_is: if author == 0 { AuthorIs::Collective } else { AuthorIs::Account },
        created_at: Some(created_at),
        ours: author != 0 && us == Some(author),
        ..IncomingMention::default()
    };
    Ok(match kind {
        Kind::Comments => of_comment(item, author, mention),
        Kind::Posts => of_post(item, id, author, mention),
    })
}

fn of_comment(item: &Value, author: i64, mention: IncomingMention) -> IncomingMention {
    let name = item["author_name"].as_str().map(plain).filter(|name| !name.is_empty());
    let parent = item["parent"].as_i64().filter(|parent| *parent != 0);
    IncomingMention {
        title: title(&item["_embedded"]["up"][0]),
        // A visitor has no account, only the name that was typed in.
        author_is: if author == 0 && name.is_some() {
            AuthorIs::ShownName
        } else {
            mention.author_is
        },
        author: if author == 0 { name.clone() } else { Some(format!("user-{author}")) },
        author_name: name,
        parent_id: parent.map(|parent| Kind::Comments.external_id(parent)),
        conversation_id: item["post"].as_i64().map(|post| Kind::Posts.external_id(post)),
        channel: Some("comment".to_owned()),
        ..mention
    }
}

fn of_post(item: &Value, id: i64, author: i64, mention: IncomingMention) -> IncomingMention {
    IncomingMention {
        title: title(item),
        author: (author != 0).then(|| format!("user-{author}")),
        author_name: item["_embedded"]["author"][0]["name"].as_str().map(plain),
        conversation_id: Some(Kind::Posts.external_id(id)),
        channel: Some("blog".to_owned()),
        ..mention
    }
}

fn title(post: &Value) -> String {
    post["title"]["rendered"].as_str().map(plain).unwrap_or_default()
}

/// One line of HTML as plain text, because WordPress puts entities into titles, names and messages.
pub(super) fn plain(html: &str) -> String {
    html::to_text(html).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn comment() -> Value {
        json!({
            "id": 7, "post": 3, "parent": 5, "author": 0, "author_name": "Ana &amp; Luis",
            "date_gmt": "2026-01-31T10:00:00", "link": "https://blog.example/a/#comment-7",
            "content": { "rendered": "<p>Hola<br />\nqué tal</p>" },
            "_embedded": { "up": [{ "title": { "rendered": "La bater&#237;a" } }] },
        })
    }

    #[test]
    fn a_comment_becomes_a_mention() {
        let mention = mention(Kind::Comments, &comment(), Some(1)).unwrap();
        assert_eq!(mention.external_id, "comment-7");
        assert_eq!(mention.parent_id.as_deref(), Some("comment-5"));
        assert_eq!(mention.conversation_id.as_deref(), Some("post-3"));
        assert_eq!(mention.title, "La batería");
        assert_eq!(mention.author.as_deref(), Some("Ana & Luis"));
        assert_eq!(mention.created_at, Some(1_769_853_600_000));
        assert!(!mention.ours);
        assert!(mention.text.contains("qué tal") && !mention.text.contains('<'));
    }

    #[test]
    fn our_own_account_is_known_and_a_visitor_never_is() {
        let mut item = comment();
        item["author"] = json!(4);
        let ours = |us| mention(Kind::Comments, &item, us).unwrap();
        assert!(ours(Some(4)).ours);
        assert!(!ours(Some(5)).ours);
        assert_eq!(ours(None).author.as_deref(), Some("user-4"));
        let visitor = mention(Kind::Comments, &comment(), Some(0)).unwrap();
        assert!(!visitor.ours);
    }

    #[test]
    fn users_are_accounts_and_visitors_names() {
        let read = |kind, item: &Value| {
            let mention = mention(kind, item, None).unwrap();
            (mention.author_is, mention.account)
        };
        let mut item = comment();
        assert_eq!(read(Kind::Comments, &item), (AuthorIs::ShownName, None));
        item["author_name"] = json!("");
        assert_eq!(read(Kind::Comments, &item), (AuthorIs::Collective, None));
        assert_eq!(read(Kind::Posts, &item), (AuthorIs::Collective, None));
        item["author"] = json!(4);
        for kind in [Kind::Comments, Kind::Posts] {
            assert_eq!(read(kind, &item), (AuthorIs::Account, Some("4".to_owned())));
        }
    }

    #[test]
    fn a_broken_item_says_what_is_broken() {
        for (key, reason) in [
            ("id", "`id` is missing"),
            ("content", "`content.rendered` is missing"),
            ("date_gmt", "`date_gmt` is not a date"),
        ] {
            let mut item = comment();
            item[key] = Value::Null;
            let rejected = mention(Kind::Comments, &item, None).unwrap_err();
            assert_eq!(rejected.reason.text(), reason);
            assert_eq!(rejected.origin, "https://blog.example/a/#comment-7");
        }
    }

    #[test]
    fn external_ids_lead_back() {
        for (kind, id) in [(Kind::Posts, 1), (Kind::Comments, 20)] {
            assert_eq!(Kind::parse(&kind.external_id(id)), Some((kind, id)));
        }
        for other in ["7", "page-7", "comment-", "comment-x", ""] {
            assert_eq!(Kind::parse(other), None, "{other}");
        }
    }
}
