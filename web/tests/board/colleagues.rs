//! Two colleagues with pages that they opened before, without JavaScript.

use axum::http::StatusCode;
use plaza_core::{ReplyState, Role};

use crate::board_browser::{Browser, hidden_in};
use crate::colleagues::answerable;
use crate::server::Server;

/// The fields as a form of that page sends them.
fn with<'a>(
    hidden: &'a [(String, String)],
    fields: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    fields.iter().copied().chain(hidden).collect()
}

/// What the composer of an opened page brings along, and that it needs no version.
fn composer(html: &str, mention: i64) -> Vec<(String, String)> {
    let mut hidden = hidden_in(html, &format!("/mentions/{mention}/replies"));
    hidden.push(("version".to_owned(), String::new()));
    hidden
}

#[tokio::test]
async fn the_second_answer_shows_the_first_and_goes_out_on_a_second_yes() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let mut eva = Browser::of(&server, Role::Admin, "en").await;
    let page = format!("/mentions/{mention}");
    let seen = composer(&ana.open(&page).await.expect(StatusCode::OK).text, mention);
    let replies = format!("{page}/replies");
    eva.follow(&replies, &[("text", "Pasado mañana."), ("then", "approve")]).await;

    let mine = with(&seen, &[("text", "Mañana."), ("then", "approve")]);
    let held = ana.send(&replies, &mine).await.expect(StatusCode::CONFLICT);
    for words in ["Ya ha respondido alguien", "Pasado mañana.", "<strong>admin</strong>", "Mañana."]
    {
        assert!(held.text.contains(words), "{words}: {}", held.text);
    }
    assert!(held.text.contains("sale enseguida") || held.text.contains("state-queued"));
    let all = server.store().talk().replies(None, None, 9).await.unwrap();
    let states: Vec<_> = all.iter().map(|reply| (reply.text.as_str(), reply.state)).collect();
    let expected = [("Mañana.", ReplyState::Draft), ("Pasado mañana.", ReplyState::Queued)];
    assert_eq!(states, expected, "nothing is lost and nothing goes out");

    let again = format!("/replies/{}/submit", all[0].id);
    let yes = hidden_in(&held.text, &again);
    ana.follow(&again, &with(&yes, &[])).await.expect(StatusCode::OK);
    let sent = server.store().talk().reply(all[0].id).await.unwrap().unwrap();
    assert_eq!(sent.state, ReplyState::Queued);
}

#[tokio::test]
async fn a_stale_draft_comes_back_with_both_texts_and_a_choice() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let mut bea = Browser::of(&server, Role::CommunityManager, "en").await;
    let page = format!("/mentions/{mention}");
    bea.follow(&format!("{page}/replies"), &[("text", "Mañana."), ("then", "save")]).await;
    let id = server.store().talk().replies(None, None, 9).await.unwrap()[0].id;
    let (edit, approve) = (format!("/replies/{id}/edit"), format!("/replies/{id}/submit"));
    let before = ana.open(&page).await.expect(StatusCode::OK).text;
    let hidden = hidden_in(&before, &edit);
    bea.follow(&edit, &[("text", "Llega mañana.")]).await.expect(StatusCode::OK);

    let stale = ana.send(&edit, &with(&hidden, &[("text", "Hoy mismo.")])).await;
    let stale = stale.expect(StatusCode::CONFLICT);
    assert!(stale.text.contains("community_manager lo ha cambiado"), "{}", stale.text);
    assert!(stale.text.contains(">Hoy mismo.</textarea>"), "what was typed is kept");
    assert!(stale.text.contains(">Llega mañana.</p>"), "the colleague's stands beside it");
    let kept = server.store().talk().reply(id).await.unwrap().unwrap();
    assert_eq!(kept.text, "Llega mañana.", "nothing is written over unasked");
    // The same with a button: what would go out is not what was read.
    let pressed = ana.send(&approve, &with(&hidden_in(&before, &approve), &[])).await;
    let pressed = pressed.expect(StatusCode::CONFLICT);
    assert!(pressed.text.contains("Hacerlo de todas formas"), "{}", pressed.text);
    assert!(pressed.text.contains(">Llega mañana.</p>"));

    let mut keep = hidden_in(&stale.text, &edit);
    keep.push(("text".to_owned(), "Hoy mismo.".to_owned()));
    ana.follow(&edit, &with(&keep, &[])).await.expect(StatusCode::OK);
    let kept = server.store().talk().reply(id).await.unwrap().unwrap();
    assert_eq!((kept.text.as_str(), kept.version), ("Hoy mismo.", 3));
}

