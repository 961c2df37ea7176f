//! Statements with a varying number of parameters.
//!
//! The text is made of constants and placeholders only; values are always bound.

use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::db::{Arg, Db, Pools, Record, Tx};

/// Rows in a multi-row statement, largest first. Few sizes, so that prepared statements are used
/// again; 64 rows of the widest table stay far below both databases' limits of parameters.
const SIZES: [usize; 3] = [64, 8, 1];

/// How the database writes a placeholder.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Placeholder {
    /// `?`, in order. SQLite looks numbered ones up by name, one after the other, which is
    /// quadratic in a long statement.
    Plain,
    /// `$1`, `$2` …
    Numbered,
}

impl Db {
    pub(crate) fn placeholder(&self) -> Placeholder {
        match self.pools {
            Pools::Sqlite { .. } => Placeholder::Plain,
            Pools::Postgres(_) => Placeholder::Numbered,
        }
    }
}

impl Tx {
    pub(crate) fn placeholder(&self) -> Placeholder {
        if self.is_postgres() { Placeholder::Numbered } else { Placeholder::Plain }
    }

    /// Runs `head VALUES-rows tail` for all `rows`, some dozens a statement, and tells how many
    /// rows were changed. `bind` pushes the `columns` values of one row.
    pub(crate) async fn run_rows<T>(
        &mut self,
        statement: &RowStatement,
        rows: &[T],
        bind: impl for<'a> Fn(&'a T, &mut Vec<Arg<'a>>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        for chunk in Chunks(rows) {
            let args = statement.bind(chunk, &bind)?;
            changed += self.run(statement.sql(self.placeholder(), chunk.len()), &args).await?;
        }
        Ok(changed)
    }

    /// Like [`Tx::run_rows`] for statements with `returning`.
    pub(crate) async fn fetch_rows<T, R: Record>(
        &mut self,
        statement: &RowStatement,
        rows: &[T],
        bind: impl for<'a> Fn(&'a T, &mut Vec<Arg<'a>>) -> Result<(), StoreError>,
    ) -> Result<Vec<R>, StoreError> {
        let mut fetched = Vec::new();
        for chunk in Chunks(rows) {
            let args = statement.bind(chunk, &bind)?;
            fetched.extend(self.all(statement.sql(self.placeholder(), chunk.len()), &args).await?);
        }
        Ok(fetched)
    }

    /// Runs a query whose last parameters are a list, some dozens at a time.
    pub(crate) async fn all_in<'a, T: Record>(
        &mut self,
        query: &ListQuery<'a>,
        list: &[Arg<'a>],
    ) -> Result<Vec<T>, StoreError> {
        let mut fetched = Vec::new();
        for chunk in Chunks(list) {
            let (sql, args) = query.part(self.placeholder(), chunk);
            fetched.extend(self.all(sql, &args).await?);
        }
        Ok(fetched)
    }
}

impl Db {
    /// Runs a query whose last parameters are a list, some dozens at a time.
    pub(crate) async fn all_in<'a, T: Record>(
        &self,
        query: &ListQuery<'a>,
        list: &[Arg<'a>],
    ) -> Result<Vec<T>, StoreError> {
        let mut fetched = Vec::new();
        for chunk in Chunks(list) {
            let (sql, args) = query.part(self.placeholder(), chunk);
            fetched.extend(self.all(sql, &args).await?);
        }
        Ok(fetched)
    }
}

/// `head (…), (…) tail` with `columns` placeholders a row. Head and tail carry no parameters.
pub(crate) struct RowStatement {
    pub(crate) head: &'static str,
    pub(crate) columns: usize,
    pub(crate) tail: &'static str,
}

impl RowStatement {
    fn sql(&self, placeholder: Placeholder, rows: usize) -> AssertSqlSafe<String> {
        let mut sql = SqlText::new(placeholder).text(self.head);
        for row in 0..rows {
            sql = sql.text(if row == 0 { " (" } else { ", (" }).list(self.columns).text(")");
        }
        sql.text(self.tail).done()
    }

