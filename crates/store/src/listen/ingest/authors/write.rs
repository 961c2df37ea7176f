//! Writing down what was found out about authors.

use std::collections::HashMap;

use plaza_core::AuthorId;

use super::book::{AuthorRow, Book};
use super::plan::{Plan, Step};
use super::{Key, Told};
use crate::Result;
use crate::db::{Arg, Tx, args};
use crate::listen::ingest::batch::Batch;
use crate::sql::RowStatement;

/// What an author is called now.
struct Called<'a> {
    id: AuthorId,
    handle: &'a str,
    name: Option<&'a str>,
    /// The handle before, where it was another one.
    had: Option<&'a AuthorRow>,
}

impl<'b> Plan<'b> {
    /// Writes it all; returns the ids by key.
    pub(super) async fn carry_out(
        &self,
        tx: &mut Tx,
        batch: &Batch,
        book: &Book,
    ) -> Result<HashMap<Key<'b>, AuthorId>> {
        self.give_ids(tx, book).await?;
        self.call(tx, batch, book).await?;
        let mut ids = self.add(tx, batch, book).await?;
        for (key, _, step) in &self.steps {
            if let Step::Is(id) | Step::Takes(id) = step {
                ids.insert(*key, *id);
            }
        }
        self.join(tx, &ids).await?;
        self.name_space(tx, batch, book).await?;
        Ok(ids)
    }

    /// Gives authors that were known by handle the ids of their accounts.
    async fn give_ids(&self, tx: &mut Tx, book: &Book) -> Result<()> {
        let taking: Vec<(AuthorId, &str, &str)> = self
            .steps
            .iter()
            .filter_map(|(key, _, step)| match (key, step) {
                (Key::Account { space, id }, Step::Takes(row)) => {
                    Some((*row, book.space(*space), *id))
                }
                _ => None,
            })
            .collect();
        let statement = RowStatement {
            head: "with v (id, space, account) as (values",
            columns: 3,
            tail: ") update author set space = v.space, account = v.account from v
                   where author.id = v.id",
        };
        tx.run_rows(&statement, &taking, |(row, space, id), args| {
            args.extend([Arg::from(*row), Arg::from(*space), Arg::from(*id)]);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Handles and names that are other ones now. Who has no id is not renamed: another handle is
    /// somebody else.
    async fn call(&self, tx: &mut Tx, batch: &Batch, book: &Book) -> Result<()> {
        let called: Vec<Called<'_>> = self
            .steps
            .iter()
            .filter_map(|(key, told, step)| match step {
                Step::Is(id) | Step::Takes(id) => called(*key, told, book.rows.get(id)?),
                Step::New => None,
            })
            .collect();
        keep_handles(tx, batch, book, &called).await?;
        let statement = RowStatement {
            head: "with v (id, handle, name, handle_at) as (values",
            columns: 4,
            tail: ") update author set handle = v.handle, name = coalesce(v.name, author.name),
                   handle_at = coalesce(v.handle_at, author.handle_at)
                   from v where author.id = v.id",
        };
        tx.run_rows(&statement, &called, |called, args| {
            args.extend([
                Arg::from(called.id),
                Arg::from(called.handle),
                Arg::from(called.name),
                called.had.map(|_| batch.now).into(),
            ]);
            Ok(())
        })
        .await?;
        Ok(())
    }

    async fn add(
        &self,
        tx: &mut Tx,
        batch: &Batch,
        book: &Book,
    ) -> Result<HashMap<Key<'b>, AuthorId>> {
        let new: Vec<&(Key<'b>, Told<'b>, Step)> =
            self.steps.iter().filter(|(_, _, step)| *step == Step::New).collect();
        let statement = RowStatement {
            head: "insert into author (place_id, space, account, kind, handle, handle_at, name,
                   first_seen_at) values",
            columns: 8,
            tail: " returning id, space, account, kind, handle, handle_at, name, same_as",
        };
        let rows: Vec<AuthorRow> = tx
            .fetch_rows(&statement, &new, |(key, told, _), args| {
                let (space, account, kind) = match key {
                    Key::Account { space, id } => (book.space(*space), *id, "account"),
                    Key::Handle { is, .. } => (book.place.as_str(), "", is.name()),
                };
                args.extend([
                    Arg::from(batch.place_id),
                    space.into(),
                    account.into(),
                    kind.into(),
                    told.handle.into(),
                    batch.now.into(),
                    told.name.into(),
                    batch.now.into(),
                ]);
                Ok(())
            })
            .await?;
        let added: HashMap<(&str, &str, &str, &str), AuthorId> = rows
            .iter()
            .map(|row| ((&*row.space, &*row.account, row.kind.name(), &*row.handle), row.id))
            .collect();
        Ok(new
            .into_iter()
            .filter_map(|(key, told, _)| {
                let of = match key {
                    Key::Account { space, id } => (book.space(*space), *id, "account", told.handle),
                    Key::Handle { is, handle } => (book.place.as_str(), "", is.name(), *handle),
                };
                Some((*key, *added.get(&of)?))
            })
            .collect())
    }

    /// Notes who is the same; their mentions stay where they are.
    async fn join(&self, tx: &mut Tx, ids: &HashMap<Key<'b>, AuthorId>) -> Result<()> {
        let same: Vec<(AuthorId, AuthorId)> =
            self.same.iter().filter_map(|(early, key)| Some((*early, *ids.get(key)?))).collect();
        if same.is_empty() {
            return Ok(());
        }
        let statement = RowStatement {
            head: "with v (id, same_as) as (values",
            columns: 2,
            tail: ") update author set same_as = v.same_as from v where author.id = v.id",
        };
        tx.run_rows(&statement, &same, |(early, account), args| {
            args.extend([Arg::from(*early), Arg::from(*account)]);
            Ok(())
        })
        .await?;
        tx.accounts_changed().await
    }

    /// Where the ids of the place's accounts are unique.
    async fn name_space(&self, tx: &mut Tx, batch: &Batch, book: &Book) -> Result<()> {
        let named = self.steps.iter().find_map(|(key, ..)| match key {
            Key::Account { space, .. } => *space,
            Key::Handle { .. } => None,
        });
        if let Some(space) = named.filter(|space| book.named_space.as_deref() != Some(space)) {
            tx.run(
                "update place set account_space = $2 where id = $1",
                args![batch.place_id, space],
            )
            .await?;
        }
        Ok(())
    }
}

