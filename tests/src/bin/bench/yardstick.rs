//! The same records in SQLite's own full-text index, as a yardstick that every machine has: it
//! stores and indexes the words, and does nothing else that Plaza does.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use plaza_tests::process::{Usage, measure as measure_process};
use serde_json::Value;

/// Imports a JSONL file into a table and an FTS5 index, then times searches.
const SCRIPT: &str = r#"
import json, sqlite3, sys, time
records, database = sys.argv[1:3]
db = sqlite3.connect(database)
db.executescript("""
    pragma journal_mode = wal; pragma synchronous = normal;
    create table mention (id integer primary key, external_id text unique, author text,
        created_at text, rating real, lang text, channel text, country text, title text, text text);
    create virtual table words using fts5 (title, text, content = 'mention', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 2');
""")
begun = time.perf_counter()
cpu = time.process_time()
batch = []
number = 0
def save():
    with db:
        db.executemany("insert into mention values (?,?,?,?,?,?,?,?,?,?)", batch)
        db.executemany("insert into words (rowid, title, text) values (?,?,?)",
            [(row[0], row[8], row[9]) for row in batch])
    batch.clear()
with open(records, encoding="utf-8") as lines:
    for line in lines:
        one = json.loads(line)
        number += 1
        batch.append((number, one["id"], one["author"], one["created_at"], one.get("rating"),
            one["lang"], one["channel"], one["country"], one.get("title", ""), one["text"]))
        if len(batch) == 5000:
            save()
save()
wall = time.perf_counter() - begun
cpu = time.process_time() - cpu
words = ["bateria", "pantalla", "envio", "quality", "refund", "garantia", "livraison", "preis",
    "problema", "camera", '"customer service"', '"servicio al cliente"', '"dark mode"']
newest = """select m.id, m.text from words join mention m on m.id = words.rowid
    where words match ? order by m.created_at desc limit 20"""
newest_by_id = """select m.id, m.text from words join mention m on m.id = words.rowid
    where words match ? order by words.rowid desc limit 20"""
count = "select count(*) from words where words match ?"
def times(*statements):
    found = []
    for _ in range(5):
        for word in words:
            begun = time.perf_counter()
            for statement in statements:
                db.execute(statement, (word,)).fetchall()
            found.append((time.perf_counter() - begun) * 1000)
    found.sort()
    return {"p50": found[len(found) // 2], "p95": found[int(len(found) * 0.95)]}
facets = """select m.lang, count(*) from words join mention m on m.id = words.rowid
    where words match ? group by 1"""
print(json.dumps({"version": sqlite3.sqlite_version, "records": number, "wall": wall, "cpu": cpu,
    "by_id": times(newest_by_id), "newest_and_total": times(newest, count),
    "one_facet": times(facets)}))
"#;

/// What the yardstick took.
pub(crate) struct Yardstick {
    pub(crate) usage: Usage,
    pub(crate) figures: Value,
}

/// Runs the yardstick; `None` where this machine has no Python with SQLite.
pub(crate) fn measure(records: &Path, database: &Path) -> Result<Option<Yardstick>> {
    let mut probe = Command::new("python3");
    let has_python =
        probe.args(["-c", "import sqlite3"]).output().is_ok_and(|o| o.status.success());
    if !has_python {
        return Ok(None);
    }
    let mut command = Command::new("python3");
    command.args(["-c", SCRIPT]).arg(records).arg(database);
    let (usage, status, printed) = measure_process(&mut command)?;
    ensure!(status.success(), "the yardstick ended with {status}");
    let figures = serde_json::from_str(&printed).context("the yardstick's figures")?;
    Ok(Some(Yardstick { usage, figures }))
}
