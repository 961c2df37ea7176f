//! Feeds as they really come, through the connector and over real sockets.

use axum::Router;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::routing::get;
use plaza_core::{IncomingMention, Page, parse_timestamp};

use crate::support::{Server, open};

/// A feed and the headers that it is sent with.
struct Sent {
    body: Vec<u8>,
    content_type: &'static str,
    encoding: Option<&'static str>,
}

fn sent(body: impl Into<Vec<u8>>) -> Sent {
    Sent { body: body.into(), content_type: "application/rss+xml", encoding: None }
}

impl Sent {
    fn typed(self, content_type: &'static str) -> Self {
        Self { content_type, ..self }
    }

    async fn serve(self) -> Server {
        let Self { body, content_type, encoding } = self;
        let answer = move || async move {
            let mut answer = axum::http::HeaderMap::new();
            answer.insert(CONTENT_TYPE, content_type.parse().unwrap());
            if let Some(encoding) = encoding {
                answer.insert(CONTENT_ENCODING, encoding.parse().unwrap());
            }
            (answer, body)
        };
        Server::start(Router::new().route("/feeds/feed.xml", get(answer))).await
    }

    async fn read(self, fields: &[(&str, &str)]) -> Page {
        let server = self.serve().await;
        let url = server.url("/feeds/feed.xml").to_string();
        let mut values = vec![("url", url.as_str())];
        values.extend_from_slice(fields);
        open("feed", &values, &server).unwrap().collect(None).await.unwrap()
    }

    /// The mentions in the order of the feed; nothing was refused.
    async fn mentions(self) -> Vec<IncomingMention> {
        let mut page = self.read(&[]).await;
        assert_eq!(page.rejected, []);
        page.mentions.reverse();
        page.mentions
    }
}

fn rss(items: &str) -> String {
    format!("<rss version='2.0'><channel><title>F</title>{items}</channel></rss>")
}

fn titles(mentions: &[IncomingMention]) -> Vec<&str> {
    mentions.iter().map(|mention| mention.title.as_str()).collect()
}

#[tokio::test]
async fn a_fault_costs_its_entry_at_most() {
    let mentions = sent(include_bytes!("../../feed/fixtures/ampersands.rss")).mentions().await;
    assert_eq!(
        titles(&mentions),
        [
            "Rebajas en H&M desde hoy",
            "Enlace con dos parámetros",
            "Entidad que nadie conoce &foo; aquí",
            "Sano",
            "Q & A con la marca",
            "Autora con entidad",
        ]
    );
    assert_eq!(mentions[0].text, "Los clientes de H&M esperan dos horas");
    assert_eq!(mentions[1].url.as_deref(), Some("https://marcas.example/v?a=1&b=2"));
    assert_eq!(mentions[5].author.as_deref(), Some("Lucía Pérez"));
    assert_eq!(mentions[5].extra["tags"], serde_json::json!(["Atención"]));
}

#[tokio::test]
async fn every_kind_of_broken_entry_leaves_its_neighbours_alone() {
    for (broken, title) in [
        ("<title>Colas en D&D</title><description>x</description>", "Colas en D&D"),
        ("<title>A <& B</title><description>x</description>", "A <& B"),
        ("<title>Nula &#0; &#x0; &#xFFFF;</title>", "Nula"),
        ("<title>Sigue<description>una línea<br>otra", "Sigue"),
        ("<title>Etiqueta</title><description>dijo <b>esto</description>", "Etiqueta"),
        ("<title>Enlace</title><description><a href=\"x>aquí</a></description>", "Enlace"),
        (
            "<title>Atributo</title><enclosure url=\"https://a.example/?x=1&y=2\" length=largo/>",
            "Atributo",
        ),
        ("<title>Cruzado</title><description><b><i>x</b></i></description></p>", "Cruzado"),
        ("<title>Sección</title><description><![CDATA[<p>sin fin</description>", "Sección"),
        ("<title>Nota</title><!-- sin fin<description>x</description>", "Nota"),
        ("<title>Prefijo</title><media:content url='a b' fileSize='x'/><x:y z=/>", "Prefijo"),
        ("<title>\u{fffd}\u{b}Control\u{1f}</title>", "\u{fffd}Control"),
        ("<title>Fechas</title><pubDate>&&&</pubDate>", "Fechas"),
        (
            "<title>Duración</title><itunes:duration>99999999999999999999:99:99</itunes:duration>",
            "Duración",
        ),
    ] {
        let feed = rss(&format!(
            "<item><title>Primera</title><guid>a</guid></item><item><guid>x</guid>{broken}</item>\
             <item><title>Última</title><guid>z</guid></item>"
        ));
        let page = sent(feed).read(&[]).await;
        let mut found = titles(&page.mentions);
        found.reverse();
        assert_eq!(found, ["Primera", title, "Última"], "{broken}: {:?}", page.rejected);
    }
    let deep = format!("<item><title>Hondo</title>{}</item>", "<a>".repeat(1_000));
    let page = sent(rss(&format!("<item><title>Primera</title></item>{deep}"))).read(&[]).await;
    assert_eq!(titles(&page.mentions), ["Primera"]);
    assert!(page.rejected[0].reason.contains("nested more than 256 deep"), "{:?}", page.rejected);
}

