//! Imports: each file, and each request with records, is one that can be taken back.
//!
//! What an import brings new is known by ranges of ids, one row for thousands of mentions, so that
//! importing costs no more for it; what it changes is kept as it was before.

mod arrived;
mod note;
mod restore;
mod undo;

use plaza_core::{ImportId, Message, Millis, SourceId, UserId};
use serde::Serialize;
use sqlx::FromRow;

pub use arrived::Arrived;
pub(super) use note::{count, note};
pub use undo::{UndoPreview, UndoStep};

use super::Listen;
use crate::db::{Durability, args};
use crate::stored::{MaybeTold, OptionalId, Stored};
use crate::{Act, Result};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Records come in, or its process ended in the middle.
    Running,
    /// All of it has come in.
    Done,
    /// It ended early; what came in before stays.
    Failed,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

impl ImportState {
    /// All states.
    pub const ALL: [Self; 5] =
        [Self::Running, Self::Done, Self::Failed, Self::Undoing, Self::Undone];

    /// The name used in the table and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }
}

impl TryFrom<Stored> for ImportState {
    type Error = crate::stored::Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        stored.named("state of an import", |name| Self::ALL.into_iter().find(|s| s.name() == name))
    }
}

/// The way by which an import came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportWay {
    /// `plaza import`.
    Command,
    /// A file that somebody uploaded in the board.
    Board,
    /// The API.
    Api,
    /// Rows of the quarantine that were read again.
    Quarantine,
}

impl ImportWay {
    /// All ways.
    pub const ALL: [Self; 4] = [Self::Command, Self::Board, Self::Api, Self::Quarantine];

    /// The name used in the table and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Board => "board",
            Self::Api => "api",
            Self::Quarantine => "quarantine",
        }
    }
}

impl TryFrom<Stored> for ImportWay {
    type Error = crate::stored::Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        stored.named("way of an import", |name| Self::ALL.into_iter().find(|w| w.name() == name))
    }
}

/// One import.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct Import {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: ImportId,
    /// Counts what people have done with it.
    pub version: i64,
    /// The source that it belongs to.
    #[sqlx(try_from = "i64")]
    pub source_id: SourceId,
    /// That source's name.
    pub source_name: String,
    /// The file's name, or who sent the records.
    pub origin: String,
    /// The way by which it came in.
    #[sqlx(try_from = "Stored")]
    pub via: ImportWay,
    /// Where it stands.
    #[sqlx(try_from = "Stored")]
    pub state: ImportState,
    /// How the file was read, as JSON; empty where it needed no word.
    pub layout: String,
    /// Who began it.
    pub started_by: String,
    /// The user, where it is one.
    #[sqlx(try_from = "OptionalId")]
    pub user_id: Option<UserId>,
    /// When it began.
    pub started_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// Records seen; known once it has ended.
    pub items: i64,
    /// Mentions stored for the first time.
    pub added: i64,
    /// Mentions changed.
    pub edited: i64,
    /// Mentions known already; known once it has ended.
    pub unchanged: i64,
    /// Records refused.
    pub quarantined: i64,
    /// Why it ended early.
    #[sqlx(try_from = "MaybeTold")]
    pub error: Option<Message>,
    /// Who took it back.
    pub undone_by: Option<String>,
    /// When it had been taken back.
    pub undone_at: Option<Millis>,
    /// Mentions that were taken away then.
    pub removed: i64,
    /// Mentions that were put back to what they were.
    pub restored: i64,
    /// Mentions that stayed because somebody had worked with them or changed them since.
    pub kept: i64,
}

macro_rules! select_import {
    ($tail:literal) => {
        concat!(
            "select b.id, b.version, b.source_id, s.name as source_name, b.origin, b.via, b.state,
             b.layout, b.started_by, b.user_id, b.started_at, b.ended_at, b.items,
             b.added, b.edited, b.unchanged, b.quarantined, b.error, b.undone_by, b.undone_at,
             b.removed, b.restored, b.kept
             from import_batch b join source s on s.id = b.source_id ",
            $tail
        )
    };
}

