//! Answering messages.

use async_trait::async_trait;
use plaza_core::{
    ConnectorError, Millis, OutgoingReply, PreflightProblem, ReadBack, Receipt, Replier, Standing,
    say,
};
use serde_json::{Value, json};

use super::Matrix;
use super::event;

/// Our own field in the messages that we send: the server forgets a transaction id after a while,
/// and shows it only to the device that sent it.
const KEY_FIELD: &str = "plaza.reply_key";
/// How far the server's clock may be behind ours: older times than that are from before the first
/// attempt.
const CLOCK_SKEW_MS: Millis = 15 * 60_000;
/// Maximum number of pages of 100 of our own messages that are searched for a reply.
const MAX_PAGES: u32 = 20;

#[async_trait]
impl Replier for Matrix {
    async fn preflight(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError> {
        match self.room.event(&reply.parent_id).await? {
            Some(parent) if !event::is_redacted(&parent) => {}
            _ => return Ok(vec![PreflightProblem::ParentDeleted]),
        }
        let is_replaced = self.room.state("m.room.tombstone", "").await?.is_some();
        if is_replaced || !self.may_speak().await? {
            return Ok(vec![PreflightProblem::ThreadClosed]);
        }
        Ok(Vec::new())
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        let parent = self.room.event(&reply.parent_id).await?;
        let parent = parent.filter(|parent| !event::is_redacted(parent));
        let parent = parent.ok_or_else(|| {
            ConnectorError::Gone(say!("reply-parent-deleted", "the message was deleted"))
        })?;
        let content = content(reply, &parent);
        // After the message has gone out, nothing else may fail.
        self.room.us().await?;
        let answer = self.room.put(&["send", "m.room.message", &reply.key], &content).await?;
        match answer["event_id"].as_str() {
            Some(id) => self.receipt(id).await.map_err(ConnectorError::may_be_done),
            // The message was accepted; its id can only be found in the room.
            None => Err(ConnectorError::MayBeDone(say!(
                "matrix-no-event",
                "the homeserver does not say which event it made"
            ))),
        }
    }

    /// `Absent` is always safe: if an earlier attempt still arrives, the server drops the second of
    /// two messages with the same transaction id.
    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError> {
        let us = self.room.us().await?;
        let filter = json!({ "types": ["m.room.message"], "senders": [us] }).to_string();
        let oldest = reply.first_try_at - CLOCK_SKEW_MS;
        let mut from: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let mut query = vec![("dir", "b"), ("limit", "100"), ("filter", filter.as_str())];
            query.extend(from.as_deref().map(|from| ("from", from)));
            let answer = self.room.get(&["messages"], &query).await?;
            let events = answer["chunk"].as_array().map_or(&[][..], Vec::as_slice);
            if let Some(found) = events.iter().find(|event| is_this_reply(event, &reply.key)) {
                let id = found["event_id"].as_str().unwrap_or_default();
                return self.receipt(id).await.map(ReadBack::Found);
            }
            let is_past = events
                .iter()
                .any(|event| event["origin_server_ts"].as_i64().is_some_and(|at| at < oldest));
            match answer["end"].as_str() {
                Some(end) if !is_past && !events.is_empty() => from = Some(end.to_owned()),
                _ => return Ok(ReadBack::Absent),
            }
        }
        Ok(ReadBack::Unknown(say!(
            "matrix-many-since",
            "our account wrote more than {most} messages in this room since",
            most = MAX_PAGES * 100
        )))
    }

    async fn look(&self, _: &OutgoingReply, receipt: &Receipt) -> Result<Standing, ConnectorError> {
        Ok(match self.room.event(&receipt.external_id).await? {
            Some(event) if !event::is_redacted(&event) => Standing::Published(receipt.clone()),
            _ => Standing::Gone,
        })
    }

    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError> {
        match self.room.event(&receipt.external_id).await? {
            Some(event) if !event::is_redacted(&event) => {}
            _ => {
                return Err(ConnectorError::Gone(say!(
                    "message-not-there",
                    "the message is not there"
                )));
            }
        }
        let transaction: String =
            receipt.external_id.chars().filter(char::is_ascii_alphanumeric).collect();
        self.room.put(&["redact", &receipt.external_id, &transaction], &json!({})).await.map(drop)
    }
}

