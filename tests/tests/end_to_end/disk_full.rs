//! A disk that fills up in the middle of an import: the command says so, nothing is damaged, and
//! once there is room the same import ends as an undisturbed one does.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use plaza_tests::generator::write_jsonl;
use plaza_tests::server::{Plaza, binary, succeeded};

use super::import_kills::{compare, import};
use super::support::Summary;

/// Needs far more room than any of the `ROOMS`.
const RECORDS: u64 = 12_000;
/// Kilobytes that are left when the import begins: the disk fills early, in the middle, late.
const ROOMS: [u32; 3] = [700, 4_000, 9_000];

/// Runs in a mount namespace of its own with a disk of 96 MB at `$1`, so that neither root nor a
/// clean-up is needed. Each step's standard output, standard error and exit code end in `$3`.
const SCRIPT: &str = r#"
set -u
disk=$1 plaza=$2 out=$3 file=$4 room=$5
mount -t tmpfs -o size=96m plaza-small-disk "$disk" || exit 3
export PLAZA_DATA="$disk/data"
step() {
    name=$1; shift
    "$plaza" "$@" >"$out/$name.out" 2>"$out/$name.err"
    echo $? >"$out/$name.code"
}
step made user add ana@plaza.example --role admin
free=$(df --output=avail -k "$disk" | tail -n 1)
head -c "$(( (free - room) * 1024 ))" /dev/zero >"$disk/filler" || exit 4
step full import "$file" --source talk
step full_doctor doctor
rm "$disk/filler"
step doctor doctor
step again import "$file" --source talk
cp -a "$disk/data" "$out/data" || exit 5
"#;

/// The same for a server: what `doctor` hears from it before, while and after the disk is full.
const SERVER: &str = r#"
set -u
disk=$1 plaza=$2 out=$3
mount -t tmpfs -o size=96m plaza-small-disk "$disk" || exit 3
export PLAZA_DATA="$disk/data" PLAZA_LISTEN=127.0.0.1:0
"$plaza" serve >"$out/serve.out" 2>"$out/serve.err" &
server=$!
hear() {
    name=$1 words=$2 tries=0
    while [ "$tries" -lt 60 ]; do
        "$plaza" doctor >"$out/$name.out" 2>"$out/$name.err"
        echo $? >"$out/$name.code"
        grep -q "$words" "$out/$name.out" && return
        tries=$((tries + 1))
        sleep 0.2
    done
}
hear before "plaza serve is running"
free=$(df --output=avail -k "$disk" | tail -n 1)
head -c "$(( (free - 8000) * 1024 ))" /dev/zero >"$disk/filler" || exit 4
hear full "disk is full"
rm "$disk/filler"
hear after "nothing is wrong"
kill -TERM "$server"
wait "$server"
echo $? >"$out/serve.code"
"#;

/// What one step of the script left behind.
struct Step {
    code: i32,
    stderr: String,
    stdout: String,
}

impl Step {
    fn read(folder: &Path, name: &str) -> Result<Self> {
        let read = |ending: &str| {
            let path = folder.join(format!("{name}.{ending}"));
            fs::read_to_string(&path).with_context(|| path.display().to_string())
        };
        Ok(Self { code: read("code")?.trim().parse()?, stderr: read("err")?, stdout: read("out")? })
    }

    fn summary(&self) -> Result<Summary> {
        Summary::of(&Output {
            status: std::process::ExitStatus::default(),
            stdout: self.stdout.clone().into_bytes(),
            stderr: Vec::new(),
        })
    }
}

#[tokio::test]
async fn an_import_that_fills_the_disk_goes_on_when_there_is_room() -> Result<()> {
    for room in ROOMS {
        check(room).await.with_context(|| format!("with {room} kB left"))?;
    }
    Ok(())
}

/// Runs a script with these arguments where it may mount a disk.
fn on_small_disk<const N: usize>(script: &str, arguments: [&Path; N]) -> Result<()> {
    let ran = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script, "disk-full"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .context("unshare")?;
    ensure!(ran.status.success(), "no small disk can be made here: {ran:?}");
    Ok(())
}

#[tokio::test]
async fn a_server_says_that_its_disk_is_full_and_when_it_is_not_any_more() -> Result<()> {
    let plaza = Plaza::new()?;
    let (disk, out) = (plaza.scratch("disk"), plaza.scratch("out"));
    fs::create_dir(&disk)?;
    fs::create_dir(&out)?;
    on_small_disk(SERVER, [&*disk, &binary(), &out])?;
    let serve = Step::read(&out, "serve")?;
    for (name, code) in [("before", 0), ("full", 1), ("after", 0)] {
        let doctor = Step::read(&out, name)?;
        ensure!(doctor.code == code, "{name}: {} {}", doctor.stdout, doctor.stderr);
        ensure!(doctor.stdout.contains("plaza serve is running"), "{name}: {}", doctor.stdout);
        ensure!(doctor.stdout.contains("disk is full") == (name == "full"), "{}", doctor.stdout);
    }
    ensure!(serve.code == 0, "{}", serve.stderr);
    Ok(())
}

async fn check(room: u32) -> Result<()> {
    let calm = Plaza::new()?;
    let file = calm.scratch("talk.jsonl");
    write_jsonl(&file, 42, RECORDS)?;
    succeeded(&import(&calm, &file).output()?)?;

    let full = Plaza::new()?;
    let (disk, out) = (full.scratch("disk"), full.scratch("out"));
    fs::create_dir(&disk)?;
    fs::create_dir(&out)?;
    let room = room.to_string();
    on_small_disk(SCRIPT, [&*disk, &binary(), &out, &file, Path::new(&room)])?;

    let filled = Step::read(&out, "full")?;
    ensure!(filled.code == 1, "ended with {}: {}", filled.code, filled.stderr);
    let said = filled.stderr.to_lowercase();
    ensure!(said.contains("full") || said.contains("no space"), "{}", filled.stderr);
    ensure!(!said.contains("panicked at"), "{}", filled.stderr);
    let during = Step::read(&out, "full_doctor")?;
    ensure!(!during.stderr.contains("panicked at"), "{}", during.stderr);

    let doctor = Step::read(&out, "doctor")?;
    ensure!(doctor.code == 0, "doctor: {} {}", doctor.stdout, doctor.stderr);
    let again = Step::read(&out, "again")?;
    ensure!(again.code == 0, "{}", again.stderr);
    let summary = again.summary()?;
    ensure!((summary.read, summary.new + summary.unchanged) == (RECORDS, RECORDS), "{summary:?}");
    ensure!((summary.edited, summary.quarantined) == (0, 0), "{summary:?}");
    fs::rename(out.join("data"), full.data())?;
    compare(calm, full).await
}
