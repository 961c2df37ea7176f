//! Ways to other pages of a list.

use super::query_terms::href;

/// Links to the first and the next page, where there are such.
#[derive(Default)]
pub(crate) struct Pager {
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
    /// Which part of the list this is, in words; empty where that is not known.
    pub(crate) range: String,
}

impl Pager {
    /// For a list at `path` with these other parameters; `name` carries the place to go on.
    pub(crate) fn new(
        path: &str,
        others: &[(&str, &str)],
        name: &str,
        at: Option<&str>,
        next: Option<&str>,
    ) -> Self {
        let to = |place: &str| {
            let mut pairs = others.to_vec();
            pairs.push((name, place));
            href(path, &pairs)
        };
        Self { first: at.map(|_| to("")), next: next.map(to), range: String::new() }
    }
}
