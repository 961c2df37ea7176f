//! Redirect targets that come from a request lead to our own pages only.

use url::Url;

/// `target` as a path with its query, if it leads to this site; `None` for anything that a
/// browser would take elsewhere.
#[must_use]
pub fn local_path(target: &str) -> Option<String> {
    // The scheme of the base decides how odd slashes are read; http is what browsers use here.
    let base = Url::parse("http://plaza.invalid/").ok()?;
    if !target.starts_with('/') || target.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    let url = base.join(target).ok()?;
    if url.origin() != base.origin() || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let path = url.path();
    // `/.//evil.test` loses its dot and would then name another host.
    if path.starts_with("//") {
        return None;
    }
    Some(url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_local_paths() {
        for (target, path) in [
            ("/", "/"),
            ("/mentions?q=bater%C3%ADa&sort=newest", "/mentions?q=bater%C3%ADa&sort=newest"),
            ("/a/../b#part", "/b"),
            ("/mentions?next=https://evil.test", "/mentions?next=https://evil.test"),
        ] {
            assert_eq!(local_path(target).as_deref(), Some(path), "{target}");
        }
    }

    #[test]
    fn refuses_all_ways_out() {
        for target in [
            "",
            "mentions",
            "https://evil.test",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/\t/evil.test",
            "/\n/evil.test",
            "/.//evil.test",
            "/a/..//evil.test",
            "/%2e//evil.test",
            "http:evil.test",
            "javascript:alert(1)",
            " //evil.test",
            "data:text/html,x",
            "//plaza.invalid@evil.test",
            "/\u{0}/evil.test",
        ] {
            assert_eq!(local_path(target), None, "{target:?}");
        }
    }
}
