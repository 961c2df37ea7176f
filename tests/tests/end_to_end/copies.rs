//! Backups and restores: whole or not there, refused where they would damage something, and readable
//! by their owner only.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::generator::write_jsonl;
use plaza_tests::server::{Plaza, binary, succeeded};
use serde_json::Value;

use super::import_kills;
use super::support::{import, record};

/// Restores that are killed, each a little later than the one before.
const KILLS: u32 = 24;
/// Between two moments of a kill.
const STEP: Duration = Duration::from_millis(6);

/// A house with some hundred mentions.
fn house(records: u64) -> Result<Plaza> {
    let plaza = Plaza::new()?;
    let file = plaza.scratch("talk.jsonl");
    write_jsonl(&file, 5, records)?;
    succeeded(&import_kills::import(&plaza, &file).output()?)?;
    Ok(plaza)
}

/// Its backup, in `backup` beside its data folder.
fn backup_of(plaza: &Plaza) -> Result<PathBuf> {
    let folder = plaza.scratch("backup");
    succeeded(&plaza.plaza().arg("backup").arg(&folder).output()?)?;
    Ok(folder)
}

fn restore(plaza: &Plaza, backup: &Path) -> Result<Output> {
    Ok(plaza.plaza().arg("restore").arg(backup).output()?)
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// All files below a folder with their bytes; `None` where the folder is not there.
fn content(folder: &Path) -> Result<Option<BTreeMap<PathBuf, Vec<u8>>>> {
    if !folder.exists() {
        return Ok(None);
    }
    let (mut content, mut folders) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                content.insert(path.clone(), fs::read(&path)?);
            }
        }
    }
    Ok(Some(content))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

fn manifest(backup: &Path) -> Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(backup.join("backup.json"))?)?)
}

fn set_manifest(backup: &Path, change: impl FnOnce(&mut Value)) -> Result<()> {
    let mut value = manifest(backup)?;
    change(&mut value);
    Ok(fs::write(backup.join("backup.json"), value.to_string())?)
}

/// What a database says, by a program of its own.
fn ask(database: &Path, sql: &str) -> Result<String> {
    let output = Command::new("sqlite3").arg(database).arg(sql).output().context("sqlite3")?;
    ensure!(output.status.success(), "{sql}: {output:?}");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Folders are their owner's only, and files too.
fn is_private(folder: &Path) -> Result<()> {
    let mode = |path: &Path| Ok::<_, anyhow::Error>(path.metadata()?.permissions().mode() & 0o777);
    ensure!(mode(folder)? == 0o700, "{}: {:o}", folder.display(), mode(folder)?);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        ensure!(mode(&path)? == wanted, "{}: {:o}", path.display(), mode(&path)?);
    }
    Ok(())
}

#[tokio::test]
async fn a_restore_refuses_a_folder_that_holds_anything_of_another_house() -> Result<()> {
    let plaza = house(50)?;
    let backup = backup_of(&plaza)?;
    let journals = ["plaza.db", "plaza.db-wal", "plaza.db-shm", "plaza.db-journal", "secret.key"];
    for name in journals.into_iter().chain(["index/v7/meta.json"]) {
        let other = Plaza::new()?;
        let file = other.data().join(name);
        fs::create_dir_all(file.parent().context("a folder")?)?;
        fs::write(&file, "something")?;
        let before = content(&other.data())?;
        let refused = restore(&other, &backup)?;
        ensure!(refused.status.code() == Some(1), "{name}: {}", said(&refused));
        let named = name.split('/').next().unwrap_or(name);
        ensure!(said(&refused).contains(named), "{name} is not named: {}", said(&refused));
        ensure!(content(&other.data())? == before, "beside {name} something changed");
    }
    let other = Plaza::new()?;
    fs::create_dir_all(other.data().join("manifests"))?;
    fs::write(other.data().join("manifests/own.toml"), "")?;
    let told = succeeded(&restore(&other, &backup)?)?;
    ensure!(told.contains("50 mentions of one source, as of 20"), "{told}");
    ensure!(other.data().join("manifests/own.toml").exists(), "it took what it may leave");
    Ok(())
}

/// Makes something wrong of a copy of a backup, and says which part of the message tells it.
type Spoil = (&'static str, fn(&Path) -> Result<()>, &'static str);

