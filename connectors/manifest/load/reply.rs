//! Answering.

use plaza_core::{LengthUnit, ReplyRules};

use super::super::format::{LengthType, ReplyFile};
use super::super::model::{Parent, ReadBack, ReceiptMap, Reply, Send};
use super::{REPLYING, RETRACTING, Reader, Result};

impl Reader<'_> {
    pub(super) fn reply(&mut self, raw: &ReplyFile) -> Result<Reply> {
        let parent = match &raw.parent {
            Some(parent) => Some(Parent {
                request: self.request(&parent.request, &["config", "reply", "me", "now"])?,
                gone: self.maybe_jq(parent.gone.as_ref())?,
                closed: self.maybe_jq(parent.closed.as_ref())?,
            }),
            None => None,
        };
        let send = Send {
            request: self.request(&raw.send.request, REPLYING)?,
            receipt: ReceiptMap {
                id: self.jq(&raw.send.id)?,
                url: self.maybe_jq(raw.send.url.as_ref())?,
                held: self.maybe_jq(raw.send.held.as_ref())?,
            },
        };
        let back = &raw.read_back;
        if back.key.is_none() && back.text.is_none() && back.html.is_none() {
            let why = "a reply is known again by `key`, `text` or `html`; give one of them";
            return Err(self.wrong(&back.id, why));
        }
        let read_back = ReadBack {
            request: self.request(&back.request, REPLYING)?,
            records: self.records(back.records.as_ref(), &back.id)?,
            pagination: self.maybe_pagination(back.pagination.as_ref())?,
            ours: self.jq(&back.ours)?,
            key: self.maybe_jq(back.key.as_ref())?,
            text: self.maybe_jq(back.text.as_ref())?,
            html: self.maybe_jq(back.html.as_ref())?,
            compare: back.compare,
            created_at: self.maybe_jq(back.created_at.as_ref())?,
            receipt: ReceiptMap {
                id: self.jq(&back.id)?,
                url: self.maybe_jq(back.url.as_ref())?,
                held: self.maybe_jq(back.held.as_ref())?,
            },
            uncertain: back.uncertain.clone(),
        };
        let retract = match &raw.retract {
            Some(retract) => Some(self.request(&retract.request, RETRACTING)?),
            None => None,
        };
        let needs = self.needs(&raw.needs)?;
        Ok(Reply { needs, parent, send, read_back, retract })
    }
}

/// What is known of the platform's rules without asking it.
pub(super) fn reply_rules(reply: &ReplyFile) -> ReplyRules {
    let unit = match (reply.unit, reply.url_length) {
        (LengthType::Characters, Some(length)) => LengthUnit::CharactersWithUrls(length),
        (LengthType::Characters, None) => LengthUnit::Characters,
        (LengthType::Graphemes, _) => LengthUnit::Graphemes,
        (LengthType::Bytes, _) => LengthUnit::Bytes,
    };
    ReplyRules {
        max_length: reply.max_length,
        unit,
        can_retract: reply.retract.is_some(),
        idempotent: reply.idempotent,
    }
}
