//! Which platform an address belongs to, and what it says of a source's settings.

use std::collections::BTreeMap;

use url::Url;

use super::known::Known;
use super::spec::{ConnectorSpec, FieldKind};

/// What an address says of a source's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The KIND.
    pub kind: &'static str,
    /// Settings by key.
    pub values: BTreeMap<String, String>,
    /// How much of the address the pattern named; the most is the best.
    pub weight: usize,
}

/// What somebody pasted, as an address: the scheme may be missing, a mailbox and an account of the
/// fediverse (`@ana@plaza.example`) are addresses too.
#[must_use]
pub fn pasted_address(pasted: &str) -> Option<Url> {
    let pasted = pasted.trim();
    if pasted.is_empty() || pasted.contains(char::is_whitespace) {
        return None;
    }
    if let Some((user, host)) = pasted.strip_prefix('@').and_then(|rest| rest.split_once('@')) {
        return Url::parse(&format!("https://{host}/@{user}")).ok();
    }
    let is_mailbox = |(user, host): (&str, &str)| {
        !user.contains([':', '/']) && !user.is_empty() && host.contains('.') && !host.contains('/')
    };
    let url = match pasted {
        _ if pasted.contains("://") || pasted.starts_with("mailto:") => Url::parse(pasted),
        _ if pasted.split_once('@').is_some_and(is_mailbox) => {
            Url::parse(&format!("mailto:{pasted}"))
        }
        _ => Url::parse(&format!("https://{pasted}")),
    };
    let has_host = |url: &Url| match url.scheme() {
        "http" | "https" => {
            url.host_str().is_some_and(|h| h.contains(['.', ':']) || h == "localhost")
        }
        "mailto" => true,
        _ => false,
    };
    url.ok().filter(has_host)
}

impl ConnectorSpec {
    /// What the address says, where a pattern with a host of its own fits it.
    #[must_use]
    pub fn recognise(&self, address: &Url) -> Option<Recognised> {
        self.best(address, |known| !known.address.starts_with("*/") && known.address != "*")
    }

    /// What the address says, where its server is known to run this software.
    #[must_use]
    pub fn recognise_here(&self, address: &Url) -> Option<Recognised> {
        self.best(address, |_| true)
    }

    fn best(&self, address: &Url, may: impl Fn(&Known) -> bool) -> Option<Recognised> {
        let fits = self.known_by.iter().filter(|known| may(known));
        let read = fits.filter_map(|known| self.read(known, address));
        read.max_by_key(|read| read.weight)
    }

