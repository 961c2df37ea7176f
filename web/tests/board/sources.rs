//! Sources: how often, how far back, how they fare, and what is missing on the charts.

use axum::http::{Method, StatusCode};
use plaza_core::{FailureKind, Role};
use plaza_store::listen::{BackfillState, Claim, Gap, GapCause, SourceFailure};
use serde_json::{Value, json};

use crate::board_browser::Browser;
use crate::server::{Client, NOW, Server};

const HOUR: i64 = 3_600_000;

async fn square(admin: &Client, name: &str) -> i64 {
    let body = json!({"kind": "square", "name": name, "interval_s": 600});
    let made = admin.post("/api/v1/sources", body).await.expect(StatusCode::CREATED).json();
    made["id"].as_i64().unwrap()
}

/// The source fails as if it had been collected.
async fn fail(server: &Server, id: i64, kind: &str, error: &str) {
    let claim = Claim { now: NOW, lease_ms: 1, owner: 5, per_host: 9 };
    server.store().listen().take_source(id.into(), &claim).await.unwrap().unwrap();
    let failure = SourceFailure {
        now: NOW,
        error: error.into(),
        kind: FailureKind::parse(kind).unwrap(),
        next_run_at: NOW + HOUR,
        not_before: (kind == "rate_limited").then_some(NOW + HOUR),
        opens_gap: true,
    };
    server.store().listen().source_failed(id.into(), 5, &failure).await.unwrap();
}

#[tokio::test]
async fn forms_pause_collect_and_read_into_the_past() {
    let (server, admin) = Server::furnished().await;
    let id = square(&admin, "Feria").await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let at = format!("/sources/{id}");
    let page = ana.open(&at).await.expect(StatusCode::OK);
    assert!(page.text.contains("cada 10 minutos") && page.text.contains("Leer hacia el pasado"));

    let paused = ana.follow(&format!("{at}/pause"), &[("paused", "true")]).await;
    assert!(paused.expect(StatusCode::OK).text.contains("En pausa."));
    let asked = ana.follow(&format!("{at}/collect"), &[]).await.expect(StatusCode::OK);
    assert!(asked.text.contains("La recogida empieza ahora mismo."));
    assert!(server.store().listen().source(id.into()).await.unwrap().unwrap().asked);
    ana.follow(&format!("{at}/pause"), &[("paused", "false")]).await.expect(StatusCode::OK);

    let started = ana.follow(&format!("{at}/backfill"), &[("span", "year")]).await;
    assert!(started.expect(StatusCode::OK).text.contains("leyendo"));
    let stopped = ana.follow(&format!("{at}/backfill/stop"), &[]).await.expect(StatusCode::OK);
    assert!(stopped.text.contains("Continuar"), "it can go on");
    assert_eq!(
        server.store().listen().backfill(id.into()).await.unwrap().unwrap().state,
        BackfillState::Stopped
    );
    let blog = server.store().listen().source_by_name("Blog").await.unwrap().unwrap();
    let page = ana.open(&format!("/sources/{}", blog.id)).await.expect(StatusCode::OK);
    assert!(page.text.contains("solo muestra lo que hay ahora"));
    let refused = ana.follow(&format!("/sources/{}/backfill", blog.id), &[("span", "all")]).await;
    assert!(refused.expect(StatusCode::OK).text.contains("tell-neg"));

    // The pause adapts again, and then not.
    let (mut form, adaptive) = (vec![("name", "Feria"), ("allowed_host", "")], ("interval", ""));
    form.push(adaptive);
    ana.follow(&at, &form).await.expect(StatusCode::OK);
    form[2] = ("interval", "3600");
    ana.follow(&at, &form).await.expect(StatusCode::OK);
    assert_eq!(server.store().listen().source(id.into()).await.unwrap().unwrap().interval_s, 3_600);
}

