//! The documentation of manifests agrees with the program.

use std::fs;
use std::path::{Path, PathBuf};

use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::{add_folder, from_manifest, registry};
use plaza_core::{FieldKind, FixedClock};

use crate::simulator::NOW;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn fetcher() -> Fetcher {
    Fetcher::new(FetchSettings::new("Plaza test", std::sync::Arc::new(FixedClock::at(NOW))))
}

fn guide(name: &str) -> String {
    fs::read_to_string(folder().join("../docs/guide").join(name)).unwrap()
}

/// The manifest that a guide's tutorial builds up, block by block.
pub(crate) fn tutorial(name: &str) -> String {
    let guide = guide(name);
    let blocks = guide.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The manifest of the guide's second example: a forum with a login form and cookies.
pub(crate) fn members(name: &str) -> String {
    let guide = guide(name);
    let blocks = guide.split("```toml session\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn both_languages_build_the_same_manifest() {
    assert_eq!(tutorial("manifest.md"), tutorial("manifiesto.md"));
    assert_eq!(members("manifest.md"), members("manifiesto.md"));
}

/// Both guides explain every key of the format.
#[test]
fn every_key_is_explained() {
    let read = |file: &str| fs::read_to_string(folder().join("manifest").join(file)).unwrap();
    let format = [read("whole.rs"), read("format.rs")].concat();
    let mut keys = Vec::new();
    let mut renamed = None;
    for line in format.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("#[serde(rename = \"") {
            renamed = name.split('"').next();
        } else if let Some((name, _)) =
            line.strip_prefix("pub(super) ").and_then(|line| line.split_once(": "))
        {
            keys.push(renamed.take().unwrap_or(name));
        }
    }
    assert!(keys.len() > 100, "{keys:?}");
    for name in ["manifest.md", "manifiesto.md"] {
        let guide = guide(name);
        let missing: Vec<_> = keys
            .iter()
            .filter(|key| {
                let spellings = [format!("`{key}`"), format!(".{key}`"), format!(" {key} ")];
                !spellings.iter().any(|spelling| guide.contains(spelling))
            })
            .collect();
        assert!(missing.is_empty(), "{name} does not explain {missing:?}");
    }
}

/// Both guides list every common field.
#[test]
fn every_common_field_is_listed() {
    let library = fs::read_to_string(folder().join("manifest/fields.toml")).unwrap();
    let names: Vec<_> = library
        .lines()
        .filter_map(|line| line.strip_prefix('[').and_then(|line| line.strip_suffix(']')))
        .collect();
    assert!(names.len() > 10, "{names:?}");
    for guide_name in ["manifest.md", "manifiesto.md"] {
        let guide = guide(guide_name);
        let missing: Vec<_> =
            names.iter().filter(|name| !guide.contains(&format!("| `{name}` |"))).collect();
        assert!(missing.is_empty(), "{guide_name} does not list {missing:?}");
    }
}

#[test]
fn a_common_field_gives_what_the_manifest_leaves_out() {
    let written = tutorial("manifest.md");
    let (field, used) = (
        "key = \"url\"\ntype = \"url\"\nrequired = true\nplaceholder = \"https://forum.example\"\n",
        "use = \"forum_address\"\nplaceholder = \"https://corner.example\"\n",
    );
    let manifest = written.replacen(field, used, 1);
    assert_ne!(manifest, written);
    let without_label = manifest.replacen(
        "label = { en = \"Address of the forum\", es = \"Dirección del foro\" }\n",
        "",
        1,
    );
    assert_ne!(without_label, manifest);
    let factory = from_manifest("x.toml", &without_label, fetcher()).unwrap();
    let field = factory.spec().fields[0];
    assert_eq!((field.key, field.kind, field.required), ("url", FieldKind::Url, true));
    assert_eq!((field.label.en, field.label.es), ("Address of the forum", "Dirección del foro"));
    assert_eq!(field.help.en, "The forum's home page.", "the manifest's own");
    assert_eq!(field.placeholder, "https://corner.example", "the manifest's own");
}

/// A folder with a manifest has its doc page and its line in the registry.
#[test]
fn every_platform_is_registered_and_described() {
    let connectors = registry(&fetcher());
    let kinds: Vec<_> = connectors.iter().map(|factory| factory.spec().kind).collect();
    let mut found = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(path.join("manifest.toml")) else { continue };
        found += 1;
        let kind = text.lines().find_map(|line| line.strip_prefix("kind = ")).unwrap();
        assert!(kinds.contains(&kind.trim_matches('"')), "{kind} is not in the registry");
        let page = fs::read_to_string(path.join("README.md"));
        let page = page.unwrap_or_else(|_| panic!("{} has no README.md", path.display()));
        for part in ["needs", "collects", "cannot", "imits"] {
            let has_section =
                page.lines().any(|line| line.starts_with("## ") && line.contains(part));
            assert!(has_section, "{}: no section about what it {part}", path.display());
        }
    }
    assert!(found >= 3);
}

#[test]
fn a_folder_of_manifests_adds_to_the_built_in_ones() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let corner = tutorial("manifest.md");
    write("a.toml", &corner);
    write("b.toml", &corner.replace("\"corner\"", "\"mastodon\""));
    write("c.toml", "format = 1\nkind = ");
    write("notes.txt", "not a manifest");
    let mut connectors = registry(&fetcher());
    let before = connectors.len();
    let errors = add_folder(&mut connectors, folder.path(), &fetcher());
    assert_eq!(connectors.len(), before + 1);
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(messages[0].contains("b.toml:1:1: the kind `mastodon` exists already"), "{messages:?}");
    assert!(messages[1].contains("c.toml:2:"), "{messages:?}");
    assert_eq!(add_folder(&mut connectors, Path::new("/does/not/exist"), &fetcher()), []);
}
