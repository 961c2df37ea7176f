//! Style sheets, modules and icons, embedded in the binary and cached for good under a URL that
//! names their content.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;

use crate::Problem;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Assets;

/// One version for all files, so that modules can import each other by relative name.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    for path in Assets::iter() {
        path.hash(&mut hasher);
        if let Some(file) = Assets::get(&path) {
            file.metadata.sha256_hash().hash(&mut hasher);
        }
    }
    format!("{:016x}", hasher.finish())
});

/// A year; the URL changes with the content.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The URL of an asset.
pub(crate) fn url(file: &str) -> String {
    format!("/assets/{}/{file}", *VERSION)
}

/// Answers with an asset. An old version in the URL still gets the newest content, uncached.
pub(crate) async fn serve(Path((version, file)): Path<(String, String)>) -> Response {
    let Some(asset) = Assets::get(&file) else {
        return Problem::not_found("file").into_response();
    };
    let mime = HeaderValue::from_str(asset.metadata.mimetype());
    let mut response = asset.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        mime.unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    if version == *VERSION {
        headers.insert(header::CACHE_CONTROL, FOR_GOOD);
    }
    response
}

/// Old habits of browsers.
pub(crate) async fn favicon() -> Redirect {
    Redirect::permanent(&url("icon.svg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What makes markup or code out of text. The content security policy lets none of it pass.
    const SINKS: [&str; 12] = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "createContextualFragment",
        "document.write",
        "DOMParser",
        "setHTML",
        "srcdoc",
        "eval(",
        "Function(",
        "trustedTypes",
        "import(",
    ];

    #[test]
    fn scripts_build_pages_out_of_nodes() {
        let scripts: Vec<_> = Assets::iter().filter(|path| path.ends_with(".js")).collect();
        assert!(scripts.len() > 5, "{scripts:?}");
        for path in scripts {
            let script = Assets::get(&path).unwrap();
            let text = String::from_utf8(script.data.into_owned()).unwrap();
            let used: Vec<_> = SINKS.iter().filter(|sink| text.contains(**sink)).collect();
            assert!(used.is_empty(), "{path} uses {used:?}");
        }
    }

    #[tokio::test]
    async fn only_the_current_version_is_cached_for_good() {
        let get = |version: &str| serve(Path((version.to_owned(), "app.js".to_owned())));
        let current = get(&VERSION).await;
        assert_eq!(current.headers()[header::CACHE_CONTROL], FOR_GOOD);
        assert_eq!(current.headers()[header::CONTENT_TYPE], "text/javascript");
        assert!(get("0").await.headers().get(header::CACHE_CONTROL).is_none());
        let missing = serve(Path((VERSION.clone(), "../Cargo.toml".to_owned()))).await;
        assert_eq!(missing.status(), 404);
    }
}
