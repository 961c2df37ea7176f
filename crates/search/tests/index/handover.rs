//! One process after the other on one folder: while one writes the others see what it commits, and
//! once it has ended one of them goes on.

use std::collections::HashSet;
use std::path::Path;

use plaza_search::{OpenOptions, SearchError, SearchIndex};

use crate::common::{doc, found, open};

fn home(dir: &Path) -> std::path::PathBuf {
    let versions = std::fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    versions.into_iter().find(|path| path.is_dir()).unwrap()
}

#[test]
fn searches_see_what_another_process_commits_and_take_over_when_it_ends() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (open(dir.path()), open(dir.path()));
    let mut writer = first.writer().unwrap();
    assert!(matches!(second.writer(), Err(SearchError::WriterBusy)));
    assert_eq!(second.refresh().unwrap(), 0);
    for id in 1..=3 {
        writer.apply(&[doc(id, "La batería")]).unwrap();
        assert_eq!(second.refresh().unwrap(), id - 1, "not committed yet");
        writer.commit(id).unwrap();
        assert_eq!(second.refresh().unwrap(), id);
        assert_eq!(found(&second, "bateria"), (1..=id).collect::<Vec<_>>());
    }
    drop(writer);
    let mut writer = second.writer().unwrap();
    assert_eq!(writer.watermark(), 3);
    assert!(matches!(first.writer(), Err(SearchError::WriterBusy)));
    writer.apply(&[doc(4, "La batería")]).unwrap();
    writer.commit(4).unwrap();
    assert_eq!(first.refresh().unwrap(), 4);
    assert_eq!(found(&first, "bateria"), [1, 2, 3, 4]);
}

#[test]
fn whoever_takes_over_throws_away_what_the_one_before_has_written() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (open(dir.path()), open(dir.path()));
    let mut revision = 0;
    for index in [&first, &second] {
        let mut writer = index.writer().unwrap();
        for _ in 0..12 {
            revision += 1;
            writer.apply(&[doc(revision, "La batería")]).unwrap();
            writer.commit(revision).unwrap();
        }
        // Merges of the last commits are done, and leave files for the next commit to throw away.
        writer.close().unwrap();
    }
    let mut writer = first.writer().unwrap();
    writer.commit(revision).unwrap();
    writer.close().unwrap();
    let home = home(dir.path());
    let commit = std::fs::read_to_string(home.join("meta.json")).unwrap().replace('-', "");
    let names = std::fs::read_dir(&home).unwrap().flatten();
    let segments: HashSet<String> = names
        .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
        .filter_map(|name| name.split('.').next().map(str::to_owned))
        .filter(|name| name.len() == 32)
        .collect();
    let left: Vec<&String> = segments.iter().filter(|name| !commit.contains(*name)).collect();
    assert_eq!(left, Vec::<&String>::new(), "files that nobody needs");
    assert_eq!(open(dir.path()).count(), 24);
}

#[test]
fn a_damaged_index_is_not_thrown_away_under_the_hands_of_its_writer() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    writer.apply(&[doc(1, "La batería")]).unwrap();
    writer.commit(1).unwrap();
    let commit = home(dir.path()).join("meta.json");
    std::fs::write(&commit, "{").unwrap();
    let again = || SearchIndex::open(dir.path(), OpenOptions::default());
    assert!(matches!(again(), Err(SearchError::WriterBusy)));
    assert!(commit.exists());
    drop(writer);
    assert!(again().unwrap().was_reset());
}
