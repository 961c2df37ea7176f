//! Looking for our replies: those whose sending ended without an answer, and those that wait for
//! moderators.

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{
    ConnectorError, Message, Millis, OutgoingReply, ReadBack as Found, Receipt, Standing, say, text,
};

use super::ManifestConnector;
use super::format::Compare;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::Field;
use super::model::{Held, ReadBack, Search};
use super::paging::{self, Next};
use super::reply::{receipt, shown, shown_receipt};
use super::state::Position;
use crate::html;

/// How far the platform's clock may be behind ours: older dates than that are from before the first
/// attempt.
const CLOCK_SKEW_MS: Millis = 15 * 60_000;
/// Maximum number of pages that are searched for a reply.
const MAX_PAGES: u32 = 20;

/// What a search through a thread ends with.
enum Seen<T> {
    It(T),
    Nothing,
    TooMuch,
}

/// By what a record is known as a reply.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    ByKey,
    ByWords,
}

impl ManifestConnector {
    /// Looks for a reply whose sending ended without an answer.
    pub(super) async fn find(&self, reply: &OutgoingReply) -> Result<Found, ConnectorError> {
        let ReadBack { search, uncertain } = &self.reply()?.read_back;
        let not_found =
            || uncertain.as_ref().map_or(Found::Absent, |why| Found::Unknown(why.clone()));
        let Some(search) = search else { return Ok(not_found()) };
        if let Some(held) = self.waiting_with_words(reply).await? {
            return Ok(held);
        }
        let seen = self.search(reply, search, |record, scope| {
            let Some(known) = is_this_reply(search, record, scope, reply)? else { return Ok(None) };
            let found = receipt(&search.receipt, record, scope)?;
            Ok(match known {
                Known::ByKey => Some(Found::Found(found)),
                Known::ByWords => reply.others.judge(found),
            })
        });
        Ok(match seen.await? {
            Seen::It(found) => found,
            Seen::Nothing => not_found(),
            Seen::TooMuch => Found::Unknown(too_much()),
        })
    }

    /// Looks what became of a reply that the platform took.
    pub(super) async fn standing(
        &self,
        reply: &OutgoingReply,
        known: &Receipt,
    ) -> Result<Standing, ConnectorError> {
        let ways = self.reply()?;
        let held = ways.held.as_ref().filter(|_| known.held);
        // What is published leaves the queue: whoever looked there last would miss it.
        if let Some(held) = held
            && self.waits(held, reply, known).await?
        {
            return Ok(Standing::Held);
        }
        let Some(search) = &ways.read_back.search else {
            let why = ways.read_back.uncertain.clone();
            return Ok(Standing::Unknown(
                why.unwrap_or_else(|| say!("reply-not-shown", "it is not shown")),
            ));
        };
        let seen = self.search(reply, search, |record, scope| {
            let found = receipt(&search.receipt, record, scope)?;
            if found.external_id == known.external_id {
                return Ok(Some(Found::Found(found)));
            }
            // Some platforms give another id when they publish.
            let is_it = known.held && is_this_reply(search, record, scope, reply)?.is_some();
            Ok(if is_it { reply.others.judge(found) } else { None })
        });
        Ok(match seen.await? {
            Seen::It(Found::Found(found)) if found.held => Standing::Held,
            Seen::It(Found::Found(found)) => Standing::Published(found),
            Seen::It(Found::Unknown(why)) => Standing::Unknown(why),
            Seen::TooMuch => Standing::Unknown(too_much()),
            Seen::It(Found::Absent) | Seen::Nothing => match &ways.read_back.uncertain {
                Some(why) if known.held && held.is_none() => Standing::Unknown(why.clone()),
                _ => Standing::Gone,
            },
        })
    }

    /// Whether the reply with that receipt waits for moderators.
    async fn waits(
        &self,
        held: &Held,
        reply: &OutgoingReply,
        known: &Receipt,
    ) -> Result<bool, ConnectorError> {
        let waiting = self.waiting(held, reply, Some(known)).await?;
        Ok(waiting.iter().any(|(id, _)| *id == known.external_id))
    }

