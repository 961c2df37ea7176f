//! The browsers in which somebody is signed in, as people call them.

use plaza_core::Millis;
use plaza_engine::access::OpenSession;

use crate::frame::page::Page;

/// Browsers by what they call themselves; the first that fits counts, since most of them name
/// others too.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Systems, in the same way.
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// An open session as it stands in a list.
pub(super) struct DeviceRow {
    pub(super) name: String,
    pub(super) device: String,
    pub(super) since: Millis,
    pub(super) last_seen: Millis,
    pub(super) is_this: bool,
}

pub(super) fn device_rows(page: &Page, open: Vec<OpenSession>) -> Vec<DeviceRow> {
    open.into_iter()
        .map(|session| DeviceRow {
            device: in_words(&session.device).unwrap_or_else(|| page.get("session-unknown")),
            name: session.name,
            since: session.created_at,
            last_seen: session.last_seen_at,
            is_this: session.is_this,
        })
        .collect()
}

/// `Firefox · Linux`; nothing where neither is known.
fn in_words(agent: &str) -> Option<String> {
    let known = |list: &[(&str, &'static str)]| {
        list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let parts: Vec<&str> = [known(&BROWSERS), known(&SYSTEMS)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_their_signs() {
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140";
        assert_eq!(in_words(edge).as_deref(), Some("Edge · Windows"));
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604.1";
        assert_eq!(in_words(phone).as_deref(), Some("Safari · iPhone"));
        assert_eq!(in_words("something"), None);
    }
}