#[tokio::test]
async fn a_feed_that_ends_too_early_keeps_what_was_whole() {
    let feed = rss("<item><title>Entera</title></item><item><title>Cort");
    let page = sent(feed.split("Cort").next().unwrap()).read(&[]).await;
    assert_eq!(titles(&page.mentions), ["Entera"]);
    assert_eq!(page.rejected[0].reason.to_string(), "the feed ends in the middle of it");
}

#[tokio::test]
async fn entities_of_html_are_letters() {
    let mentions = sent(include_bytes!("../../feed/fixtures/entities.rss")).mentions().await;
    assert_eq!(
        titles(&mentions),
        ["La compañía sube precios un 5 % – y se nota", "AT&T y D&D: café &undefinida; fin"]
    );
    assert_eq!(
        mentions[0].text,
        "Los clientes se quejan del aumento de tarifas en España & Portugal. ¿Hay solución?"
    );
    assert_eq!(mentions[0].author.as_deref(), Some("Lucía Pérez"));
    assert_eq!(mentions[1].url.as_deref(), Some("https://diario.example/2?a=1&b=2"));
    assert_eq!(mentions[1].text, "Texto él");
}

#[tokio::test]
async fn what_was_escaped_twice_is_text() {
    let mentions = sent(include_bytes!("../../feed/fixtures/escaped-twice.rss")).mentions().await;
    assert_eq!(mentions[0].text, "La tienda cerró sin avisar.");
    assert_eq!(
        (mentions[1].title.as_str(), mentions[1].text.as_str()),
        ("Pequeño & grande", "Normal")
    );
}

#[tokio::test]
async fn junk_in_front_and_control_characters_are_left_out() {
    let control = sent(include_bytes!("../../feed/fixtures/control.rss")).mentions().await;
    assert_eq!(titles(&control), ["Pegado desde Word con control", "Sano"]);
    assert_eq!(control[0].text, "El informe y fin");
    let preamble = sent(include_bytes!("../../feed/fixtures/preamble.rss")).mentions().await;
    assert_eq!(titles(&preamble), ["Con aviso de PHP delante"]);
    let blank = sent(include_bytes!("../../feed/fixtures/blank.rss")).mentions().await;
    assert_eq!(titles(&blank), ["Líneas vacías delante: señal"]);
}

#[tokio::test]
async fn videos_and_podcasts_have_texts() {
    let mentions = sent(include_bytes!("../../feed/fixtures/videos.atom")).mentions().await;
    let video = &mentions[0];
    assert_eq!(video.title, "Probamos el robot Zeta");
    assert_eq!(
        video.text,
        "La batería del robot Zeta se agota en veinte minutos.\nSegunda línea del análisis."
    );
    assert_eq!(video.url.as_deref(), Some("https://video.example/watch?v=v1"));
    assert_eq!(video.author.as_deref(), Some("Canal de pruebas"));
    let podcast = sent(include_bytes!("../../feed/fixtures/podcast.rss")).mentions().await;
    assert_eq!(
        podcast[0].text,
        "Marta devolvió su aspirador porque la aplicación pedía demasiados permisos."
    );
    assert_eq!(podcast[0].author.as_deref(), Some("Marta"));
    assert_eq!(podcast[1].text, "El fabricante responde a las quejas.");
}

