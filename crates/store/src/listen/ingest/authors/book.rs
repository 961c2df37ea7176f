//! The authors that a batch may mean.

use std::collections::{BTreeSet, HashMap, HashSet};

use plaza_core::{AuthorId, AuthorIs, Millis, PlaceId};
use sqlx::FromRow;

use super::{Key, Told};
use crate::Result;
use crate::db::{Arg, Tx, args};
use crate::sql::ListQuery;
use crate::stored::OptionalId;

/// A stored author.
#[derive(Debug, Clone, FromRow)]
pub(super) struct AuthorRow {
    #[sqlx(try_from = "i64")]
    pub(super) id: AuthorId,
    pub(super) space: String,
    /// Empty where only the handle is known.
    pub(super) account: String,
    #[sqlx(try_from = "crate::stored::Stored")]
    pub(super) kind: AuthorIs,
    pub(super) handle: String,
    pub(super) handle_at: Millis,
    pub(super) name: Option<String>,
    #[sqlx(try_from = "OptionalId")]
    pub(super) same_as: Option<AuthorId>,
}

impl AuthorRow {
    /// Whether it is an account of which nothing but the handle is known.
    pub(super) fn is_by_handle(&self) -> bool {
        self.account.is_empty() && self.kind == AuthorIs::Account
    }

    /// The author that its mentions count for.
    pub(super) fn counts_for(&self) -> AuthorId {
        self.same_as.unwrap_or(self.id)
    }
}

/// What is stored of the authors that a batch may mean.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// The place, as a space.
    pub(super) place: String,
    /// Where the ids of the place's accounts are unique, where that is named.
    pub(super) named_space: Option<String>,
    pub(super) rows: HashMap<AuthorId, AuthorRow>,
    by_account: HashMap<String, Vec<AuthorId>>,
    by_handle: HashMap<String, Vec<AuthorId>>,
    /// Accounts that had a handle before, by handle.
    had: HashMap<String, Vec<AuthorId>>,
}

impl Book {
    /// Loads what the batch of a place may mean.
    pub(super) async fn load(
        tx: &mut Tx,
        place_id: PlaceId,
        told: &HashMap<Key<'_>, Told<'_>>,
    ) -> Result<Self> {
        let (named_space,): (Option<String>,) =
            tx.only("select account_space from place where id = $1", args![place_id]).await?;
        let mut book = Self { place: format!("#{place_id}"), named_space, ..Self::default() };
        let mut spaces: BTreeSet<String> = book.named_space.iter().cloned().collect();
        spaces.insert(book.place.clone());
        let mut accounts: HashMap<String, Vec<&str>> = HashMap::new();
        for key in told.keys() {
            if let Key::Account { space, id } = key {
                accounts.entry(book.space(*space).to_owned()).or_default().push(id);
            }
        }
        spaces.extend(accounts.keys().cloned());
        for (space, ids) in &accounts {
            book.add(select(tx, BY_ACCOUNT, space, ids).await?);
        }
        let before: Vec<AuthorId> = told.values().filter_map(|told| told.before).collect();
        book.add(by_id(tx, &before).await?);
        let mut handles: HashSet<&str> = told.values().map(|told| told.handle).collect();
        let earlier: Vec<String> =
            before.iter().filter_map(|id| Some(book.rows.get(id)?.handle.clone())).collect();
        handles.extend(earlier.iter().map(String::as_str));
        let handles: Vec<&str> = handles.into_iter().collect();
        for space in &spaces {
            book.add(select(tx, BY_HANDLE, space, &handles).await?);
            if !accounts.is_empty() {
                for (id, handle) in select::<(i64, String)>(tx, HAD, space, &handles).await? {
                    book.had.entry(handle).or_default().push(id.into());
                }
            }
        }
        Ok(book)
    }

    fn add(&mut self, rows: Vec<AuthorRow>) {
        for row in rows {
            if self.rows.contains_key(&row.id) {
                continue;
            }
            if !row.account.is_empty() {
                self.by_account.entry(row.account.clone()).or_default().push(row.id);
            }
            self.by_handle.entry(row.handle.clone()).or_default().push(row.id);
            self.rows.insert(row.id, row);
        }
    }

    /// The space of an id, as rows write it.
    pub(super) fn space<'a>(&'a self, space: Option<&'a str>) -> &'a str {
        space.unwrap_or(&self.place)
    }

    fn of<'a>(
        &'a self,
        map: &'a HashMap<String, Vec<AuthorId>>,
        key: &str,
    ) -> impl Iterator<Item = &'a AuthorRow> {
        map.get(key).into_iter().flatten().filter_map(|id| self.rows.get(id))
    }

    /// The account with that id.
    pub(super) fn account(&self, space: &str, id: &str) -> Option<&AuthorRow> {
        self.of(&self.by_account, id).find(|row| row.space == space)
    }

    /// The author without an id who is shown so in the place.
    pub(super) fn shown(&self, is: AuthorIs, handle: &str) -> Option<&AuthorRow> {
        self.of(&self.by_handle, handle)
            .find(|row| row.space == self.place && row.account.is_empty() && row.kind == is)
    }

    /// The account that has the handle now: of several, the one that got it last.
    pub(super) fn holder(&self, handle: &str) -> Option<&AuthorRow> {
        self.of(&self.by_handle, handle)
            .filter(|row| !row.account.is_empty() && self.is_near(&row.space))
            .max_by_key(|row| (row.handle_at, row.id))
    }

    /// Whether the handle is or was another account's than `id`'s.
    pub(super) fn was_another_s(&self, handle: &str, id: Option<AuthorId>) -> bool {
        let had = self.had.get(handle).into_iter().flatten();
        let has = self.of(&self.by_handle, handle);
        let has = has.filter(|row| !row.account.is_empty()).map(|row| &row.id);
        had.chain(has).any(|other| Some(*other) != id)
    }

    fn is_near(&self, space: &str) -> bool {
        space == self.place || Some(space) == self.named_space.as_deref()
    }
}

macro_rules! select_author {
    ($where:literal) => {
        concat!(
            "select id, space, account, kind, handle, handle_at, name, same_as from author where ",
            $where
        )
    };
}

const BY_ACCOUNT: &[&str] = &[select_author!("space = "), " and account <> '' and account in "];
const BY_HANDLE: &[&str] = &[select_author!("space = "), " and handle in "];
const HAD: &[&str] =
    &["select author_id, handle from author_handle where space = ", " and handle in "];

async fn select<T: crate::db::Record>(
    tx: &mut Tx,
    parts: &'static [&'static str],
    space: &str,
    list: &[&str],
) -> Result<Vec<T>> {
    let query = ListQuery { parts, fixed: vec![Arg::from(space)], tail: "" };
    let list: Vec<Arg<'_>> = list.iter().map(|item| Arg::from(*item)).collect();
    tx.all_in(&query, &list).await
}

async fn by_id(tx: &mut Tx, ids: &[AuthorId]) -> Result<Vec<AuthorRow>> {
    let query = ListQuery { parts: &[select_author!("id in ")], fixed: Vec::new(), tail: "" };
    let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
    tx.all_in(&query, &list).await
}