    fn bind<'a, T>(
        &self,
        rows: &'a [T],
        bind: &impl Fn(&'a T, &mut Vec<Arg<'a>>) -> Result<(), StoreError>,
    ) -> Result<Vec<Arg<'a>>, StoreError> {
        let mut args = Vec::with_capacity(rows.len() * self.columns);
        for row in rows {
            bind(row, &mut args)?;
        }
        debug_assert_eq!(args.len(), rows.len() * self.columns, "columns of {}", self.head);
        Ok(args)
    }
}

/// `parts[0] fixed[0] parts[1] fixed[1] … parts[n] (list) tail`.
pub(crate) struct ListQuery<'a> {
    /// Text before each fixed parameter, and before the list.
    pub(crate) parts: &'static [&'static str],
    /// Parameters before the list; one fewer than `parts`.
    pub(crate) fixed: Vec<Arg<'a>>,
    /// Text behind the list.
    pub(crate) tail: &'static str,
}

impl<'a> ListQuery<'a> {
    fn part(
        &self,
        placeholder: Placeholder,
        list: &[Arg<'a>],
    ) -> (AssertSqlSafe<String>, Vec<Arg<'a>>) {
        let mut sql = SqlText::new(placeholder);
        for (at, text) in self.parts.iter().enumerate() {
            sql = sql.text(text);
            if at < self.fixed.len() {
                sql = sql.list(1);
            }
        }
        let sql = sql.text("(").list(list.len()).text(")").text(self.tail).done();
        let args = self.fixed.iter().chain(list).cloned().collect();
        (sql, args)
    }
}

/// Splits rows into the statement sizes above.
struct Chunks<'a, T>(&'a [T]);

impl<'a, T> Iterator for Chunks<'a, T> {
    type Item = &'a [T];

    fn next(&mut self) -> Option<&'a [T]> {
        let size = SIZES.into_iter().find(|size| *size <= self.0.len())?;
        let (chunk, rest) = self.0.split_at(size);
        self.0 = rest;
        Some(chunk)
    }
}

/// A statement under construction; takes constants only, so that no value can become SQL.
struct SqlText {
    sql: String,
    placeholder: Placeholder,
    count: usize,
}

impl SqlText {
    fn new(placeholder: Placeholder) -> Self {
        Self { sql: String::new(), placeholder, count: 0 }
    }

    fn text(mut self, text: &'static str) -> Self {
        self.sql.push_str(text);
        self
    }

    /// `n` placeholders with commas between.
    fn list(mut self, n: usize) -> Self {
        for at in 0..n {
            if at > 0 {
                self.sql.push(',');
            }
            self.count += 1;
            match self.placeholder {
                Placeholder::Plain => self.sql.push('?'),
                Placeholder::Numbered => {
                    self.sql.push('$');
                    self.sql.push_str(&self.count.to_string());
                }
            }
        }
        self
    }

    fn done(self) -> AssertSqlSafe<String> {
        AssertSqlSafe(self.sql)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_placeholders_only() {
        let statement =
            RowStatement { head: "insert into t (a, b) values", columns: 2, tail: " returning a" };
        assert_eq!(
            statement.sql(Placeholder::Numbered, 2).0,
            "insert into t (a, b) values ($1,$2), ($3,$4) returning a"
        );
        assert_eq!(
            statement.sql(Placeholder::Plain, 1).0,
            "insert into t (a, b) values (?,?) returning a"
        );
    }

    #[test]
    fn chunks_use_few_sizes_and_lose_nothing() {
        let rows: Vec<usize> = (0..203).collect();
        let sizes: Vec<usize> = Chunks(&rows).map(<[usize]>::len).collect();
        assert_eq!(sizes, [64, 64, 64, 8, 1, 1, 1]);
        assert_eq!(Chunks(&rows).flatten().count(), 203);
    }
}
