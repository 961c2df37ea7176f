//! Lists and their pages.

use std::fmt::Display;
use std::str::FromStr;

use plaza_core::{limits, say};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Problem;
use crate::frame::extract::Text;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Send it as `cursor` to get the next page; null on the last one.
    pub(crate) next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list that fits on one page.
    pub(crate) fn whole(items: impl IntoIterator<Item = T>) -> Self {
        Self { items: items.into_iter().collect(), next_cursor: None }
    }
}

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Items on the page, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub(crate) cursor: Option<Text<40>>,
}

impl PageParams {
    /// The limit, and the id before which the page begins.
    pub(crate) fn read<I: FromStr>(&self) -> Result<(i64, Option<I>), Problem> {
        Ok((i64::from(checked_limit(self.limit)?), id_cursor(self.cursor.as_deref())?))
    }
}

/// The limit within its bounds.
pub(crate) fn checked_limit(limit: Option<u16>) -> Result<u16, Problem> {
    match limit.unwrap_or(limits::PAGE_DEFAULT) {
        limit @ 1..=limits::PAGE => Ok(limit),
        limit => {
            let message = format!("takes 1 to {}, not {limit}", limits::PAGE);
            Err(Problem::invalid("limit", message))
        }
    }
}

/// The id in a cursor of a list that is ordered by id.
pub(crate) fn id_cursor<I: FromStr>(cursor: Option<&str>) -> Result<Option<I>, Problem> {
    let wrong = || {
        Problem::invalid(
            "cursor",
            say!("cursor-wrong", "is not a cursor of this list; leave it out"),
        )
    };
    cursor.map(|cursor| cursor.parse().map_err(|_| wrong())).transpose()
}

/// Makes a page of rows that were asked for with one more than `limit`.
pub(crate) fn page_of<R, T, I: Display>(
    mut rows: Vec<R>,
    limit: i64,
    id: impl Fn(&R) -> I,
    show: impl FnMut(R) -> T,
) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|row| id(row).to_string());
    Page { items: rows.into_iter().map(show).collect(), next_cursor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = |rows: Vec<i64>| page_of(rows, 2, |id| *id, |id| id);
        assert_eq!(page(vec![9, 8, 7]).next_cursor.as_deref(), Some("8"));
        assert_eq!(page(vec![9, 8, 7]).items, [9, 8]);
        assert_eq!(page(vec![9, 8]).next_cursor, None);
    }

    #[test]
    fn limits_and_cursors_are_bounded() {
        assert_eq!(checked_limit(None).unwrap(), limits::PAGE_DEFAULT);
        assert!(checked_limit(Some(0)).is_err() && checked_limit(Some(201)).is_err());
        assert_eq!(id_cursor(Some("12")).unwrap(), Some(12_i64));
        assert!(id_cursor::<i64>(Some("' or 1=1")).is_err());
    }
}
