//! A Matrix event as a mention.

use std::collections::HashMap;

use plaza_core::{AuthorIs, IncomingMention, Rejected, say, text::truncate_chars};
use serde_json::{Value, json};
use url::Url;

/// Longest part of a broken event that is kept for the quarantine, in characters.
const MAX_RAW: usize = 4_000;

/// What the mapping needs besides the event.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The room's id.
    pub(super) room: String,
    /// Our user id.
    pub(super) us: String,
    /// Display names by user id.
    pub(super) names: HashMap<String, String>,
}

impl Context {
    /// Takes in the membership events among `events`.
    pub(super) fn learn_names(&mut self, events: &[Value]) {
        for event in events {
            let name = event["content"]["displayname"].as_str();
            if let (Some("m.room.member"), Some(user), Some(name)) =
                (event["type"].as_str(), event["state_key"].as_str(), name)
            {
                self.names.insert(user.to_owned(), name.to_owned());
            }
        }
    }

    /// Reads a message; `None` for what is not a message: pictures without words, redacted
    /// messages, edits (they are returned with their original).
    pub(super) fn mention(&self, event: &Value) -> Result<Option<IncomingMention>, Rejected> {
        if event["type"] != "m.room.message" || is_redacted(event) || replaces(event).is_some() {
            return Ok(None);
        }
        let content = content(event);
        let Some(body) = body(content) else { return Ok(None) };
        let id =
            event["event_id"].as_str().ok_or_else(|| reject(event, "`event_id` is missing"))?;
        let sender =
            event["sender"].as_str().ok_or_else(|| reject(event, "`sender` is missing"))?;
        let created_at = event["origin_server_ts"]
            .as_i64()
            .ok_or_else(|| reject(event, "`origin_server_ts` is not a time"))?;
        // An edit keeps the original's place in the thread.
        let relation = &event["content"]["m.relates_to"];
        let root = thread_root(event).filter(|root| *root != id);
        let answered = relation["m.in_reply_to"]["event_id"].as_str();
        let falls_back = relation["is_falling_back"] == true;
        let (author_is, account) = author(content, sender);
        let parent =
            if root.is_some() && (falls_back || answered.is_none()) { root } else { answered };
        Ok(Some(IncomingMention {
            external_id: id.to_owned(),
            text: if answered.is_some() { without_quote(body) } else { body }.to_owned(),
            url: Some(link(&self.room, id, &self.us)),
            author: Some(sender.to_owned()),
            account_space: account.is_some().then(|| "matrix".to_owned()),
            account,
            author_is,
            author_name: self.names.get(sender).cloned(),
            created_at: Some(created_at),
            parent_id: parent.filter(|parent| *parent != id).map(str::to_owned),
            conversation_id: root.map(str::to_owned),
            channel: Some("chat".to_owned()),
            ours: sender == self.us,
            ..IncomingMention::default()
        }))
    }
}

/// What the sender is. A user id is unique in all of Matrix and never changes; bridges give one to
/// each user of the other side, or speak for all of them and name each in the message
/// (MSC4144, per-message profiles).
fn author(content: &Value, sender: &str) -> (AuthorIs, Option<String>) {
    let profiles = ["m.per_message_profile", "com.beeper.per_message_profile"];
    if profiles.iter().any(|profile| content[*profile].is_object()) {
        return (AuthorIs::Collective, None);
    }
    (AuthorIs::Account, Some(sender.to_owned()))
}

/// The message that an edit replaces.
pub(super) fn replaces(event: &Value) -> Option<&str> {
    let relation = &event["content"]["m.relates_to"];
    (relation["rel_type"] == "m.replace").then(|| relation["event_id"].as_str()).flatten()
}

/// The first message of the thread that an event stands in.
pub(super) fn thread_root(event: &Value) -> Option<&str> {
    let relation = &event["content"]["m.relates_to"];
    (relation["rel_type"] == "m.thread").then(|| relation["event_id"].as_str()).flatten()
}

/// The event that a redaction removes; in the content since room version 11.
pub(super) fn redacts(event: &Value) -> Option<&str> {
    if event["type"] != "m.room.redaction" {
        return None;
    }
    event["content"]["redacts"].as_str().or_else(|| event["redacts"].as_str())
}

