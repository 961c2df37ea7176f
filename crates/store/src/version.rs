//! Versions of what people change: a write names the one that it has seen, and is refused when
//! somebody else was quicker.

use plaza_core::Seen;

use crate::db::{Arg, Tx};
use crate::{Act, Result, Stale, StoreError};

macro_rules! versioned {
    ($($Name:ident => $table:literal,)*) => {
        /// A kind of thing that counts its versions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Versioned {$(
            $Name,
        )*}

        impl Versioned {
            const fn next(self) -> &'static str {
                match self {$(
                    Self::$Name => concat!("update ", $table, " set version = version + 1,
                        changed_by = $3, changed_at = $4
                        where id = $1 and version = coalesce($2, version)"),
                )*}
            }

            const fn last(self) -> &'static str {
                match self {$(
                    Self::$Name => concat!("select version, changed_by as by, changed_at as at
                        from ", $table, " where id = $1"),
                )*}
            }
        }
    };
}

versioned! {
    Author => "author",
    House => "house",
    Idea => "idea",
    Import => "import_batch",
    Reply => "reply",
    Source => "source",
    Theme => "theme",
    User => "user_account",
    View => "saved_view",
}

impl Tx {
    /// Gives a thing its next version, if it still has the one that was seen. Comes before the
    /// change itself: from here on nobody else changes it until the transaction has ended.
    ///
    /// # Errors
    /// [`StoreError::Stale`]; [`StoreError::NotFound`].
    pub(crate) async fn next_version<I>(
        &mut self,
        of: Versioned,
        seen: Seen<I>,
        act: &Act<'_>,
    ) -> Result<()>
    where
        I: Copy + Into<Arg<'static>>,
    {
        let args = [seen.id.into(), seen.version.into(), act.by.into(), act.at.into()];
        if self.run(of.next(), &args).await? > 0 {
            return Ok(());
        }
        Err(self.stale(of, seen.id).await?)
    }

    /// Why a thing is not what somebody has seen.
    pub(crate) async fn stale<I>(&mut self, of: Versioned, id: I) -> Result<StoreError>
    where
        I: Into<Arg<'static>>,
    {
        let last: Option<Stale> = self.optional(of.last(), &[id.into()]).await?;
        Ok(last.map_or(StoreError::NotFound, |stale| StoreError::Stale(Box::new(stale))))
    }
}