#[tokio::test]
async fn every_form_comes_back_with_what_was_typed() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let mut eva = Browser::of(&server, Role::Admin, "en").await;
    let blog = server.store().listen().source_by_name("Blog").await.unwrap().unwrap().id;
    let source = format!("/sources/{blog}");
    let url = ("v.url", "https://blog.example/feed.xml");
    let forms = [
        ("/ideas/1", "Mi título", vec![("title", "Su título")], vec![("title", "Mi título")]),
        ("/ideas/1/rice", "77", vec![("reach", "5")], vec![("reach", "77")]),
        (
            "/themes/1",
            "Mi tema",
            vec![("label", "Su tema"), ("keywords", "pila")],
            vec![("label", "Mi tema"), ("keywords", "batería")],
        ),
        (
            source.as_str(),
            "Mi blog",
            vec![("name", "Su blog"), url, ("interval", "3600")],
            vec![("name", "Mi blog"), url, ("interval", "300")],
        ),
    ];
    for (path, mine, theirs, yours) in forms {
        let hidden = ana.hidden_of(path).await;
        eva.follow(path, &theirs).await.expect(StatusCode::OK);
        let stale = ana.send(path, &with(&hidden, &yours)).await.expect(StatusCode::CONFLICT);
        assert!(stale.text.contains("admin lo ha cambiado"), "{path}: {}", stale.text);
        assert!(stale.text.contains(&format!("value=\"{mine}\"")), "{path}: {}", stale.text);
        assert!(stale.text.contains(&format!(">{}</p>", theirs[0].1)), "{path}: {}", stale.text);
        let mut keep = hidden_in(&stale.text, path);
        let known: Vec<String> = keep.iter().map(|(name, _)| name.clone()).collect();
        let typed = yours.iter().filter(|(name, _)| !known.iter().any(|known| known == name));
        keep.extend(typed.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        ana.follow(path, &with(&keep, &[])).await.expect(StatusCode::OK);
    }
    let idea = server.store().innovate().idea(1.into()).await.unwrap().unwrap();
    assert_eq!((idea.title.as_str(), idea.rice.reach), ("Mi título", Some(77.0)));
    let theme = server.store().understand().theme(1.into()).await.unwrap().unwrap();
    assert_eq!(
        (theme.label.as_str(), &theme.keywords[..]),
        ("Mi tema", &["batería".to_owned()][..])
    );
    let kept = server.store().listen().source(blog).await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.interval_s), ("Mi blog", 300));
}

#[tokio::test]
async fn buttons_ask_again_when_a_colleague_was_quicker() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let mut eva = Browser::of(&server, Role::Admin, "en").await;
    eva.follow("/ideas/new", &[("title", "Otra"), ("mention", "2"), ("quote", "dura poco")]).await;
    let blog = server.store().listen().source_by_name("Blog").await.unwrap().unwrap().id;
    server.person(Role::Viewer).await;
    let viewer =
        server.store().access().user_by_email("viewer@example.com").await.unwrap().unwrap();
    let (pause, delete) = (format!("/sources/{blog}/pause"), format!("/sources/{blog}/delete"));
    let person = format!("/users/{}", viewer.id);
    let cases = [
        ("/ideas/1/move", ("stage", "planned"), ("/ideas/1/move", ("stage", "building"))),
        ("/ideas/2/merge", ("into", "1"), ("/ideas/2/move", ("stage", "planned"))),
        ("/themes/1/state", ("archived", "true"), ("/themes/1/state", ("pinned", "true"))),
        (delete.as_str(), ("mentions", "keep"), (pause.as_str(), ("paused", "true"))),
        (person.as_str(), ("role", "manager"), (person.as_str(), ("disabled", "true"))),
        (
            "/mentions/1/insight/confirm",
            ("x", "y"),
            ("/mentions/1/insight", ("sentiment", "mixed")),
        ),
    ];
    for (mine, pressed, (theirs, change)) in cases {
        let hidden = ana.hidden_of(mine).await;
        assert!(hidden.iter().any(|(name, _)| name == "version"), "{mine}");
        eva.follow(theirs, &[change]).await.expect(StatusCode::OK);
        let before = server.fingerprint().await;
        let stale = ana.send(mine, &with(&hidden, &[pressed])).await.expect(StatusCode::CONFLICT);
        assert!(stale.text.contains("Hacerlo de todas formas"), "{mine}: {}", stale.text);
        assert_eq!(server.fingerprint().await, before, "{mine} did something");
        let again = hidden_in(&stale.text, mine);
        ana.follow(mine, &with(&again, &[])).await.expect(StatusCode::OK);
    }
    assert!(server.store().listen().source(blog).await.unwrap().is_none(), "on the second yes");
    let viewer = server.store().access().user(viewer.id).await.unwrap().unwrap();
    assert_eq!((viewer.role, viewer.disabled), (Role::Manager, true));
}