/// What is new about an author's handle and name, if anything is.
fn called<'a>(key: Key<'_>, told: &Told<'a>, row: &'a AuthorRow) -> Option<Called<'a>> {
    let has_id = matches!(key, Key::Account { .. });
    // Who does not see the id does not know what the account is called.
    if !has_id && !row.account.is_empty() {
        return None;
    }
    let name = told.name.filter(|name| row.name.as_deref() != Some(name));
    let handle = if has_id && told.says_handle { told.handle } else { &row.handle };
    let had = (row.handle != handle).then_some(row);
    (name.is_some() || had.is_some()).then_some(Called { id: row.id, handle, name, had })
}

/// Earlier handles stay findable.
async fn keep_handles(
    tx: &mut Tx,
    batch: &Batch,
    book: &Book,
    called: &[Called<'_>],
) -> Result<()> {
    let had: Vec<&AuthorRow> = called.iter().filter_map(|called| called.had).collect();
    let statement = RowStatement {
        head: "insert into author_handle (author_id, handle, space, since, until) values",
        columns: 5,
        tail: " on conflict (author_id, handle) do update set until = excluded.until",
    };
    tx.run_rows(&statement, &had, |row, args| {
        // Who takes an id only now was known in the place.
        let space = if row.account.is_empty() { &book.place } else { &row.space };
        args.extend([
            Arg::from(row.id),
            (&row.handle).into(),
            space.into(),
            row.handle_at.into(),
            batch.now.into(),
        ]);
        Ok(())
    })
    .await?;
    Ok(())
}

impl Tx {
    /// Lets those who count people know that something is known of accounts now.
    pub(crate) async fn accounts_changed(&mut self) -> Result<()> {
        self.run("update counter set value = value + 1 where name = 'accounts'", args![]).await?;
        Ok(())
    }
}
