//! Answering.

use plaza_core::{LengthUnit, ReplyRules};
use toml::Spanned;

use super::super::format::{HeldFile, LengthType, ReadBackFile, ReplyFile};
use super::super::model::{Held, Parent, ReadBack, ReceiptMap, Reply, Search, Send};
use super::form::in_both;
use super::reader::{Reader, Result};

/// Variables of the requests that send a reply or look for it.
const REPLYING: &[&str] = &["config", "reply", "parent", "me", "page", "now"];
/// Variables of the request that looks at what the reply answers.
const LOOKING: &[&str] = &["config", "reply", "me", "now"];
/// Variables of the request that looks at what waits for moderators.
const WAITING: &[&str] = &["config", "reply", "receipt", "me", "now"];
/// Variables of the request that deletes a reply.
const RETRACTING: &[&str] = &["config", "receipt", "me", "now"];

impl Reader<'_> {
    pub(super) fn reply(&mut self, raw: &ReplyFile) -> Result<Reply> {
        let parent = match &raw.parent {
            Some(parent) => Some(Parent {
                request: self.request(&parent.request, LOOKING)?,
                gone: self.maybe_jq(parent.gone.as_ref())?,
                closed: self.maybe_jq(parent.closed.as_ref())?,
            }),
            None => None,
        };
        let send = Send {
            request: self.request(&raw.send.request, REPLYING)?,
            receipt: self.receipt(raw)?,
        };
        let rules = raw.rule.iter().map(|rule| {
            let invalid = in_both(&rule.invalid, rule.invalid_es.as_deref());
            Ok((self.jq(&rule.valid)?, invalid))
        });
        let rules = rules.collect::<Result<Vec<_>>>()?;
        let read_back = ReadBack {
            search: self.search(&raw.read_back)?,
            uncertain: {
                let back = raw.read_back.get_ref();
                let uncertain = back.uncertain.as_ref();
                uncertain.map(|words| in_both(words, back.uncertain_es.as_deref()))
            },
        };
        let retract = match &raw.retract {
            Some(retract) => Some(self.request(&retract.request, RETRACTING)?),
            None => None,
        };
        let held = raw.held.as_ref().map(|held| self.held(held)).transpose()?;
        let needs = self.needs(&raw.needs)?;
        Ok(Reply { needs, rules, parent, send, read_back, retract, held })
    }

    /// Where the answer to "send" tells the reply's id; `None` where it does not and the reply is
    /// looked for.
    fn receipt(&self, raw: &ReplyFile) -> Result<Option<ReceiptMap>> {
        let Some(id) = &raw.send.id else {
            if let Some(place) = raw.send.url.as_ref().or(raw.send.held.as_ref()) {
                return Err(self.wrong(place, "needs `id` beside it"));
            }
            if raw.read_back.get_ref().request.is_none() {
                let why =
                    "`send` has no `id`, so `read_back` needs a `request` that finds the reply";
                return Err(self.wrong(&raw.read_back, why));
            }
            return Ok(None);
        };
        Ok(Some(ReceiptMap {
            id: self.jq(id)?,
            url: self.maybe_jq(raw.send.url.as_ref())?,
            held: self.maybe_jq(raw.send.held.as_ref())?,
        }))
    }

    fn held(&mut self, raw: &HeldFile) -> Result<Held> {
        let retract = raw.retract.as_ref();
        Ok(Held {
            request: self.request(&raw.request, WAITING)?,
            records: self.records(raw.records.as_ref(), &raw.id)?,
            id: self.jq(&raw.id)?,
            text: self.maybe_jq(raw.text.as_ref())?,
            retract: retract.map(|raw| self.request(&raw.request, RETRACTING)).transpose()?,
        })
    }

    /// How to look for a reply; `None` where the manifest says why that cannot be done.
    fn search(&mut self, place: &Spanned<ReadBackFile>) -> Result<Option<Search>> {
        let back = place.get_ref();
        let missing = |key: &str| format!("to look for a reply `{key}` is needed");
        let Some(request) = &back.request else {
            return match back.uncertain {
                Some(_) => Ok(None),
                None => Err(self.wrong(
                    place,
                    "give a `request` that finds the reply, or say in `uncertain` why there is none",
                )),
            };
        };
        let ours = back.ours.as_ref().ok_or_else(|| self.wrong(place, missing("ours")))?;
        let id = back.id.as_ref().ok_or_else(|| self.wrong(place, missing("id")))?;
        if back.key.is_none() && back.text.is_none() && back.html.is_none() {
            let why = "a reply is known again by `key`, `text` or `html`; give one of them";
            return Err(self.wrong(id, why));
        }
        Ok(Some(Search {
            request: self.request(request, REPLYING)?,
            records: self.records(back.records.as_ref(), id)?,
            pagination: self.maybe_pagination(back.pagination.as_ref())?,
            ours: self.jq(ours)?,
            key: self.maybe_jq(back.key.as_ref())?,
            text: self.maybe_jq(back.text.as_ref())?,
            html: self.maybe_jq(back.html.as_ref())?,
            compare: back.compare,
            created_at: self.maybe_jq(back.created_at.as_ref())?,
            receipt: ReceiptMap {
                id: self.jq(id)?,
                url: self.maybe_jq(back.url.as_ref())?,
                held: self.maybe_jq(back.held.as_ref())?,
            },
        }))
    }
}

/// What the manifest says about the platform's rules.
pub(super) fn reply_rules(reply: &ReplyFile) -> ReplyRules {
    let unit = match (reply.unit, reply.url_length) {
        (LengthType::Characters, Some(length)) => LengthUnit::CharactersWithUrls(length),
        (LengthType::Characters, None) => LengthUnit::Characters,
        (LengthType::Graphemes, _) => LengthUnit::Graphemes,
        (LengthType::Bytes, _) => LengthUnit::Bytes,
        (LengthType::Weighted, url_length) => LengthUnit::Weighted(url_length),
    };
    ReplyRules {
        max_length: reply.max_length,
        unit,
        can_retract: reply.retract.is_some(),
        idempotent: reply.idempotent,
    }
}