impl Matrix {
    async fn receipt(&self, id: &str) -> Result<Receipt, ConnectorError> {
        let link = event::link(self.room.id().await?, id, self.room.us().await?);
        Ok(Receipt { external_id: id.to_owned(), url: Some(link), held: false })
    }

    /// Whether the room lets our account send messages.
    async fn may_speak(&self) -> Result<bool, ConnectorError> {
        let us = self.room.us().await?;
        let levels = self.room.state("m.room.power_levels", "").await?.unwrap_or_default();
        let events = &levels["events"]["m.room.message"];
        let needed = level(events).or_else(|| level(&levels["events_default"])).unwrap_or(0);
        let ours = level(&levels["users"][us]).or_else(|| level(&levels["users_default"]));
        if ours.unwrap_or(0) >= needed {
            return Ok(true);
        }
        // Since room version 12 the creator stands above all levels and is not listed.
        let create = self.room.get(&["state"], &[]).await?;
        Ok(create.as_array().into_iter().flatten().any(|event| {
            event["type"] == "m.room.create"
                && (event["sender"] == us
                    || event["content"]["additional_creators"]
                        .as_array()
                        .is_some_and(|creators| creators.iter().any(|creator| creator == us)))
        }))
    }
}

/// A power level; rooms older than version 10 may write it as text.
fn level(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// The message to send: an answer to its parent, in the parent's thread where it has one, that
/// notifies the person it answers.
fn content(reply: &OutgoingReply, parent: &Value) -> Value {
    let mut relation = json!({ "m.in_reply_to": { "event_id": reply.parent_id } });
    if let Some(root) = event::thread_root(parent) {
        relation["rel_type"] = "m.thread".into();
        relation["event_id"] = root.into();
        relation["is_falling_back"] = false.into();
    }
    json!({
        "msgtype": "m.text",
        "body": reply.text,
        "m.relates_to": relation,
        "m.mentions": { "user_ids": [parent["sender"]] },
        KEY_FIELD: reply.key,
    })
}

/// Whether an event of ours is the reply with this key, even if it was redacted meanwhile: then
/// the server still tells us its transaction id.
fn is_this_reply(event: &Value, key: &str) -> bool {
    event["content"][KEY_FIELD] == key || event["unsigned"]["transaction_id"] == key
}

#[cfg(test)]
mod tests {
    use plaza_core::OtherReplies;

    use super::*;

    #[test]
    fn an_answer_stays_in_its_thread() {
        let reply = OutgoingReply {
            key: "k-1".to_owned(),
            parent_id: "$p".to_owned(),
            conversation_id: None,
            text: "Hola".to_owned(),
            first_try_at: 0,
            others: OtherReplies::default(),
        };
        let alone = content(&reply, &json!({ "sender": "@ana:a", "content": {} }));
        assert_eq!(alone["m.relates_to"], json!({ "m.in_reply_to": { "event_id": "$p" } }));
        assert_eq!(alone["m.mentions"]["user_ids"], json!(["@ana:a"]));
        assert!(is_this_reply(&json!({ "content": alone }), "k-1"));

        let relation = json!({ "rel_type": "m.thread", "event_id": "$root" });
        let parent = json!({ "sender": "@ana:a", "content": { "m.relates_to": relation } });
        let threaded = content(&reply, &parent);
        assert_eq!(threaded["m.relates_to"]["event_id"], "$root");
        assert_eq!(threaded["m.relates_to"]["rel_type"], "m.thread");
        assert_eq!(threaded["m.relates_to"]["m.in_reply_to"]["event_id"], "$p");
    }

    #[test]
    fn a_redacted_reply_is_known_by_its_transaction() {
        let redacted = json!({ "content": {}, "unsigned": { "transaction_id": "k-1" } });
        assert!(is_this_reply(&redacted, "k-1"));
        assert!(!is_this_reply(&redacted, "k-2"));
        assert!(!is_this_reply(&json!({ "content": {} }), "k-1"));
    }

    #[test]
    fn power_levels_come_as_numbers_and_as_text() {
        assert_eq!(level(&json!(50)), Some(50));
        assert_eq!(level(&json!(" 50 ")), Some(50));
        assert_eq!(level(&json!(null)), None);
    }
}
