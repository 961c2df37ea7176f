//! Collecting: `/sync` for what is new, `/messages` for what came before.

use std::collections::{HashMap, HashSet};

use plaza_core::{ConnectorError, Deletion, Page, Rejected, say, text::truncate_chars};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::Room;
use super::event::{self, Context};
use crate::config::{technical, unreadable_cursor, unreadable_item};
use crate::guarded::guarded;

/// Events in one answer.
const PAGE: u32 = 100;
/// Longest part of a broken event that is kept for the quarantine, in characters.
const MAX_RAW: usize = 4_000;

/// How far collecting has come.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// Everything up to this `/sync` token is collected, apart from the gaps.
    since: Option<String>,
    /// Stretches of older messages that are still to be fetched, newest last.
    gaps: Vec<Gap>,
}

/// A stretch of messages, read backwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Gap {
    /// Where to continue.
    from: String,
    /// Where it ends; `None` at the beginning of the room.
    to: Option<String>,
}

/// Fetches the next page: first what is new, then one page of a gap.
///
/// History is read backwards, so answers may come before their parents. `/sync` is only asked once
/// no gap is left, because its answer may open new ones.
pub(super) async fn collect(room: &Room, cursor: Option<&str>) -> Result<Page, ConnectorError> {
    let mut cursor = read_cursor(cursor)?;
    let mut collector = Collector {
        room,
        context: Context {
            room: room.id().await?.to_owned(),
            us: room.us().await?.to_owned(),
            ..Context::default()
        },
        page: Page::default(),
    };
    match cursor.gaps.pop() {
        Some(gap) => cursor.gaps.extend(collector.fill(gap).await?),
        None => collector.follow(&mut cursor).await?,
    }
    collector.page.more |= !cursor.gaps.is_empty();
    let json = serde_json::to_string(&cursor);
    let json = json.map_err(|error| ConnectorError::Malformed(technical(error)))?;
    collector.page.cursor = Some(json);
    Ok(collector.page)
}

fn read_cursor(stored: Option<&str>) -> Result<Cursor, ConnectorError> {
    let Some(json) = stored else { return Ok(Cursor::default()) };
    serde_json::from_str(json).map_err(|error| ConnectorError::Malformed(unreadable_cursor(error)))
}

struct Collector<'a> {
    room: &'a Room,
    context: Context,
    page: Page,
}

