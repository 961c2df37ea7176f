//! Judging and asking why on the board, without JavaScript.

use axum::http::StatusCode;
use plaza_core::Role;
use serde_json::json;

use crate::board_browser::Browser;
use crate::server::Server;

#[tokio::test]
async fn one_click_says_that_the_model_is_right() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let page = ana.open("/mentions/1").await.expect(StatusCode::OK);
    assert!(page.text.contains("Es correcto") && page.text.contains("¿Por qué?"));
    let page = ana.follow("/mentions/1/insight/confirm", &[]).await.expect(StatusCode::OK);
    assert!(page.text.contains("Una persona dijo que es correcto."));
    assert!(!page.text.contains("Es correcto</button>"), "once is enough");
    let view = server.store().mention(1.into()).await.unwrap().unwrap().insight.unwrap();
    assert_eq!((view.confirmed, view.corrected), (true, false));

    // A form that changes nothing says the same.
    let view = server.store().mention(2.into()).await.unwrap().unwrap().insight.unwrap();
    let theme = view.theme_id.map(|id| id.to_string()).unwrap_or_default();
    let mut form = vec![("sentiment", view.effective_sentiment.name()), ("theme", &*theme)];
    form.extend(view.effective_intents.iter().map(|intent| ("intent", intent.name())));
    ana.follow("/mentions/2/insight", &form).await.expect(StatusCode::OK);
    let view = server.store().mention(2.into()).await.unwrap().unwrap().insight.unwrap();
    assert_eq!((view.confirmed, view.corrected), (true, false));

    let page = ana.open("/models").await.expect(StatusCode::OK);
    assert!(page.text.contains("Faltan 28 valoraciones para decirlo"), "{}", page.text);
    assert!(!page.text.contains("action=\"/models/retrain\""), "not for analysts");
    let mut viewer = Browser::of(&server, Role::Viewer, "en").await;
    let page = viewer.open("/models").await.expect(StatusCode::OK);
    assert!(page.text.contains("28 more judgements and it can be told"));
    viewer.send("/mentions/1/insight/confirm", &[]).await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_words_that_weighed_are_marked() {
    let (server, admin) = Server::furnished().await;
    let record = json!({"id": "why", "text": "La batería es una vergüenza, no funciona"});
    let answer = admin.post("/api/v1/mentions", record).await.expect(StatusCode::OK).json();
    let id = answer["items"][0]["mention_id"].as_i64().unwrap();
    let mut ana = Browser::of(&server, Role::Viewer, "es").await;
    let closed = ana.open(&format!("/mentions/{id}")).await.expect(StatusCode::OK);
    assert!(closed.text.contains(&format!("href=\"/mentions/{id}?why=true#why\"")));
    let open = ana.open(&format!("/mentions/{id}?why=true")).await.expect(StatusCode::OK);
    assert!(open.text.contains("<mark>vergüenza</mark>"), "{}", open.text);
    assert!(open.text.contains("aria-expanded=\"true\""));
    let told = open.text.split("<b>").map(|tag| tag.matches("<mark>vergüenza</mark>").count());
    assert!(told.max() == Some(1), "each tag tells a word once");
}

#[tokio::test]
async fn mixed_feelings_are_marked_and_aspects_filter() {
    let (server, admin) = Server::furnished().await;
    let record =
        json!({"id": "mixed", "text": "The battery life is awful but the screen is great"});
    admin.post("/api/v1/mentions", record).await.expect(StatusCode::OK);
    server.engine().find().index_caught_up().await.unwrap();
    let mut ana = Browser::of(&server, Role::Viewer, "es").await;
    let list = ana.open("/mentions?q=sentiment%3Amixed").await.expect(StatusCode::OK);
    assert!(list.text.contains("Bien y mal") && list.text.contains("battery life"));
    assert!(!list.text.contains("De qué se habla"), "what one mention speaks of is no choice");
    let aspect = "/mentions?q=aspect%3A%22battery+life%22";
    let list = ana.open(aspect).await.expect(StatusCode::OK);
    assert!(list.text.contains("De qué se habla: battery life"), "the active filter");
    assert!(list.text.contains("1 mención"), "{}", list.text);
}

#[tokio::test]
async fn administrators_start_learning_and_take_it_back() {
    let (server, _) = Server::furnished().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let page = admin.follow("/models/retrain", &[]).await.expect(StatusCode::OK);
    assert!(page.text.contains("Los modelos aprenden de las valoraciones."), "{}", page.text);
    let page =
        admin.follow("/models/revert", &[("model", "native@1")]).await.expect(StatusCode::OK);
    assert!(page.text.contains("tell-neg"), "nothing is there to take back");
    let mut manager = Browser::of(&server, Role::Manager, "es").await;
    manager.send("/models/retrain", &[]).await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn texts_are_judged_one_at_a_time_and_taken_back() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let page = ana.open("/models").await.expect(StatusCode::OK);
    assert!(page.text.contains("Faltan 30 valoraciones · valorar ahora"), "{}", page.text);
    let page = ana.open("/models/judge").await.expect(StatusCode::OK);
    assert!(page.text.contains("<h1>Faltan 30 valoraciones</h1>"));
    assert!(page.text.contains("data-key=\"1\"") && page.text.contains("¿Qué impresión da?"));
    let last = |text: &str, name: &str| -> String {
        let rest = text.split(&format!("name=\"{name}\" value=\"")).last().unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let (mention, version) = (last(&page.text, "mention"), last(&page.text, "version"));
    let id: i64 = mention.parse().unwrap();
    let again = ana.open("/models/judge").await.expect(StatusCode::OK);
    assert_eq!(last(&again.text, "mention"), mention, "the same text until it is judged");

    let insight = server.store().mention(id.into()).await.unwrap().unwrap().insight.unwrap();
    let other = if insight.sentiment.label.name() == "negative" { "positive" } else { "negative" };
    let judged = [("mention", &*mention), ("version", &*version), ("sentiment", other)];
    let page = ana.follow("/models/judge", &judged).await.expect(StatusCode::OK);
    assert!(page.text.contains("<h1>Faltan 29 valoraciones</h1>"), "{}", page.text);
    assert!(page.text.contains("el modelo decía:") && page.text.contains("Deshacer"));
    assert_ne!(last(&page.text, "mention"), mention);
    let said = page.text.split("</form>").find(|form| form.contains("/models/judge/undo")).unwrap();
    let version = last(said, "version");
    let mention_page = ana.open(&format!("/mentions/{id}")).await.expect(StatusCode::OK);
    assert!(mention_page.text.contains("Corregido por una persona"));
    assert!(!mention_page.text.contains("Es correcto"), "it is corrected: nobody is asked again");

    let back = [("mention", &*mention), ("version", &*version)];
    let page = ana.follow("/models/judge/undo", &back).await.expect(StatusCode::OK);
    assert!(page.text.contains("<h1>Faltan 30 valoraciones</h1>"), "{}", page.text);
    let after = server.store().mention(id.into()).await.unwrap().unwrap().insight.unwrap();
    assert_eq!((after.effective_sentiment, after.corrected), (insight.sentiment.label, false));
    let mut viewer = Browser::of(&server, Role::Viewer, "es").await;
    viewer.open("/models/judge").await.expect(StatusCode::FORBIDDEN);
}
