use std::fs;
use std::os::unix::fs::symlink;

use plaza_core::FixedClock;
use serde_json::Value;
use tempfile::TempDir;

use super::*;

const NOW: i64 = 1_770_033_600_000;

/// An inbox, and what a store would hold of it.
struct Scene {
    home: TempDir,
    connector: Box<dyn Connector>,
    cursor: Option<String>,
    ids: Vec<String>,
    refused: Vec<String>,
}

impl Scene {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("inbox")).unwrap();
        let connector = open(home.path(), &[]).unwrap();
        Self { home, connector, cursor: None, ids: Vec::new(), refused: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join("inbox").join(name)
    }

    fn drop_file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Collects one page; `anew` opens the connector again first, as after a crash.
    async fn step(&mut self, anew: bool) -> bool {
        if anew {
            self.connector = open(self.home.path(), &[]).unwrap();
        }
        let page = self.connector.collect(self.cursor.as_deref()).await.unwrap();
        self.ids.extend(page.mentions.into_iter().map(|mention| mention.external_id));
        self.refused.extend(page.rejected.into_iter().map(|rejected| rejected.reason.to_string()));
        self.cursor = page.cursor;
        page.more
    }

    async fn run(&mut self) {
        while self.step(false).await {}
    }

    fn report(&self, path: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(path)).unwrap()).unwrap()
    }
}

fn open(home: &Path, settings: &[(&str, &str)]) -> Result<Box<dyn Connector>, ConfigError> {
    let factory = factory(home);
    let values = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    factory.open(&SourceConfig::checked(&SPEC, values, None).unwrap())
}

fn factory(home: &Path) -> FolderFactory {
    let clock = Arc::new(FixedClock::at(NOW));
    let allowed = vec![home.join("allowed")];
    FolderFactory::new(home.join("inbox"), allowed, clock).settled_after(Duration::ZERO)
}

fn lines(from: usize, to: usize) -> String {
    (from..to).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"t\"}}\n")).collect()
}

