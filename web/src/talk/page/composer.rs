//! The box in which an answer is written; a draft of one's own is what it holds.

use plaza_core::{LengthUnit, ReplyId, ReplyRules, ReplyState};
use plaza_engine::EngineError;
use plaza_store::MentionView;
use plaza_store::talk::Reply;

use crate::Problem;
use crate::frame::board::Board;
use crate::frame::i18n::Translator;
use crate::talk::reply::SeenIds;

/// The composer of a conversation.
pub(super) struct Composer {
    /// Where it goes: a new draft, or the one that it holds.
    pub(super) action: String,
    pub(super) draft: Option<Draft>,
    pub(super) text: String,
    /// The answers that the page shows.
    pub(super) seen: SeenIds,
    /// How long an answer may be, in words.
    pub(super) limit: String,
    /// The same with `{used}` for the script to fill in.
    pub(super) meter_template: String,
    pub(super) problems: Vec<String>,
    /// What is typed there was not accepted, and is kept nowhere else.
    pub(super) is_refused: bool,
    /// Writing begins there at once.
    pub(super) begins: bool,
}

/// A draft of the reader's own.
pub(super) struct Draft {
    pub(super) id: ReplyId,
    pub(super) version: i64,
    /// Why it was sent back; empty where it was not.
    pub(super) returned: String,
}

/// What somebody typed and the page shows again, with why it was not accepted.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) text: String,
    pub(super) problems: Vec<String>,
    /// The version of the draft that was shown.
    pub(super) version: Option<i64>,
}

/// The reader's latest draft of an answer to `mention`.
pub(super) fn own_draft<'a>(
    board: &Board,
    mention: &MentionView,
    replies: &'a [Reply],
) -> Option<&'a Reply> {
    let reader = board.actor().ok()?.user_id?;
    replies.iter().rev().find(|reply| {
        reply.mention_id == mention.id
            && reply.state == ReplyState::Draft
            && reply.author_user_id == Some(reader)
    })
}

/// `None` where the reader may not answer, or the place takes no answers.
pub(super) async fn composer(
    board: &Board,
    mention: &MentionView,
    draft: Option<&Reply>,
    seen: SeenIds,
    typed: Option<Typed>,
) -> Result<Option<Composer>, EngineError> {
    if !board.page.can.reply || mention.deleted_at.is_some() {
        return Ok(None);
    }
    let Some(rules) = board.engine.talk().reply_rules(mention.id).await? else { return Ok(None) };
    let (limit, meter_template) = limits(&board.page, rules);
    let is_refused = typed.is_some();
    let typed = typed.unwrap_or_else(|| Typed {
        text: draft.map(|draft| draft.text.clone()).unwrap_or_default(),
        ..Typed::default()
    });
    Ok(Some(Composer {
        action: match draft {
            Some(draft) => format!("/replies/{}/edit", draft.id),
            None => format!("/mentions/{}/replies", mention.id),
        },
        draft: draft.map(|draft| Draft {
            id: draft.id,
            version: typed.version.unwrap_or(draft.version),
            returned: draft.error.as_ref().map_or_else(String::new, |error| board.page.say(error)),
        }),
        text: typed.text,
        seen,
        limit,
        meter_template,
        problems: typed.problems,
        is_refused,
        begins: false,
    }))
}

fn limits(t: &Translator, rules: ReplyRules) -> (String, String) {
    let unit = t.get(match rules.unit {
        LengthUnit::Characters | LengthUnit::CharactersWithUrls(_) | LengthUnit::Weighted(_) => {
            "unit-characters"
        }
        LengthUnit::Graphemes => "unit-graphemes",
        LengthUnit::Bytes => "unit-bytes",
    });
    let max = t.number(rules.max_length);
    let pairs = [("used", "{used}"), ("max", max.as_str()), ("unit", unit.as_str())];
    (t.with_all("composer-limit", &pairs[1..]), t.with_all("composer-meter", &pairs))
}

/// A problem in words, for the composer.
pub(super) fn in_words(board: &Board, error: EngineError) -> Vec<String> {
    vec![crate::frame::errors::in_words(&board.page, &Problem::from(error))]
}
