//! A query that was not understood, in words that point at the place.

use plaza_engine::QueryError;

use crate::frame::i18n::Translator;

/// A query that was not understood, cut around the place to blame.
pub(super) struct QueryProblem {
    pub(super) message: String,
    pub(super) before: String,
    pub(super) marked: String,
    pub(super) after: String,
}

impl QueryProblem {
    /// Cuts the query in three, so that the page can point at the place.
    pub(super) fn new(t: &Translator, q: &str, error: &QueryError) -> Self {
        let cut = |from: usize, count: usize| q.chars().skip(from).take(count).collect::<String>();
        let marked = cut(error.at, error.len.max(1));
        Self {
            message: in_words(t, error),
            before: cut(0, error.at),
            after: cut(error.at + marked.chars().count(), usize::MAX),
            marked: if marked.is_empty() { " ".to_owned() } else { marked },
        }
    }
}

fn in_words(t: &Translator, error: &QueryError) -> String {
    if !t.has(error.message_key) {
        return error.message.clone();
    }
    let params: Vec<(&str, &str)> =
        error.params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    t.with_all(error.message_key, &params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn a_problem_points_at_the_character() {
        let error = QueryError {
            message_key: "not-a-key",
            params: Vec::new(),
            message: "unclosed".to_owned(),
            at: 8,
            len: 1,
        };
        let problem = QueryProblem::new(translator(Lang::Es), "batería \"no", &error);
        assert_eq!((&*problem.before, &*problem.marked, &*problem.after), ("batería ", "\"", "no"));
        let behind = QueryError { at: 11, len: 0, ..error };
        let problem = QueryProblem::new(translator(Lang::Es), "batería \"no", &behind);
        assert_eq!((&*problem.marked, &*problem.after), (" ", ""));
    }
}
