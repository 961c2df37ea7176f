//! What people do on the board, by forms alone.

use axum::http::StatusCode;
use plaza_core::{IdeaStage, Role, Sentiment, ThemeState};
use serde_json::json;

use crate::board_browser::{Browser, hidden_in};
use crate::server::Server;

#[tokio::test]
async fn a_quote_becomes_an_idea_and_moves() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let form = ana
        .open("/ideas/new?mention=2&quote=Ojal%C3%A1+dure+m%C3%A1s")
        .await
        .expect(StatusCode::OK);
    assert!(form.text.contains(">Ojalá dure más</textarea>"));
    assert!(form.text.contains("Batería que dure más"), "similar ideas are shown");

    let wrong = [("title", "Más batería"), ("mention", "2"), ("quote", "esto no lo dijo")];
    let refused = ana.send("/ideas/new", &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("value=\"Más batería\""), "the title is kept");
    assert!(refused.text.contains(">esto no lo dijo</textarea>"), "the quote is kept");

    let right = [("title", "Más batería"), ("mention", "2"), ("quote", "dura poco")];
    let idea = ana.follow("/ideas/new", &right).await.expect(StatusCode::OK);
    assert!(idea.text.contains("Idea creada.") && idea.text.contains("dura poco"));
    let again = ana.open("/ideas/2").await.expect(StatusCode::OK);
    assert!(!again.text.contains("Idea creada."), "a message is shown once");

    let score = [("reach", "120"), ("impact", "2"), ("confidence", "80"), ("effort", "1,5")];
    let scored = ana.follow("/ideas/2/rice", &score).await.expect(StatusCode::OK);
    assert!(scored.text.contains("RICE 128") && scored.text.contains("120 × 2 × 80\u{a0}% ÷ 1,5"));
    let nonsense = ana.send("/ideas/2/rice", &[("reach", "muchos")]).await;
    let nonsense = nonsense.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nonsense.text.contains("value=\"muchos\""), "what was typed is kept");

    ana.follow("/ideas/2/move", &[("stage", "planned")]).await.expect(StatusCode::OK);
    let quiet = [("stage", "building"), ("quiet", "true")];
    ana.send("/ideas/2/move", &quiet).await.expect(StatusCode::OK);
    let idea = server.store().innovate().idea(2.into()).await.unwrap().unwrap();
    assert_eq!(idea.stage, IdeaStage::Building);
    ana.follow("/ideas/2/merge", &[("into", "1")]).await.expect(StatusCode::OK);
    assert_eq!(
        server.store().innovate().idea(2.into()).await.unwrap().unwrap().merged_into,
        Some(1.into())
    );
    let merged = ana.open("/ideas/2").await.expect(StatusCode::OK);
    assert!(merged.text.contains("action=\"/ideas/2/unmerge\""));
    let board = ana.open("/ideas").await.expect(StatusCode::OK);
    assert!(!board.text.contains("href=\"/ideas/2\""), "merged ideas are not on the board");
    ana.follow("/ideas/2/unmerge", &[]).await.expect(StatusCode::OK);
    assert_eq!(server.store().innovate().idea(2.into()).await.unwrap().unwrap().merged_into, None);
}

#[tokio::test]
async fn searches_are_kept_filtered_and_explained() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let found = ana.open("/mentions?q=bateria").await.expect(StatusCode::OK);
    assert!(found.text.contains("<mark>batería</mark>"));
    assert!(found.text.contains("q=bateria+lang%3Aes"), "facets narrow the query");
    assert!(found.text.contains("date%3A2026-09-"), "bars narrow the query");

    let wrong = ana.open("/mentions?q=bateria+AND+(lang%3Aes").await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Este paréntesis no se cierra."));
    assert!(wrong.text.contains("bateria AND <mark>(</mark>lang:es"));

    let kept = [("name", "Batería en español"), ("query", "bateria lang:es")];
    let list = ana.follow("/views", &kept).await.expect(StatusCode::OK);
    assert!(list.text.contains("Batería en español") && list.text.contains("Vista guardada."));
    let mut other = Browser::of(&server, Role::Viewer, "es").await;
    let list = other.open("/mentions").await.expect(StatusCode::OK);
    assert!(!list.text.contains("Batería en español"), "other people's views stay theirs");
    assert!(list.text.contains("Baterías"), "shared views are shown");
}

