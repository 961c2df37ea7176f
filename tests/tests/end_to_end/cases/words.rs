//! Words: what a search finds of them, and what the analyser makes of them.

use anyhow::{Result, ensure};

use super::doors::{Door, both};
use super::{TakenIn, shown};

/// Queries, and the ids of what they find.
const FINDS: [(&str, &[&str]); 20] = [
    ("😡", &["e1"]),
    ("😍", &["e2"]),
    ("👍", &["e4"]),
    ("👍🏽", &["e4"]),
    ("🤦", &["e5"]),
    ("actualización", &["h1", "h2"]),
    ("interruptor", &["h1", "h2"]),
    ("\"rompe el interruptor\"", &["h1", "h2"]),
    ("batería", &["h3", "h4"]),
    ("descarga", &["h5", "h6"]),
    ("McDonald's", &["a1", "a2", "a3"]),
    ("McDonald’s", &["a1", "a2", "a3"]),
    ("mcdonalds", &["a1", "a2", "a3"]),
    ("\"en mcdonalds y\"", &["a1", "a2", "a3"]),
    ("L'Oréal", &["a4", "a5"]),
    ("L’Oréal", &["a4", "a5"]),
    ("loreal", &["a4", "a5"]),
    ("C++", &["a6"]),
    ("C#", &["a6"]),
    ("5G", &["a6"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn words_as_people_write_them() -> Result<()> {
    for door in both().await? {
        import(&door, &["34-search-emoji", "35-search-invisible", "36-search-apostrophes"]).await?;
        found(&door).await?;
        import(&door, &["37-analyse-short", "39-analyse-no-complaints", "40-analyse-one-word"])
            .await?;
        understood(&door.export()?)?;
    }
    Ok(())
}

async fn import(door: &Door, folders: &[&str]) -> Result<()> {
    for folder in folders {
        let file = format!("{folder}/posts.jsonl");
        ensure!(door.import(&file, &[], &[]).await? == 0, "{file}");
    }
    Ok(())
}

async fn found(door: &Door) -> Result<()> {
    for (query, wanted) in FINDS {
        let ids = door.find(query).await?;
        ensure!(ids == wanted, "{query} finds {ids:?}, not {wanted:?}");
    }
    let letter = door.find("Programo C").await?;
    ensure!(letter == ["a7"], "{letter:?}");
    Ok(())
}

fn understood(taken: &TakenIn) -> Result<()> {
    for mention in taken.of("37-analyse-short/posts.jsonl") {
        let wanted = match shown(&mention["id"]).as_str() {
            "t7" => "ca",
            "t8" => "pt",
            _ => "es",
        };
        ensure!(mention["insight"]["lang"] == wanted, "{mention}");
    }
    for mention in taken.of("40-analyse-one-word/posts.jsonl") {
        ensure!(mention["insight"]["lang"] == "es", "{mention}");
    }
    for mention in taken.of("39-analyse-no-complaints/posts.jsonl") {
        let id = shown(&mention["id"]);
        let complains = matches!(id.as_str(), "n17" | "n18" | "n19");
        let insight = &mention["insight"];
        let is_complaint = insight["effective_intents"].to_string().contains("complaint");
        let feeling = shown(&insight["effective_sentiment"]);
        let is_right = if complains {
            is_complaint || feeling == "negative"
        } else {
            !is_complaint && feeling == "positive"
        };
        ensure!(is_right, "{mention}");
    }
    Ok(())
}
