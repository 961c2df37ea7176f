//! The data folder: no house is made by those who look for one, a lost database is not taken for a
//! new house, and a folder that cannot be written is read.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::server::{Plaza, binary, succeeded};

use super::support::{import, record, wait_for_count};

/// Commands that look at a house.
const LOOKING: [&[&str]; 6] = [
    &["doctor"],
    &["search", "bateria"],
    &["themes", "list"],
    &["source", "list"],
    &["backup", "copy"],
    &["export", "files"],
];

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

fn house() -> Result<Plaza> {
    let plaza = Plaza::new()?;
    import(&plaza, "tienda", &[record("1", "Mala batería"), record("2", "Buena pantalla")])?;
    Ok(plaza)
}

#[tokio::test]
async fn whoever_looks_for_a_house_makes_none() -> Result<()> {
    let plaza = Plaza::new()?;
    for arguments in LOOKING {
        let refused = plaza.command(arguments)?;
        ensure!(refused.status.code() == Some(1), "{arguments:?}: {}", said(&refused));
        ensure!(said(&refused).contains("no house in"), "{arguments:?}: {}", said(&refused));
        ensure!(!plaza.data().exists(), "{arguments:?} made the data folder");
    }
    let kinds = succeeded(&plaza.command(["source", "kinds"])?)?;
    ensure!(kinds.contains("wordpress:") && !plaza.data().exists(), "{kinds}");
    Ok(())
}

/// Each way to lose a database, and what the message says of it.
type Loss = (&'static str, fn(&Path) -> Result<()>, &'static str);

const LOSSES: [Loss; 5] = [
    ("emptied", |db| Ok(fs::write(db, "")?), "it has lost what it held"),
    ("overwritten", |db| Ok(fs::write(db, "no database ".repeat(1_000))?), "is damaged"),
    (
        "cut in half",
        |db| {
            let half = db.metadata()?.len() / 2;
            Ok(fs::OpenOptions::new().write(true).open(db)?.set_len(half)?)
        },
        "is damaged",
    ),
    (
        "another program's",
        |db| {
            fs::remove_file(db)?;
            let made =
                Command::new("sqlite3").arg(db).arg("create table bookmark (url text)").status();
            ensure!(made?.success());
            Ok(())
        },
        "another program",
    ),
    (
        "gone but for its journal",
        |db| {
            fs::remove_file(db)?;
            Ok(fs::write(db.with_file_name("plaza.db-wal"), "changes")?)
        },
        "is missing",
    ),
];

