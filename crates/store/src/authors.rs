//! Authors: accounts, names that are shown, labels for many.

use plaza_core::{Accounts, AuthorId, AuthorIs, AuthorMark, Millis, Seen, say};
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;

use crate::db::{Durability, Tx, args};
use crate::mentions::MentionView;
use crate::stored::Stored;
use crate::version::Versioned;
use crate::{Act, Done, Result, Store, StoreError};

/// Who writes mentions.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Author {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: AuthorId,
    /// Counts what people have changed; a new handle is no change of theirs.
    pub version: i64,
    /// What it is.
    #[sqlx(try_from = "Stored")]
    pub author_is: AuthorIs,
    /// Handle; the shown name where the platform tells no handle.
    pub handle: String,
    /// Shown name.
    pub name: Option<String>,
    /// The platform's id of the account, where it is known.
    pub account: Option<String>,
    /// What that id is unique in; `None` for the place.
    pub account_space: Option<String>,
    /// What somebody of the house says it is.
    #[sqlx(try_from = "Stored")]
    pub mark: Option<AuthorMark>,
    /// Kind of the place where we saw it first.
    pub kind: String,
    /// That place.
    pub place: String,
    /// When we first saw it.
    pub first_seen_at: Millis,
    /// Mentions that are not deleted.
    pub mention_count: i64,
}

/// A handle that an account had before.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct EarlierHandle {
    /// The handle.
    pub handle: String,
    /// When we first saw it.
    pub since: Millis,
    /// When we first saw another one.
    pub until: Millis,
}

/// An author, or the account that it turned out to be.
const AUTHOR: &str = "select a.id, a.version, a.kind as author_is, a.handle, a.name,
    nullif(a.account, '') as account,
    case when a.account <> '' and a.space not like '#%' then a.space end as account_space,
    a.mark, p.kind, p.place, a.first_seen_at,
    (select count(*) from mention m join author w on w.id = m.author_id
     where (w.id = a.id or w.same_as = a.id) and m.deleted_at is null) as mention_count
    from author o join author a on a.id = coalesce(o.same_as, o.id)
    join place p on p.id = a.place_id where o.id = $1";

impl Store {
    /// An author; who turned out to be an account leads to it.
    pub async fn author(&self, id: AuthorId) -> Result<Option<Author>> {
        self.db.optional(AUTHOR, args![id]).await
    }

    /// The handles that an account had before, the last one first.
    pub async fn earlier_handles(&self, id: AuthorId) -> Result<Vec<EarlierHandle>> {
        self.db
            .all(
                "select h.handle, h.since, h.until from author_handle h
                 join author a on a.id = h.author_id
                 where h.author_id = $1 and h.handle <> a.handle order by h.until desc, h.handle",
                args![id],
            )
            .await
    }

    /// What an author said, newest first, without deleted mentions.
    pub async fn author_mentions(
        &self,
        author_id: AuthorId,
        limit: i64,
    ) -> Result<Vec<MentionView>> {
        let ids = self
            .db
            .all(
                "select m.id, m.created_at from mention m
                 where m.author_id in (select id from author where id = $1 or same_as = $1)
                 and m.deleted_at is null
                 order by m.created_at desc, m.id desc limit $2",
                args![author_id, limit],
            )
            .await?;
        self.views_of(ids).await
    }

    /// All author rows of one author: the account, and those that turned out to be it.
    pub async fn authors_of(&self, id: AuthorId) -> Result<Vec<AuthorId>> {
        let ids: Vec<(i64,)> = self
            .db
            .all(
                "select a.id from author o
                 join author a on a.id = coalesce(o.same_as, o.id) or a.same_as = coalesce(o.same_as, o.id)
                 where o.id = $1 order by a.id",
                args![id],
            )
            .await?;
        Ok(ids.into_iter().map(|(id,)| id.into()).collect())
    }

    /// Authors who have or had this handle, or whose account has this id, exactly as written, with
    /// those that turned out to be the same; at most 1,000.
    pub async fn authors_called(&self, name: &str) -> Result<Vec<AuthorId>> {
        let ids: Vec<(i64,)> = self
            .db
            .all(
                "with called (id) as (
                   select coalesce(same_as, id) from author where handle = $1
                   union select coalesce(same_as, id) from author where account = $1 and account <> ''
                   union select author_id from author_handle where handle = $1)
                 select id from called
                 union select a.id from called c join author a on a.same_as = c.id
                 order by 1 limit 1000",
                args![name],
            )
            .await?;
        Ok(ids.into_iter().map(|(id,)| id.into()).collect())
    }

    /// Says what an account is, so that it counts as a customer or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`]; [`StoreError::Invalid`] for what is no
    /// account: a name may be anybody's.
    pub async fn mark_author(
        &self,
        author: impl Into<Seen<AuthorId>>,
        mark: Option<AuthorMark>,
        act: &Act<'_>,
    ) -> Result<Done<Author>> {
        let seen = author.into();
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Author, seen, act).await?;
        let before = fetch(&mut tx, seen.id).await?;
        if before.author_is != AuthorIs::Account || before.id != seen.id {
            return Err(StoreError::Invalid(say!(
                "mark-accounts-only",
                "only an account can be marked: a name that is shown may be anybody's"
            )));
        }
        let name = mark.map_or("", AuthorMark::name);
        tx.run("update author set mark = $2 where id = $1", args![seen.id, name]).await?;
        tx.accounts_changed().await?;
        let after = fetch(&mut tx, seen.id).await?;
        let act = act.with(json!({ "from": before.mark, "to": mark }));
        tx.done(&act, &format!("author:{}", seen.id), after).await
    }

    /// Another number whenever something became known of accounts beside their mentions.
    pub async fn accounts_revision(&self) -> Result<i64> {
        self.db.value("select value from counter where name = 'accounts'", args![]).await
    }

    /// What is known of accounts beside their mentions; whoever counts people applies it.
    pub async fn accounts(&self) -> Result<Accounts> {
        let marked: Vec<(i64,)> =
            self.db.all("select id from author where mark <> '' order by id", args![]).await?;
        let same: Vec<(i64, i64)> = self
            .db
            .all("select id, same_as from author where same_as is not null order by id", args![])
            .await?;
        Ok(Accounts {
            marked: marked.into_iter().map(|(id,)| id.into()).collect(),
            same: same.into_iter().map(|(id, same)| (id.into(), same.into())).collect(),
        })
    }
}

async fn fetch(tx: &mut Tx, id: AuthorId) -> Result<Author> {
    tx.only(AUTHOR, args![id]).await
}
