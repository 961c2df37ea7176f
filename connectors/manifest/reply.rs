//! Answering: pre-flight, send, retract. Replies are looked for in `look.rs`.

use async_trait::async_trait;
use jaq_json::Val;
use minijinja::Value;
use plaza_core::{
    ConnectorError, OutgoingReply, PreflightProblem, ReadBack as Found, Receipt, Replier, Standing,
    say,
};
use serde_json::json;

use super::ManifestConnector;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::Field;
use super::model::{self, ReceiptMap};

#[async_trait]
impl Replier for ManifestConnector {
    async fn preflight(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError> {
        let broken = self.broken_rules(reply).await?;
        if !broken.is_empty() {
            return Ok(broken);
        }
        let Some(parent) = &self.reply()?.parent else { return Ok(Vec::new()) };
        let scope = self.scope(reply).await?;
        let body = match self.standing_parent(reply, &scope).await {
            Ok(body) => body,
            Err(ConnectorError::Gone(_)) => return Ok(vec![PreflightProblem::ParentDeleted]),
            Err(error) => return Err(error),
        };
        let field = Field { record: &body, scope: &scope };
        let wrong = |why: String| self.session.unfit(&why);
        if field.holds("closed", parent.closed.as_ref()).map_err(wrong)? {
            return Ok(vec![PreflightProblem::ThreadClosed]);
        }
        Ok(Vec::new())
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        let send = &self.reply()?.send;
        let scope = self.scope(reply).await?;
        let parent = if send.request.uses("parent") {
            self.standing_parent(reply, &scope).await?
        } else {
            Val::Null
        };
        let context = self.context(reply, &scope, &parent, Value::from(""));
        let answer = self.session.exchange(&send.request, &context, None, Purpose::Reply).await?;
        // The reply was accepted. Where the answer does not contain its id, it must be looked for
        // in the thread.
        match &send.receipt {
            Some(map) => receipt(map, &answer.body, &scope)
                .map_err(|why| self.session.unfit(&why).may_be_done()),
            None => self.sent_without_id(reply).await,
        }
    }

    async fn read_back(&self, reply: &OutgoingReply) -> Result<Found, ConnectorError> {
        self.find(reply).await
    }

    async fn look(
        &self,
        reply: &OutgoingReply,
        receipt: &Receipt,
    ) -> Result<Standing, ConnectorError> {
        self.standing(reply, receipt).await
    }

    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError> {
        let ways = self.reply()?;
        let of_held = ways.held.as_ref().and_then(|held| held.retract.as_ref());
        let Some(request) = of_held.filter(|_| receipt.held).or(ways.retract.as_ref()) else {
            return Err(self
                .session
                .malformed(say!("place-deletes-none", "this platform deletes no replies")));
        };
        let me = self.session.me().await?;
        let context = self
            .session
            .context([("receipt", shown_receipt(Some(receipt))), ("me", jq::to_template(&me))]);
        self.session.exchange(request, &context, None, Purpose::Retract).await.map(drop)
    }
}

impl ManifestConnector {
    pub(super) fn reply(&self) -> Result<&model::Reply, ConnectorError> {
        let reply = self.session.manifest.reply.as_ref();
        reply.ok_or_else(|| {
            self.session.malformed(say!("place-takes-no-replies", "this place takes no replies"))
        })
    }

    pub(super) async fn scope(&self, reply: &OutgoingReply) -> Result<Scope, ConnectorError> {
        Ok(Scope { reply: jq::from_json(&shown(reply)), ..self.session.scope().await? })
    }

    /// The receipt of a reply whose id the answer to "send" does not tell.
    async fn sent_without_id(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        match self.find(reply).await {
            Ok(Found::Found(receipt)) => Ok(receipt),
            Ok(Found::Absent | Found::Unknown(_)) => {
                let why = say!(
                    "reply-not-shown-yet",
                    "the place took the reply and does not show it yet"
                );
                Err(self.session.malformed(why).may_be_done())
            }
            Err(error) => Err(error.may_be_done()),
        }
    }

    /// The platform's rules for texts that this reply breaks.
    async fn broken_rules(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError> {
        let (rules, text) = (&self.reply()?.rules, Val::from(reply.text.clone()));
        if rules.is_empty() {
            return Ok(Vec::new());
        }
        let scope = self.scope(reply).await?;
        let mut broken = Vec::new();
        for (valid, invalid) in rules {
            if !valid.holds(&text, &scope).map_err(|why| self.session.unfit(&why))? {
                broken.push(PreflightProblem::AgainstRule { rule: invalid.clone() });
            }
        }
        Ok(broken)
    }

    /// The mention that the reply answers, as the platform shows it now.
    pub(super) async fn parent(&self, reply: &OutgoingReply) -> Result<Val, ConnectorError> {
        let Some(parent) = &self.reply()?.parent else { return Ok(Val::Null) };
        let me = self.session.me().await?;
        let context = self.session.context([
            ("reply", jq::json_to_template(&shown(reply))),
            ("me", jq::to_template(&me)),
        ]);
        let answer = self.session.exchange(&parent.request, &context, None, Purpose::Read).await?;
        Ok(answer.body)
    }

    /// The same; an error where it was deleted.
    async fn standing_parent(
        &self,
        reply: &OutgoingReply,
        scope: &Scope,
    ) -> Result<Val, ConnectorError> {
        let body = self.parent(reply).await?;
        let gone = self.reply()?.parent.as_ref().and_then(|parent| parent.gone.as_ref());
        let field = Field { record: &body, scope };
        if field.holds("gone", gone).map_err(|why| self.session.unfit(&why))? {
            let place = self.session.place();
            return Err(ConnectorError::Gone(say!(
                "reply-parent-gone",
                "{place}: what this answers was deleted",
                place
            )));
        }
        Ok(body)
    }

    pub(super) fn context(
        &self,
        reply: &OutgoingReply,
        scope: &Scope,
        parent: &Val,
        page: Value,
    ) -> Value {
        self.session.context([
            ("reply", jq::json_to_template(&shown(reply))),
            ("parent", jq::to_template(parent)),
            ("me", jq::to_template(&scope.me)),
            ("page", page),
        ])
    }
}

pub(super) fn shown(reply: &OutgoingReply) -> serde_json::Value {
    json!({
        "key": reply.key,
        "text": reply.text,
        "parent_id": reply.parent_id,
        "conversation_id": reply.conversation_id,
        "first_try_at": reply.first_try_at,
    })
}

/// A receipt as templates see it; nothing where there is none yet.
pub(super) fn shown_receipt(receipt: Option<&Receipt>) -> Value {
    let shown = receipt.map(|it| json!({ "external_id": it.external_id, "url": it.url }));
    jq::json_to_template(&shown.unwrap_or_default())
}

pub(super) fn receipt(map: &ReceiptMap, record: &Val, scope: &Scope) -> Result<Receipt, String> {
    let field = Field { record, scope };
    // A program that puts an id together makes `null` of a part that the platform left out.
    let is_whole =
        |id: &String| !id.split(|c: char| !c.is_alphanumeric()).any(|part| part == "null");
    let id = field.text("id", Some(&map.id))?.filter(is_whole);
    Ok(Receipt {
        external_id: id.ok_or("the platform does not say which id the reply got")?,
        url: field.text("url", map.url.as_ref())?,
        held: field.holds("held", map.held.as_ref())?,
    })
}
