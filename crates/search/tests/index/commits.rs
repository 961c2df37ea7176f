//! What a commit says of itself, and an index that is only read.

use plaza_search::{LastCommit, SearchError, SearchIndex};

use crate::common::{doc, found, open};

fn marked(revision: i64, mark: &str) -> LastCommit {
    LastCommit { revision, mark: Some(mark.to_owned()) }
}

#[test]
fn a_commit_keeps_its_mark_until_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    assert_eq!(index.last_commit().unwrap(), LastCommit::default());
    let mut writer = index.writer().unwrap();
    writer.apply(&[doc(1, "hola")]).unwrap();
    writer.commit_marked(1, "a1").unwrap();
    assert_eq!(writer.last_commit(), &marked(1, "a1"));
    drop(writer);
    let again = open(dir.path());
    assert_eq!(again.last_commit().unwrap(), marked(1, "a1"));
    let mut writer = again.writer().unwrap();
    assert_eq!((writer.watermark(), writer.last_commit()), (1, &marked(1, "a1")));
    writer.commit(2).unwrap();
    assert_eq!(index.last_commit().unwrap(), LastCommit { revision: 2, mark: None });
    writer.commit_marked(3, "b2").unwrap();
    writer.clear().unwrap();
    assert_eq!(index.last_commit().unwrap(), LastCommit::default(), "nothing is left to know");
}

#[test]
fn an_index_that_is_only_read_is_searched_and_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    writer.apply(&[doc(1, "hola"), doc(2, "adiós")]).unwrap();
    writer.commit_marked(2, "m").unwrap();
    let files = || {
        let mut names: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .flatten()
            .filter(|entry| entry.path().is_dir())
            .flat_map(|version| std::fs::read_dir(version.path()).unwrap().flatten())
            .map(|file| (file.file_name(), file.metadata().unwrap().modified().unwrap()))
            .collect();
        names.sort();
        names
    };
    let before = files();
    let read = SearchIndex::open_read_only(dir.path()).unwrap();
    assert!(read.is_read_only() && !index.is_read_only());
    assert_eq!(found(&read, "hola"), [1]);
    assert_eq!(read.last_commit().unwrap(), marked(2, "m"));
    assert!(matches!(read.writer(), Err(SearchError::ReadOnly)));
    assert_eq!(files(), before);
}

#[test]
fn where_there_is_no_index_to_read_there_is_an_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    let nowhere = dir.path().join("index");
    let read = SearchIndex::open_read_only(&nowhere).unwrap();
    assert_eq!((read.count(), read.last_commit().unwrap()), (0, LastCommit::default()));
    assert!(!nowhere.exists());
}
