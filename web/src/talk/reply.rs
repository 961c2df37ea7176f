//! A reply with the steps that its reader may take.

use plaza_core::{Millis, PreflightProblem, ReplyId, ReplyState};
use plaza_store::MentionView;
use plaza_store::talk::Reply;

use crate::frame::i18n::Translator;
use crate::frame::page::{Can, Page};

/// A reply.
pub(crate) struct ReplyCard {
    pub(crate) id: ReplyId,
    pub(crate) version: i64,
    /// The other answers to its mention that the page shows.
    pub(crate) seen: SeenIds,
    pub(crate) text: String,
    pub(crate) state: &'static str,
    pub(crate) author: String,
    pub(crate) approved_by: String,
    pub(crate) updated_at: Millis,
    /// Whether its text can be changed where it is shown.
    pub(crate) editable: bool,
    /// The same for one that waits: it is approved with the changed text.
    pub(crate) approvable: bool,
    /// It says nothing that a reader has to look at.
    pub(crate) is_calm: bool,
    pub(crate) error: String,
    /// A sentence that explains the state, and says what follows; empty for none.
    pub(crate) hint: String,
    /// Until when it can be taken back, where it goes out by itself in a moment.
    pub(crate) countdown: Option<Countdown>,
    pub(crate) url: Option<String>,
    pub(crate) actions: Vec<Action>,
}

/// Seconds that run down; without JavaScript they stand as they were.
pub(crate) struct Countdown {
    /// How many are left.
    pub(crate) seconds: i64,
    /// The sentence with `{s}` in the place of the seconds, and the one for the end.
    pub(crate) template: String,
    pub(crate) over: String,
}

/// One button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Action {
    /// Last part of the address.
    pub(crate) path: &'static str,
    /// Key of its label.
    pub(crate) label: &'static str,
    pub(crate) primary: bool,
    pub(crate) danger: bool,
    pub(crate) asks_reason: bool,
    /// The letter that presses it in the list of replies; empty for none.
    pub(crate) key: &'static str,
    /// Value of the field `sent`; empty for none.
    pub(crate) value: &'static str,
}

impl ReplyCard {
    pub(crate) fn new(reply: &Reply, page: &Page) -> Self {
        let can = page.can;
        let receipt = reply.receipt.as_ref();
        Self {
            id: reply.id,
            version: reply.version,
            seen: SeenIds::default(),
            text: reply.text.clone(),
            state: reply.state.name(),
            author: author(reply, page),
            approved_by: reply.approved_by_name.clone().unwrap_or_default(),
            updated_at: reply.updated_at,
            editable: can.reply && matches!(reply.state, ReplyState::Draft | ReplyState::Failed),
            error: reply.error.as_ref().map_or_else(String::new, |error| page.say(error)),
            approvable: can.approve && reply.state == ReplyState::Submitted,
            is_calm: reply.state == ReplyState::Sent,
            hint: hint(reply, page),
            countdown: Countdown::to(reply, page, "reply-hint-queued"),
            url: receipt.and_then(|receipt| receipt.url.clone()).and_then(web_address),
            actions: actions(reply.state, can),
        }
    }
}

/// The answers to a mention that a page shows, as its forms carry them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SeenIds {
    pub(crate) replies: String,
    pub(crate) mentions: String,
}

impl SeenIds {
    /// The answers to `mention` in its thread.
    pub(crate) fn of(mention: &MentionView, thread: &[MentionView], replies: &[Reply]) -> Self {
        let going = |reply: &&Reply| reply.mention_id == mention.id && reply.is_going();
        let written = |other: &&MentionView| {
            other.ours && other.parent_external_id.as_deref() == Some(&mention.external_id)
        };
        Self {
            replies: joined(replies.iter().filter(going).map(|reply| reply.id.get())),
            mentions: joined(thread.iter().filter(written).map(|other| other.id.get())),
        }
    }
}

/// Ids as a form carries them.
pub(crate) fn joined(ids: impl Iterator<Item = i64>) -> String {
    ids.map(|id| id.to_string()).collect::<Vec<_>>().join(",")
}

/// The address, if a browser may be sent there.
fn web_address(url: String) -> Option<String> {
    let scheme = url::Url::parse(&url).ok()?.scheme().to_owned();
    matches!(scheme.as_str(), "http" | "https").then_some(url)
}

/// Who wrote it. API tokens are nobody's, and the reply does not keep which one it was.
fn author(reply: &Reply, page: &Page) -> String {
    match (&reply.author_name, reply.author_user_id) {
        (Some(name), _) => name.clone(),
        (None, Some(_)) => String::new(),
        (None, None) => page.get("reply-by-program"),
    }
}