/// Whether a message was redacted: only its envelope is left.
pub(super) fn is_redacted(event: &Value) -> bool {
    !event["unsigned"]["redacted_because"].is_null()
        || event["content"].as_object().is_none_or(serde_json::Map::is_empty)
}

/// Whether the server bundled the latest edit with a message.
pub(super) fn has_bundled_edit(event: &Value) -> bool {
    event["unsigned"]["m.relations"]["m.replace"].is_object()
}

/// The message with an edit, as the server would bundle it.
pub(super) fn with_edit(event: &Value, edit: &Value) -> Value {
    let mut event = event.clone();
    if let Some(fields) = event.as_object_mut() {
        let unsigned = fields.entry("unsigned").or_insert_with(|| json!({}));
        let bundle = json!({ "m.replace": edit });
        if let Some(unsigned) = unsigned.as_object_mut() {
            unsigned.insert("m.relations".to_owned(), bundle);
        }
    }
    event
}

/// The content as it is now. The server bundles the latest edit; only edits by the sender count.
fn content(event: &Value) -> &Value {
    let edit = &event["unsigned"]["m.relations"]["m.replace"];
    let new = &edit["content"]["m.new_content"];
    if new.is_object() && edit["sender"] == event["sender"] && !is_redacted(edit) {
        new
    } else {
        &event["content"]
    }
}

/// The words of a message; also the caption of a picture or file.
fn body(content: &Value) -> Option<&str> {
    let body = content["body"].as_str()?;
    match content["msgtype"].as_str()? {
        "m.text" | "m.notice" | "m.emote" => Some(body),
        "m.image" | "m.file" | "m.audio" | "m.video" => {
            content["filename"].as_str().is_some_and(|file| file != body).then_some(body)
        }
        _ => None,
    }
}

/// Leaves out the quote that clients wrote in front of an answer until Matrix 1.13.
fn without_quote(body: &str) -> &str {
    if !body.starts_with("> <") && !body.starts_with("> * <") {
        return body;
    }
    let mut rest = body;
    while let Some(line) = rest.strip_prefix('>') {
        rest = line.split_once('\n').map_or("", |(_, after)| after);
    }
    let answer = rest.trim_start_matches('\n');
    if answer.is_empty() { body } else { answer }
}

/// Where a person can read an event, in the client of their choice.
pub(super) fn link(room: &str, event: &str, us: &str) -> String {
    let mut url = String::from("https://matrix.to/#/");
    push_encoded(&mut url, room);
    url.push('/');
    push_encoded(&mut url, event);
    // A room's id does not say which servers know the room; our own server does.
    if let Some((_, server)) = us.split_once(':') {
        url.push_str("?via=");
        push_encoded(&mut url, server);
    }
    Url::parse(&url).map_or(url, String::from)
}

fn push_encoded(url: &mut String, part: &str) {
    url.extend(url::form_urlencoded::byte_serialize(part.as_bytes()));
}

