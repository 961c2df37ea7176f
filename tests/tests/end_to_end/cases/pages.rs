//! Pages.

use anyhow::{Context, Result, ensure};
use plaza_tests::folder_server::FolderServer;

use super::doors::{Door, both};
use super::folder;

/// The selectors of the page with opinions.
const OPINIONS: [(&str, &str); 3] = [("item", ".op"), ("text", ".t"), ("author", ".quien")];

// Commands are waited for on a thread of their own, beside the servers that they ask.
#[tokio::test(flavor = "multi_thread")]
async fn pages_as_they_are() -> Result<()> {
    for door in both().await? {
        let server = FolderServer::start(folder()).await?;
        encodings(&door, &server).await?;
        bases(&door, &server).await?;
        references(&door, &server).await?;
        quotes_of_others(&door, &server).await?;
        a_dead_next_page(&door, &server).await?;
        robots_with_a_mark(&door).await?;
    }
    Ok(())
}

/// Collects a page, which must go well.
async fn read(
    door: &Door,
    server: &FolderServer,
    path: &str,
    selectors: &[(&str, &str)],
) -> Result<()> {
    let url = server.url(path);
    let settings = [&[("url", url.as_str())], selectors].concat();
    let said = door.collect("web", path, server.host(), &settings).await?;
    ensure!(said.is_none(), "{path}: {said:?}");
    Ok(())
}

async fn encodings(door: &Door, server: &FolderServer) -> Result<()> {
    for path in ["23-web-meta-charset/opiniones.html", "23-web-meta-charset/sin-nada.html"] {
        read(door, server, path, &OPINIONS).await?;
        let taken = door.export()?;
        taken.expect(path, "text", &["El bañador encogió, qué decepción."])?;
        taken.expect(path, "author_name", &["Íñigo Núñez"])?;
    }
    Ok(())
}

async fn bases(door: &Door, server: &FolderServer) -> Result<()> {
    let path = "24-web-base-href/foro/tema.html";
    let selectors = [
        ("item", ".m"),
        ("text", ".t"),
        ("author", ".n"),
        ("link", ".perma@href"),
        ("next", "a[rel=next]"),
    ];
    read(door, server, path, &selectors).await?;
    let at = |post: u32| server.url(&format!("24-web-base-href/foro-antiguo/ver.php?p={post}"));
    let wanted = [1, 2, 3].map(at);
    door.export()?.expect(path, "url", &wanted.each_ref().map(String::as_str))
}

async fn references(door: &Door, server: &FolderServer) -> Result<()> {
    let (product, mean) =
        ("25-web-jsonld-references/producto.html", "25-web-jsonld-references/solo-media.html");
    read(door, server, product, &[]).await?;
    read(door, server, mean, &[]).await?;
    let taken = door.export()?;
    for (text, author, rating) in [
        ("Se queda atascado bajo el sofá", "Ana Gil", 2.0),
        ("Friega mejor que yo", "Leo Paz", 5.0),
    ] {
        let review = taken.one(product, "text", text)?;
        ensure!(review["author_name"] == author && review["rating"] == rating, "{review}");
        ensure!(review.to_string().contains("Robot Zeta"), "no product: {review}");
    }
    ensure!(taken.of(product).len() == 2, "{:#?}", taken.of(product));
    ensure!(taken.of(mean).is_empty(), "{:#?}", taken.of(mean));
    Ok(())
}

async fn quotes_of_others(door: &Door, server: &FolderServer) -> Result<()> {
    let path = "27-web-forum-quotes/hilo.html";
    read(door, server, path, &[("item", ".post"), ("text", ".t"), ("author", ".n")]).await?;
    let taken = door.export()?;
    for (author, text) in [
        ("rosa", "El nuevo diseño es horrible y lento."),
        ("teo", "Pues a mí me encanta, va rapidísimo."),
    ] {
        let post = taken.one(path, "author_name", author)?;
        ensure!(post["text"] == text, "{post}");
    }
    Ok(())
}

/// Page 1 goes on being read, whatever became of page 2.
async fn a_dead_next_page(door: &Door, server: &FolderServer) -> Result<()> {
    let path = "38-web-dead-next/uno.html";
    read(door, server, path, &[("item", ".c"), ("next", "a.mas")]).await?;
    let said = door.collect_again(path).await?;
    ensure!(said.is_none(), "{said:?}");
    let texts = ["Primera opinión: se calienta mucho", "Segunda opinión: ya no enciende"];
    door.export()?.expect(path, "text", &texts)
}

/// A byte order mark before the first rule of robots.txt does not undo the rule.
async fn robots_with_a_mark(door: &Door) -> Result<()> {
    let server = FolderServer::start(folder().join("26-web-robots-bom")).await?;
    let url = server.url("page.html");
    let settings = [("url", url.as_str()), ("item", ".c")];
    let said = door.collect("web", "robots", server.host(), &settings).await?;
    let said = said.context("a page that robots.txt forbids was fetched")?;
    ensure!(said.contains("robots.txt"), "{said}");
    ensure!(door.export()?.of("robots").is_empty());
    Ok(())
}