fn hint(reply: &Reply, page: &Page) -> String {
    let wait = reply.next_step_at().map_or(0, |at| at - page.now);
    let after = |key: &str, now: &str| {
        if wait <= 0 { page.get(now) } else { page.with(key, "wait", page.duration(wait)) }
    };
    match reply.state {
        // The countdown says it.
        ReplyState::Queued if reply.error.is_none() => String::new(),
        ReplyState::Queued if reply.attempts == 0 => after("reply-hint-waits", "reply-hint-now"),
        ReplyState::Queued => {
            let tries = page.count("reply-hint-tried", reply.attempts);
            format!("{tries} {}", after("reply-hint-again", "reply-hint-now"))
        }
        ReplyState::Sending if reply.may_be_there => {
            after("reply-hint-sending", "reply-hint-sending-now")
        }
        ReplyState::Held => after("reply-hint-held", "reply-hint-held-now"),
        ReplyState::Uncertain => page.get("reply-hint-uncertain"),
        ReplyState::Failed => page.get("reply-hint-failed"),
        _ => String::new(),
    }
}

impl ReplyCard {
    /// Whether somebody has to look at it.
    pub(crate) fn is_trouble(&self) -> bool {
        matches!(self.state, "failed" | "uncertain" | "held")
    }
}

impl Action {
    /// Key of what it says before it cannot be undone.
    pub(crate) fn warning(&self) -> &'static str {
        if self.path == "discard" { "reply-discard-help" } else { "reply-hint-sent" }
    }
}

impl Countdown {
    /// How long a reply that was just let go out can be taken back, in the words of `key`.
    pub(crate) fn to(reply: &Reply, page: &Page, key: &str) -> Option<Self> {
        if reply.state != ReplyState::Queued || reply.error.is_some() {
            return None;
        }
        let seconds = ((reply.not_before - page.now).max(0) + 999) / 1_000;
        let template = page.with(key, "seconds", "{s}");
        Some(Self { seconds, template, over: page.get("reply-hint-now") })
    }

    /// The sentence as it is now.
    pub(crate) fn words(&self) -> String {
        if self.seconds == 0 {
            return self.over.clone();
        }
        self.template.replace("{s}", &self.seconds.to_string())
    }
}

fn actions(state: ReplyState, can: Can) -> Vec<Action> {
    let action = |path, label| Action { path, label, ..Action::default() };
    let primary = |path, label| Action { primary: true, ..action(path, label) };
    let reject = Action { asks_reason: true, key: "r", ..action("reject", "reply-reject") };
    let approve = Action { key: "a", ..primary("approve", "reply-approve") };
    let discard = Action { danger: true, ..action("discard", "reply-discard") };
    let undo = action("cancel", "reply-undo");
    let resolve = |value, label| Action { value, ..action("resolve", label) };
    match state {
        // Handing in and sending are one step for those who may approve.
        ReplyState::Draft if can.approve => vec![primary("submit", "reply-send"), discard],
        ReplyState::Draft if can.reply => vec![primary("submit", "reply-submit"), discard],
        ReplyState::Submitted if can.approve => vec![approve, reject],
        ReplyState::Submitted | ReplyState::Queued if can.reply => vec![undo],
        ReplyState::Failed if can.approve => vec![primary("retry", "reply-retry"), discard],
        ReplyState::Failed if can.reply => vec![discard],
        ReplyState::Uncertain if can.approve => {
            vec![resolve("true", "reply-was-sent"), resolve("false", "reply-was-not-sent")]
        }
        ReplyState::Sent | ReplyState::Held if can.approve => {
            vec![Action { danger: true, ..action("retract", "reply-retract") }]
        }
        _ => Vec::new(),
    }
}

/// What the pre-flight found, in the reader's language.
pub(crate) fn problem_words(t: &Translator, problem: &PreflightProblem) -> String {
    match problem {
        PreflightProblem::Empty => t.get("problem-empty"),
        PreflightProblem::TooLong { length, max } => {
            t.with2("problem-too-long", ("length", &t.number(*length)), ("max", &t.number(*max)))
        }
        PreflightProblem::ParentDeleted => t.get("problem-parent-deleted"),
        PreflightProblem::ParentEdited => t.get("problem-parent-edited"),
        PreflightProblem::DuplicateText => t.get("problem-duplicate-text"),
        PreflightProblem::NotSupported => t.get("problem-not-supported"),
        PreflightProblem::ThreadClosed => t.get("problem-thread-closed"),
        PreflightProblem::AgainstRule { rule } => {
            t.with("problem-against-rule", "rule", t.say(rule))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaza_core::Role;

    fn paths(state: ReplyState, role: Role) -> Vec<&'static str> {
        actions(state, Can::of(role)).iter().map(|action| action.path).collect()
    }

    #[test]
    fn everybody_sees_the_steps_that_they_may_take() {
        use ReplyState as S;
        assert_eq!(paths(S::Draft, Role::Manager), ["submit", "discard"]);
        assert_eq!(paths(S::Submitted, Role::Manager), ["approve", "reject"]);
        assert_eq!(paths(S::Draft, Role::CommunityManager), ["submit", "discard"]);
        assert_eq!(paths(S::Submitted, Role::CommunityManager), ["cancel"]);
        assert_eq!(paths(S::Uncertain, Role::Manager), ["resolve", "resolve"]);
        for state in S::ALL {
            assert!(paths(state, Role::Viewer).is_empty(), "{state:?}");
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(web_address("javascript:alert(1)".to_owned()), None);
        assert!(web_address("https://blog.example/#comment-3".to_owned()).is_some());
    }
}