fn reject(event: &Value, technical: &str) -> Rejected {
    Rejected {
        origin: event["event_id"].as_str().unwrap_or("an event without id").to_owned(),
        reason: say!("item-lacks", "{technical}", technical),
        raw: truncate_chars(&event.to_string(), MAX_RAW).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        let mut context = Context {
            room: "!room:a.example".to_owned(),
            us: "@plaza:a.example".to_owned(),
            names: HashMap::new(),
        };
        context.learn_names(&[
            json!({ "type": "m.room.member", "state_key": "@ana:a.example",
                    "content": { "displayname": "Ana" } }),
            json!({ "type": "m.room.member", "state_key": "@x:a.example", "content": {} }),
        ]);
        context
    }

    fn event(content: &Value) -> Value {
        json!({
            "type": "m.room.message", "event_id": "$1", "sender": "@ana:a.example",
            "origin_server_ts": 1_769_853_600_000_i64, "content": content,
        })
    }

    fn read(event: &Value) -> Option<IncomingMention> {
        context().mention(event).unwrap()
    }

    #[test]
    fn a_message_becomes_a_mention() {
        let mention = read(&event(&json!({ "msgtype": "m.text", "body": "Hola" }))).unwrap();
        assert_eq!(mention.text, "Hola");
        assert_eq!(mention.author.as_deref(), Some("@ana:a.example"));
        assert_eq!(mention.author_name.as_deref(), Some("Ana"));
        assert_eq!(mention.created_at, Some(1_769_853_600_000));
        assert_eq!(
            mention.url.as_deref(),
            Some("https://matrix.to/#/%21room%3Aa.example/%241?via=a.example")
        );
        assert_eq!((mention.parent_id, mention.conversation_id), (None, None));
        assert!(!mention.ours);
        assert_eq!(mention.account.as_deref(), Some("@ana:a.example"));
        assert_eq!(mention.account_space.as_deref(), Some("matrix"));
    }

    #[test]
    fn a_bridge_that_speaks_for_many_is_nobody() {
        let profile = json!({ "id": "88", "displayname": "Ana (Discord)" });
        for key in ["m.per_message_profile", "com.beeper.per_message_profile"] {
            let content = json!({ "msgtype": "m.text", "body": "Hola", key: profile });
            let mention = read(&event(&content)).unwrap();
            assert_eq!((mention.author_is, mention.account), (AuthorIs::Collective, None));
        }
    }

    #[test]
    fn what_has_no_words_is_no_mention() {
        for content in [
            json!({}),
            json!({ "msgtype": "m.image", "body": "cat.png" }),
            json!({ "msgtype": "m.image", "body": "cat.png", "filename": "cat.png" }),
            json!({ "msgtype": "m.location", "body": "here" }),
            json!({ "msgtype": "m.text", "body": 7 }),
            json!({ "msgtype": "m.text", "body": "* b",
                    "m.relates_to": { "rel_type": "m.replace", "event_id": "$0" } }),
        ] {
            assert_eq!(read(&event(&content)), None, "{content}");
        }
        let caption = json!({ "msgtype": "m.image", "body": "My cat", "filename": "cat.png" });
        assert_eq!(read(&event(&caption)).unwrap().text, "My cat");
    }

    #[test]
    fn threads_and_answers_have_their_places() {
        let thread = |more: Value| {
            let mut relation = json!({ "rel_type": "m.thread", "event_id": "$root" });
            relation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            relation
        };
        let to = json!({ "m.in_reply_to": { "event_id": "$p" } });
        let falling = json!({ "m.in_reply_to": { "event_id": "$p" }, "is_falling_back": true });
        for (relation, parent, conversation) in [
            (to.clone(), Some("$p"), None),
            (thread(to), Some("$p"), Some("$root")),
            (thread(falling), Some("$root"), Some("$root")),
            (thread(json!({})), Some("$root"), Some("$root")),
            (json!({ "rel_type": "m.other", "event_id": "$z" }), None, None),
        ] {
            let content = json!({ "msgtype": "m.text", "body": "b", "m.relates_to": relation });
            let mention = read(&event(&content)).unwrap();
            assert_eq!(mention.parent_id.as_deref(), parent, "{relation}");
            assert_eq!(mention.conversation_id.as_deref(), conversation, "{relation}");
        }
    }

    #[test]
    fn the_latest_edit_counts_if_it_is_the_senders_own() {
        let mut original = event(&json!({ "msgtype": "m.text", "body": "old" }));
        let new = json!({ "m.new_content": { "msgtype": "m.text", "body": "new" } });
        let edit = json!({ "sender": "@ana:a.example", "content": new });
        original = with_edit(&original, &edit);
        assert_eq!(read(&original).unwrap().text, "new");
        original["unsigned"]["m.relations"]["m.replace"]["sender"] = json!("@eve:a.example");
        assert_eq!(read(&original).unwrap().text, "old");
    }

    #[test]
    fn quotes_of_older_clients_are_left_out_of_answers() {
        for (body, text) in [
            ("> <@a:b> hi\n> there\n\nanswer", "answer"),
            ("> * <@a:b> waves\n\nanswer\n> mine", "answer\n> mine"),
            ("> quoted by hand\n\nanswer", "> quoted by hand\n\nanswer"),
            ("> <@a:b> only", "> <@a:b> only"),
            ("plain", "plain"),
        ] {
            assert_eq!(without_quote(body), text, "{body}");
        }
    }

    #[test]
    fn a_broken_event_says_what_is_broken() {
        for key in ["event_id", "sender", "origin_server_ts"] {
            let mut broken = event(&json!({ "msgtype": "m.text", "body": "b" }));
            broken[key] = Value::Null;
            let rejected = context().mention(&broken).unwrap_err();
            assert!(rejected.reason.contains(key), "{}", rejected.reason);
        }
    }
}
