//! Style sheets, modules and icons, embedded in the binary and cached for good under a URL that
//! names their content.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;

use crate::Problem;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Assets;

/// What is sent of a file, and its media type.
#[derive(Hash)]
struct Sent {
    bytes: Bytes,
    mime: HeaderValue,
}

/// All files, made once: style sheets and modules go without what only their readers need.
static SENT: LazyLock<BTreeMap<String, Sent>> = LazyLock::new(|| {
    let files = Assets::iter().filter_map(|path| Some((Assets::get(&path)?, path.into_owned())));
    files
        .map(|(file, path)| {
            let mime = HeaderValue::from_str(file.metadata.mimetype())
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let is_script = path.ends_with(".js");
            let bytes = match std::str::from_utf8(&file.data) {
                Ok(text) if is_script || path.ends_with(".css") => squeezed(text, is_script).into(),
                _ => Bytes::from(file.data.into_owned()),
            };
            (path, Sent { bytes, mime })
        })
        .collect()
});

/// One version for all files, so that modules can import each other by relative name.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    SENT.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
});

/// A sheet or module without indentation, empty lines and the comments that fill whole lines.
/// Comments beside code stay, and so does every other letter: no string of ours goes over lines.
fn squeezed(text: &str, is_script: bool) -> String {
    let mut sent = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("/*");
        let ends = line.ends_with("*/");
        let is_comment = in_comment || begins || (is_script && line.starts_with("//"));
        in_comment = (in_comment || begins) && !ends;
        if !is_comment && !line.is_empty() {
            sent.push_str(line);
            sent.push('\n');
        }
    }
    sent
}

/// A year; the URL changes with the content.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The URL of an asset.
pub(crate) fn url(file: &str) -> String {
    format!("/assets/{}/{file}", *VERSION)
}

/// Answers with an asset. An old version in the URL still gets the newest content, uncached.
pub(crate) async fn serve(Path((version, file)): Path<(String, String)>) -> Response {
    let Some(sent) = SENT.get(&file) else {
        return Problem::not_found("file").into_response();
    };
    let mut response = sent.bytes.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, sent.mime.clone());
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

    #[test]
    fn what_only_readers_need_is_not_sent() {
        let sheet =
            "/* Two\n   lines. */\n@layer a {\n  b {\n    c: url(\"/*d*/\"); /* e */\n  }\n}\n";
        let sent = "@layer a {\nb {\nc: url(\"/*d*/\"); /* e */\n}\n}\n";
        assert_eq!(squeezed(sheet, false), sent);
        let module = "// Why.\nconst a = \"//\"; // b\n\n  /** C. */\n  d();\n";
        assert_eq!(squeezed(module, true), "const a = \"//\"; // b\nd();\n");
    }

    /// A page loads all of it at its first visit, and nothing but it.
    #[test]
    fn sheets_and_modules_are_small() {
        let is_loaded = |path: &str| path.ends_with(".css") || path.ends_with(".js");
        let loaded = SENT.iter().filter(|(path, _)| is_loaded(path));
        let bytes: usize = loaded.map(|(_, sent)| sent.bytes.len()).sum();
        assert!(bytes <= 60_000, "{bytes} bytes");
    }
}