#[tokio::test]
async fn the_list_says_how_sources_fare_and_what_to_do() {
    let (server, admin) = Server::furnished().await;
    let cases = [
        ("unauthorized", "credentials refused", "Enter its credentials again"),
        ("gone", "place is gone", "whether the place has moved"),
        ("rate_limited", "asked to wait", "it goes on by itself"),
        ("transient", "failing", "tries again by itself"),
    ];
    for (kind, state, advice) in cases {
        let id = square(&admin, kind).await;
        fail(&server, id, kind, "the place said <no>").await;
        let mut reader = Browser::of(&server, Role::Viewer, "en").await;
        for path in ["/sources".to_owned(), format!("/sources/{id}")] {
            let page = reader.open(&path).await.expect(StatusCode::OK);
            assert!(page.text.contains(state) && page.text.contains(advice), "{kind}: {path}");
            assert!(
                page.text.contains("the place said &lt;no&gt;") || page.text.contains("&#60;no")
            );
        }
        let shown = admin.get(&format!("/api/v1/sources/{id}")).await.expect(StatusCode::OK).json();
        assert_eq!(shown["source"]["error_kind"], kind, "{shown}");
    }
    let limited = server.store().listen().source_by_name("rate_limited").await.unwrap().unwrap();
    let mut ana = Browser::of(&server, Role::Admin, "en").await;
    let asked = ana.follow(&format!("/sources/{}/collect", limited.id), &[]).await;
    let asked = asked.expect(StatusCode::OK).text;
    assert!(asked.contains("wants to be left alone until"), "nobody is asked too early");
}

