//! `plaza import` of files as people have them: what comes in, what the command says, and what it
//! ends with.

use anyhow::{Result, ensure};
use plaza_tests::server::{Plaza, succeeded};
use serde_json::Value;

use super::support::Summary;

/// A file of these bytes, imported; what the command said on standard error, and how it ended.
struct Imported {
    summary: Summary,
    said: String,
    code: Option<i32>,
}

fn import(plaza: &Plaza, name: &str, bytes: &[u8], options: &[&str]) -> Result<Imported> {
    let file = plaza.scratch(name);
    std::fs::write(&file, bytes)?;
    let file = file.to_string_lossy().into_owned();
    let arguments = [&["import", file.as_str(), "--source", "encuesta"][..], options].concat();
    let output = plaza.command(&arguments)?;
    Ok(Imported {
        summary: Summary::of(&output)?,
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code(),
    })
}

fn found(plaza: &Plaza, query: &str) -> Result<Vec<Value>> {
    let printed = succeeded(&plaza.command(["search", query, "--json"])?)?;
    printed.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

#[tokio::test]
async fn a_survey_of_a_spanish_excel_needs_no_options() -> Result<()> {
    let plaza = Plaza::new()?;
    let survey = b"Fecha;Nota;\xbfQu\xe9 mejorar\xedas?;\xbfPor qu\xe9?;\xbfPor qu\xe9?\r\n\
        31/01/2026;4,5;M\xe1s cajas abiertas los s\xe1bados;Cola;\r\n\
        01/02/2026;N/A;El probador es estrecho;;Calor\r\n";
    let first = import(&plaza, "encuesta.csv", survey, &[])?;
    ensure!(first.code == Some(0) && first.summary.new == 2, "{}", first.said);
    for words in [
        "windows-1252",
        "semicolon",
        "dmy",
        "text: `\u{bf}Qu\u{e9} mejorar\u{ed}as?`",
        "2 records without an id",
    ] {
        ensure!(first.said.contains(words), "{words}: {}", first.said);
    }
    let mentions = found(&plaza, "cajas")?;
    ensure!(mentions.len() == 1 && mentions[0]["rating"] == 4.5, "{mentions:?}");
    ensure!(mentions[0]["created_at"] == 1_769_817_600_000_i64, "{mentions:?}");

    // The same file again changes nothing; a row in the middle is one new mention.
    let again = import(&plaza, "encuesta.csv", survey, &[])?;
    ensure!(again.summary.unchanged == 2 && again.summary.new == 0, "{}", again.said);
    let cut = survey.windows(2).position(|end| end == b"\r\n").unwrap_or(0) + 2;
    let more =
        [&survey[..cut], b"31/01/2026;1;Nadie coge el tel\xe9fono;;\r\n", &survey[cut..]].concat();
    let more = import(&plaza, "encuesta.csv", &more, &[])?;
    ensure!(more.summary.unchanged == 2 && more.summary.new == 1, "{}", more.said);
    Ok(())
}

#[tokio::test]
async fn what_is_not_clear_is_asked_for_and_can_be_said() -> Result<()> {
    let plaza = Plaza::new()?;
    let file = "id;nota;opinion\n1;7;Suena muy bien en casa\n2;3;Se corta la llamada\n3;5;\n";
    let asked = import(&plaza, "notas.csv", file.as_bytes(), &[])?;
    ensure!(asked.code == Some(1) && asked.said.contains("--scale rating=0-10"), "{}", asked.said);
    ensure!(asked.summary.new == 2 && asked.summary.quarantined == 1, "{}", asked.said);
    ensure!(found(&plaza, "suena")?[0]["rating"].is_null(), "a scale was made up");
    let said = import(&plaza, "notas.csv", file.as_bytes(), &["--scale", "rating=1-7"])?;
    ensure!(!said.said.contains("no ratings"), "{}", said.said);
    ensure!(found(&plaza, "suena")?[0]["rating"] == 5.0, "{}", said.said);
    let quarantine = succeeded(&plaza.command(["source", "quarantine", "encuesta"])?)?;
    ensure!(quarantine.contains("notas.csv:4"), "no line in {quarantine}");
    for wrong in
        [["--dates", "latin"], ["--header-row", "x"], ["--map", "body=x"], ["--encoding", "x"]]
    {
        let file = plaza.scratch("notas.csv").to_string_lossy().into_owned();
        let output = plaza.command([&["import", file.as_str()][..], &wrong[..]].concat())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(!output.status.success() && said.contains(wrong[0]), "{wrong:?}: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn an_array_of_reviews_comes_in_whatever_it_is_called() -> Result<()> {
    let plaza = Plaza::new()?;
    let array = r#"{"total":3,"reviews":[{"key":7,"body":"Los auriculares se desconectan","stars":2,
        "user":{"name":"Ana"}},{"key":8,"body":"Suenan de lujo","stars":5,"user":{"name":"Luis"}},{"key":9}]}"#;
    let options = ["--map", "id=key", "author_name=user.name"];
    let imported = import(&plaza, "resenas.csv", array.as_bytes(), &options)?;
    ensure!(imported.code == Some(1), "{}", imported.said);
    ensure!(imported.summary.new == 2 && imported.summary.quarantined == 1, "{}", imported.said);
    let mentions = found(&plaza, "desconectan")?;
    ensure!(mentions[0]["author_name"] == "Ana" && mentions[0]["rating"] == 2.0, "{mentions:?}");
    Ok(())
}
