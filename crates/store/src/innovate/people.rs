//! The voices behind ideas.

use std::collections::HashMap;

use plaza_core::{
    AuthorId, AuthorIs, AuthorMark, IdeaId, MentionId, Millis, People, Voice, Writer,
};
use sqlx::FromRow;

use crate::stored::{OptionalId, Stored};

/// A mention that is quoted under an idea or one that was merged into it.
#[derive(FromRow)]
pub(super) struct VoiceRow {
    #[sqlx(try_from = "i64")]
    idea_id: IdeaId,
    #[sqlx(try_from = "i64")]
    mention_id: MentionId,
    ours: bool,
    #[sqlx(try_from = "OptionalId")]
    author_id: Option<AuthorId>,
    #[sqlx(try_from = "Stored")]
    author_is: AuthorIs,
    by_id: bool,
    #[sqlx(try_from = "Stored")]
    mark: Option<AuthorMark>,
    /// When the quote was added.
    added_at: Millis,
}

impl VoiceRow {
    fn voice(&self) -> Voice {
        let Self { author_is: is, by_id, .. } = *self;
        let writer = self.author_id.map(|id| Writer { id, is, by_id });
        Voice::of(self.mention_id, writer, self.ours || self.mark.is_some())
    }
}

macro_rules! select_voices {
    ($start:literal) => {
        concat!(
            "with recursive family (root, id) as (
               select id, id from idea where ",
            $start,
            " union select f.root, i.id from family f join idea i on i.merged_into = f.id)
             select f.root as idea_id, m.id as mention_id, m.ours, a.id as author_id,
             coalesce(a.kind, 'account') as author_is, coalesce(a.account <> '', false) as by_id,
             coalesce(a.mark, '') as mark, e.created_at as added_at
             from family f
             join evidence e on e.idea_id = f.id
             join mention m on m.id = e.mention_id
             left join author o on o.id = m.author_id
             left join author a on a.id = coalesce(o.same_as, o.id)"
        )
    };
}

/// The voices of the idea `$1`.
pub(super) const OF_IDEA: &str = select_voices!("id = $1");
/// The voices of all ideas that were not merged.
pub(super) const OF_ALL: &str = select_voices!("merged_into is null");

pub(super) fn of_one(rows: &[VoiceRow]) -> People {
    People::of(rows.iter().map(VoiceRow::voice))
}

/// How many people each idea has, and how many of them have come since then.
pub(super) fn moving(rows: &[VoiceRow], since: Millis) -> HashMap<IdeaId, (u64, u64)> {
    let mut of: HashMap<IdeaId, Vec<&VoiceRow>> = HashMap::new();
    for row in rows {
        of.entry(row.idea_id).or_default().push(row);
    }
    let count = |rows: &[&VoiceRow], all: bool| {
        let known = rows.iter().filter(|row| all || row.added_at < since);
        People::of(known.map(|row| row.voice())).total()
    };
    let counted = of.into_iter().map(|(idea, rows)| {
        let all = count(&rows, true);
        (idea, (all, all.saturating_sub(count(&rows, false))))
    });
    counted.collect()
}

pub(super) fn by_idea(rows: Vec<VoiceRow>) -> HashMap<IdeaId, People> {
    let mut voices: HashMap<IdeaId, Vec<Voice>> = HashMap::new();
    for row in rows {
        voices.entry(row.idea_id).or_default().push(row.voice());
    }
    voices.into_iter().map(|(idea, voices)| (idea, People::of(voices))).collect()
}