#[tokio::test]
async fn people_correct_the_model() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let before = server.store().mention(1.into()).await.unwrap().unwrap().insight.unwrap();
    let theme = before.theme_id.map(|id| id.to_string()).unwrap_or_default();
    let form =
        [("sentiment", "mixed"), ("intent", "praise"), ("intent", "buy"), ("theme", &*theme)];
    let page = ana.follow("/mentions/1/insight", &form).await.expect(StatusCode::OK);
    assert!(page.text.contains("Corregido por una persona"));
    let after = server.store().mention(1.into()).await.unwrap().unwrap().insight.unwrap();
    assert_eq!(after.effective_sentiment, Sentiment::Mixed);
    assert_eq!(after.effective_intents.len(), 2);
    assert_eq!(after.theme_id, before.theme_id);
}

#[tokio::test]
async fn talk_is_added_by_hand_once() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::CommunityManager, "es").await;
    let before = server.store().docs_count().await.unwrap();
    let said = [
        ("text", "En la feria preguntan por el color verde."),
        ("author", "Señora del puesto 4"),
        ("channel", "fair"),
        ("when", "2026-09-20T10:30"),
    ];
    for message in ["Mención añadida.", "Esta mención ya estaba."] {
        let list = ana.follow("/mentions/new", &said).await.expect(StatusCode::OK);
        assert!(list.text.contains(message), "{message}");
    }
    assert_eq!(server.store().docs_count().await.unwrap(), before + 1);
    // One after another: the next form stands in the same place.
    let next = [("text", "Y por el azul."), ("channel", "fair"), ("rating", "4"), ("then", "more")];
    let form = ana.follow("/mentions/new", &next).await.expect(StatusCode::OK);
    assert!(form.text.contains("Mención añadida.") && form.text.contains("name=\"text\""));
    assert!(form.text.contains("<option value=\"fair\" selected>"), "{}", form.text);
    let added = server.store().docs_count().await.unwrap();
    assert_eq!(added, before + 2);
    let mut eva = Browser::of(&server, Role::CommunityManager, "en").await;
    let english = eva.open("/mentions/new?channel=phone").await.expect(StatusCode::OK);
    assert!(english.text.contains("Add and write another"));
    assert!(english.text.contains("<option value=\"phone\" selected>"));

    let blank = ana.send("/mentions/new", &[("text", " "), ("author", "Luis")]).await;
    let blank = blank.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.text.contains("value=\"Luis\""), "what was typed is kept");
}