#[tokio::test]
async fn a_lost_database_is_not_taken_for_a_new_house() -> Result<()> {
    for (what, lose, told) in LOSSES {
        let plaza = house()?;
        let database = plaza.data().join("plaza.db");
        lose(&database)?;
        let left = fs::read(&database).ok();
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["doctor"],
            &["token", "create", "x", "--role", "viewer"],
        ] {
            let refused = plaza.command(arguments)?;
            ensure!(refused.status.code() == Some(1), "{what} {arguments:?}: {}", said(&refused));
            let message = said(&refused);
            for part in [told, "plaza.db", "restore BACKUP", "remove"] {
                ensure!(message.contains(part), "{what}: no {part:?} in {message}");
            }
            ensure!(fs::read(&database).ok() == left, "{what}: {arguments:?} changed the file");
        }
        // Who removes it deliberately begins anew.
        for name in ["plaza.db", "plaza.db-wal"] {
            let _ = fs::remove_file(plaza.data().join(name));
        }
        succeeded(&plaza.command(["token", "create", "x", "--role", "viewer"])?)?;
        let doctor = succeeded(&plaza.command(["doctor"])?)?;
        ensure!(doctor.contains("0 mentions stored, 0 can be found"), "{what}: {doctor}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_killed_first_start_leaves_is_no_hindrance() -> Result<()> {
    let empty = Plaza::new()?;
    fs::create_dir_all(empty.data())?;
    fs::write(empty.data().join("plaza.db"), "")?;
    import(&empty, "tienda", &[record("1", "Mala batería")])?;
    succeeded(&empty.command(["doctor"])?)?;
    for kill in 0..12 {
        let plaza = Plaza::new()?;
        let mut child = plaza
            .plaza()
            .args(["source", "pause", "nobody"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        tokio::time::sleep(Duration::from_millis(8) * kill).await;
        // An error means that it has ended already.
        let _ = child.kill();
        child.wait()?;
        import(&plaza, "tienda", &[record("1", "Mala batería")])?;
        succeeded(&plaza.command(["doctor"])?)?;
    }
    Ok(())
}

/// Sees the data folder `$1` at `$2`, where nothing can be written, and runs everything that only reads
/// and some that do not.
const READ_ONLY: &str = r#"
set -u
data=$1 seen=$2 plaza=$3 out=$4
mount --bind "$data" "$seen" && mount -o remount,bind,ro "$seen" || exit 3
run() {
    name=$1; shift
    "$plaza" --data "$seen" "$@" >"$out/$name.out" 2>"$out/$name.err"
    echo $? >"$out/$name.code"
}
run search search bateria
run doctor doctor
run themes themes list
run sources source list
run export export "$out/export"
run backup backup "$out/backup"
run serve serve --listen 127.0.0.1:0
run import import missing.jsonl
"#;

struct Seen {
    out: std::path::PathBuf,
}

impl Seen {
    fn look(plaza: &Plaza, name: &str) -> Result<Self> {
        let [seen, out] = ["seen", "out"].map(|kind| plaza.scratch(&format!("{kind}-{name}")));
        fs::create_dir(&seen)?;
        fs::create_dir(&out)?;
        let ran = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", READ_ONLY, "read-only"])
            .args([&plaza.data(), &seen, &binary(), &out])
            .stdin(Stdio::null())
            .output()
            .context("unshare")?;
        ensure!(ran.status.success(), "{ran:?}");
        Ok(Self { out })
    }

    fn read(&self, step: &str) -> Result<(i32, String, String)> {
        let read = |ending: &str| fs::read_to_string(self.out.join(format!("{step}.{ending}")));
        Ok((read("code")?.trim().parse()?, read("out")?, read("err")?))
    }

    /// What the step printed; it must have gone well.
    fn went_well(&self, step: &str) -> Result<String> {
        let (code, out, err) = self.read(step)?;
        ensure!(code == 0, "{step} ended with {code}: {out}{err}");
        Ok(out)
    }

    fn was_refused(&self, step: &str) -> Result<()> {
        let (code, out, err) = self.read(step)?;
        ensure!(code == 1 && err.contains("cannot be written"), "{step}: {code} {out}{err}");
        Ok(())
    }
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.flatten();
    let mut names: Vec<_> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_searched_and_copied() -> Result<()> {
    let plaza = house()?;
    let before = names_in(&plaza.data())?;
    let seen = Seen::look(&plaza, "clean")?;
    let found = seen.went_well("search")?;
    ensure!(found.contains("Mala batería") && found.lines().count() == 1, "{found}");
    let doctor = seen.went_well("doctor")?;
    ensure!(doctor.contains("2 mentions stored, 2 can be found"), "{doctor}");
    ensure!(seen.went_well("sources")?.contains("tienda"));
    seen.went_well("themes")?;
    seen.went_well("export")?;
    let mentions = fs::read_to_string(seen.out.join("export/mentions.jsonl"))?;
    ensure!(mentions.lines().count() == 2, "{mentions}");
    seen.went_well("backup")?;
    let other = Plaza::new()?;
    succeeded(&other.plaza().arg("restore").arg(seen.out.join("backup")).output()?)?;
    succeeded(&other.command(["doctor"])?)?;
    for step in ["serve", "import"] {
        seen.was_refused(step)?;
    }
    ensure!(names_in(&plaza.data())? == before, "something was written");
    Ok(())
}

/// A process that was killed leaves the last changes in the journal, and the index behind them.
#[tokio::test]
async fn what_a_killed_server_left_is_read_where_nothing_can_be_written() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    api.post("/api/v1/mentions", &record("1", "Mala batería")).await?;
    wait_for_count(&api, "bateria", 1).await?;
    plaza.kill();
    ensure!(plaza.data().join("plaza.db-wal").metadata()?.len() > 0, "no journal is left");
    let seen = Seen::look(&plaza, "killed")?;
    ensure!(seen.went_well("search")?.contains("Mala batería"));
    ensure!(seen.went_well("doctor")?.contains("1 mentions stored, 1 can be found"));
    seen.went_well("export")?;
    seen.went_well("backup")?;

    fs::rename(plaza.data().join("index"), plaza.scratch("index"))?;
    let seen = Seen::look(&plaza, "no-index")?;
    let (code, found, told) = seen.read("search")?;
    ensure!(code == 0 && found.is_empty(), "{found}{told}");
    ensure!(told.contains("what came later is not found"), "{told}");
    let (code, doctor, _) = seen.read("doctor")?;
    ensure!(code == 1 && doctor.contains("1 mentions are stored and 0 can be found"), "{doctor}");

    fs::remove_file(plaza.data().join("plaza.db-shm"))?;
    let (code, _, told) = Seen::look(&plaza, "no-shm")?.read("search")?;
    ensure!(code == 1 && told.contains("copy the folder to where it can be written"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_layout_of_an_earlier_version_is_told_where_it_cannot_be_changed() -> Result<()> {
    let plaza = house()?;
    let database = plaza.data().join("plaza.db");
    let older = "update _sqlx_migrations set success = false where version > 7";
    let done = Command::new("sqlite3").arg(&database).arg(older).status()?;
    ensure!(done.success());
    let (code, _, told) = Seen::look(&plaza, "old")?.read("search")?;
    ensure!(code == 1 && told.contains("the database has layout 7"), "{told}");
    Ok(())
}

/// A disk of its own at `$1` without room: a start says so and leaves nothing that hinders the next.
const FULL_AT_START: &str = r#"
set -u
disk=$1 plaza=$2 out=$3
mount -t tmpfs -o size=8m plaza-small-disk "$disk" || exit 3
free=$(df --output=avail -k "$disk" | tail -n 1)
head -c "$(( free * 1024 ))" /dev/zero >"$disk/filler"
"$plaza" --data "$disk/data" serve --listen 127.0.0.1:0 >"$out/serve.out" 2>"$out/serve.err"
echo $? >"$out/serve.code"
rm "$disk/filler"
"$plaza" --data "$disk/data" token create x --role viewer || exit 5
"$plaza" --data "$disk/data" doctor || exit 6
"#;

#[tokio::test]
async fn a_start_on_a_full_disk_says_so_and_goes_well_once_there_is_room() -> Result<()> {
    let plaza = Plaza::new()?;
    let (disk, out) = (plaza.scratch("disk"), plaza.scratch("out"));
    fs::create_dir(&disk)?;
    fs::create_dir(&out)?;
    let ran = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", FULL_AT_START, "full-disk"])
        .args([&disk, &binary(), &out])
        .stdin(Stdio::null())
        .output()
        .context("unshare")?;
    ensure!(ran.status.success(), "{ran:?}");
    let told = fs::read_to_string(out.join("serve.err"))?.to_lowercase();
    ensure!(fs::read_to_string(out.join("serve.code"))?.trim() == "1", "{told}");
    ensure!(told.contains("full") || told.contains("no space"), "{told}");
    Ok(())
}