    fn read(&self, known: &Known, address: &Url) -> Option<Recognised> {
        let (mut caught, weight) = fit(known.address, address)?;
        let mut values: BTreeMap<String, String> = caught
            .iter()
            .filter(|(key, _)| self.fields.iter().any(|field| field.key == **key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let host = address.host_str().unwrap_or_default().trim_start_matches("www.");
        caught.insert("host".to_owned(), host.to_owned());
        caught.insert("origin".to_owned(), address.origin().ascii_serialization());
        caught.insert("address".to_owned(), address.to_string());
        if let Some((_, domain)) = address.path().split_once('@') {
            caught.insert("domain".to_owned(), domain.to_owned());
        }
        for (key, template) in known.set {
            let mut value = (*template).to_owned();
            for (name, text) in &caught {
                value = value.replace(&format!("{{{name}}}"), text);
            }
            values.insert((*key).to_owned(), value);
        }
        Some(Recognised { kind: self.kind, values, weight })
    }

    /// Settings as people enter them, made into what the fields take: an address pasted into a field
    /// for a name, `#` and `@` in front, an address without `https://`.
    pub fn understand(&self, values: &mut BTreeMap<String, String>) {
        for field in self.fields {
            let Some(value) = values.get_mut(field.key) else { continue };
            if matches!(field.kind, FieldKind::Secret | FieldKind::Multiline | FieldKind::Bool) {
                continue;
            }
            let mut entered = value.trim().to_owned();
            if field.kind == FieldKind::Url {
                let lacks_scheme = !entered.contains("://") && entered.contains('.');
                let url = pasted_address(&entered).filter(|url| url.scheme() == "https");
                if let Some(url) = url.filter(|_| lacks_scheme) {
                    entered = url.to_string();
                }
            } else if entered.contains('/') {
                let read = pasted_address(&entered).and_then(|url| {
                    let here = entered.contains("://").then(|| self.recognise_here(&url)).flatten();
                    self.recognise(&url).or(here)
                });
                if let Some(name) = read.and_then(|mut read| read.values.remove(field.key)) {
                    entered = name;
                }
            }
            if let FieldKind::Choice { options, .. } = field.kind {
                let same = options.iter().find(|one| one.value.eq_ignore_ascii_case(&entered));
                entered = same.map_or(entered, |one| one.value.to_owned());
            }
            for front in field.strip {
                if let Some(rest) = entered.strip_prefix(front).filter(|rest| !rest.is_empty()) {
                    entered = rest.trim_start().to_owned();
                }
            }
            if entered != value.trim() {
                *value = entered;
            }
        }
    }
}

/// What a pattern catches in an address, and how much of it the pattern names.
fn fit(pattern: &str, address: &Url) -> Option<(BTreeMap<String, String>, usize)> {
    let mut caught = BTreeMap::new();
    if let Some(inner) = pattern.strip_prefix("mailto:") {
        let is_mail = address.scheme() == "mailto";
        let named = inner.rsplit('}').next().map_or(0, str::len);
        let fits = is_mail && catch(inner, address.path(), &mut caught);
        return fits.then_some((caught, 1_000 + named));
    }
    let (pattern, fragment) = pattern.split_once('#').map_or((pattern, ""), |(p, f)| (p, f));
    let (pattern, query) = pattern.split_once('?').map_or((pattern, ""), |(p, q)| (p, q));
    let (host, path) = pattern.split_once('/').unwrap_or((pattern, ""));
    let mut weight = host_weight(host, address.host_str()?)?;
    let mut segments = address.path_segments()?.filter(|segment| !segment.is_empty());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if let Some(key) = part.strip_prefix('{').and_then(|part| part.strip_suffix("...}")) {
            let rest: Vec<String> =
                segments.by_ref().take_while(|segment| *segment != "-").map(decoded).collect();
            caught.insert(key.to_owned(), Some(rest.join("/")).filter(|rest| !rest.is_empty())?);
        } else if part == "*" {
            segments.next()?;
        } else {
            let segment = decoded(segments.next()?);
            if !catch(part, &segment, &mut caught) {
                return None;
            }
            weight += 10;
        }
    }
    for (key, inner) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let mut sent = address.query_pairs().filter(|(name, _)| name == key);
        if !catch(inner, &sent.next()?.1, &mut caught) {
            return None;
        }
        weight += 10;
    }
    if !fragment.is_empty() {
        let sent = decoded(address.fragment()?.split('?').next()?);
        if !catch(fragment, &sent, &mut caught) {
            return None;
        }
        weight += 10;
    }
    Some((caught, weight))
}

/// How much a host's pattern names of it; `None` where it is another host.
fn host_weight(pattern: &str, host: &str) -> Option<usize> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let fits = match pattern.strip_prefix("*.") {
        _ if pattern == "*" => return Some(0),
        Some(domain) => host.strip_suffix(domain).is_some_and(|front| front.ends_with('.')),
        None => host.eq_ignore_ascii_case(pattern),
    };
    fits.then_some(100)
}

/// Whether a text fits `front{key}back`, whose key is caught, or is the same word.
fn catch(pattern: &str, text: &str, caught: &mut BTreeMap<String, String>) -> bool {
    let inner = pattern.split_once('{').and_then(|(front, rest)| {
        let (key, back) = rest.split_once('}')?;
        Some((front, key, back))
    });
    let Some((front, key, back)) = inner else { return text.eq_ignore_ascii_case(pattern) };
    let value = text.strip_prefix(front).and_then(|rest| rest.strip_suffix(back));
    match value.filter(|value| !value.is_empty()) {
        Some(value) => caught.insert(key.to_owned(), value.to_owned()).is_none(),
        None => false,
    }
}