#[tokio::test]
async fn places_without_replies_offer_the_way_there() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::CommunityManager, "es").await;
    let page = ana.open("/mentions/1").await.expect(StatusCode::OK);
    assert!(page.text.contains("no admite respuestas desde Plaza"));
    assert!(!page.text.contains("data-composer"));
    let refused = ana.send("/mentions/1/replies", &[("text", "Hola"), ("then", "submit")]).await;
    let refused = refused.expect(StatusCode::OK);
    assert!(refused.text.contains("no admite respuestas desde Plaza"));
    assert!(server.store().talk().replies(None, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn themes_are_renamed_archived_and_merged() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let form = [("label", "Pilas"), ("keywords", "pila, batería ,"), ("description", "Energía")];
    let page = ana.follow("/themes/1", &form).await.expect(StatusCode::OK);
    assert!(page.text.contains("<h1>Pilas</h1>"));
    let theme = server.store().understand().theme(1.into()).await.unwrap().unwrap();
    assert_eq!(theme.keywords, ["pila", "batería"]);
    let blank = ana.send("/themes/1", &[("label", " "), ("keywords", "x")]).await;
    assert!(blank.expect(StatusCode::UNPROCESSABLE_ENTITY).text.contains("value=\"x\""));
    ana.follow("/themes/1/state", &[("pinned", "true")]).await.expect(StatusCode::OK);
    ana.follow("/themes/1/state", &[("archived", "true")]).await.expect(StatusCode::OK);
    let theme = server.store().understand().theme(1.into()).await.unwrap().unwrap();
    assert_eq!((theme.pinned, theme.state), (true, ThemeState::Archived));
}

#[tokio::test]
async fn themes_are_split_and_edits_undone_without_scripts() {
    let (server, _) = Server::furnished().await;
    server.engine().understand().rebuild_themes(&plaza_engine::Actor::system()).await.unwrap();
    server.engine().find().index_caught_up().await.unwrap();
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let page = ana.open("/themes/1").await.expect(StatusCode::OK);
    for words in ["La más típica", "La más reciente", "Dividir en dos", "Fuentes", ">español</a>"]
    {
        assert!(page.text.contains(words), "{words}");
    }
    let chosen = [("into", "new"), ("label", "Primeras"), ("mention", "1"), ("mention", "2")];
    let page = ana.follow("/themes/1/move", &chosen).await.expect(StatusCode::OK);
    assert!(page.text.contains("Tema dividido."));
    let page = ana.open("/themes/1").await.expect(StatusCode::OK);
    assert!(page.text.contains("Dividido"));
    let theme =
        server.store().mention(1.into()).await.unwrap().unwrap().insight.unwrap().theme_label;
    assert_eq!(theme.as_deref(), Some("Primeras"));
    let page = ana.follow("/themes/1/undo", &[]).await.expect(StatusCode::OK);
    assert!(page.text.contains("Cambio deshecho.") && page.text.contains("<s>Dividido</s>"));
    let theme =
        server.store().mention(1.into()).await.unwrap().unwrap().insight.unwrap().theme_label;
    assert_eq!(theme.as_deref(), Some("Batería"));

    let list = ana.open("/themes?q=bater%C3%ADa&level=main").await.expect(StatusCode::OK);
    assert!(list.text.contains("<b>Batería</b>"));
    let none = ana.open("/themes?q=zzz&mark=rising").await.expect(StatusCode::OK);
    assert!(none.text.contains("No hay ningún tema así."));
}

#[tokio::test]
async fn sources_are_added_with_their_own_form_and_removed() {
    let (server, _) = Server::furnished().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let form = [
        ("kind", "wordpress"),
        ("name", "Tienda"),
        ("v.url", "ftp://tienda.example"),
        ("v.user", "plaza"),
        ("v.password", "secreto-que-no-sale"),
        ("interval", "0"),
        ("then", "save"),
    ];
    let refused = admin.send("/sources/new", &form).await;
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("value=\"Tienda\"") && refused.text.contains("ftp://tienda"));
    assert!(!refused.text.contains("secreto-que-no-sale"), "a secret comes back");

    let mut form = form;
    form[2].1 = "https://tienda.example";
    let page = admin.follow("/sources/new", &form).await.expect(StatusCode::OK);
    assert!(page.text.contains("<h1>Tienda</h1>") && !page.text.contains("secreto-que-no-sale"));
    let source = server.store().listen().source_by_name("Tienda").await.unwrap().unwrap();
    let at = |action: &str| format!("/sources/{}{action}", source.id);
    let renamed =
        [("name", "Tienda web"), ("v.url", "https://tienda.example"), ("v.user", "plaza")];
    admin.follow(&at(""), &renamed).await.expect(StatusCode::OK);
    admin.follow(&at("/pause"), &[("paused", "true")]).await.expect(StatusCode::OK);
    assert!(server.store().listen().source(source.id).await.unwrap().unwrap().paused);
    let unsaid = admin.send(&at("/delete"), &[("sure", "true")]).await.expect(StatusCode::OK);
    assert!(unsaid.text.contains("Elige qué pasa con sus menciones."));
    admin.follow(&at("/delete"), &[("mentions", "keep")]).await.expect(StatusCode::OK);
    assert!(server.store().listen().source_by_name("Tienda web").await.unwrap().is_none());
}

