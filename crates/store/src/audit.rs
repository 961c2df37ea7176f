//! Who did what, when: reading it. [`crate::act`] writes it.

use std::collections::HashMap;

use plaza_core::{AuditId, Millis, UserId};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Arg, args};
use crate::sql::ListQuery;
use crate::stored::{OptionalId, Stored};
use crate::{Result, Store};

/// What each kind of target is called: its own name, or that of who said it.
static NAMES: [(&str, [&str; 1]); 9] = [
    ("source", ["select id, name from source where id in "]),
    ("theme", ["select id, label from theme where id in "]),
    ("idea", ["select id, title from idea where id in "]),
    ("user", ["select id, name from user_account where id in "]),
    ("token", ["select id, name from api_token where id in "]),
    ("import", ["select id, origin from import_batch where id in "]),
    ("author", ["select id, coalesce(handle, '') from author where id in "]),
    (
        "mention",
        ["select m.id, coalesce(a.name, a.handle, '') from mention m
         left join author a on a.id = m.author_id where m.id in "],
    ),
    (
        "reply",
        ["select r.id, coalesce(a.name, a.handle, '') from reply r
         join mention m on m.id = r.mention_id
         left join author a on a.id = m.author_id where r.id in "],
    ),
];

/// A recorded deed.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct AuditRecord {
    /// Id, ascending in time.
    #[sqlx(try_from = "i64")]
    pub id: AuditId,
    /// When.
    pub at: Millis,
    /// Name of the person, the token or `plaza`.
    pub actor: String,
    /// The user, where it was one.
    #[sqlx(try_from = "OptionalId")]
    pub actor_id: Option<UserId>,
    /// What was done; another version of Plaza may have other names than [`crate::Action`].
    pub action: String,
    /// To what.
    pub target: String,
    /// More.
    #[sqlx(try_from = "Stored")]
    pub detail: serde_json::Value,
}

/// Which lines of the log are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Lines from before this one.
    pub before_id: Option<AuditId>,
    /// What this person, token or `plaza` did.
    pub actor: Option<String>,
    /// Actions whose name begins so, such as `reply.`.
    pub kind: Option<String>,
    /// From then on, milliseconds UTC.
    pub since: Option<Millis>,
    /// Until before then, milliseconds UTC.
    pub until: Option<Millis>,
}

impl Store {
    /// The lines of the log that a filter lets through, newest first.
    pub async fn audit_lines(&self, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditRecord>> {
        let kind = filter.kind.as_ref().map(|kind| format!("{kind}%"));
        self.db
            .all(
                "select id, at, actor, actor_id, action, target, detail from audit_log
                 where id < $1 and ($3 is null or actor = $3) and ($4 is null or action like $4)
                 and ($5 is null or at >= $5) and ($6 is null or at < $6)
                 order by id desc limit $2",
                args![
                    filter.before_id.map_or(i64::MAX, AuditId::get),
                    limit,
                    &filter.actor,
                    kind,
                    filter.since,
                    filter.until
                ],
            )
            .await
    }

    /// Who stands in the log, those who did something last first.
    pub async fn audit_actors(&self, limit: i64) -> Result<Vec<String>> {
        let found: Vec<(String, i64)> = self
            .db
            .all(
                "select actor, max(id) as last from audit_log group by actor
                 order by last desc limit $1",
                args![limit],
            )
            .await?;
        Ok(found.into_iter().map(|(actor, _)| actor).collect())
    }

    /// What the targets of lines are called now, by target; those that are gone are left out.
    pub async fn audit_names(&self, targets: &[&str]) -> Result<HashMap<String, String>> {
        let mut names = HashMap::new();
        for (kind, select) in &NAMES {
            let ids: Vec<Arg<'_>> = targets
                .iter()
                .filter_map(|target| target.strip_prefix(*kind)?.strip_prefix(':'))
                .filter_map(|id| Some(Arg::from(id.parse::<i64>().ok()?)))
                .collect();
            let query = ListQuery { parts: select, fixed: Vec::new(), tail: "" };
            for (id, name) in self.db.all_in::<(i64, String)>(&query, &ids).await? {
                names.insert(format!("{kind}:{id}"), name);
            }
        }
        Ok(names)
    }

    /// The log, newest first, from before `before_id` where given.
    pub async fn audit_log(
        &self,
        before_id: Option<AuditId>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>> {
        self.db
            .all(
                "select id, at, actor, actor_id, action, target, detail from audit_log
                 where id < $1 order by id desc limit $2",
                args![before_id.map_or(i64::MAX, AuditId::get), limit],
            )
            .await
    }
}