#[tokio::test]
async fn files_are_imported_and_put_away_with_a_report() {
    let mut scene = Scene::new();
    scene.drop_file("a.jsonl", "{\"id\":\"1\",\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    scene.drop_file("b.csv", "id,text\n2,b\n");
    scene.drop_file("c.csv", "name,number\n3,4\n");
    scene.drop_file("d.csv.part", "id,text\n4,d\n");
    scene.drop_file(".e.csv", "id,text\n5,e\n");
    assert!(scene.connector.check().await.unwrap().ends_with("holds 3 files to import"));
    scene.run().await;
    assert_eq!(scene.ids, ["1", "2"]);
    assert_eq!(scene.refused, ["`id` is missing or empty"]);
    let report = scene.report("done/a.jsonl.report.json");
    assert_eq!((report["records"].as_u64(), report["refused"].as_u64()), (Some(1), Some(1)));
    assert_eq!(report["reasons"][0], "a.jsonl:2: `id` is missing or empty");
    assert_eq!(report["finished_at"], "2026-02-02T12:00:00Z");
    assert_eq!(scene.report("done/b.csv.report.json")["refused"], 0);
    let failure = scene.report("failed/c.csv.report.json")["failure"].to_string();
    assert!(failure.contains("it needs a column for `text`"), "{failure}");
    for (path, is_there) in [
        ("a.jsonl", false),
        ("done/a.jsonl", true),
        ("done/b.csv", true),
        ("failed/c.csv", true),
        ("d.csv.part", true),
        (".e.csv", true),
    ] {
        assert_eq!(scene.path(path).exists(), is_there, "{path}");
    }
    // Another file of the same name.
    scene.drop_file("b.csv", "id,text\n6,f\n");
    scene.run().await;
    assert_eq!(scene.ids, ["1", "2", "6"]);
    assert!(scene.path("done/2-b.csv").exists());
    assert!(scene.path("done/2-b.csv.report.json").exists());
}

#[tokio::test]
async fn files_are_read_as_the_settings_say() {
    let mut scene = Scene::new();
    let settings = [
        ("map", "text=#2\nignore=Tienda"),
        ("header_row", "2"),
        ("separator", ";"),
        ("encoding", "windows-1252"),
        ("dates", "mdy"),
        ("scale", "rating=1-7"),
    ];
    let text = b"a;b;c;d\nTienda;Opini\xf3n;Fecha;Nota\nSol;Muy c\xf3modo;03/04/2026;7\n";
    fs::write(scene.path("a.csv"), text).unwrap();
    scene.connector = open(scene.home.path(), &settings).unwrap();
    let page = scene.connector.collect(None).await.unwrap();
    let mention = &page.mentions[0];
    assert_eq!((mention.text.as_str(), mention.rating), ("Muy cómodo", Some(5.0)));
    assert_eq!(
        mention.created_at.map(plaza_core::to_rfc3339).as_deref(),
        Some("2026-03-04T00:00:00Z")
    );
    assert!(mention.external_id.starts_with("row-") && mention.extra.is_empty());
    for (key, value) in
        [("dates", "latin"), ("header_row", "x"), ("scale", "many"), ("encoding", "x")]
    {
        let error = open(scene.home.path(), &[(key, value)]).err().unwrap().to_string();
        assert!(error.starts_with(key) && error.contains("--"), "{error}");
    }
}

#[tokio::test]
async fn own_ids_are_the_same_after_a_crash() {
    let rows: String = (0..5_000).map(|n| format!("{};it is fine\n", n % 2_500)).collect();
    let table = format!("Tienda;Opinión\n{rows}");
    let mut ids = Vec::new();
    for anew in [false, true] {
        let mut scene = Scene::new();
        scene.drop_file("a.csv", &table);
        while scene.step(anew).await {}
        assert_eq!(scene.ids.len(), 5_000);
        ids.push(scene.ids);
    }
    assert_eq!(ids[0], ids[1]);
    ids[0].sort();
    ids[0].dedup();
    assert_eq!(ids[0].len(), 5_000);
}

#[tokio::test]
async fn a_crash_after_any_page_loses_nothing_and_doubles_nothing() {
    let mut scene = Scene::new();
    scene.drop_file("a.jsonl", &lines(0, 5_000));
    scene.drop_file("b.jsonl", &lines(5_000, 5_001));
    while scene.step(true).await {}
    let mut ids = scene.ids.clone();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), scene.ids.len()), (5_001, 5_001));
    assert!(scene.path("done/a.jsonl").exists() && scene.path("done/b.jsonl").exists());
}

#[tokio::test]
async fn a_page_that_was_not_saved_comes_again() {
    let mut scene = Scene::new();
    scene.drop_file("a.jsonl", &lines(0, 3_000));
    scene.step(false).await;
    let saved = (scene.cursor.clone(), scene.ids.len());
    scene.step(false).await;
    // The second page was lost when the process ended.
    scene.cursor = saved.0;
    scene.ids.truncate(saved.1);
    while scene.step(true).await {}
    assert_eq!(scene.ids.len(), 3_000);

    // The file was moved, and the cursor that says so was lost.
    let mut scene = Scene::new();
    scene.drop_file("a.jsonl", &lines(0, 3));
    scene.step(false).await;
    let finished = scene.cursor.clone();
    scene.step(false).await;
    assert!(scene.path("done/a.jsonl").exists());
    scene.cursor = finished;
    while scene.step(true).await {}
    assert_eq!(scene.ids.len(), 3);
    assert!(!scene.path("done/2-a.jsonl").exists());
}

#[tokio::test]
async fn a_file_that_changes_is_read_again() {
    let mut scene = Scene::new();
    scene.drop_file("a.jsonl", &lines(0, 2_500));
    scene.step(false).await;
    // The file grew again after a pause.
    scene.drop_file("a.jsonl", &lines(0, 2_600));
    scene.run().await;
    let mut ids = scene.ids.clone();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2_600);
    assert_eq!(scene.report("done/a.jsonl.report.json")["records"], 2_600);
}