#[tokio::test]
async fn secrets_of_users_and_programs_are_shown_once() {
    let (server, _) = Server::furnished().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let luis = [("name", "Luis"), ("email", "luis@example.com"), ("role", "viewer")];
    let page = admin.send("/users", &luis).await.expect(StatusCode::OK);
    let secret = page.text.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(secret.len() >= 12);
    assert!(!admin.open("/users").await.text.contains(secret));
    let twice = admin.send("/users", &luis).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("value=\"luis@example.com\""), "what was typed is kept");
    let token = [("name", "Informe"), ("role", "viewer")];
    let page = admin.send("/tokens", &token).await.expect(StatusCode::OK);
    assert!(page.text.contains("class=\"secret\">"));
    let id = server
        .engine()
        .access()
        .tokens()
        .await
        .unwrap()
        .iter()
        .map(|token| token.id)
        .max()
        .unwrap();
    admin.follow(&format!("/tokens/{id}/revoke"), &[]).await.expect(StatusCode::OK);
    let tokens = server.engine().access().tokens().await.unwrap();
    assert!(tokens.iter().find(|token| token.id == id).unwrap().revoked_at.is_some());
}

#[tokio::test]
async fn language_and_appearance_are_remembered() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Viewer, "en").await;
    let chosen = [("lang", "es"), ("theme", "dark"), ("back", "//evil.example")];
    let answer = ana.send("/preferences", &chosen).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/");
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(cookies.iter().any(|c| c.to_str().unwrap().starts_with("plaza_theme=dark;")));
    let home = ana.open("/").await.expect(StatusCode::OK);
    assert!(home.text.contains("<html lang=\"es\""), "the person's setting beats the browser's");
}

/// Whoever approves in the list of those that wait sees for how long it can be taken back.
#[tokio::test]
async fn what_was_let_go_out_can_be_taken_back_for_a_moment() {
    let (server, admin) = Server::furnished().await;
    let source = json!({"kind": "square", "name": "La plaza"});
    let source = admin.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let collect = format!("/api/v1/sources/{}/collect", source["id"]);
    admin.post(&collect, json!({})).await.expect(StatusCode::OK);
    let bea = server.person(Role::CommunityManager).await;
    let draft = bea.post("/api/v1/mentions/31/replies", json!({"text": "Mañana."})).await;
    let id = draft.expect(StatusCode::CREATED).json()["id"].clone();
    let submitted = bea.post(&format!("/api/v1/replies/{id}/submit"), json!({"version": 1})).await;
    assert_eq!(submitted.expect(StatusCode::OK).json()["next_step_at"], json!(null));

    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let waiting = ana.open("/replies").await.expect(StatusCode::OK).text;
    for words in ["1 respuesta espera tu visto bueno", "¿Cuándo llega q1?", "Mañana."] {
        assert!(waiting.contains(words), "{words}: {waiting}");
    }
    let form = [("back", "/replies?list=to_approve")];
    let list = ana.follow(&format!("/replies/{id}/approve"), &form).await.expect(StatusCode::OK);
    assert!(list.text.contains("Nada por aprobar"), "{}", list.text);
    assert!(list.text.contains(&format!("action=\"/replies/{id}/cancel\"")));
    // The seconds stand there without JavaScript too.
    let hint = list.text.split("data-countdown=\"").nth(1).unwrap();
    let seconds: i64 = hint.split('"').next().unwrap().parse().unwrap();
    assert!((1..=10).contains(&seconds), "{hint}");
    assert!(hint.contains(&format!("Aprobada; sale en {seconds} s")), "{hint}");
    let queued = bea.get(&format!("/api/v1/replies/{id}")).await.expect(StatusCode::OK).json();
    assert!(queued["next_step_at"].is_string() && queued["may_be_there"] == false, "{queued}");

    let toast = hidden_in(&list.text, &format!("/replies/{id}/cancel"));
    let toast: Vec<_> = toast.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let undone = ana.follow(&format!("/replies/{id}/cancel"), &toast).await.expect(StatusCode::OK);
    assert!(undone.text.contains("Vuelve a esperar aprobación"), "{}", undone.text);
    assert!(undone.text.contains("1 respuesta espera tu visto bueno"), "it waits as before");
    // Whoever wrote it takes it back as a draft.
    let mut own = Browser::of(&server, Role::CommunityManager, "es").await;
    let mine = own.open("/replies?list=mine").await.expect(StatusCode::OK).text;
    assert!(mine.contains("Tienes 1 respuesta a medias"), "{mine}");
    let cancel = hidden_in(&mine, &format!("/replies/{id}/cancel"));
    let cancel: Vec<_> =
        cancel.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    own.follow(&format!("/replies/{id}/cancel"), &cancel).await.expect(StatusCode::OK);
    let draft = bea.get(&format!("/api/v1/replies/{id}")).await.expect(StatusCode::OK).json();
    assert_eq!(draft["state"], "draft");
}