/// What a new import needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport<'a> {
    /// The source that it belongs to.
    pub source_id: SourceId,
    /// The file's name, or who sends the records.
    pub origin: &'a str,
    /// The way by which it comes in.
    pub via: ImportWay,
    /// How the file is read, as JSON.
    pub layout: &'a str,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportEnd<'a> {
    /// Records seen.
    pub items: i64,
    /// Mentions known already.
    pub unchanged: i64,
    /// Why it ended early; `None` when all came in.
    pub error: Option<&'a Message>,
    /// When.
    pub at: Millis,
}

impl Listen<'_> {
    /// Begins an import; its line in the audit log is written when it has ended.
    pub async fn begin_import(&self, new: &NewImport<'_>, act: &Act<'_>) -> Result<ImportId> {
        let id: Option<(i64,)> = self
            .db
            .write(
                "insert into import_batch (source_id, origin, via, state, layout, started_by,
                 user_id, started_at)
                 values ($1, $2, $3, 'running', $4, $5, $6, $7) returning id",
                args![
                    new.source_id,
                    new.origin.replace('\0', "\u{fffd}"),
                    new.via.name(),
                    new.layout,
                    act.by,
                    act.user_id,
                    act.at
                ],
            )
            .await?;
        let (id,) = id.ok_or(crate::StoreError::NotFound)?;
        Ok(id.into())
    }

    /// Notes how an import ended; one that is being taken back stays so.
    pub async fn end_import(&self, id: ImportId, end: &ImportEnd<'_>) -> Result<()> {
        let state = if end.error.is_some() { ImportState::Failed } else { ImportState::Done };
        self.db
            .run(
                "update import_batch set state = $2, ended_at = $3, items = $4, unchanged = $5,
                 error = $6 where id = $1 and state = 'running'",
                args![
                    id,
                    state.name(),
                    end.at,
                    end.items,
                    end.unchanged,
                    end.error.map(Message::stored)
                ],
            )
            .await?;
        Ok(())
    }

    /// One import.
    pub async fn import(&self, id: ImportId) -> Result<Option<Import>> {
        self.db.optional(select_import!("where b.id = $1"), args![id]).await
    }

    /// Imports, newest first; of one source and from before `before` where given.
    pub async fn imports(
        &self,
        source_id: Option<SourceId>,
        before: Option<ImportId>,
        limit: i64,
    ) -> Result<Vec<Import>> {
        self.db
            .all(
                select_import!(
                    "where b.source_id = coalesce($1, b.source_id) and b.id < $2
                     order by b.id desc limit $3"
                ),
                args![source_id, before.map_or(i64::MAX, ImportId::get), limit],
            )
            .await
    }

    /// Remembers how a file of a source with this header is read.
    pub async fn keep_layout(
        &self,
        source_id: SourceId,
        header_hash: i64,
        layout: &str,
        now: Millis,
    ) -> Result<()> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.run(
            "insert into import_layout (source_id, header_hash, layout, used_at)
             values ($1, $2, $3, $4) on conflict (source_id, header_hash)
             do update set layout = excluded.layout, used_at = excluded.used_at",
            args![source_id, header_hash, layout, now],
        )
        .await?;
        tx.commit().await
    }

    /// How a file with this header was read last, for this source before all others.
    pub async fn layout_of(
        &self,
        source_name: &str,
        header_hash: i64,
    ) -> Result<Option<(String, String)>> {
        self.db
            .optional(
                "select l.layout, s.name from import_layout l join source s on s.id = l.source_id
                 where l.header_hash = $2
                 order by case when s.name = $1 then 0 else 1 end, l.used_at desc limit 1",
                args![source_name, header_hash],
            )
            .await
    }
}
