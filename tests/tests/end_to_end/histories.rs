//! An index beside a database of another history: what is found is what the database holds, on both
//! databases, and it is said.

use std::fs;
use std::process::Output;

use anyhow::{Result, ensure};
use plaza_tests::postgres;
use plaza_tests::server::{Plaza, succeeded};

use super::support::{import, record};

/// What is said where an index is built anew for this reason.
const TOLD: &str = "was not made from what this database holds";

fn found(plaza: &Plaza, query: &str) -> Result<usize> {
    let output = plaza.command(["search", query, "--json"])?;
    Ok(succeeded(&output)?.lines().count())
}

fn says_so(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stderr).contains(TOLD)
}

/// Two mentions, then two more that a restored database does not know, then two that come to the same
/// revision: `save` and `restore` are the operator's.
fn check(
    plaza: &Plaza,
    save: impl FnOnce() -> Result<()>,
    restore: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let said = |id: &str, text: &str| record(id, text);
    let (first, _) = import(plaza, "foro", &[said("1", "uno"), said("2", "dos")])?;
    ensure!(!says_so(&first), "a fresh index is nobody else's");
    save()?;
    import(plaza, "foro", &[said("3", "antiguo tres"), said("4", "antiguo cuatro")])?;
    ensure!(found(plaza, "antiguo")? == 2, "nothing was indexed");
    restore()?;
    let (after, _) = import(plaza, "foro", &[said("5", "nuevo cinco"), said("6", "nuevo seis")])?;
    ensure!(says_so(&after), "{after:?}");
    ensure!((found(plaza, "antiguo")?, found(plaza, "nuevo")?) == (0, 2), "a false answer");
    ensure!(found(plaza, "dos")? == 1, "what was there before is lost");
    let doctor = plaza.command(["doctor"])?;
    ensure!(succeeded(&doctor)?.contains("4 mentions stored, 4 can be found"), "{doctor:?}");
    ensure!(!says_so(&doctor), "it is built anew once");
    Ok(())
}

#[tokio::test]
async fn a_sqlite_file_that_was_put_back_is_found_as_it_is() -> Result<()> {
    let plaza = Plaza::new()?;
    let (database, saved) = (plaza.data().join("plaza.db"), plaza.scratch("saved.db"));
    check(
        &plaza,
        || Ok(fs::copy(&database, &saved).map(drop)?),
        || Ok(fs::copy(&saved, &database).map(drop)?),
    )
}

#[tokio::test]
async fn a_postgres_database_that_was_restored_is_found_as_it_is() -> Result<()> {
    let url = postgres::new_database()?;
    let keeper = postgres::new_database()?;
    let name = url.trim_start_matches("postgres:///").split('?').next().unwrap_or_default();
    let plaza = Plaza::new()?.database(&url);
    let run = |sql: String| postgres::query(&keeper, &sql).map(drop);
    check(
        &plaza,
        || run(format!("create database {name}_saved template {name}")),
        || {
            run(format!("drop database {name}"))?;
            run(format!("create database {name} template {name}_saved"))
        },
    )
}

#[tokio::test]
async fn the_index_of_another_house_is_built_anew() -> Result<()> {
    let (one, other) = (Plaza::new()?, Plaza::new()?);
    import(&one, "foro", &[record("1", "batería"), record("2", "pantalla")])?;
    import(&other, "foro", &[record("1", "cámara"), record("2", "altavoz")])?;
    fs::remove_dir_all(other.data().join("index"))?;
    fs::rename(one.data().join("index"), other.data().join("index"))?;
    let doctor = other.command(["doctor"])?;
    let told = succeeded(&doctor)?;
    ensure!(told.contains("has been built anew") && says_so(&doctor), "{doctor:?}");
    ensure!((found(&other, "bateria")?, found(&other, "camara")?) == (0, 1), "a false answer");
    Ok(())
}
