//! Answering: pre-flight, send, look for, retract.

use async_trait::async_trait;
use jaq_json::Val;
use minijinja::Value;
use plaza_core::{
    ConnectorError, Millis, OutgoingReply, PreflightProblem, ReadBack as Found, Receipt, Replier,
};
use serde_json::json;

use super::ManifestConnector;
use super::format::Compare;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::Field;
use super::model::{self, ReadBack, ReceiptMap, Search};
use super::paging;
use super::state::Position;
use crate::html;
use crate::words::letters;

/// How far the platform's clock may be behind ours: older dates than that are from before the first
/// attempt.
const CLOCK_SKEW_MS: Millis = 15 * 60_000;
/// Maximum number of pages that are searched for a reply.
const MAX_PAGES: u32 = 20;

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
        let wrong = |why: String| self.session.malformed(&why);
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
        receipt(&send.receipt, &answer.body, &scope)
            .map_err(|why| ConnectorError::Transient(format!("{}: {why}", self.session.place())))
    }

    async fn read_back(&self, reply: &OutgoingReply) -> Result<Found, ConnectorError> {
        let ReadBack { search, uncertain } = &self.reply()?.read_back;
        let uncertain = uncertain.as_deref();
        let Some(search) = search else { return Ok(not_found(uncertain)) };
        let session = &self.session;
        let parent = if search.request.uses("parent") {
            match self.parent(reply).await {
                // Where the parent is gone, our reply cannot exist either.
                Err(ConnectorError::Gone(_)) => return Ok(not_found(uncertain)),
                other => other?,
            }
        } else {
            Val::Null
        };
        let mut position = None;
        for _ in 0..MAX_PAGES {
            let scope = self.scope(reply).await?;
            let page = match &search.pagination {
                Some(pagination) => pagination.shown(position.as_ref()),
                None => Value::from(""),
            };
            let context = self.context(reply, &scope, &parent, page);
            let address = paging::address(position.as_ref())?;
            let answer =
                session.exchange(&search.request, &context, address.as_ref(), Purpose::Read).await;
            let answer = match answer {
                Err(ConnectorError::Gone(_)) => return Ok(not_found(uncertain)),
                other => other?,
            };
            let page = position.as_ref().map_or(Val::Null, Position::value);
            let scope = Scope { body: answer.body.clone(), page, ..scope };
            let wrong = |why: String| session.malformed(&format!("read_back: {why}"));
            let records = search.records.all(&answer.body, &scope).map_err(wrong)?;
            for record in &records {
                if is_this_reply(search, record, &scope, reply).map_err(wrong)? {
                    return receipt(&search.receipt, record, &scope)
                        .map(Found::Found)
                        .map_err(wrong);
                }
            }
            position = match &search.pagination {
                Some(pagination) => {
                    pagination.next(session, position.as_ref(), &answer, &records, &scope)?
                }
                None => None,
            };
            if position.is_none() {
                return Ok(not_found(uncertain));
            }
        }
        Ok(Found::Unknown("the thread is too long to be searched".to_owned()))
    }

    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError> {
        let Some(request) = &self.reply()?.retract else {
            return Err(self.session.malformed("this platform deletes no replies"));
        };
        let me = self.session.me().await?;
        let shown = json!({ "external_id": receipt.external_id, "url": receipt.url });
        let context = self
            .session
            .context([("receipt", jq::json_to_template(&shown)), ("me", jq::to_template(&me))]);
        match self.session.exchange(request, &context, None, Purpose::Retract).await {
            Ok(_) | Err(ConnectorError::Gone(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl ManifestConnector {
    fn reply(&self) -> Result<&model::Reply, ConnectorError> {
        let reply = self.session.manifest.reply.as_ref();
        reply.ok_or_else(|| self.session.malformed("this place takes no replies"))
    }

    async fn scope(&self, reply: &OutgoingReply) -> Result<Scope, ConnectorError> {
        Ok(Scope { reply: jq::from_json(&shown(reply)), ..self.session.scope().await? })
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
            if !valid.holds(&text, &scope).map_err(|why| self.session.malformed(&why))? {
                broken.push(PreflightProblem::AgainstRule { rule: invalid.clone() });
            }
        }
        Ok(broken)
    }

    /// The mention that the reply answers, as the platform shows it now.
    async fn parent(&self, reply: &OutgoingReply) -> Result<Val, ConnectorError> {
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
        if field.holds("gone", gone).map_err(|why| self.session.malformed(&why))? {
            let place = self.session.place();
            return Err(ConnectorError::Gone(format!("{place}: what this answers was deleted")));
        }
        Ok(body)
    }

    fn context(&self, reply: &OutgoingReply, scope: &Scope, parent: &Val, page: Value) -> Value {
        self.session.context([
            ("reply", jq::json_to_template(&shown(reply))),
            ("parent", jq::to_template(parent)),
            ("me", jq::to_template(&scope.me)),
            ("page", page),
        ])
    }
}

fn shown(reply: &OutgoingReply) -> serde_json::Value {
    json!({
        "key": reply.key,
        "text": reply.text,
        "parent_id": reply.parent_id,
        "conversation_id": reply.conversation_id,
        "first_try_at": reply.first_try_at,
    })
}

fn not_found(uncertain: Option<&str>) -> Found {
    uncertain.map_or(Found::Absent, |why| Found::Unknown(why.to_owned()))
}

/// Whether a record is `reply`: by the key where the platform keeps it, otherwise by its words.
fn is_this_reply(
    back: &Search,
    record: &Val,
    scope: &Scope,
    reply: &OutgoingReply,
) -> Result<bool, String> {
    let field = Field { record, scope };
    if !field.holds("ours", Some(&back.ours))? {
        return Ok(false);
    }
    if let Some(key) = field.text("key", back.key.as_ref())? {
        return Ok(key == reply.key);
    }
    let time = field.time("created_at", back.created_at.as_ref())?;
    if time.is_some_and(|time| time < reply.first_try_at - CLOCK_SKEW_MS) {
        return Ok(false);
    }
    let text = match field.text("html", back.html.as_ref())? {
        Some(shown) => Some(html::to_text(&shown)),
        None => field.text("text", back.text.as_ref())?,
    };
    let ours = letters(&reply.text);
    Ok(text.is_some_and(|text| match back.compare {
        Compare::Whole => letters(&text) == ours,
        Compare::End => letters(&text).ends_with(&ours),
    }))
}

fn receipt(map: &ReceiptMap, record: &Val, scope: &Scope) -> Result<Receipt, String> {
    let field = Field { record, scope };
    let id = field.text("id", Some(&map.id))?;
    Ok(Receipt {
        external_id: id.ok_or("the platform does not say which id the reply got")?,
        url: field.text("url", map.url.as_ref())?,
        held: field.holds("held", map.held.as_ref())?,
    })
}
