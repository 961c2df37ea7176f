//! Names of people, as feeds write them.

use url::Url;

use crate::html;
use crate::place;

/// The name in `mail (Name)`, `Name <mail>` and their like; the mail address where there is nothing
/// else.
pub(super) fn name(written: &str) -> Option<String> {
    let text = html::decode_references(&html::decode_references(written)).into_owned();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let bracketed = [('(', ')'), ('<', '>')].into_iter().find_map(|(open, close)| {
        let (outside, rest) = text.split_once(open)?;
        let (inside, _) = rest.rsplit_once(close).unwrap_or((rest, ""));
        let parts = [outside, inside];
        // One side is the address, and the other one the name; a name alone may have brackets of
        // its own.
        let address = parts.iter().position(|part| is_address(part))?;
        Some(tidy(parts[1 - address]))
            .filter(|name| !name.is_empty())
            .or(Some(tidy(parts[address])))
    });
    let name = bracketed.unwrap_or_else(|| tidy(text));
    // Some names are links.
    let name = if name.contains("</") { html::one_line(&name, true) } else { name };
    (!name.is_empty()).then_some(name)
}

/// The page of an author's account, where `written` is one on the site of the entry at `link`.
pub(super) fn account(written: &str, link: &Url) -> Option<Url> {
    let is_address = written.starts_with('/') || written.starts_with("http");
    place::profile(written, link).filter(|_| is_address)
}

/// Whether feed-rs takes `name` as it is: it looks for a mail address in names, and what it finds
/// around one it cuts in the middle of a letter.
pub(super) fn is_plain(name: &str) -> bool {
    !name.contains('@')
}

fn tidy(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.trim_matches(['"', ',', ';']).trim().to_owned()
}

fn is_address(text: &str) -> bool {
    let text = tidy(text);
    let is_mail =
        text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    (is_mail || text.starts_with("http")) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_a_name() {
        for (written, found) in [
            ("ana@a.example (Ana Ruiz)", "Ana Ruiz"),
            ("Ana Ruiz <ana@a.example>", "Ana Ruiz"),
            ("Ana Ruiz (ana@a.example)", "Ana Ruiz"),
            ("\"Ruiz, Ana\" <mailto:ana@a.example>", "Ruiz, Ana"),
            ("mailto:ana@a.example", "ana@a.example"),
            ("ana@a.example", "ana@a.example"),
            ("ana@a.example ()", "ana@a.example"),
            ("<ana@a.example>", "ana@a.example"),
            ("Ana (la del taller)", "Ana (la del taller)"),
            ("  Ana Ruiz y\n  Luis Gil ", "Ana Ruiz y Luis Gil"),
            ("noreply@a.example (Ana &amp; Luis)", "Ana & Luis"),
            ("Luc&iacute;a P&amp;eacute;rez", "Lucía Pérez"),
            ("<a href='/ana'>Ana</a>", "Ana"),
        ] {
            assert_eq!(name(written).as_deref(), Some(found), "{written}");
        }
        assert_eq!(name(" \n "), None);
    }
}