const SPOILT: [Spoil; 13] = [
    ("no manifest", |b| Ok(fs::remove_file(b.join("backup.json"))?), "backup.json"),
    ("a manifest that is none", |b| Ok(fs::write(b.join("backup.json"), "{}")?), "backup.json"),
    ("no database", |b| Ok(fs::remove_file(b.join("plaza.db"))?), "plaza.db is missing"),
    ("no key", |b| Ok(fs::remove_file(b.join("secret.key"))?), "secret.key is missing"),
    ("an empty database", |b| Ok(fs::write(b.join("plaza.db"), "")?), "plaza.db is empty"),
    ("a database cut in half", |b| cut(&b.join("plaza.db")), "damaged"),
    ("a letter that changed", |b| flip(&b.join("plaza.db")), "damaged"),
    ("another key", |b| Ok(fs::write(b.join("secret.key"), "ab".repeat(32))?), "damaged"),
    ("a link to a database", link_database, "no plain file"),
    (
        "a hole that nobody has a checksum of",
        |b| {
            forget_checksums(b)?;
            punch(&b.join("plaza.db"))
        },
        "damaged",
    ),
    (
        "rows that are gone",
        |b| {
            forget_checksums(b)?;
            ask(
                &b.join("plaza.db"),
                "delete from import_range; delete from import_batch; delete from source; update counter set value = 3 \
            where name = 'live'",
            )
            .map(drop)
        },
        "backup.json speaks of",
    ),
    (
        "another house's database",
        |b| {
            forget_checksums(b)?;
            ask(&b.join("plaza.db"), "update meta set value = 'x' where meta_key = 'store_id'")
                .map(drop)
        },
        "house",
    ),
    ("a newer Plaza's", |b| set_manifest(b, |m| m["schema"] = 9_999.into()), "newer Plaza"),
];

fn cut(file: &Path) -> Result<()> {
    let length = file.metadata()?.len();
    Ok(fs::OpenOptions::new().write(true).open(file)?.set_len(length / 2)?)
}

fn flip(file: &Path) -> Result<()> {
    let mut bytes = fs::read(file)?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    Ok(fs::write(file, bytes)?)
}

fn punch(file: &Path) -> Result<()> {
    let mut bytes = fs::read(file)?;
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0);
    Ok(fs::write(file, bytes)?)
}

fn link_database(backup: &Path) -> Result<()> {
    fs::rename(backup.join("plaza.db"), backup.join("real.db"))?;
    Ok(symlink("real.db", backup.join("plaza.db"))?)
}

