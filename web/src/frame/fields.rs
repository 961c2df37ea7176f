//! What a form sent.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use plaza_core::{Seen, say};

use crate::Problem;

/// Longest value of any field, in characters: a mention's longest text.
const MAX_CHARS: usize = plaza_core::limits::MENTION_TEXT;

/// Most fields of a form: each costs many times the two bytes that it may be sent with.
const MOST_FIELDS: usize = 2_000;

/// Fields of a form or of a query, in the order sent. Handlers take out the fields that they know.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, up to one field more than a form may have.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let fields = url::form_urlencoded::parse(encoded).take(MOST_FIELDS + 1);
        Self(fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// Refuses what no field takes.
    fn checked(self) -> Result<Self, Problem> {
        if self.0.len() > MOST_FIELDS {
            let why = format!("has more than {MOST_FIELDS} fields");
            return Err(Problem::invalid("form", why));
        }
        for (name, value) in &self.0 {
            if value.contains('\0') {
                return Err(Problem::invalid(
                    name,
                    say!("text-nul", "must not contain the character NUL"),
                ));
            }
            if value.chars().nth(MAX_CHARS).is_some() {
                let why =
                    say!("takes-characters", "takes at most {max} characters", max = MAX_CHARS);
                return Err(Problem::invalid(name, why));
            }
        }
        Ok(self)
    }

    /// The first value of `name`, trimmed; empty where it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of `name` as it was sent, with line ends as `\n`.
    pub(crate) fn text(&self, name: &str) -> String {
        self.raw(name).replace("\r\n", "\n")
    }

    /// The first value of `name`, or `None` where it is missing or blank.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All values of `name`.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `name` says true.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name) == "true"
    }

    /// `name` as an id.
    pub(crate) fn id<I: FromStr>(&self, name: &str) -> Option<I> {
        self.get(name).parse().ok()
    }

    /// All fields in the order sent.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The ids in `name`, with commas between them.
    pub(crate) fn ids<I: FromStr>(&self, name: &str) -> Vec<I> {
        self.get(name).split(',').filter_map(|id| id.trim().parse().ok()).collect()
    }

    /// A thing as the page of this form showed it.
    ///
    /// # Errors
    /// 428 where the form names no version.
    pub(crate) fn seen<I>(&self, id: I) -> Result<Seen<I>, Problem> {
        let version = self.id("version").ok_or_else(Problem::version_required)?;
        Ok(Seen::at(id, version))
    }

    /// All fields whose name begins with `prefix`, without it.
    pub(crate) fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// Takes out all values of `name`.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
    }

    /// Puts one value in the place of all others of `name`.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if request.method().is_safe() {
            let query = request.uri().query().unwrap_or_default();
            return Self::parse(query.as_bytes()).checked();
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| {
            Problem::malformed(say!(
                "form-cut-off",
                "the form was cut off or is too large; send it again"
            ))
        })?;
        Self::parse(&body).checked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_nothing_but_fields_is_refused() {
        let form = "a&".repeat(MOST_FIELDS);
        assert!(Fields::parse(form.as_bytes()).checked().is_ok());
        let problem = Fields::parse("a&".repeat(500_000).as_bytes()).checked().unwrap_err();
        assert_eq!(problem.status, 422);
    }

    #[test]
    fn reads_what_forms_send() {
        let fields = Fields::parse(b"a=+x+&b=1%0D%0A2&intent=idea&intent=buy&v.url=u&on=true&id=7");
        assert_eq!((fields.get("a"), fields.text("b").as_str()), ("x", "1\n2"));
        assert_eq!(fields.all("intent").collect::<Vec<_>>(), ["idea", "buy"]);
        assert_eq!(fields.with_prefix("v.").collect::<Vec<_>>(), [("url", "u")]);
        assert!(fields.is_true("on") && !fields.is_true("a"));
        assert_eq!(
            (fields.id("id"), fields.id::<u8>("a"), fields.filled("zz")),
            (Some(7), None, None)
        );
    }
}