#[tokio::test]
async fn a_move_of_an_idea_can_be_taken_back_without_scripts() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let before = server.store().innovate().idea(1.into()).await.unwrap().unwrap();
    let stage = before.stage.name();
    let moved = [("stage", "planned"), ("back", "/ideas")];
    let page = ana.follow("/ideas/1/move", &moved).await.expect(StatusCode::OK);
    assert!(page.text.contains("pasa a Planificada") && page.text.contains("Deshacer"));
    assert!(page.text.contains("lane is-empty"), "stages without ideas are folded");
    assert!(page.text.contains("class=\"idea-quote\" dir=\"auto\""), "the first quote is told");
    let undo = [("stage", stage), ("back", "/ideas"), ("undo", "true")];
    let page = ana.follow("/ideas/1/move", &undo).await.expect(StatusCode::OK);
    assert!(!page.text.contains("class=\"toast\""), "once");
    let after = server.store().innovate().idea(1.into()).await.unwrap().unwrap();
    assert_eq!((after.stage, after.rank), (before.stage, before.rank));

    let idea = ana.open("/ideas/1").await.expect(StatusCode::OK);
    assert!(idea.text.contains("Lo que piden, persona a persona"), "{}", idea.text);
    assert!(idea.text.contains("aria-current=\"step\""));
    for words in ["Pruebas", "prueba"] {
        assert!(!idea.text.contains(words), "one word for one thing: {words}");
    }
}

#[tokio::test]
async fn finding_themes_again_says_first_what_it_changes() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let page = ana.open("/themes/rebuild").await.expect(StatusCode::OK);
    assert!(page.text.contains("Ver qué cambiaría"));
    let page = ana.follow("/themes/rebuild/preview", &[]).await.expect(StatusCode::OK);
    assert!(page.text.contains("todavía no cambia nada") && page.header("refresh") == "2");
    server.engine().run_until_idle().await.unwrap();
    let told = ana.open("/themes/rebuild").await.expect(StatusCode::OK);
    assert_eq!(told.header("refresh"), "", "what is told stays");
    assert!(told.text.contains("Recalcular temas</button>"), "{}", told.text);
    let page = ana.follow("/themes/rebuild", &[]).await.expect(StatusCode::OK);
    assert!(page.text.contains("Plaza agrupa las menciones."), "{}", page.text);
    server.engine().run_until_idle().await.unwrap();
    server.engine().find().index_caught_up().await.unwrap();
    let done = ana.open("/themes/rebuild").await.expect(StatusCode::OK);
    assert!(done.text.contains("La última vez") && done.text.contains("Ver los temas"));
    let list = ana.open("/themes").await.expect(StatusCode::OK);
    assert!(list.text.contains(" → <b>"), "numbers before and now: {}", list.text);
    let mut viewer = Browser::of(&server, Role::Viewer, "es").await;
    viewer.open("/themes/rebuild").await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn themes_without_mentions_are_folded_away() {
    let (server, admin) = Server::furnished().await;
    let theme = json!({"label": "Vacío del todo", "keywords": ["xyzzy"]});
    admin.post("/api/v1/themes", theme).await.expect(StatusCode::CREATED);
    let mut ana = Browser::of(&server, Role::Viewer, "es").await;
    let list = ana.open("/themes").await.expect(StatusCode::OK);
    let (shown, folded) = list.text.split_once("<details class=\"themes-empty\"").unwrap();
    assert!(folded.contains("temas sin menciones"), "{folded}");
    assert!(folded.contains("Vacío del todo"), "{folded}");
    assert!(!shown.contains("Vacío del todo"));
}
