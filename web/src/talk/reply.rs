//! A reply with the steps that its reader may take.

use plaza_core::{MentionId, Millis, PreflightProblem, ReplyId, ReplyState};
use plaza_store::talk::Reply;

use crate::frame::i18n::Translator;
use crate::frame::page::Can;

/// A reply.
pub(crate) struct ReplyCard {
    pub(crate) id: ReplyId,
    pub(crate) mention_id: MentionId,
    pub(crate) text: String,
    pub(crate) state: &'static str,
    pub(crate) author: String,
    pub(crate) approved_by: String,
    pub(crate) held: bool,
    pub(crate) updated_at: Millis,
    pub(crate) editable: bool,
    pub(crate) error: String,
    /// Key of a sentence that explains the state; empty for none.
    pub(crate) hint: &'static str,
    pub(crate) url: Option<String>,
    pub(crate) actions: Vec<Action>,
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
    /// Value of the field `sent`; empty for none.
    pub(crate) value: &'static str,
}

impl ReplyCard {
    pub(crate) fn new(reply: &Reply, can: Can) -> Self {
        let receipt = reply.receipt.as_ref();
        Self {
            id: reply.id,
            mention_id: reply.mention_id,
            text: reply.text.clone(),
            state: reply.state.name(),
            author: reply.author_name.clone().unwrap_or_default(),
            approved_by: reply.approved_by_name.clone().unwrap_or_default(),
            held: receipt.is_some_and(|receipt| receipt.held),
            updated_at: reply.updated_at,
            editable: can.reply && matches!(reply.state, ReplyState::Draft | ReplyState::Submitted),
            error: reply.error.clone().unwrap_or_default(),
            hint: hint(reply.state),
            url: receipt.and_then(|receipt| receipt.url.clone()).and_then(web_address),
            actions: actions(reply.state, can),
        }
    }
}

/// The address, if a browser may be sent there.
fn web_address(url: String) -> Option<String> {
    let scheme = url::Url::parse(&url).ok()?.scheme().to_owned();
    matches!(scheme.as_str(), "http" | "https").then_some(url)
}

fn hint(state: ReplyState) -> &'static str {
    match state {
        ReplyState::Queued => "reply-hint-queued",
        ReplyState::Uncertain => "reply-hint-uncertain",
        ReplyState::Sent => "reply-hint-sent",
        ReplyState::Failed => "reply-hint-failed",
        ReplyState::Draft | ReplyState::Submitted | ReplyState::Sending | ReplyState::Retracted => {
            ""
        }
    }
}

fn actions(state: ReplyState, can: Can) -> Vec<Action> {
    let action = |path, label| Action { path, label, ..Action::default() };
    let primary = |path, label| Action { primary: true, ..action(path, label) };
    let reject = Action { asks_reason: true, ..action("reject", "reply-reject") };
    let undo = action("cancel", "reply-undo");
    let resolve = |value, label| Action { value, ..action("resolve", label) };
    match state {
        // Handing in and sending are one step for those who may approve.
        ReplyState::Draft if can.approve => vec![primary("submit", "reply-send")],
        ReplyState::Draft if can.reply => vec![primary("submit", "reply-submit")],
        ReplyState::Submitted if can.approve => vec![primary("approve", "reply-approve"), reject],
        ReplyState::Submitted | ReplyState::Queued if can.reply => vec![undo],
        ReplyState::Failed if can.approve => vec![primary("retry", "reply-retry")],
        ReplyState::Uncertain if can.approve => {
            vec![resolve("true", "reply-was-sent"), resolve("false", "reply-was-not-sent")]
        }
        ReplyState::Sent if can.approve => {
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
        PreflightProblem::AgainstRule { rule } => t.with("problem-against-rule", "rule", rule),
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
        assert_eq!(paths(S::Draft, Role::Manager), ["submit"]);
        assert_eq!(paths(S::Submitted, Role::Manager), ["approve", "reject"]);
        assert_eq!(paths(S::Draft, Role::CommunityManager), ["submit"]);
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