#[tokio::test]
async fn charts_say_what_they_rest_on() {
    let (server, admin) = Server::furnished().await;
    let forum = server.store().listen().source_by_name("foro").await.unwrap().unwrap();
    let gap = Gap {
        source_id: forum.id,
        cause: GapCause::Truncated,
        from_at: NOW - 5 * HOUR,
        until_at: Some(NOW - 4 * HOUR),
    };
    server.store().listen().add_gap(&gap).await.unwrap();
    let id = square(&admin, "Feria").await;
    fail(&server, id, "transient", "down").await;
    server.engine().understand().rebuild_themes(&plaza_engine::Actor::system()).await.unwrap();
    server.engine().find().index_caught_up().await.unwrap();
    let mut reader = Browser::of(&server, Role::Viewer, "es").await;
    for path in ["/", "/mentions?q=bateria", "/themes/1"] {
        let page = reader.open(path).await.expect(StatusCode::OK);
        assert!(page.text.contains("Rayado: puede faltar algo de foro"), "no mark on {path}");
        assert!(page.text.contains("foro: más de lo que se pudo leer"), "no reason on {path}");
        assert!(page.text.contains("Datos de foro."), "no source on {path}");
        assert!(page.text.contains("Con errores: Feria."), "nothing of the failing one on {path}");
        assert!(page.text.contains("En cuarentena: foro (1)."), "no quarantine on {path}");
    }
    let one = reader.open("/mentions?q=bateria+source%3Aforo").await.expect(StatusCode::OK);
    assert!(!one.text.contains("Feria"), "other sources do not matter here");

    let all = admin.get("/api/v1/coverage?days=7").await.expect(StatusCode::OK).json();
    let causes: Vec<&Value> =
        all["gaps"].as_array().unwrap().iter().map(|gap| &gap["cause"]).collect();
    assert_eq!(causes, ["truncated"], "what fails since this moment has missed nothing yet: {all}");
    let path = format!("/api/v1/sources/{}/coverage?days=2", forum.id);
    let days = admin.get(&path).await.expect(StatusCode::OK).json();
    let today = &days["days"][1];
    assert_eq!((&today["collected"], &today["quarantined"]), (&json!(30), &json!(1)), "{days}");
    assert_eq!(today["gaps"][0]["cause"], "truncated", "{days}");
    admin.get("/api/v1/coverage?days=0").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_api_sets_pauses_and_reads_into_the_past() {
    let (server, admin) = Server::furnished().await;
    let id = square(&admin, "Feria").await;
    let at = format!("/api/v1/sources/{id}");
    let patch = async |body: Value| {
        admin
            .reading(&at)
            .await
            .send(Method::PATCH, &at, Some(body))
            .await
            .expect(StatusCode::OK)
            .json()
    };
    assert_eq!(patch(json!({"interval_s": 900})).await["pace_s"], 900);
    assert_eq!(patch(json!({"name": "Feria 2"})).await["interval_s"], 900, "left out stays");
    // The square only runs when asked, unless somebody says otherwise.
    assert_eq!(patch(json!({"interval_s": null})).await["interval_s"], 0);
    let body = json!({"kind": "feed", "name": "Noticias",
        "values": {"url": "https://news.example/feed.xml"}});
    let made = admin.post("/api/v1/sources", body).await.expect(StatusCode::CREATED).json();
    assert_eq!((&made["adaptive"], &made["pace_s"]), (&json!(true), &json!(900)), "{made}");

    let started = admin.post(&format!("{at}/backfill"), json!({"back_to": "2024-01-01"})).await;
    let started = started.expect(StatusCode::OK).json();
    assert_eq!(
        (&started["state"], &started["back_to"]),
        (&json!("running"), &json!("2024-01-01T00:00:00Z"))
    );
    let shown = admin.get(&at).await.expect(StatusCode::OK).json();
    assert_eq!(
        (&shown["history"], &shown["backfill"]["state"]),
        (&json!("pages"), &json!("running"))
    );
    let stop = format!("{at}/backfill/stop");
    assert_eq!(
        admin.post(&stop, json!({})).await.expect(StatusCode::OK).json()["state"],
        "stopped"
    );
    admin.post(&stop, json!({})).await.expect(StatusCode::CONFLICT);
    let future = json!({"back_to": "2999-01-01"});
    admin.post(&format!("{at}/backfill"), future).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let feed = format!("/api/v1/sources/{}/backfill", made["id"]);
    admin.post(&feed, json!({})).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let reader = server.person(Role::Viewer).await;
    reader.post(&feed, json!({})).await.expect(StatusCode::FORBIDDEN);
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let field = format!("name=\"{name}\" value=\"");
    page.split(&field).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[tokio::test]
async fn a_form_keeps_typed_secrets_without_showing_them() {
    const SECRET: &str = "abcd EFGH 1234 ijkl";
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    let typed = |name: &'static str, url: &'static str, password: &'static str| {
        vec![
            ("kind", "wordpress"),
            ("name", name),
            ("interval", "0"),
            ("v.url", url),
            ("v.user", "ana"),
            ("v.password", password),
        ]
    };
    let page = eva.send("/sources/new", &typed("", "https://blog.example", SECRET)).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let ticket = hidden(&page.text, "typed").to_owned();
    assert!(!ticket.is_empty() && !page.text.contains(SECRET), "{}", page.text);
    assert!(page.text.contains("se mantiene; escribe para cambiarlo"));
    assert!(!page.text.contains("name=\"allowed_host\""), "not for those who may not change it");

    // The address was changed meanwhile: what was typed for the other one is not used.
    let mut moved = typed("", "https://evil.example", "");
    moved.push(("typed", &ticket));
    let page = eva.send("/sources/new", &moved).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hidden(&page.text, "typed"), "");

    let mut again = typed("Blog", "https://blog.example", "");
    again.push(("typed", &ticket));
    eva.send("/sources/new", &again).await.expect(StatusCode::SEE_OTHER);
    let made = server.store().listen().source_by_name("Blog").await.unwrap().unwrap();
    assert!(made.config["password"].starts_with("sealed:2:"), "{:?}", made.config);

    // Moved, it says so in the reader's language and asks for the password again.
    let at = format!("/sources/{}", made.id);
    let moved = typed("Blog", "http://blog.example", "");
    let page = eva.send(&at, &moved).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("La dirección ha cambiado"), "{}", page.text);
    assert!(!page.text.contains("se mantiene; escribe para cambiarlo"));
    eva.send(&at, &typed("Blog", "http://blog.example", SECRET))
        .await
        .expect(StatusCode::SEE_OTHER);
    let stored = server.store().listen().source(made.id).await.unwrap().unwrap();
    assert_eq!(stored.config["url"], "http://blog.example");
}