impl Collector<'_> {
    /// Takes what is new since the cursor, and moves it.
    async fn follow(&mut self, cursor: &mut Cursor) -> Result<(), ConnectorError> {
        if cursor.since.is_none() {
            self.room.enter().await?;
        }
        let filter = sync_filter(&self.context.room);
        let answer = self.room.sync(cursor.since.as_deref(), &filter).await?;
        let since = answer["next_batch"].as_str().ok_or_else(|| no_field("next_batch"))?;
        let left = &answer["rooms"]["leave"][&self.context.room];
        if cursor.since.is_some() && !left.is_null() {
            return Err(self.gone_from(left));
        }
        let room = &answer["rooms"]["join"][&self.context.room];
        if room.is_null() {
            // Either there is nothing new or we are no longer in the room; only a request can tell.
            // Whoever was sent away does not walk in again by itself.
            match cursor.since {
                None => self.room.enter().await?,
                Some(_) if self.room.is_in().await? => {}
                Some(_) => return Err(self.gone_from(&Value::Null)),
            }
        }
        let timeline = &room["timeline"];
        if timeline["limited"] == true {
            let from = timeline["prev_batch"].as_str().ok_or_else(|| no_field("prev_batch"))?;
            cursor.gaps.push(Gap { from: from.to_owned(), to: cursor.since.clone() });
        }
        cursor.since = Some(since.to_owned());
        self.context.learn_names(list(&room["state"]["events"]));
        self.take(list(&timeline["events"])).await
    }

    /// How the account left the room, as far as the answer tells.
    fn gone_from(&self, left: &Value) -> ConnectorError {
        let us = self.context.us.as_str();
        // The state is that before the time line, whose last word holds.
        let mut events =
            list(&left["state"]["events"]).iter().chain(list(&left["timeline"]["events"]));
        let member =
            events.rfind(|event| event["type"] == "m.room.member" && event["state_key"] == us);
        let how = member.map_or_else(
            || say!("matrix-no-longer", "{us} is no longer in the room", us),
            |member| {
                let sender = member["sender"].as_str().unwrap_or("somebody");
                let reason = member["content"]["reason"].as_str().unwrap_or_default();
                let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
                match member["content"]["membership"].as_str() {
                    Some("ban") => say!(
                        "matrix-banned",
                        "{us} was banned by {sender}{reason}",
                        us,
                        sender,
                        reason
                    ),
                    _ if sender != us => say!(
                        "matrix-removed",
                        "{us} was removed by {sender}{reason}",
                        us,
                        sender,
                        reason
                    ),
                    _ => say!("matrix-left", "{us} has left the room", us),
                }
            },
        );
        ConnectorError::Unauthorized(
            how.then(say!("matrix-let-in", "let it in again, or remove this source")),
        )
    }

    /// Takes one page of a gap and returns what is left of the gap.
    async fn fill(&mut self, gap: Gap) -> Result<Option<Gap>, ConnectorError> {
        let (filter, limit) = (message_filter().to_string(), PAGE.to_string());
        let mut query =
            vec![("dir", "b"), ("from", gap.from.as_str()), ("limit", &limit), ("filter", &filter)];
        query.extend(gap.to.as_deref().map(|to| ("to", to)));
        let answer = self.room.get(&["messages"], &query).await?;
        self.context.learn_names(list(&answer["state"]));
        let mut events = list(&answer["chunk"]).to_vec();
        events.reverse();
        self.take(&events).await?;
        let rest = answer["end"].as_str().filter(|end| *end != gap.from && !events.is_empty());
        Ok(rest.map(|end| Gap { from: end.to_owned(), to: gap.to }))
    }

    /// Turns events, oldest first, into mentions and deletions.
    async fn take(&mut self, events: &[Value]) -> Result<(), ConnectorError> {
        self.context.learn_names(events);
        let edits: HashMap<&str, &Value> =
            events.iter().filter_map(|edit| Some((event::replaces(edit)?, edit))).collect();
        let mut here = HashSet::new();
        for event in events {
            here.extend(event["event_id"].as_str());
            if let Some(target) = event::redacts(event) {
                self.page.deletions.push(Deletion {
                    external_id: target.to_owned(),
                    deleted_at: event["origin_server_ts"].as_i64(),
                    ..Deletion::default()
                });
                continue;
            }
            // The server bundles edits only where it leaves events out.
            let edit = event["event_id"].as_str().and_then(|id| edits.get(id));
            match edit.filter(|_| !event::has_bundled_edit(event)) {
                Some(edit) => self.take_one(&event::with_edit(event, edit)),
                None => self.take_one(event),
            }
        }
        let mut elsewhere: Vec<&str> = edits.into_keys().filter(|id| !here.contains(id)).collect();
        elsewhere.sort_unstable();
        for target in elsewhere {
            if let Some(original) = self.room.event(target).await? {
                self.name_sender(&original).await?;
                self.take_one(&original);
            }
        }
        Ok(())
    }

    fn take_one(&mut self, event: &Value) {
        match guarded(|| self.context.mention(event)) {
            Ok(Ok(mention)) => self.page.mentions.extend(mention),
            Ok(Err(rejected)) => self.page.rejected.push(rejected),
            Err(reason) => self.page.rejected.push(Rejected {
                origin: self.context.room.clone(),
                reason: unreadable_item(reason),
                raw: truncate_chars(&event.to_string(), MAX_RAW).to_owned(),
            }),
        }
    }

    /// Asks for the display name of a sender whose membership was not included.
    async fn name_sender(&mut self, event: &Value) -> Result<(), ConnectorError> {
        let Some(sender) = event["sender"].as_str() else { return Ok(()) };
        if self.context.names.contains_key(sender) {
            return Ok(());
        }
        let member = self.room.state("m.room.member", sender).await?;
        if let Some(name) = member.as_ref().and_then(|member| member["displayname"].as_str()) {
            self.context.names.insert(sender.to_owned(), name.to_owned());
        }
        Ok(())
    }
}

/// The filter for `/messages`: messages, redactions, and the senders' names.
fn message_filter() -> Value {
    json!({
        "types": ["m.room.message", "m.room.redaction"],
        "lazy_load_members": true,
        "include_redundant_members": true,
    })
}

/// The same filter for `/sync`, limited to one room.
fn sync_filter(room: &str) -> Value {
    let nothing = json!({ "types": [] });
    let mut timeline = message_filter();
    timeline["limit"] = PAGE.into();
    json!({
        "presence": nothing,
        "account_data": nothing,
        "room": {
            "rooms": [room],
            "timeline": timeline,
            "state": {
                "types": ["m.room.member"],
                "lazy_load_members": true,
                "include_redundant_members": true,
            },
            "ephemeral": nothing,
            "account_data": nothing,
        },
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn no_field(name: &str) -> ConnectorError {
    ConnectorError::Malformed(say!(
        "matrix-lacks",
        "the homeserver's answer has no `{name}`; is it Matrix?",
        name
    ))
}
