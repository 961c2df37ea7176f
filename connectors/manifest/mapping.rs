//! From a platform's record to a mention.

use jaq_json::Val;
use plaza_core::{
    AuthorIs, Deletion, IncomingMention, Millis, Rejected, Takes, parse_timestamp, say,
    text::truncate_chars,
};
use serde_json::Value as Json;

use super::jq::{self, Program, Scope};
use super::model::{Kind, Mapping};
use crate::html;

/// How much of a refused record is kept, in characters.
const MAX_RAW: usize = 2_000;

/// What became of a record.
#[derive(Debug)]
pub(super) enum Mapped {
    Mention(Box<IncomingMention>),
    Deleted(Deletion),
    Skipped,
}

impl Mapping {
    /// Reads `record`; `channel` is used where the record names none, and `space` is where its
    /// accounts are unique.
    ///
    /// # Errors
    /// Why the record cannot be read, for the quarantine.
    pub(super) fn read(
        &self,
        record: &Val,
        scope: &Scope,
        channel: Option<&str>,
        space: Option<String>,
    ) -> Result<Mapped, String> {
        let on = Field { record, scope };
        if on.holds("skip", self.skip.as_ref())? {
            return Ok(Mapped::Skipped);
        }
        let id = on.text("id", Some(&self.id))?.unwrap_or_default();
        if id.trim().is_empty() {
            return Err("id: the record has none".to_owned());
        }
        if on.holds("thread_deleted", self.thread_deleted.as_ref())? {
            return Ok(Mapped::Deleted(Deletion { takes: Takes::Thread, ..Deletion::of(id) }));
        }
        if on.holds("deleted", self.deleted.as_ref())? {
            return Ok(Mapped::Deleted(Deletion { takes: self.takes, ..Deletion::of(id) }));
        }
        let html = on.text("html", self.html.as_ref())?;
        let text = match html {
            Some(html) => Some(html::to_text(&html)),
            None => on.text("text", self.text.as_ref())?,
        };
        let channel = on.text("channel", self.channel.as_ref())?.or(channel.map(str::to_owned));
        let author_is = on.kind(&self.who.kind)?;
        // An id says nothing where it stands for many people.
        let account = match author_is {
            AuthorIs::Account => on.text("account", self.who.account.as_ref())?,
            AuthorIs::ShownName | AuthorIs::Collective => None,
        };
        Ok(Mapped::Mention(Box::new(IncomingMention {
            external_id: id,
            text: text.unwrap_or_default(),
            title: on.text("title", self.title.as_ref())?.unwrap_or_default(),
            url: on.text("url", self.url.as_ref())?,
            author: on.text("author", self.author.as_ref())?,
            author_name: on.text("author_name", self.author_name.as_ref())?,
            account_space: space.filter(|_| account.is_some()),
            account,
            author_is,
            created_at: on.time("created_at", self.created_at.as_ref())?,
            rating: on.number("rating", self.rating.as_ref())?,
            lang: on.text("lang", self.lang.as_ref())?,
            parent_id: on.text("parent_id", self.parent_id.as_ref())?,
            conversation_id: on.text("conversation_id", self.conversation_id.as_ref())?,
            channel,
            country: on.text("country", self.country.as_ref())?,
            ours: on.holds("ours", self.ours.as_ref())?,
            extra: on.entries("extra", self.extra.as_ref())?,
        })))
    }
}

/// A refused record for the quarantine.
pub(super) fn rejected(origin: &str, record: &Val, technical: &str) -> Rejected {
    let raw = record.to_string();
    let reason = say!("item-unfit", "{technical}", technical);
    Rejected { origin: origin.to_owned(), reason, raw: truncate_chars(&raw, MAX_RAW).to_owned() }
}

/// Reads single fields of one record; errors begin with the field's name.
pub(super) struct Field<'a> {
    pub(super) record: &'a Val,
    pub(super) scope: &'a Scope,
}

impl Field<'_> {
    fn value(&self, name: &str, program: Option<&Program>) -> Result<Option<Val>, String> {
        let Some(program) = program else { return Ok(None) };
        program.first(self.record, self.scope).map_err(|why| format!("{name}: {why}"))
    }

    /// A text or a number; empty texts count as missing.
    pub(super) fn text(
        &self,
        name: &str,
        program: Option<&Program>,
    ) -> Result<Option<String>, String> {
        match self.value(name, program)? {
            None => Ok(None),
            Some(value @ (Val::TStr(_) | Val::Num(_))) => {
                Ok(Some(jq::text_of(&value)).filter(|text| !text.is_empty()))
            }
            Some(_) => Err(format!("{name}: the program gives neither a text nor a number")),
        }
    }

    pub(super) fn time(
        &self,
        name: &str,
        program: Option<&Program>,
    ) -> Result<Option<Millis>, String> {
        let Some(text) = self.text(name, program)? else { return Ok(None) };
        parse_timestamp(&text).map(Some).map_err(|why| format!("{name}: {why}"))
    }

    fn number(&self, name: &str, program: Option<&Program>) -> Result<Option<f64>, String> {
        let Some(text) = self.text(name, program)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| format!("{name}: `{text}` is not a number"))
    }

    pub(super) fn holds(&self, name: &str, program: Option<&Program>) -> Result<bool, String> {
        let Some(program) = program else { return Ok(false) };
        program.holds(self.record, self.scope).map_err(|why| format!("{name}: {why}"))
    }

    fn kind(&self, kind: &Kind) -> Result<AuthorIs, String> {
        let program = match kind {
            Kind::Always(kind) => return Ok(*kind),
            Kind::Found(program) => program,
        };
        let Some(found) = self.text("author_is", Some(program))? else {
            return Ok(AuthorIs::default());
        };
        AuthorIs::parse(&found)
            .ok_or_else(|| format!("author_is: `{found}` is none of {}", AuthorIs::NAMES))
    }

    fn entries(&self, name: &str, program: Option<&Program>) -> Result<plaza_core::Extra, String> {
        match self.value(name, program)?.as_ref().map(jq::to_json) {
            None => Ok(plaza_core::Extra::default()),
            Some(Json::Object(mut entries)) => {
                entries.retain(|_, value| !value.is_null());
                Ok(entries)
            }
            Some(_) => Err(format!("{name}: the program does not give an object")),
        }
    }
}

#[cfg(test)]
mod tests;