#[tokio::test]
async fn an_allowed_host_stays_when_somebody_else_saves_the_form() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let body = json!({"kind": "feed", "name": "Blog", "interval_s": 0, "allowed_host": "10.0.0.7:80",
        "values": {"url": "http://10.0.0.7/feed"}});
    let made = admin.post("/api/v1/sources", body).await.expect(StatusCode::CREATED).json();
    let at = format!("/sources/{}", made["id"]);
    let form = [("name", "Diario"), ("interval", "0"), ("v.url", "http://10.0.0.7/feed")];
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    assert!(!eva.open(&at).await.expect(StatusCode::OK).text.contains("name=\"allowed_host\""));
    eva.send(&at, &form).await.expect(StatusCode::SEE_OTHER);
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    assert!(ana.open(&at).await.expect(StatusCode::OK).text.contains("value=\"10.0.0.7:80\""));
    let smuggled = [form.as_slice(), &[("allowed_host", "10.0.0.8:80")]].concat();
    eva.send(&at, &smuggled).await.expect(StatusCode::FORBIDDEN);
    let stored = server.store().listen().source_by_name("Diario").await.unwrap().unwrap();
    assert_eq!(stored.allowed_host.as_deref(), Some("10.0.0.7:80"));
}

#[tokio::test]
async fn the_list_puts_trouble_first_and_is_searched() {
    let (server, admin) = Server::furnished().await;
    let id = square(&admin, "Feria rota").await;
    fail(&server, id, "transient", "down").await;
    square(&admin, "Feria sana").await;
    let hook = json!({"kind": "webhook", "name": "Encuestas", "values": {"place": "nps", "secret": "largo y secreto"}});
    admin.post("/api/v1/sources", hook).await.expect(StatusCode::CREATED);
    let mut reader = Browser::of(&server, Role::Viewer, "es").await;
    let page = reader.open("/sources").await.expect(StatusCode::OK).text;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words} in {page}"));
    assert!(at("Con problemas") < at("Feria rota") && at("Feria rota") < at("Feria sana"));
    assert!(
        page.contains("1 necesita que lo mires.")
            && page.contains("De momento no hay que hacer nada")
    );
    assert!(page.contains("llega cuando llega") && page.contains("escuchando"), "{page}");
    let found = reader.open("/sources?q=rota").await.expect(StatusCode::OK).text;
    assert!(found.contains("Feria rota") && !found.contains("Feria sana"));
    let none = reader.open("/sources?q=zzz").await.expect(StatusCode::OK).text;
    assert!(none.contains("Ninguna fuente se llama «zzz»."));
}

#[tokio::test]
async fn a_deleted_source_leaves_no_number_behind() {
    let (server, admin) = Server::furnished().await;
    let forum = server.store().listen().source_by_name("foro").await.unwrap().unwrap();
    let gap = Gap {
        source_id: forum.id,
        cause: GapCause::Truncated,
        from_at: NOW - 5 * HOUR,
        until_at: Some(NOW - 4 * HOUR),
    };
    server.store().listen().add_gap(&gap).await.unwrap();
    let path = format!("/api/v1/sources/{}?mentions=delete", forum.id);
    let reading = admin.reading(&format!("/api/v1/sources/{}", forum.id)).await;
    reading.send(Method::DELETE, &path, None).await.expect(StatusCode::ACCEPTED);
    let number = forum.id.to_string();
    let mut reader = Browser::of(&server, Role::Viewer, "es").await;
    // While it goes, and once it is gone.
    for _ in 0..2 {
        let found =
            admin.get("/api/v1/mentions?q=&facets=source").await.expect(StatusCode::OK).json();
        for facet in found["facets"].as_array().into_iter().flatten() {
            for value in facet["values"].as_array().into_iter().flatten() {
                assert_ne!(value["label"], json!(number), "{found}");
            }
        }
        for page in ["/", "/mentions", "/themes", "/sources"] {
            let text = reader.open(page).await.expect(StatusCode::OK).text;
            assert!(!text.contains(&format!(">{number}</a>")), "{page}");
            assert!(!text.contains(&format!("Datos de {number}")), "{page}");
            assert!(!text.contains(&format!("Fuente: {number}")), "{page}");
        }
        let coverage = admin.get("/api/v1/coverage?days=7").await.expect(StatusCode::OK).json();
        for gap in coverage["gaps"].as_array().unwrap() {
            assert!(gap["source"].as_str() != Some(&number), "{coverage}");
        }
        server.engine().run_until_idle().await.unwrap();
        server.engine().find().index_caught_up().await.unwrap();
    }
}
