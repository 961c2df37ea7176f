//! From one page to the next.

use jaq_json::Val;
use plaza_core::{ConnectorError, say};

use super::answer::Answer;
use super::format::PaginationType;
use super::jq::{self, Scope};
use super::model::Pagination;
use super::session::Session;
use super::state::Position;
use url::Url;

/// Longest cursor that is kept.
const MAX_TOKEN: usize = 4_000;

/// What follows a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It was the last one.
    End,
    Page(Position),
    /// The platform names the same page once more, although there was something on it.
    Same,
}

impl Pagination {
    /// The value of `page` in templates for this position: a number where pages are counted.
    pub(super) fn shown(&self, position: Option<&Position>) -> minijinja::Value {
        match (position, self.kind) {
            (Some(Position::Token(token)), _) => token.as_str().into(),
            (Some(Position::Number(number)), _) => (*number).into(),
            (None, PaginationType::Page | PaginationType::Offset) => self.start.into(),
            (None | Some(Position::Url(_)), _) => "".into(),
        }
    }

    /// The page after this one.
    pub(super) fn next(
        &self,
        session: &Session,
        now: Option<&Position>,
        answer: &Answer,
        records: &[Val],
        scope: &Scope,
    ) -> Result<Next, ConnectorError> {
        let wrong = |why: String| session.unfit(&format!("pagination: {why}"));
        if let Some(last) = &self.last
            && last.holds(&answer.body, scope).map_err(wrong)?
        {
            return Ok(Next::End);
        }
        let count = u64::try_from(records.len()).unwrap_or(u64::MAX);
        let is_short = count == 0 || self.size.is_some_and(|size| count < size);
        let number = match now {
            Some(Position::Number(number)) => *number,
            _ => self.start,
        };
        let asked = || match &self.next {
            None => Ok(None),
            Some(next) => next.first(&answer.body, scope).map_err(wrong),
        };
        let next = match self.kind {
            PaginationType::Page => (!is_short).then(|| Position::Number(number + 1)),
            PaginationType::Offset => (!is_short).then(|| Position::Number(number + count)),
            PaginationType::Link => match next_link(answer) {
                Some(link) => Some(Position::Url(joined(session, answer, &link)?)),
                None => None,
            },
            PaginationType::Cursor => {
                let token = asked()?.map(|token| jq::text_of(&token));
                // A page may be empty because everything on it is hidden from us.
                token.filter(|token| !token.is_empty()).map(Position::Token)
            }
            PaginationType::NextUrl => match asked()?.map(|url| jq::text_of(&url)) {
                Some(url) if !url.is_empty() => Some(Position::Url(joined(session, answer, &url)?)),
                _ => None,
            },
        };
        if next.as_ref().is_some_and(Position::is_too_long) {
            return Err(session
                .malformed(say!("next-page-long", "the address of the next page is too long")));
        }
        Ok(match next {
            None => Next::End,
            // A platform that returns the same page again would be asked for ever.
            Some(next) if Some(&next) == now && count == 0 => Next::End,
            Some(next) if Some(&next) == now => Next::Same,
            Some(next) => Next::Page(next),
        })
    }
}

impl Position {
    fn is_too_long(&self) -> bool {
        match self {
            Self::Token(text) | Self::Url(text) => text.len() > MAX_TOKEN,
            Self::Number(_) => false,
        }
    }
}

/// The address of the next page. It must lead to the host that the page came from, because
/// credentials are sent with it.
fn joined(session: &Session, answer: &Answer, link: &str) -> Result<String, ConnectorError> {
    let url = answer
        .url
        .join(link)
        .map_err(|error| session.unfit(&format!("the address of the next page: {error}")))?;
    if url.origin() != answer.url.origin() {
        let host = url.host_str().unwrap_or_default();
        return Err(session.malformed(say!(
            "next-page-elsewhere",
            "the next page would be on another host ({host})",
            host
        )));
    }
    Ok(url.into())
}

/// The target of `Link: <…>; rel="next"` (RFC 8288).
fn next_link(answer: &Answer) -> Option<String> {
    let values = answer.headers.get_all(crate::fetch::header::LINK);
    values.iter().filter_map(|value| value.to_str().ok()).find_map(|value| {
        let mut rest = value;
        while let Some((_, after)) = rest.split_once('<') {
            let (target, after) = after.split_once('>')?;
            let parameters = after.split('<').next().unwrap_or_default();
            let is_next = parameters.split([';', ',']).any(|parameter| {
                parameter.trim().split_once('=').is_some_and(|(name, value)| {
                    name.trim().eq_ignore_ascii_case("rel")
                        && value
                            .trim()
                            .trim_matches('"')
                            .split_ascii_whitespace()
                            .any(|rel| rel.eq_ignore_ascii_case("next"))
                })
            });
            if is_next {
                return Some(target.to_owned());
            }
            rest = after;
        }
        None
    })
}

/// A position as an address, where it is one.
pub(super) fn address(position: Option<&Position>) -> Result<Option<Url>, ConnectorError> {
    match position {
        Some(Position::Url(url)) => crate::fetch::parse_url(url).map(Some),
        _ => Ok(None),
    }
}