/// A segment without its percent signs.
fn decoded(segment: &str) -> String {
    // `+` stands for itself in a path.
    let plain = segment.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(plain.as_bytes())
        .next()
        .map_or_else(|| segment.to_owned(), |(text, _)| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldSpec, Localized};

    const WORDS: Localized = Localized { en: "", es: "" };
    const SUB: FieldSpec =
        FieldSpec { strip: &["/", "r/"], ..FieldSpec::new("sub", WORDS, WORDS, FieldKind::Text) };
    const URL: FieldSpec = FieldSpec::new("url", WORDS, WORDS, FieldKind::Url);
    const SPEC: ConnectorSpec = ConnectorSpec {
        fields: &[SUB, URL],
        known_by: &[
            Known { address: "reddit.com/r/{sub}", set: &[("url", "{origin}")] },
            Known { address: "reddit.com", set: &[] },
            Known { address: "apps.example/{cc}/app/*/id{sub}", set: &[("url", "x:{cc}:{sub}")] },
            Known { address: "*.desk.example", set: &[("url", "{origin}")] },
            Known { address: "store.example?id={sub}", set: &[] },
            Known { address: "matrix.to#/{sub}", set: &[] },
            Known { address: "lab.example/{a}/{b...}", set: &[("sub", "{a}/{b}")] },
            Known { address: "mailto:{sub}", set: &[("url", "imap.{domain}")] },
            Known { address: "*/c/{sub}", set: &[("url", "{origin}")] },
        ],
        ..ConnectorSpec::new("reddit", WORDS, WORDS)
    };

    fn read(pasted: &str) -> Option<(String, String)> {
        let url = pasted_address(pasted)?;
        let values = SPEC.recognise(&url)?.values;
        let get = |key: &str| values.get(key).cloned().unwrap_or_default();
        Some((get("sub"), get("url")))
    }

    #[test]
    fn addresses_say_their_settings() {
        let cases = [
            ("https://www.reddit.com/r/zumbo/comments/1/x", "zumbo", "https://www.reddit.com"),
            ("reddit.com/r/zumbo", "zumbo", "https://reddit.com"),
            ("https://reddit.com/", "", ""),
            ("https://apps.example/es/app/zumbo-app/id42", "42", "x:es:42"),
            ("https://zumbo.desk.example/hc/es", "", "https://zumbo.desk.example"),
            ("https://store.example/x?hl=es&id=org.zumbo", "org.zumbo", ""),
            ("https://matrix.to/#/%23sala:m.example?via=m.example", "#sala:m.example", ""),
            ("https://lab.example/g/sub/p/-/issues/3", "g/sub/p", ""),
            ("ana@zumbo.example", "ana@zumbo.example", "imap.zumbo.example"),
        ];
        for (pasted, sub, url) in cases {
            assert_eq!(read(pasted), Some((sub.to_owned(), url.to_owned())), "{pasted}");
        }
        for other in [
            "https://evilreddit.com/r/x",
            "https://desk.example",
            "foro",
            "a b.example",
            "ftp://reddit.com/r/x",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        let here = pasted_address("https://lemmy.example/c/plaza").unwrap();
        assert_eq!(SPEC.recognise(&here), None, "its server has not said what it runs");
        assert_eq!(SPEC.recognise_here(&here).unwrap().values["sub"], "plaza");
        assert_eq!(
            pasted_address("@ana@plaza.example").unwrap().as_str(),
            "https://plaza.example/@ana"
        );
    }

    #[test]
    fn names_are_understood_as_people_write_them() {
        for entered in ["zumbo", " r/zumbo ", "/r/zumbo", "https://www.reddit.com/r/zumbo/top/"] {
            let mut values = BTreeMap::from([("sub".to_owned(), entered.to_owned())]);
            SPEC.understand(&mut values);
            assert_eq!(values["sub"].trim(), "zumbo", "{entered}");
        }
        let mut values = BTreeMap::from([("url".to_owned(), "foro.example/x".to_owned())]);
        SPEC.understand(&mut values);
        assert_eq!(values["url"], "https://foro.example/x");
    }
}
