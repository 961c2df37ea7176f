//! A line of the audit log as a sentence in the reader's language.

use std::collections::HashMap;

use plaza_core::text::truncate_chars;
use plaza_store::{AuditRecord, Store};
use serde_json::Value;

use crate::Problem;
use crate::frame::i18n::Translator;

/// Longest detail shown, in characters.
const DETAIL_CHARS: usize = 200;

/// What of a line's detail says something to people, with its name in the messages.
const TOLD: [(&str, &str); 6] = [
    ("reason", "audit-reason"),
    ("note", "audit-reason"),
    ("before", "audit-before"),
    ("email", "audit-email"),
    ("host", "audit-host"),
    ("count", "audit-count"),
];

/// What the targets of lines are called now.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The names of what these lines are about.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn of(store: &Store, records: &[AuditRecord]) -> Result<Self, Problem> {
        let targets: Vec<&str> = records.iter().map(|record| record.target.as_str()).collect();
        Ok(Self(store.audit_names(&targets).await?))
    }

    /// `Ana approved the answer to orballo`.
    pub(super) fn sentence(&self, t: &Translator, record: &AuditRecord) -> String {
        let key = format!("did-{}", record.action.replace(['.', '_'], "-"));
        let who = who(t, &record.actor);
        if !t.has(&key) {
            // Another version of Plaza wrote the line.
            return t.with2("did-other", ("who", &who), ("what", &record.action));
        }
        t.with2(&key, ("who", &who), ("what", &self.what(t, record)))
    }

    /// What something is called, or its number where it has no name any more.
    fn what(&self, t: &Translator, record: &AuditRecord) -> String {
        let said = record.detail["name"].as_str().filter(|name| !name.is_empty());
        let named = self.0.get(&record.target).map(String::as_str).filter(|name| !name.is_empty());
        let id = record.target.split_once(':').map_or("", |(_, id)| id);
        let number = if id.bytes().all(|b| b.is_ascii_digit()) { id } else { "" };
        match named.or(said) {
            Some(name) => name.to_owned(),
            None if number.is_empty() => String::new(),
            None => t.with("audit-number", "id", number),
        }
    }
}

/// A person by their name; tokens and Plaza itself say what they are.
pub(super) fn who(t: &Translator, actor: &str) -> String {
    match actor {
        "plaza" => "Plaza".to_owned(),
        "nobody" => t.get("audit-nobody"),
        _ => match actor.strip_prefix("token ") {
            Some(name) => t.with("audit-token", "name", name),
            None => actor.to_owned(),
        },
    }
}

/// What the detail says beside the sentence.
pub(super) fn more(t: &Translator, detail: &Value) -> String {
    let said = TOLD.iter().filter_map(|(key, message)| {
        let value = match &detail[*key] {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) if number.as_i64().is_some_and(|n| n > 1) => number.to_string(),
            _ => return None,
        };
        Some(t.with(message, "value", value))
    });
    let role = detail["role"].as_str().map(|role| t.label("role", role));
    let said: Vec<String> = said.chain(role).collect();
    truncate_chars(&said.join(" · "), DETAIL_CHARS).to_owned()
}

/// The page of a target such as `source:12`.
pub(super) fn href(target: &str) -> Option<String> {
    let (what, id) = target.split_once(':')?;
    let id: i64 = id.parse().ok()?;
    let part = match what {
        "mention" => "mentions",
        "theme" => "themes",
        "idea" => "ideas",
        "source" => "sources",
        "import" => "imports",
        "user" => "users",
        _ => return None,
    };
    Some(format!("/{part}/{id}"))
}

#[cfg(test)]
mod tests {
    use plaza_store::Action;
    use serde_json::json;

    use super::*;
    use crate::frame::i18n::{Lang, translator};

    fn record(action: &str, target: &str) -> AuditRecord {
        AuditRecord {
            id: 1.into(),
            at: 0,
            actor: "Ana".to_owned(),
            actor_id: None,
            action: action.to_owned(),
            target: target.to_owned(),
            detail: Value::Null,
        }
    }

    #[test]
    fn every_action_is_a_sentence_in_both_languages() {
        let names = Names(HashMap::from([("reply:7".to_owned(), "orballo".to_owned())]));
        for lang in Lang::ALL {
            let t = translator(lang);
            for action in Action::ALL {
                let sentence = names.sentence(t, &record(action.name(), "reply:7"));
                let key = format!("did-{}", action.name().replace(['.', '_'], "-"));
                assert!(t.has(&key), "{lang:?} has no sentence for {}", action.name());
                assert!(sentence.contains("Ana"), "{sentence}");
                let machine =
                    action.name().contains(['.', '_']) && sentence.contains(action.name());
                assert!(!machine && !sentence.contains('{'), "{sentence}");
            }
        }
        let es = names.sentence(translator(Lang::Es), &record("reply.approve", "reply:7"));
        assert_eq!(es, "Ana aprobó la respuesta a orballo");
        let gone = names.sentence(translator(Lang::Es), &record("theme.merge", "theme:9"));
        assert_eq!(gone, "Ana unió el tema «n.º 9» a otro");
        let other = names.sentence(translator(Lang::Es), &record("moon.land", ""));
        assert!(other.contains("moon.land"), "{other}");
    }

    #[test]
    fn details_and_actors_are_said_in_words() {
        let t = translator(Lang::Es);
        let detail = json!({ "reason": "publicidad", "count": 3, "x": 1, "role": "viewer" });
        assert_eq!(more(t, &detail), "motivo: publicidad · 3 en total · Lector");
        assert_eq!(who(t, "token CI"), "El token «CI»");
        assert_eq!((href("idea:7").as_deref(), href("token:7")), (Some("/ideas/7"), None));
        assert_eq!(href("idea:x/../y"), None);
    }
}