/// Runs with paused time, which advances when everything waits.
#[tokio::test(start_paused = true)]
async fn a_growing_file_waits() {
    let home = tempfile::tempdir().unwrap();
    let inbox = home.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    let connector = factory(home.path()).settled_after(Duration::from_millis(300));
    let config = SourceConfig::checked(&SPEC, [].into(), None).unwrap();
    let connector = connector.open(&config).unwrap();
    let file = inbox.join("a.jsonl");
    fs::write(&file, lines(0, 1)).unwrap();
    let grow = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        fs::write(&file, lines(0, 2)).unwrap();
    });
    let page = connector.collect(None).await.unwrap();
    grow.await.unwrap();
    assert_eq!((page.mentions.len(), page.more), (0, false));
    let page = connector.collect(page.cursor.as_deref()).await.unwrap();
    assert_eq!(page.mentions.len(), 2);
}

#[tokio::test]
async fn nothing_outside_is_reached() {
    let mut scene = Scene::new();
    let secret = scene.home.path().join("secret.jsonl");
    fs::write(&secret, lines(0, 1)).unwrap();
    symlink(&secret, scene.path("link.jsonl")).unwrap();
    symlink(scene.home.path(), scene.path("way-out")).unwrap();
    fs::create_dir(scene.path("folder.jsonl")).unwrap();
    scene.run().await;
    assert_eq!(scene.ids, Vec::<String>::new());
    assert!(scene.path("link.jsonl").exists());
    for below in ["way-out", "way-out/deeper"] {
        let out = open(scene.home.path(), &[("folder", below)]).unwrap();
        assert!(out.collect(None).await.is_err());
    }
    assert!(!scene.home.path().join("deeper").exists());
    let inside = open(scene.home.path(), &[("folder", "a/b")]).unwrap();
    assert!(inside.collect(None).await.is_ok() && scene.path("a/b").is_dir());

    // `done` is a symbolic link: the file stays, and the error says why.
    let elsewhere = scene.home.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, scene.path("done")).unwrap();
    scene.drop_file("a.jsonl", &lines(0, 1));
    assert!(scene.step(false).await);
    let refused = scene.connector.collect(scene.cursor.as_deref()).await;
    assert!(matches!(refused, Err(ConnectorError::Transient(_))), "{refused:?}");
    assert!(scene.path("a.jsonl").exists());
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn only_allowed_folders_are_taken() {
    let home = tempfile::tempdir().unwrap();
    let allowed = home.path().join("allowed");
    let place = |folder: &str| {
        let values = [("folder".to_owned(), folder.to_owned())].into();
        factory(home.path()).place(&SourceConfig::checked(&SPEC, values, None).unwrap())
    };
    assert_eq!(place("").unwrap().trim_end_matches('/'), "inbox");
    assert_eq!(place("a/b").unwrap(), "inbox/a/b");
    let inside = allowed.join("x").display().to_string();
    assert_eq!(place(&inside).unwrap(), inside);
    let outside = [
        "../secret",
        "a/../../b",
        "/etc",
        "done",
        "a/failed",
        ".hidden",
        &format!("{}/../x", allowed.display()),
        &format!("{}-beside", allowed.display()),
    ];
    for folder in outside {
        assert_eq!(place(folder).unwrap_err().key, "folder", "{folder}");
    }
    assert_eq!(open(home.path(), &[("map", "text")]).err().unwrap().key, "map");
}

#[tokio::test]
async fn columns_of_another_name_are_mapped() {
    let home = tempfile::tempdir().unwrap();
    let connector = open(home.path(), &[("map", "id=nr\n text=comment \n")]).unwrap();
    assert!(connector.check().await.unwrap().ends_with("holds 0 files to import"));
    fs::write(home.path().join("inbox/a.csv"), "nr;comment\n7;Hola\n").unwrap();
    let page = connector.collect(None).await.unwrap();
    assert_eq!(
        (page.mentions[0].external_id.as_str(), page.mentions[0].text.as_str()),
        ("7", "Hola")
    );
}
