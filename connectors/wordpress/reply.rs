//! Answering comments.

use async_trait::async_trait;
use plaza_core::{
    ConnectorError, Millis, OutgoingReply, PreflightProblem, ReadBack, Receipt, Replier, Standing,
    say, text, to_rfc3339,
};
use serde_json::{Value, json};

use super::WordPress;
use super::api::{Account, Api, Duplicate};
use super::item::{self, Kind};
use crate::html;

/// How far the site's clock may be behind ours: older dates than that are from before the first
/// attempt.
const CLOCK_SKEW_MS: Millis = 15 * 60_000;
/// WordPress compares dates in the site's own time zone, in which an hour occurs twice in autumn.
const STEP_BACK_MS: Millis = 3_601_000;
/// Maximum number of pages of 100 comments that are searched for a reply.
const MAX_PAGES: u32 = 20;

/// The comment or post that a reply answers.
#[derive(Debug, Clone, Copy)]
struct Target {
    /// The comment; 0 for the post itself.
    parent: i64,
    post: i64,
}

#[async_trait]
impl Replier for WordPress {
    async fn preflight(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError> {
        let (kind, id) = parse(&reply.parent_id)?;
        let route = match kind {
            Kind::Posts => format!("posts/{id}"),
            Kind::Comments => match comment(&self.api, id).await? {
                Some(comment) => thread_route(&comment)?,
                None => return Ok(vec![PreflightProblem::ParentDeleted]),
            },
        };
        match self.api.get(&route, &[("_fields", "comment_status")]).await {
            Ok(post) if post["comment_status"] == "open" => Ok(Vec::new()),
            Ok(_) => Ok(vec![PreflightProblem::ThreadClosed]),
            Err(ConnectorError::Gone(_)) => Ok(vec![PreflightProblem::ParentDeleted]),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        let target = self.target(reply).await?;
        let body = json!({
            "post": target.post,
            "parent": target.parent,
            "content": to_html(&reply.text),
            "author_user_agent": mark(&reply.key),
        });
        match self.api.create("comments", &body).await? {
            Ok(comment) => receipt(&comment).map_err(ConnectorError::may_be_done),
            Err(Duplicate) => self.explain_duplicate(reply, target).await,
        }
    }

    /// `Absent` is certain for an account that moderates, because it sees held comments too. An
    /// attempt that the site is still working on appears only when it is finished; the caller
    /// decides when to look.
    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError> {
        let account = self.us().await?;
        let target = self.target(reply).await?;
        if let Some(found) = self.find(reply, target, &account).await? {
            return Ok(found);
        }
        Ok(if account.moderates {
            ReadBack::Absent
        } else {
            ReadBack::Unknown(say!(
                "account-blind",
                "{name} cannot see comments that wait for moderation; the account of an editor can",
                name = account.name
            ))
        })
    }

    /// Whoever wrote a comment sees it while it is held, whatever else they may see.
    async fn look(&self, _: &OutgoingReply, receipt: &Receipt) -> Result<Standing, ConnectorError> {
        let (_, id) = parse(&receipt.external_id)?;
        let comment = match self.api.get(&format!("comments/{id}"), &[]).await {
            Err(ConnectorError::Gone(_)) => return Ok(Standing::Gone),
            other => other?,
        };
        Ok(match comment["status"].as_str() {
            Some("approved") => Standing::Published(self::receipt(&comment)?),
            Some("hold") => Standing::Held,
            // In the bin, or among spam.
            _ => Standing::Gone,
        })
    }

    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError> {
        let (_, id) = parse(&receipt.external_id)?;
        self.api.delete(&format!("comments/{id}"), &[("force", "true")]).await
    }
}

impl WordPress {
    async fn us(&self) -> Result<Account, ConnectorError> {
        self.api.account().await?.ok_or_else(|| {
            ConnectorError::Unauthorized(say!(
                "no-account-to-answer",
                "this source has no account to answer with"
            ))
        })
    }

    async fn target(&self, reply: &OutgoingReply) -> Result<Target, ConnectorError> {
        let (kind, id) = parse(&reply.parent_id)?;
        if kind == Kind::Posts {
            return Ok(Target { parent: 0, post: id });
        }
        let thread = reply.conversation_id.as_deref().and_then(Kind::parse);
        if let Some((Kind::Posts, post)) = thread {
            return Ok(Target { parent: id, post });
        }
        let found = comment(&self.api, id).await?;
        let post = found.and_then(|comment| comment["post"].as_i64());
        post.map(|post| Target { parent: id, post })
            .ok_or_else(|| ConnectorError::Gone(say!("comment-deleted", "the comment was deleted")))
    }

    /// WordPress already has the same text by the same account under the same parent: either an
    /// earlier attempt of this reply arrived, or it is another reply with the same words.
    async fn explain_duplicate(
        &self,
        reply: &OutgoingReply,
        target: Target,
    ) -> Result<Receipt, ConnectorError> {
        let account = self.us().await?;
        match self.find(reply, target, &account).await? {
            Some(ReadBack::Found(receipt)) => Ok(receipt),
            Some(ReadBack::Unknown(why)) => Err(ConnectorError::MayBeDone(why)),
            Some(ReadBack::Absent) | None if account.moderates => {
                Err(ConnectorError::Malformed(say!(
                    "same-words-before",
                    "this account wrote the very same words under this comment before; change them"
                )))
            }
            Some(ReadBack::Absent) | None => Err(ConnectorError::MayBeDone(say!(
                "wordpress-hides-reply",
                "WordPress says that this reply is already there, but does not show it to this \
                 account"
            ))),
        }
    }

    /// Looks for a reply among the comments on its post, whatever their state, as far as we may see
    /// it.
    async fn find(
        &self,
        reply: &OutgoingReply,
        target: Target,
        account: &Account,
    ) -> Result<Option<ReadBack>, ConnectorError> {
        let statuses: &[&str] =
            if account.moderates { &["all", "spam", "trash"] } else { &["approve"] };
        for status in statuses {
            for page in 1..=MAX_PAGES {
                let listing = self.candidates(reply, target, account, status, page).await?;
                for comment in &listing.items {
                    let known = is_this_reply(comment, reply, target, account.id);
                    let found = match known {
                        None => continue,
                        Some(Known::ByMark) => Some(ReadBack::Found(receipt(comment)?)),
                        Some(Known::ByWords) => reply.others.judge(receipt(comment)?),
                    };
                    if found.is_some() {
                        return Ok(found);
                    }
                }
                if page >= listing.pages {
                    break;
                }
            }
        }
        Ok(None)
    }

    async fn candidates(
        &self,
        reply: &OutgoingReply,
        target: Target,
        account: &Account,
        status: &str,
        page: u32,
    ) -> Result<super::api::Listing, ConnectorError> {
        let (post, parent) = (target.post.to_string(), target.parent.to_string());
        let (us, page) = (account.id.to_string(), page.to_string());
        let after = to_rfc3339((reply.first_try_at - CLOCK_SKEW_MS - STEP_BACK_MS).max(0));
        let mut query = vec![
            ("post", post.as_str()),
            ("parent", &parent),
            ("after", &after),
            ("per_page", "100"),
            ("page", &page),
        ];
        if account.moderates {
            // Only moderators may use these filters and the view that includes the user agent.
            query.extend([("author", us.as_str()), ("status", status), ("context", "edit")]);
        }
        self.api.list("comments", &query).await
    }
}

/// By what a comment is known as a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    ByMark,
    ByWords,
}

/// Whether a comment is `reply`: by our mark where we can see it, otherwise by its words.
fn is_this_reply(comment: &Value, reply: &OutgoingReply, target: Target, us: i64) -> Option<Known> {
    if comment["author"].as_i64() != Some(us) || comment["parent"].as_i64() != Some(target.parent) {
        return None;
    }
    if let Some(agent) = comment["author_user_agent"].as_str().filter(|a| a.starts_with(MARK)) {
        return (agent == mark(&reply.key)).then_some(Known::ByMark);
    }
    let is_recent =
        item::date(comment).is_some_and(|date| date >= reply.first_try_at - CLOCK_SKEW_MS);
    let rendered = comment["content"]["rendered"].as_str().unwrap_or_default();
    let says = is_recent && text::says(&html::to_text(rendered), &reply.text);
    says.then_some(Known::ByWords)
}

/// The start of the user agent that we give our comments, which distinguishes them from each other.
const MARK: &str = "Plaza reply ";

fn mark(key: &str) -> String {
    format!("{MARK}{key}")
}

/// Plain text as comment markup; WordPress makes paragraphs and links itself.
fn to_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn parse(external_id: &str) -> Result<(Kind, i64), ConnectorError> {
    Kind::parse(external_id).ok_or_else(|| {
        ConnectorError::Malformed(say!(
            "wordpress-no-such-id",
            "`{id}` is not a comment or post of WordPress",
            id = external_id
        ))
    })
}

/// The comment `id` with its post's address; `None` where we cannot see it.
async fn comment(api: &Api, id: i64) -> Result<Option<Value>, ConnectorError> {
    let query = [("_fields", "id,post,status,_links")];
    match api.get(&format!("comments/{id}"), &query).await {
        // Moderators see comments that nobody else sees.
        Ok(comment) if comment["status"] == "approved" => Ok(Some(comment)),
        Ok(_) | Err(ConnectorError::Gone(_) | ConnectorError::Unauthorized(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The route of what a comment belongs to: a post, a page, or a plugin's type.
fn thread_route(comment: &Value) -> Result<String, ConnectorError> {
    let address = comment["_links"]["up"][0]["href"].as_str().unwrap_or_default();
    let route = address.split_once("/wp/v2/").map(|(_, route)| route.split(['?', '&']).next());
    route.flatten().map(str::to_owned).ok_or_else(|| {
        ConnectorError::Malformed(say!(
            "wordpress-no-parent",
            "WordPress does not say what the comment belongs to"
        ))
    })
}

fn receipt(comment: &Value) -> Result<Receipt, ConnectorError> {
    let id = comment["id"].as_i64().ok_or_else(|| {
        ConnectorError::Malformed(say!(
            "wordpress-no-id",
            "WordPress does not say which comment it made"
        ))
    })?;
    Ok(Receipt {
        external_id: Kind::Comments.external_id(id),
        url: comment["link"].as_str().map(str::to_owned),
        held: comment["status"] != "approved",
    })
}

#[cfg(test)]
mod tests {
    use plaza_core::OtherReplies;

    use super::*;

    fn reply(text: &str) -> OutgoingReply {
        OutgoingReply {
            key: "k-1".to_owned(),
            parent_id: "comment-5".to_owned(),
            conversation_id: None,
            text: text.to_owned(),
            first_try_at: 1_769_853_600_000,
            others: OtherReplies::default(),
        }
    }

    #[test]
    fn a_reply_is_known_by_its_mark_or_by_its_words() {
        let target = Target { parent: 5, post: 3 };
        let ours = json!({
            "author": 4, "parent": 5, "date_gmt": "2026-01-31T10:00:01",
            "content": { "rendered": "<p>&#8220;It&#8217;s&#8221; &#8211; fixed &lt;now&gt;</p>" },
        });
        let markup = reply("\"It's\" - fixed <now>");
        let is_it = |comment: &Value| is_this_reply(comment, &markup, target, 4);
        assert_eq!(is_it(&ours), Some(Known::ByWords));
        for (key, value) in [
            ("author", json!(3)),
            ("parent", json!(0)),
            ("date_gmt", json!("2026-01-31T09:00:00")),
            ("content", json!({ "rendered": "<p>Other</p>" })),
            ("author_user_agent", json!("Plaza reply k-2")),
        ] {
            let mut other = ours.clone();
            other[key] = value;
            assert_eq!(is_it(&other), None, "{key}");
        }
        let mut marked = ours.clone();
        marked["author_user_agent"] = json!("Plaza reply k-1");
        marked["content"] = json!({ "rendered": "<p>changed by a plugin</p>" });
        assert_eq!(is_it(&marked), Some(Known::ByMark));
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(to_html("a <b> & \"c\""), "a &lt;b&gt; &amp; \"c\"");
    }

    #[test]
    fn the_thread_is_found_in_both_styles_of_address() {
        for (href, route) in [
            ("https://a.example/wp-json/wp/v2/posts/3", "posts/3"),
            ("https://a.example/index.php?rest_route=/wp/v2/pages/9", "pages/9"),
        ] {
            let comment = json!({ "_links": { "up": [{ "href": href }] } });
            assert_eq!(thread_route(&comment).unwrap(), route);
        }
        assert!(thread_route(&json!({})).is_err());
    }
}
