//! Who wrote it, as pages and feeds tell: an account where the site has one, otherwise a name.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use plaza_core::{AuthorIs, IncomingMention};

use crate::support::{Server, open};

/// What is told of the author of the mention with these words; addresses without the server's.
type Told = (AuthorIs, Option<String>);

struct Place {
    server: Server,
    mentions: Vec<IncomingMention>,
}

impl Place {
    async fn of(kind: &str, body: String) -> Self {
        let server = Server::start(Router::new().route("/all", get(|| async { Html(body) }))).await;
        let url = server.url("/all").to_string();
        let connector = open(kind, &[("url", &url)], &server).unwrap();
        let mentions = connector.collect(None).await.unwrap().mentions;
        Self { server, mentions }
    }

    fn told(&self, words: &str) -> Told {
        let said = |m: &&IncomingMention| m.text.contains(words);
        let mention = self.mentions.iter().find(said).unwrap_or_else(|| panic!("{words}"));
        if mention.account.is_some() {
            let host = self.server.allowed();
            assert_eq!(mention.account_space.as_deref(), Some(host.as_str()), "{mention:?}");
        }
        let home = self.server.url("/").to_string();
        (mention.author_is, mention.account.as_ref().map(|account| account.replace(&home, "/")))
    }
}

fn account(id: &str) -> Told {
    (AuthorIs::Account, Some(id.to_owned()))
}

const NAMED: Told = (AuthorIs::ShownName, None);

#[tokio::test]
async fn json_ld_names_accounts_by_their_pages() {
    let page = r##"<script type="application/ld+json">[
      {"@type":"Comment","text":"of a page","author":{"@type":"Person","name":"Ana","url":"/u/ana"}},
      {"@type":"Comment","text":"of a reference","author":{"@id":"/u/bea"}},
      {"@type":"Person","@id":"/u/bea","name":"Bea"},
      {"@type":"Comment","text":"of an id","author":[{"name":"Ana","identifier":{"value":77}}]},
      {"@type":"Review","text":"of a name","author":{"name":"Ana"}},
      {"@type":"Review","text":"of a text","author":"Ana"},
      {"@type":"Review","text":"of a guest","author":{"name":"Ana","url":"https://ana.example/me"}},
      {"@type":"Review","text":"of the home page","author":{"name":"Ana","url":"/"}},
      {"@type":"Review","text":"of a part","author":{"@id":"#ana","name":"Ana"}},
      {"@type":"Review","text":"of nobody"}
    ]</script>"##;
    let place = Place::of("web", page.to_owned()).await;
    for (words, told) in [
        ("of a page", account("/u/ana")),
        ("of a reference", account("/u/bea")),
        ("of an id", account("77")),
        ("of a name", NAMED),
        ("of a text", NAMED),
        ("of a guest", NAMED),
        ("of the home page", NAMED),
        ("of a part", NAMED),
        ("of nobody", (AuthorIs::Account, None)),
    ] {
        assert_eq!(place.told(words), told, "{words}");
    }
}

#[tokio::test]
async fn microdata_names_accounts_by_their_pages() {
    let review = |author: &str, words: &str| {
        format!(
            "<div itemscope itemtype='https://schema.org/Review'>{author}\
             <p itemprop='reviewBody'>{words}</p></div>"
        )
    };
    let person = |inside: &str| {
        format!(
            "<span itemprop='author' itemscope itemtype='https://schema.org/Person'>{inside}</span>"
        )
    };
    let name = "<b itemprop='name'>Ana</b>";
    let page = [
        review(&person(&format!("<a itemprop='url' href='/user/7'>{name}</a>")), "of a page"),
        review(&person(&format!("{name}<meta itemprop='identifier' content='u7'>")), "of an id"),
        review(&person(name), "of a person"),
        review("<span itemprop='author'>Ana</span>", "of a name"),
    ]
    .concat();
    let place = Place::of("web", page).await;
    assert_eq!(place.told("of a page"), account("/user/7"));
    assert_eq!(place.told("of an id"), account("u7"));
    assert_eq!(place.told("of a person"), NAMED);
    assert_eq!(place.told("of a name"), NAMED);
}

#[tokio::test]
async fn feeds_name_accounts_by_their_pages() {
    let entry = |n: u32, author: &str, words: &str| {
        format!(
            "<entry><id>{n}</id><title>t</title><updated>2026-02-01T10:00:00Z</updated>{author}\
             <summary>{words}</summary></entry>"
        )
    };
    let atom = [
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>f</title>".to_owned(),
        entry(1, "<author><name>/u/ana</name><uri>/user/ana</uri></author>", "of a page"),
        entry(
            2,
            "<author><name>Ana</name><uri>https://ana.example/me</uri></author>",
            "of a guest",
        ),
        entry(3, "<author><name>Ana</name><email>ana@a.example</email></author>", "of a mail"),
        entry(4, "<author><name>Ana</name></author>", "of a name"),
        entry(5, "", "of nobody"),
        "</feed>".to_owned(),
    ]
    .concat();
    let place = Place::of("feed", atom).await;
    assert_eq!(place.told("of a page"), account("/user/ana"));
    for words in ["of a guest", "of a mail", "of a name"] {
        assert_eq!(place.told(words), NAMED, "{words}");
    }
    assert_eq!(place.told("of nobody"), (AuthorIs::Account, None));

    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"f","items":[
      {"id":"1","content_text":"of a page","authors":[{"name":"Ana","url":"/authors/ana"}]},
      {"id":"2","content_text":"of a guest","authors":[{"name":"Ana","url":"https://ana.example"}]},
      {"id":"3","content_text":"of a name","author":{"name":"Ana"}}]}"#;
    let place = Place::of("feed", json.to_owned()).await;
    assert_eq!(place.told("of a page"), account("/authors/ana"));
    assert_eq!(place.told("of a guest"), NAMED);
    assert_eq!(place.told("of a name"), NAMED);

    let rss = "<rss version='2.0'><channel><title>f</title>\
        <item><guid>1</guid><title>t</title><author>noreply@a.example (Ana)</author>\
        <description>of one for all</description></item></channel></rss>";
    let place = Place::of("feed", rss.to_owned()).await;
    assert_eq!(place.told("of one for all"), NAMED);
}
