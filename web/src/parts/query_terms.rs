//! Filters are terms of the query: a link adds or removes one, and the search box shows it.

use std::borrow::Cow;

use plaza_core::Answering;

/// The query's top-level terms as they were typed.
fn terms(query: &str) -> Vec<&str> {
    let mut terms = Vec::new();
    let (mut start, mut depth, mut quoted) = (None, 0_usize, false);
    for (at, c) in query.char_indices() {
        if c.is_whitespace() && depth == 0 && !quoted {
            terms.extend(start.take().map(|from: usize| &query[from..at]));
            continue;
        }
        start = start.or(Some(at));
        match c {
            '"' => quoted = !quoted,
            // The mouth of an emoticon.
            '(' | ')' if [":", ";", ":-", ";-"].iter().any(|eyes| query[..at].ends_with(eyes)) => {}
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    terms.extend(start.map(|from| &query[from..]));
    terms
}

/// The field and the value of a filter such as `lang:es`.
pub(crate) fn field_of(term: &str) -> Option<(&str, &str)> {
    let (field, value) = term.trim_start_matches('-').split_once(':')?;
    let is_field = !field.is_empty() && field.bytes().all(|b| b.is_ascii_lowercase() || b == b'.');
    (is_field && !value.is_empty()).then_some((field, value))
}

/// A value as a filter takes it, in quotes where it needs them.
pub(crate) fn quoted(value: &str) -> String {
    if value.chars().all(char::is_alphanumeric) {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('"', " "))
}

/// The filters among the query's terms.
pub(crate) fn filters(query: &str) -> Vec<&str> {
    if has_or(query) {
        return Vec::new();
    }
    terms(query).into_iter().filter(|term| field_of(term).is_some()).collect()
}

/// Whether `term` is one of the query's filters.
pub(crate) fn contains(query: &str, term: &str) -> bool {
    filters(query).contains(&term)
}

/// The query without `term`.
pub(crate) fn without(query: &str, term: &str) -> String {
    terms(query).into_iter().filter(|other| *other != term).collect::<Vec<_>>().join(" ")
}

/// The query with `term` added; where it names a field that stands there already, in its place.
pub(crate) fn with(query: &str, term: &str) -> String {
    let same_field = |other: &&str| !other.starts_with('-') && asks_of(other) == asks_of(term);
    let base: Cow<'_, str> = if has_or(query) {
        format!("({query})").into()
    } else {
        let kept: Vec<&str> = terms(query).into_iter().filter(|other| !same_field(other)).collect();
        kept.join(" ").into()
    };
    if base.is_empty() { term.to_owned() } else { format!("{base} {term}") }
}

/// What a filter asks about: its field. `is:` asks about several things.
fn asks_of(term: &str) -> Option<(&str, bool)> {
    let (field, value) = field_of(term)?;
    let is_answer = Answering::ALL.into_iter().any(|state| state.name() == value);
    Some((field, field == "is" && !is_answer))
}

/// Whether the query says whose words it wants, so that ours are not left out.
pub(crate) fn says_whose(query: &str) -> bool {
    plaza_engine::find::says_whose(query)
}

fn has_or(query: &str) -> bool {
    terms(query).contains(&"OR")
}

/// The address of the list of mentions for this query.
pub(crate) fn mentions_href(query: &str) -> String {
    href("/mentions", &[("q", query)])
}

/// `path` with a query string; empty values are left out.
pub(crate) fn href(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(key, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_come_and_go() {
        let typed = "batería lang:es \"no carga: nunca\" -sentiment:positive";
        assert_eq!(filters(typed), ["lang:es", "-sentiment:positive"]);
        assert_eq!(with("batería", "lang:es"), "batería lang:es");
        assert_eq!(with("lang:es a", "lang:en"), "a lang:en");
        assert_eq!(with("-lang:es", "lang:en"), "-lang:es lang:en");
        assert_eq!(with("", "lang:en"), "lang:en");
        assert_eq!(with("is:answered is:mine", "is:unanswered"), "is:mine is:unanswered");
        assert_eq!(with("is:answered", "is:anyone"), "is:answered is:anyone");
        assert_eq!(without("a lang:es b", "lang:es"), "a b");
        assert!(contains(typed, "lang:es") && !contains(typed, "lang:en"));
    }

    #[test]
    fn values_of_several_words_are_quoted() {
        let term = format!("aspect.negative:{}", quoted("duración de la batería"));
        assert_eq!(term, "aspect.negative:\"duración de la batería\"");
        assert_eq!(field_of(&term), Some(("aspect.negative", "\"duración de la batería\"")));
        assert_eq!(filters(&format!("lento {term} lang:es")), [term.as_str(), "lang:es"]);
        assert_eq!((quoted("batería"), quoted("a\"*")), ("batería".into(), "\"a *\"".into()));
    }

    #[test]
    fn an_or_is_kept_together() {
        assert_eq!(with("a OR b", "lang:es"), "(a OR b) lang:es");
        assert_eq!(with("(a OR b) lang:en", "lang:es"), "(a OR b) lang:es");
        assert!(filters("a OR lang:es").is_empty());
    }

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(
            href("/mentions", &[("q", "a&b=ñ"), ("cursor", "")]),
            "/mentions?q=a%26b%3D%C3%B1"
        );
        assert_eq!(href("/x", &[]), "/x");
    }
}
