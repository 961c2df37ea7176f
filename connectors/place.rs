//! Names of places, which tell sources apart.

use url::Url;

/// The name of the place behind an address: host and path, without the scheme, so that `http` and
/// `https` are the same place.
pub(crate) fn place_of(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{}{query}", site_of(url), url.path().trim_end_matches('/'))
}

/// The name of the site behind an address: host and port.
pub(crate) fn site_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{host}{port}")
}

/// What `written`, found on `page`, says as the address of an author: one on the same site that is
/// neither its home page nor `page`. Addresses elsewhere say nothing: guests may type any.
pub(crate) fn profile(written: &str, page: &Url) -> Option<Url> {
    let written = written.trim();
    // A fragment alone names a part of the page, and `_:` a node in it.
    if written.is_empty() || written.starts_with(['#', '_']) {
        return None;
    }
    let url = page.join(written).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let document = |url: &Url| (url.path().to_owned(), url.query().map(str::to_owned));
    let is_home = url.path() == "/" && url.query().is_none();
    let names_somebody = match url.fragment().filter(|fragment| !fragment.is_empty()) {
        // Site-wide ids, such as https://a.example/#/schema/person/1, stand on the home page.
        Some(_) => is_home || document(&url) != document(page),
        None => !is_home && document(&url) != document(page),
    };
    (names_somebody && site_of(&url) == site_of(page)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_its_own_on_the_same_site_is_a_profile() {
        let page = Url::parse("https://www.a.example/shop/7?page=2").unwrap();
        let of = |written: &str| profile(written, &page).map(String::from);
        for (written, url) in [
            ("/users/ana", "https://www.a.example/users/ana"),
            ("https://a.example/users/ana", "https://a.example/users/ana"),
            ("//www.a.example/profile?id=7", "https://www.a.example/profile?id=7"),
            ("?user=7", "https://www.a.example/shop/7?user=7"),
            ("https://a.example/#/schema/person/1", "https://a.example/#/schema/person/1"),
        ] {
            assert_eq!(of(written).as_deref(), Some(url), "{written}");
        }
        for written in [
            "",
            "#author",
            "_:b0",
            "https://a.example",
            "https://www.a.example/#",
            "https://www.a.example/shop/7?page=2",
            "https://www.a.example/shop/7?page=2#author",
            "https://ana.example/about",
            "https://users.a.example/ana",
            "mailto:ana@a.example",
            "javascript:void(0)",
        ] {
            assert_eq!(of(written), None, "{written}");
        }
    }
}