    /// The reply among those that wait for moderators, by its words.
    async fn waiting_with_words(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Option<Found>, ConnectorError> {
        let Some(held) = self.reply()?.held.as_ref().filter(|held| held.text.is_some()) else {
            return Ok(None);
        };
        let waiting = self.waiting(held, reply, None).await?.into_iter();
        Ok(waiting
            .filter(|(_, words)| words.as_ref().is_some_and(|it| text::says(it, &reply.text)))
            .find_map(|(external_id, _)| {
                reply.others.judge(Receipt { external_id, url: None, held: true })
            }))
    }

    /// Ids and words of what waits for moderators.
    async fn waiting(
        &self,
        held: &Held,
        reply: &OutgoingReply,
        known: Option<&Receipt>,
    ) -> Result<Vec<(String, Option<String>)>, ConnectorError> {
        let session = &self.session;
        let scope = self.scope(reply).await?;
        let context = session.context([
            ("reply", jq::json_to_template(&shown(reply))),
            ("receipt", shown_receipt(known)),
            ("me", jq::to_template(&scope.me)),
        ]);
        let answer = match session.exchange(&held.request, &context, None, Purpose::Read).await {
            Err(ConnectorError::Gone(_)) => return Ok(Vec::new()),
            other => other?,
        };
        let wrong = |why: String| session.unfit(&format!("held: {why}"));
        let records = held.records.all(&answer.body, &scope).map_err(wrong)?;
        let read = |record: &Val| {
            let field = Field { record, scope: &scope };
            let id = field.text("id", Some(&held.id))?.ok_or("id: it is missing")?;
            Ok::<_, String>((id, field.text("text", held.text.as_ref())?))
        };
        records.iter().map(read).collect::<Result<_, _>>().map_err(wrong)
    }

    /// Looks through the records of the thread until `is_it` knows one.
    async fn search<T>(
        &self,
        reply: &OutgoingReply,
        search: &Search,
        is_it: impl Fn(&Val, &Scope) -> Result<Option<T>, String>,
    ) -> Result<Seen<T>, ConnectorError> {
        let session = &self.session;
        let parent = if search.request.uses("parent") {
            match self.parent(reply).await {
                // Where the parent is gone, our reply cannot exist either.
                Err(ConnectorError::Gone(_)) => return Ok(Seen::Nothing),
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
                Err(ConnectorError::Gone(_)) => return Ok(Seen::Nothing),
                other => other?,
            };
            let page = position.as_ref().map_or(Val::Null, Position::value);
            let scope = Scope { body: answer.body.clone(), page, ..scope };
            let wrong = |why: String| session.unfit(&format!("read_back: {why}"));
            let records = search.records.all(&answer.body, &scope).map_err(wrong)?;
            for record in &records {
                if let Some(it) = is_it(record, &scope).map_err(wrong)? {
                    return Ok(Seen::It(it));
                }
            }
            let next = match &search.pagination {
                Some(pagination) => {
                    pagination.next(session, position.as_ref(), &answer, &records, &scope)?
                }
                None => Next::End,
            };
            position = match next {
                Next::End => return Ok(Seen::Nothing),
                // What stands behind it stays unseen.
                Next::Same => return Ok(Seen::TooMuch),
                Next::Page(next) => Some(next),
            };
        }
        Ok(Seen::TooMuch)
    }
}

fn too_much() -> Message {
    say!("thread-too-long", "the thread is too long to be searched")
}

/// Whether a record is `reply`: by the key where the platform keeps it, otherwise by its words.
fn is_this_reply(
    back: &Search,
    record: &Val,
    scope: &Scope,
    reply: &OutgoingReply,
) -> Result<Option<Known>, String> {
    let field = Field { record, scope };
    if !field.holds("ours", Some(&back.ours))? {
        return Ok(None);
    }
    if let Some(key) = field.text("key", back.key.as_ref())? {
        return Ok((key == reply.key).then_some(Known::ByKey));
    }
    let time = field.time("created_at", back.created_at.as_ref())?;
    if time.is_some_and(|time| time < reply.first_try_at - CLOCK_SKEW_MS) {
        return Ok(None);
    }
    let text = match field.text("html", back.html.as_ref())? {
        Some(shown) => Some(html::to_text(&shown)),
        None => field.text("text", back.text.as_ref())?,
    };
    let says = text.is_some_and(|text| match back.compare {
        Compare::Whole => text::says(&text, &reply.text),
        Compare::End => text::ends_saying(&text, &reply.text),
    });
    Ok(says.then_some(Known::ByWords))
}
