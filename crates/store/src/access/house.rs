//! The one house: what is set on the board.

use plaza_core::{Millis, Seen};
use sqlx::FromRow;

use super::Access;
use super::acting::still_administers;
use crate::db::{Durability, Tx, args};
use crate::stored::{Stored, to_json};
use crate::version::Versioned;
use crate::{Act, Done, Result};

/// The row of the house.
const THE_HOUSE: i64 = 1;

/// What is set on the board; `None` leaves a value to the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct HouseRow {
    /// Counts changes.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Option<Millis>,
    /// What the house is called.
    pub name: Option<String>,
    /// Language of the workspace (ISO 639-1).
    pub lang: Option<String>,
    /// Time zone by its IANA name.
    pub time_zone: Option<String>,
    /// The address that people type.
    pub public_url: Option<String>,
    /// Whether brands are set, none of them too.
    pub has_brands: bool,
    /// Names that say nothing about a theme.
    #[sqlx(try_from = "Stored")]
    pub brands: Vec<String>,
}

/// Changes of the house; `None` leaves a value as it is, `Some(None)` to the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseUpdate {
    /// What the house is called.
    pub name: Option<Option<String>>,
    /// Language of the workspace.
    pub lang: Option<Option<String>>,
    /// Time zone by its IANA name.
    pub time_zone: Option<Option<String>>,
    /// The address that people type.
    pub public_url: Option<Option<String>>,
    /// Names that say nothing about a theme.
    pub brands: Option<Option<Vec<String>>>,
}

const SELECT: &str = "select version, changed_by, changed_at, name, lang, time_zone, public_url,
     brands is not null as has_brands, coalesce(brands, '') as brands from house where id = $1";

impl Access<'_> {
    /// What is set on the board.
    pub async fn house(&self) -> Result<HouseRow> {
        let found = self.db.optional(SELECT, args![THE_HOUSE]).await?;
        Ok(found.unwrap_or_default())
    }

    /// Changes what is set on the board, if nobody else did since `version`.
    ///
    /// # Errors
    /// [`crate::StoreError::Stale`]; [`crate::StoreError::Invalid`] when who acts has lost their
    /// rights meanwhile.
    pub async fn update_house(
        &self,
        version: Option<i64>,
        update: &HouseUpdate,
        act: &Act<'_>,
    ) -> Result<Done<HouseRow>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        still_administers(&mut tx, act).await?;
        tx.next_version(Versioned::House, Seen { id: THE_HOUSE, version }, act).await?;
        let columns = [
            ("update house set name = $2 where id = $1", &update.name),
            ("update house set lang = $2 where id = $1", &update.lang),
            ("update house set time_zone = $2 where id = $1", &update.time_zone),
            ("update house set public_url = $2 where id = $1", &update.public_url),
        ];
        for (statement, value) in columns {
            set(&mut tx, statement, value.as_ref()).await?;
        }
        let brands = match &update.brands {
            Some(Some(brands)) => Some(Some(to_json(brands)?)),
            Some(None) => Some(None),
            None => None,
        };
        set(&mut tx, "update house set brands = $2 where id = $1", brands.as_ref()).await?;
        let row = tx.only(SELECT, args![THE_HOUSE]).await?;
        tx.done(act, "house", row).await
    }
}

/// Sets one column, where the change names it.
async fn set(tx: &mut Tx, statement: &'static str, value: Option<&Option<String>>) -> Result<()> {
    if let Some(value) = value {
        tx.run(statement, args![THE_HOUSE, value]).await?;
    }
    Ok(())
}