fn forget_checksums(backup: &Path) -> Result<()> {
    set_manifest(backup, |manifest| manifest["sha256"] = serde_json::json!({}))
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_refused_before_anything_is_written() -> Result<()> {
    let plaza = house(300)?;
    let backup = backup_of(&plaza)?;
    let other = Plaza::new()?;
    for (number, (what, spoil, told)) in SPOILT.into_iter().enumerate() {
        let copy = other.scratch(&format!("backup{number}"));
        copy_folder(&backup, &copy)?;
        spoil(&copy)?;
        let refused = restore(&other, &copy)?;
        ensure!(refused.status.code() == Some(1), "{what}: {}", said(&refused));
        ensure!(said(&refused).contains(told), "{what}: {}", said(&refused));
        ensure!(!other.data().exists(), "{what}: something was written");
    }
    let link = other.scratch("link");
    symlink(&backup, &link)?;
    let file = other.scratch("file");
    fs::write(&file, "")?;
    for folder in [link, file, other.scratch("nowhere")] {
        let refused = restore(&other, &folder)?;
        ensure!(refused.status.code() == Some(1), "{}: {}", folder.display(), said(&refused));
        ensure!(!other.data().exists(), "{}: something was written", folder.display());
    }
    succeeded(&restore(&other, &backup)?)?;
    Ok(())
}

#[tokio::test]
async fn a_backup_of_an_early_version_is_restored() -> Result<()> {
    let plaza = house(50)?;
    let backup = backup_of(&plaza)?;
    set_manifest(&backup, |manifest| {
        let early = ["plaza", "made_at", "mentions", "revision", "has_key"];
        if let Some(fields) = manifest.as_object_mut() {
            fields.retain(|name, _| early.contains(&name.as_str()));
        }
    })?;
    let other = Plaza::new()?;
    succeeded(&restore(&other, &backup)?)?;
    succeeded(&other.command(["doctor"])?)?;
    Ok(())
}

#[tokio::test]
async fn a_key_of_the_environment_is_not_in_the_backup() -> Result<()> {
    let key = "5c".repeat(32);
    let plaza = Plaza::new()?.variable("PLAZA_KEY", &key);
    import(&plaza, "tienda", &[record("1", "Mala batería")])?;
    let folder = plaza.scratch("backup");
    let made = plaza.plaza().arg("backup").arg(&folder).output()?;
    succeeded(&made)?;
    ensure!(said(&made).contains("not in the backup"), "{}", said(&made));
    ensure!(content(&folder)?.is_some_and(|files| files.len() == 2), "backup.json and plaza.db");
    let other = Plaza::new()?.variable("PLAZA_KEY", &key);
    succeeded(&restore(&other, &folder)?)?;
    succeeded(&other.command(["doctor"])?)?;
    Ok(())
}

#[tokio::test]
async fn a_restore_that_is_killed_leaves_nothing_or_everything() -> Result<()> {
    let plaza = house(2_000)?;
    let backup = backup_of(&plaza)?;
    for kill in 0..KILLS {
        let other = Plaza::new()?;
        let mut child = other
            .plaza()
            .arg("restore")
            .arg(&backup)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        tokio::time::sleep(STEP * kill).await;
        // An error means that it has ended already.
        let _ = child.kill();
        child.wait()?;
        check_killed(&other, &backup).with_context(|| format!("after {:?}", STEP * kill))?;
    }
    Ok(())
}

/// There is no database, and then a restore works, or a whole one.
fn check_killed(plaza: &Plaza, backup: &Path) -> Result<()> {
    if !plaza.data().join("plaza.db").exists() {
        succeeded(&restore(plaza, backup)?)?;
    }
    let doctor = succeeded(&plaza.command(["doctor"])?)?;
    ensure!(doctor.contains("2000 mentions stored, 2000 can be found"), "{doctor}");
    let key = fs::read(plaza.data().join("secret.key"))?;
    ensure!(key == fs::read(backup.join("secret.key"))?, "it has another key");
    let left: Vec<_> = fs::read_dir(plaza.data())?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    ensure!(left.is_empty(), "{left:?} is left");
    Ok(())
}

/// The moments between the renames, which no kill meets by chance.
#[tokio::test]
async fn a_restore_that_was_cut_off_while_it_moved_files_is_ended_by_whoever_comes_next()
-> Result<()> {
    let plaza = house(40)?;
    let backup = backup_of(&plaza)?;
    for moved in [&[][..], &["secret.key"]] {
        for next in ["doctor", "restore"] {
            let other = Plaza::new()?;
            let whole = other.data().join(".plaza-whole");
            fs::create_dir_all(&whole)?;
            for name in ["plaza.db", "secret.key"] {
                let to = if moved.contains(&name) { other.data() } else { whole.clone() };
                fs::copy(backup.join(name), to.join(name))?;
            }
            let ended = match next {
                "restore" => restore(&other, &backup)?,
                _ => other.command([next])?,
            };
            ensure!(said(&succeeded_output(ended)?).contains("cut off"), "{next} says nothing");
            let doctor = succeeded(&other.command(["doctor"])?)?;
            ensure!(doctor.contains("40 mentions stored, 40 can be found"), "{doctor}");
            ensure!(
                other.data().join("secret.key").exists() && !whole.exists(),
                "{moved:?} {next}"
            );
        }
    }
    Ok(())
}

fn succeeded_output(output: Output) -> Result<Output> {
    succeeded(&output)?;
    Ok(output)
}

#[tokio::test]
async fn a_backup_says_what_is_in_it_while_others_write() -> Result<()> {
    let plaza = house(200)?;
    let file = plaza.scratch("more.jsonl");
    write_jsonl(&file, 6, 6_000)?;
    let mut writer = import_kills::import(&plaza, &file).stdout(Stdio::null()).spawn()?;
    for number in 0..4 {
        let folder = plaza.scratch(&format!("backup{number}"));
        succeeded(&plaza.plaza().arg("backup").arg(&folder).output()?)?;
        let (said, copy) = (manifest(&folder)?, folder.join("plaza.db"));
        let count = "select count(*) from mention where deleted_at is null";
        let figures = [
            ("mentions", ask(&copy, count)?),
            ("revision", ask(&copy, "select max(revision) from mention")?),
            ("sources", ask(&copy, "select count(*) from source")?),
            ("schema", ask(&copy, "select max(version) from _sqlx_migrations")?),
        ];
        for (name, found) in figures {
            let found: i64 = found.parse()?;
            ensure!(said[name] == found, "{name}: {} and {found}", said[name]);
        }
        ensure!(said["store_id"].as_str().is_some_and(|id| id.len() == 32), "{said}");
    }
    ensure!(writer.wait()?.success(), "the import failed");
    Ok(())
}

#[tokio::test]
async fn copies_are_their_owners_only_whatever_the_umask() -> Result<()> {
    for umask in ["000", "022", "277"] {
        let plaza = house(20)?;
        let run = |arguments: &[&Path]| -> Result<()> {
            let mut shell = Command::new("sh");
            shell.args(["-c", "umask $1; shift; exec \"$@\"", "sh", umask]).arg(binary());
            shell.arg("--data").args(arguments);
            succeeded(&shell.stdin(Stdio::null()).output()?)?;
            Ok(())
        };
        let (data, backup, export) = (plaza.data(), plaza.scratch("b"), plaza.scratch("e"));
        let restored = plaza.scratch("r");
        // An open folder that is there already is closed.
        fs::create_dir(&export)?;
        fs::set_permissions(&export, fs::Permissions::from_mode(0o777))?;
        run(&[&data, Path::new("backup"), &backup])?;
        run(&[&data, Path::new("export"), &export])?;
        run(&[&restored, Path::new("restore"), &backup])?;
        for folder in [&backup, &export, &restored] {
            is_private(folder).with_context(|| format!("umask {umask}"))?;
        }
        run(&[&restored, Path::new("doctor")])?;
        is_private(&restored).with_context(|| format!("after a start with umask {umask}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_backup_takes_no_place_that_is_taken() -> Result<()> {
    let plaza = house(20)?;
    let folder = backup_of(&plaza)?;
    let before = content(&folder)?;
    for target in [&folder, &plaza.data()] {
        for command in ["backup", "export"] {
            let refused = plaza.plaza().arg(command).arg(target).output()?;
            ensure!(refused.status.code() == Some(1), "{command}: {}", said(&refused));
            ensure!(said(&refused).contains("is not empty"), "{command}: {}", said(&refused));
        }
    }
    ensure!(content(&folder)? == before, "the backup changed");
    // What a killed one left is no hindrance, and is gone afterwards.
    let next = plaza.scratch("next");
    fs::create_dir(plaza.scratch(".next.partial"))?;
    fs::write(plaza.scratch(".next.partial").join("plaza.db"), "half")?;
    succeeded(&plaza.plaza().arg("backup").arg(&next).output()?)?;
    ensure!(!plaza.scratch(".next.partial").exists(), "the half one is left");
    succeeded(&restore(&Plaza::new()?, &next)?)?;
    Ok(())
}

/// A small disk of its own at `$1`; the house in `$3` is copied to where there is no room, and then to
/// the disk itself, from which another house is restored into the disk at `$4`.
const SMALL_DISK: &str = r#"
set -u
disk=$1 plaza=$2 data=$3 volume=$4 out=$5
mount -t tmpfs -o size=32m plaza-small-disk "$disk" || exit 3
mount -t tmpfs -o size=64m plaza-volume "$volume" || exit 3
free=$(df --output=avail -k "$disk" | tail -n 1)
head -c "$(( (free - 200) * 1024 ))" /dev/zero >"$disk/filler" || exit 4
for command in backup export; do
    "$plaza" --data "$data" $command "$disk/copy" >"$out/$command.out" 2>"$out/$command.err"
    echo $? >"$out/$command.code"
    ls -A "$disk" >"$out/$command.left"
done
rm "$disk/filler"
"$plaza" --data "$data" backup "$disk" || exit 5
ls -A "$disk" >"$out/disk.left"
"$plaza" --data "$volume" restore "$disk" || exit 6
"$plaza" --data "$volume" doctor || exit 7
"#;

#[tokio::test]
async fn a_full_disk_keeps_no_half_copy_and_a_volume_takes_a_whole_one() -> Result<()> {
    let plaza = house(3_000)?;
    let folders = ["disk", "volume", "out"].map(|name| plaza.scratch(name));
    for folder in &folders {
        fs::create_dir(folder)?;
    }
    let [disk, volume, out] = &folders;
    let ran = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", SMALL_DISK, "small-disk"])
        .args([disk, &binary(), &plaza.data(), volume, out])
        .stdin(Stdio::null())
        .output()
        .context("unshare")?;
    ensure!(ran.status.success(), "{ran:?}");
    let read = |name: &str| fs::read_to_string(out.join(name));
    for command in ["backup", "export"] {
        ensure!(read(&format!("{command}.code"))?.trim() == "1", "{command} did not fail");
        let told = read(&format!("{command}.err"))?.to_lowercase();
        ensure!(told.contains("full") || told.contains("no space"), "{command}: {told}");
        ensure!(read(&format!("{command}.left"))?.trim() == "filler", "{command} left something");
    }
    ensure!(read("disk.left")?.split_whitespace().eq(["backup.json", "plaza.db", "secret.key"]));
    ensure!(said(&ran).contains("3000 mentions stored, 3000 can be found"), "{}", said(&ran));
    Ok(())
}
