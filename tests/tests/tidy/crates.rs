//! Who may use whom: DESIGN.md's table of crates, and docs/DEPENDENCIES.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};
use plaza_tests::server::repository;

/// Crate, the crates of this workspace that it may use, and crates that it must never know.
const TABLE: [(&str, &[&str], &[&str]); 8] = [
    (
        "plaza-core",
        &[],
        &["tokio", "sqlx", "reqwest", "axum", "tantivy", "tower", "hyper", "rusqlite", "anyhow"],
    ),
    ("plaza-connectors", &["plaza-core"], &["sqlx", "axum", "tantivy", "anyhow"]),
    ("plaza-models", &["plaza-core"], &["tokio", "sqlx", "reqwest", "axum", "tantivy"]),
    ("plaza-store", &["plaza-core"], &["reqwest", "axum", "tantivy", "anyhow"]),
    ("plaza-search", &["plaza-core"], &["tokio", "sqlx", "reqwest", "axum", "anyhow"]),
    (
        "plaza-engine",
        &["plaza-core", "plaza-store", "plaza-search"],
        &["axum", "sqlx", "tantivy", "reqwest", "clap", "anyhow"],
    ),
    (
        "plaza-web",
        &["plaza-core", "plaza-engine", "plaza-store", "plaza-search"],
        &["sqlx", "tantivy", "reqwest", "anyhow"],
    ),
    (
        "plaza",
        &[
            "plaza-core",
            "plaza-connectors",
            "plaza-models",
            "plaza-store",
            "plaza-search",
            "plaza-engine",
            "plaza-web",
        ],
        &["sqlx", "tantivy", "reqwest"],
    ),
];

/// Clients of HTTP; the program has one, in connectors/fetch.
const HTTP_CLIENTS: [&str; 7] = ["reqwest", "ureq", "isahc", "curl", "surf", "attohttpc", "awc"];

/// Tools, which may use what they like.
const TOOLS: [&str; 2] = ["plaza-tests", "xtask"];

fn metadata() -> Result<Metadata> {
    Ok(MetadataCommand::new()
        .current_dir(repository())
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()?)
}

/// What a package is built of, tests and build scripts aside.
fn used_by(package: &Package) -> BTreeSet<&str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.as_str())
        .collect()
}

#[test]
fn crates_use_only_what_the_design_allows() -> Result<()> {
    let metadata = metadata()?;
    let packages: BTreeMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.name.as_str(), package)).collect();
    let mut problems = Vec::new();
    for (name, may_use, must_not_know) in TABLE {
        let Some(package) = packages.get(name) else {
            problems.push(format!("{name} is missing from the workspace"));
            continue;
        };
        let used = used_by(package);
        let forbidden = used.iter().filter(|dependency| {
            must_not_know.contains(dependency)
                || (packages.contains_key(**dependency) && !may_use.contains(dependency))
        });
        problems.extend(forbidden.map(|dependency| format!("{name} may not use {dependency}")));
    }
    let known = TABLE.iter().map(|(name, _, _)| *name).chain(TOOLS).collect::<BTreeSet<_>>();
    let unknown = packages.keys().filter(|name| !known.contains(*name));
    problems
        .extend(unknown.map(|name| format!("{name} is not in the table: add it to the design")));
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

/// The crates of hyper are a server, a client, or both, as their features say.
fn is_http_client(used: &Dependency) -> bool {
    let asks =
        used.features.iter().any(|feature| feature.starts_with("client") || feature == "full");
    used.kind == DependencyKind::Normal
        && (HTTP_CLIENTS.contains(&used.name.as_str()) || used.name.starts_with("hyper") && asks)
}

#[test]
fn only_connectors_have_an_http_client() -> Result<()> {
    let metadata = metadata()?;
    let problems: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| package.name.as_str() != "plaza-connectors")
        .filter(|package| !TOOLS.contains(&package.name.as_str()))
        .flat_map(|package| {
            let clients = package.dependencies.iter().filter(|used| is_http_client(used));
            clients.map(|used| format!("{} uses {}", package.name, used.name)).collect::<Vec<_>>()
        })
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[test]
fn every_dependency_is_explained() -> Result<()> {
    let metadata = metadata()?;
    let own: BTreeSet<&str> =
        metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let used: BTreeSet<String> = metadata
        .packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .map(|dependency| dependency.name.clone())
        .filter(|name| !own.contains(name.as_str()))
        .collect();
    let path = repository().join("docs/DEPENDENCIES.md");
    let text = fs::read_to_string(&path).context("docs/DEPENDENCIES.md")?;
    let explained: BTreeSet<String> = text.lines().filter_map(explained_crate).collect();
    let missing: Vec<_> = used.difference(&explained).collect();
    let stale: Vec<_> = explained.difference(&used).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "docs/DEPENDENCIES.md lacks {missing:?} and has {stale:?}, which nothing uses"
    );
    Ok(())
}

/// The crate's name in a table line `| [`name`](…) | …` or ``| `name` | …``.
fn explained_crate(line: &str) -> Option<String> {
    let cell = line.strip_prefix('|')?.split('|').next()?.trim();
    let (_, rest) = cell.split_once('`')?;
    rest.split_once('`').map(|(name, _)| name.to_owned())
}

#[test]
fn every_shared_dependency_is_used() -> Result<()> {
    let root = fs::read_to_string(repository().join("Cargo.toml"))?;
    let shared = root
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name.to_owned()));
    let metadata = metadata()?;
    let used: BTreeSet<&str> = metadata
        .packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .map(|dependency| dependency.name.as_str())
        .collect();
    let idle: Vec<String> = shared.filter(|name| !used.contains(name.as_str())).collect();
    assert!(idle.is_empty(), "Cargo.toml names {idle:?}, which no crate uses");
    Ok(())
}

/// The tests of all crates are built without default features, which would leave out what another
/// crate ships by default. Only the tests' own browser is meant.
#[test]
fn no_part_of_the_product_is_a_default_feature() -> Result<()> {
    let metadata = metadata()?;
    let packages = metadata.packages.iter();
    let with_defaults: Vec<&str> = packages
        .filter(|package| package.features.get("default").is_some_and(|parts| !parts.is_empty()))
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(with_defaults, ["plaza-tests"]);
    Ok(())
}
