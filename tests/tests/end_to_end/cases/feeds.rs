//! Feeds.

use anyhow::{Result, ensure};
use plaza_tests::folder_server::FolderServer;

use super::doors::{Door, both};
use super::{TakenIn, folder};

/// The feeds that are collected once; each becomes a source of that name.
const FEEDS: [&str; 27] = [
    "14-feed-media-description/podcast.xml",
    "14-feed-media-description/videos.xml",
    "14-feed-media-description/videos2.xml",
    "16-feed-html-entities/noticias.xml",
    "17-feed-spanish-dates/blog.xml",
    "18-feed-relative-links/feeds/atom.xml",
    "18-feed-relative-links/feeds/tienda.xml",
    "20-feed-gzip/feed.xml.gz",
    "20-feed-gzip/liar.xml",
    "20-feed-gzip/nohead.xml",
    "21-feed-double-encoded/notas.xml",
    "22-feed-charset-lies/header-latin1.xml",
    "27-web-forum-quotes/comentarios.xml",
    "41-feed-bare-ampersands/amp-attr.xml",
    "41-feed-bare-ampersands/amp-link.xml",
    "41-feed-bare-ampersands/amp-space.xml",
    "41-feed-bare-ampersands/amp-title.xml",
    "41-feed-bare-ampersands/author-entity.xml",
    "41-feed-bare-ampersands/marcas.xml",
    "41-feed-bare-ampersands/media-broken.xml",
    "41-feed-bare-ampersands/nul-charref.xml",
    "41-feed-bare-ampersands/unclosed-b.xml",
    "41-feed-bare-ampersands/unknown-entity.xml",
    "42-feed-junk/blank.xml",
    "42-feed-junk/control.xml",
    "42-feed-junk/preamble.xml",
    "49-feed-author-forms/autores.xml",
];

// Commands are waited for on a thread of their own, beside the servers that they ask.
#[tokio::test(flavor = "multi_thread")]
async fn feeds_as_they_are() -> Result<()> {
    for door in both().await? {
        let server = FolderServer::start(folder()).await?;
        for feed in FEEDS {
            let url = server.url(feed);
            let said = door.collect("feed", feed, server.host(), &[("url", &url)]).await?;
            ensure!(said.is_none(), "{feed}: {said:?}");
        }
        changing_ids(&door, &server).await?;
        let taken = door.export()?;
        texts(&taken)?;
        links_and_dates(&taken)?;
        names(&taken)?;
        broken_entries(&taken)?;
        taken.expect("19", "title", &["No imprime en color", "Otra pregunta"])?;
    }
    Ok(())
}

/// A forum that makes new ids for the same posts at each request.
async fn changing_ids(door: &Door, server: &FolderServer) -> Result<()> {
    let url = server.url("19-feed-changing-guids/foro.xml");
    let said = door.collect("feed", "19", server.host(), &[("url", &url)]).await?;
    ensure!(said.is_none(), "{said:?}");
    server.put("19-feed-changing-guids/foro.xml", "19-feed-changing-guids/second.xml");
    let said = door.collect_again("19").await?;
    ensure!(said.is_none(), "{said:?}");
    Ok(())
}

fn texts(taken: &TakenIn) -> Result<()> {
    taken.expect(
        FEEDS[0],
        "text",
        &[
            "Marta devolvió su aspirador porque la aplicación pedía demasiados permisos.",
            "El fabricante responde a las quejas.",
        ],
    )?;
    for videos in [FEEDS[1], FEEDS[2]] {
        let text = "La batería del robot Zeta se agota en veinte minutos.\n\
                    Segunda línea del análisis.";
        taken.expect(videos, "text", &[text])?;
    }
    for gzip in [FEEDS[7], FEEDS[8], FEEDS[9]] {
        taken.expect(gzip, "title", &["Entrada comprimida"])?;
        taken.expect(gzip, "text", &["Llega en gzip sin decirlo: señal débil."])?;
    }
    let notes = "21-feed-double-encoded/notas.xml";
    taken.expect(notes, "text", &["La tienda cerró sin avisar.", "Normal"])?;
    taken.expect(notes, "title", &["Doble", "Pequeño & grande"])?;
    let lies = "22-feed-charset-lies/header-latin1.xml";
    taken.expect(lies, "title", &["Año de sequía en España"])?;
    taken.expect(lies, "text", &["La compañía pidió perdón."])?;
    let quotes = "27-web-forum-quotes/comentarios.xml";
    taken.expect(quotes, "text", &["Pues a mí me encanta, va rapidísimo."])
}