#[tokio::test]
async fn dates_are_read_as_people_write_them() {
    let mentions = sent(include_bytes!("../../feed/fixtures/dates.rss")).mentions().await;
    let expected = [
        "2026-01-14T13:00:00Z",
        "2026-01-15T13:00:00Z",
        "2026-07-15T13:00:00Z",
        "2026-01-16T13:00:00Z",
        "2026-01-17T13:00:00Z",
        "2026-09-18T13:00:00Z",
        "2026-01-19T13:00:00Z",
        "2026-01-20T00:00:00Z",
        "2026-01-21T18:30:00Z",
    ];
    for (mention, expected) in mentions.iter().zip(expected) {
        let at = parse_timestamp(expected).unwrap();
        // What lies ahead of the test's clock, which stands in February, is kept as written.
        let ahead = mention.extra.contains_key("unreadable_date") && at > crate::support::NOW;
        assert!(mention.created_at == Some(at) || ahead, "{}: {mention:?}", mention.title);
    }
    assert_eq!(mentions[8].extra["unclear_zone"], "Wed, 21 Jan 2026 18:30:00 IST");
}

#[tokio::test]
async fn relative_links_follow_base_channel_and_address() {
    let mentions = sent(include_bytes!("../../feed/fixtures/relative.rss")).mentions().await;
    let urls: Vec<_> = mentions.iter().map(|m| m.url.as_deref().unwrap()).collect();
    assert_eq!(
        urls,
        [
            "https://www.tienda.example/blog/rebajas",
            "https://www.tienda.example/blog/novedades.html",
            "https://www.tienda.example/blog/otro",
        ]
    );
    let mentions = sent(include_bytes!("../../feed/fixtures/relative.atom")).mentions().await;
    let urls: Vec<_> = mentions.iter().map(|m| m.url.as_deref().unwrap()).collect();
    assert_eq!(
        urls,
        ["https://www.tienda.example/2026/rebajas", "https://www.tienda.example/2026/dos"]
    );
    let server = sent(rss("<item><title>t</title><link>uno.html</link></item>")).serve().await;
    let url = server.url("/feeds/feed.xml").to_string();
    let page = open("feed", &[("url", &url)], &server).unwrap().collect(None).await.unwrap();
    assert_eq!(page.mentions[0].url.as_deref(), Some(server.url("/feeds/uno.html").as_str()));
}

#[tokio::test]
async fn authors_have_names() {
    let mentions = sent(include_bytes!("../../feed/fixtures/authors.rss")).mentions().await;
    let authors: Vec<_> = mentions.iter().map(|m| m.author.as_deref().unwrap()).collect();
    assert_eq!(
        authors,
        [
            "Ana Ruiz",
            "Ana Ruiz",
            "ana@a.example",
            "Ana Ruiz",
            "Ana Ruiz",
            "Ana Ruiz y Luis Gil",
            "Ana & Luis",
        ]
    );
}

#[tokio::test]
async fn only_the_writers_words_count_in_an_answer() {
    let mentions = sent(include_bytes!("../../feed/fixtures/quotes.rss")).mentions().await;
    assert_eq!(mentions[0].text, "Pues a mí me encanta, va rapidísimo.");
    let item = "<item><title>t</title><description>&lt;blockquote&gt;Es lento.&lt;/blockquote&gt;\
        Me encanta.</description></item>";
    let article = sent(rss(item)).read(&[]).await;
    assert_eq!(article.mentions[0].text, "Es lento.\n\nMe encanta.", "an article keeps its quotes");
    let forum = sent(rss(item)).read(&[("channel", "forum")]).await;
    assert_eq!(forum.mentions[0].text, "Me encanta.");
}