fn links_and_dates(taken: &TakenIn) -> Result<()> {
    let shop = "https://www.tienda.example";
    let atom = [format!("{shop}/2026/rebajas"), format!("{shop}/2026/dos")];
    taken.expect(FEEDS[5], "url", &atom.each_ref().map(String::as_str))?;
    let rss = ["blog/rebajas", "blog/novedades.html", "blog/otro"].map(|p| format!("{shop}/{p}"));
    taken.expect(FEEDS[6], "url", &rss.each_ref().map(String::as_str))?;
    let blog = FEEDS[4];
    for (title, at) in [
        ("Uno", "2026-01-14T13:00:00Z"),
        ("Dos", "2026-01-15T13:00:00Z"),
        ("Tres", "2026-07-15T13:00:00Z"),
        ("Cuatro", "2026-01-16T13:00:00Z"),
        ("Cinco", "2026-01-17T13:00:00Z"),
        ("Seis", "2026-09-18T13:00:00Z"),
        ("Siete", "2026-01-19T13:00:00Z"),
        ("Ocho", "2026-01-20T00:00:00Z"),
    ] {
        let entry = taken.one(blog, "title", title)?;
        ensure!(entry["created_at"] == at, "{title}: {entry}");
    }
    // IST is the time of India, Ireland and Israel.
    taken.one(blog, "title", "Nueve").map(drop)
}

fn names(taken: &TakenIn) -> Result<()> {
    let news = FEEDS[3];
    taken.expect(
        news,
        "title",
        &["La compañía sube precios un 5 % – y se nota", "AT&T y D&D: café &undefinida; fin"],
    )?;
    taken.expect(news, "author_name", &["Lucía Pérez", ""])?;
    let authors = FEEDS[26];
    let ana = "Ana Ruiz";
    for title in ["Uno", "Dos", "Cuatro", "Cinco"] {
        let entry = taken.one(authors, "title", title)?;
        ensure!(entry["author_name"] == ana, "{title}: {entry}");
    }
    let two = taken.one(authors, "title", "Seis")?;
    ensure!(two["author_name"] == "Ana Ruiz y Luis Gil", "{two}");
    let escaped = taken.one(authors, "title", "Siete")?;
    ensure!(escaped["author_name"] == "Ana & Luis", "{escaped}");
    Ok(())
}

/// All entries that stand beside a broken one, and the broken one too where its words are whole.
fn broken_entries(taken: &TakenIn) -> Result<()> {
    for feed in &FEEDS[13..23] {
        if feed.ends_with("marcas.xml") {
            continue;
        }
        for sane in ["Primera sana", "Última sana"] {
            taken.one(feed, "title", sane)?;
        }
        ensure!(taken.of(feed).len() == 3, "{feed}: {:#?}", taken.of(feed));
    }
    taken.expect(
        "41-feed-bare-ampersands/marcas.xml",
        "title",
        &[
            "Rebajas en H&M desde hoy",
            "Enlace con dos parámetros",
            "Entidad que nadie conoce &foo; aquí",
            "Sano",
            "Q & A con la marca",
            "Autora con entidad",
        ],
    )?;
    taken.expect("42-feed-junk/blank.xml", "title", &["Líneas vacías delante: señal"])?;
    taken.expect("42-feed-junk/preamble.xml", "title", &["Con aviso de PHP delante"])?;
    taken.expect("42-feed-junk/control.xml", "title", &["Pegado desde Word con control", "Sano"])
}