#[tokio::test]
async fn the_bytes_decide_over_false_encodings() {
    let feed = |text: &str| rss(&format!("<item><title>{text}</title></item>"));
    let spanish = "Año de sequía en España";
    let russian = "Батарея держит заряд всего два часа";
    let japanese = "電池がすぐに切れます。サポートは返事をくれませんでした。";
    let korean = "배터리가 너무 빨리 닳아요";
    let chinese = "电池用不了多久就没电了，客服也不回复";
    let declared = |label: &str, text: &str| {
        format!("<?xml version=\"1.0\" encoding=\"{label}\"?>{}", feed(text))
    };
    let bytes =
        |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    let latin = "text/xml; charset=ISO-8859-1";
    for (body, content_type, title) in [
        (declared("UTF-8", spanish).into_bytes(), latin, spanish),
        (declared("windows-1252", spanish).into_bytes(), "text/xml", spanish),
        (
            bytes(encoding_rs::WINDOWS_1252, &declared("utf-8", spanish)),
            "text/xml; charset=utf-8",
            spanish,
        ),
        (bytes(encoding_rs::WINDOWS_1252, &feed(spanish)), "text/xml", spanish),
        (bytes(encoding_rs::WINDOWS_1251, &declared("windows-1251", russian)), latin, russian),
        (bytes(encoding_rs::KOI8_R, &feed(russian)), "text/xml", russian),
        (bytes(encoding_rs::EUC_JP, &feed(japanese)), latin, japanese),
        (bytes(encoding_rs::SHIFT_JIS, &declared("utf-8", japanese)), "text/xml", japanese),
        (bytes(encoding_rs::EUC_KR, &feed(korean)), "text/xml", korean),
        (bytes(encoding_rs::GBK, &declared("iso-8859-1", chinese)), "text/xml", chinese),
    ] {
        let mentions = sent(body).typed(content_type).mentions().await;
        assert_eq!(titles(&mentions), [title], "{content_type}");
    }
}

#[tokio::test]
async fn the_bytes_decide_over_false_compression() {
    let packed = include_bytes!("../../feed/fixtures/packed.rss.gz");
    let plain = rss("<item><title>Entrada comprimida</title></item>");
    for (body, content_type, encoding) in [
        (packed.to_vec(), "application/x-gzip", None),
        (packed.to_vec(), "application/rss+xml", None),
        (packed.to_vec(), "application/rss+xml", Some("gzip")),
        (plain.clone().into_bytes(), "application/rss+xml", Some("gzip")),
        (plain.into_bytes(), "application/rss+xml", Some("deflate")),
    ] {
        let mentions = Sent { body, content_type, encoding }.mentions().await;
        assert_eq!(titles(&mentions), ["Entrada comprimida"], "{content_type} {encoding:?}");
    }
}

#[tokio::test]
async fn a_compressed_bomb_is_refused() {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..12 {
        encoder.write_all(&vec![b' '; 1_000_000]).unwrap();
    }
    let server = sent(encoder.finish().unwrap()).serve().await;
    let url = server.url("/feeds/feed.xml").to_string();
    let error = open("feed", &[("url", &url)], &server).unwrap().collect(None).await.unwrap_err();
    assert!(error.to_string().contains("larger than 10000000 bytes"), "{error}");
}

#[tokio::test]
async fn old_dialects_are_read() {
    let old = "<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
        xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>Old</title>\
        <link>https://old.example/</link></channel><item><title>Noventa</title><link>/90</link></item></rdf:RDF>";
    let one = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
        xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:c='http://purl.org/rss/1.0/modules/content/'>\
        <channel rdf:about='https://one.example/'><title>One</title><link>https://one.example/</link>\
        <items><rdf:Seq><rdf:li rdf:resource='https://one.example/1'/></rdf:Seq></items></channel>\
        <item rdf:about='https://one.example/1'><title>Uno</title><d:creator>Ana</d:creator>\
        <d:date>2026-01-31T10:00:00Z</d:date><description>Corto</description>\
        <c:encoded><![CDATA[<p>El texto entero</p>]]></c:encoded></item></rdf:RDF>";
    let mentions = sent(old).mentions().await;
    assert_eq!(mentions[0].external_id, "https://old.example/90");
    let mentions = sent(one).mentions().await;
    let first = &mentions[0];
    assert_eq!(
        (first.external_id.as_str(), first.text.as_str()),
        ("https://one.example/1", "El texto entero")
    );
    assert_eq!((first.author.as_deref(), first.created_at), (Some("Ana"), Some(1_769_853_600_000)));
    let old = "<rss version='0.91'><channel><title>F</title><item><title>t</title><link>/1</link></item></channel></rss>";
    assert_eq!(titles(&sent(old).mentions().await), ["t"]);
}
