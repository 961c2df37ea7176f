//! People, tokens, settings, the audit log and the way in, without JavaScript.

use axum::http::StatusCode;
use plaza_core::{DAY_MS, ReplyState, Role};
use plaza_engine::Actor;

use crate::board_browser::{Browser, hidden_in};
use crate::colleagues::answerable;
use crate::server::{PASSWORD, Server};

/// The value of the first hidden field of that name.
fn hidden(html: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = html.split(&field).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().replace("&#38;", "&")
}

#[tokio::test]
async fn what_is_sent_after_the_session_has_ended_waits_for_its_sender() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    server.clock.advance(4 * DAY_MS);
    let path = format!("/mentions/{mention}/replies");
    let text = "Lo sentimos. Llega mañana «sin falta».";
    let asked = ana.send(&path, &[("text", text), ("version", "")]).await;
    let asked = asked.expect(StatusCode::UNAUTHORIZED);
    assert!(asked.text.contains("Lo que enviabas está guardado"), "{}", asked.text);
    let held = hidden(&asked.text, "held");
    assert!(held.len() > 40 && !asked.text.contains("sin falta"), "it is sealed");

    let mut eva = Browser::of(&server, Role::Admin, "es").await;
    eva.follow("/sign-out", &[]).await;
    let other = [("email", "admin@example.com"), ("password", PASSWORD), ("held", held.as_str())];
    let not_hers = eva.send("/sign-in", &other).await.expect(StatusCode::SEE_OTHER);
    assert!(!not_hers.text.contains("sin falta"), "nobody else sends it");

    let wrong = [
        ("email", "manager@example.com"),
        ("password", "no es esta clave"),
        ("held", held.as_str()),
    ];
    let again = ana.send("/sign-in", &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hidden(&again.text, "held"), held, "a slip of the finger loses nothing");
    let own = [("email", "manager@example.com"), ("password", PASSWORD), ("held", held.as_str())];
    let shown = ana.send("/sign-in", &own).await.expect(StatusCode::OK);
    assert!(shown.text.contains("¿Enviamos lo que escribías?") && shown.text.contains("sin falta"));
    assert!(server.store().talk().replies(None, None, 9).await.unwrap().is_empty(), "only asked");
    let fields = hidden_in(&shown.text, &path);
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ana.follow(&path, &fields).await.expect(StatusCode::OK);
    let replies = server.store().talk().replies(None, None, 9).await.unwrap();
    assert_eq!((replies[0].text.as_str(), replies[0].state), (text, ReplyState::Draft));
}

#[tokio::test]
async fn secrets_are_never_kept_over_a_sign_in() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    server.clock.advance(4 * DAY_MS);
    for (path, field) in [
        ("/profile/password", "old"),
        ("/sources/new", "v.token"),
        ("/users", "name"),
        ("/settings", "password"),
    ] {
        let answer = ana.send(path, &[(field, "s3creto largo"), ("version", "1")]).await;
        let answer = answer.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.header("location"), "/sign-in", "{path}");
    }
}

#[tokio::test]
async fn before_the_set_up_everybody_is_told_where_the_link_is() {
    let server = Server::start().await;
    let mut first = Browser::stranger(&server, "es");
    let to = first.open("/").await.expect(StatusCode::SEE_OTHER).header("location").to_owned();
    let to = first.open(&to).await.expect(StatusCode::SEE_OTHER).header("location").to_owned();
    let told = first.open(&to).await.expect(StatusCode::OK).text;
    assert!(told.contains("aún no tiene a nadie") && told.contains("al arrancar"), "{told}");
    let old = first.open("/setup?token=viejo").await.expect(StatusCode::OK).text;
    assert!(old.contains("Este enlace ya no sirve"), "{old}");
    let token = server.engine().access().setup_link_token().await.unwrap().unwrap();
    let fields = [
        ("token", token.as_str()),
        ("name", "Ana"),
        ("email", "ana@example.com"),
        ("password", PASSWORD),
    ];
    first.send("/setup", &fields).await.expect(StatusCode::SEE_OTHER);
    let mut second = Browser::stranger(&server, "es");
    let used = second.send("/setup", &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(used.text.contains("ya está en marcha") && used.text.contains("href=\"/sign-in\""));
}

#[tokio::test]
async fn somebody_who_cannot_come_in_gets_a_link_that_works_once() {
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Analyst, "es").await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let id =
        server.store().access().user_by_email("analyst@example.com").await.unwrap().unwrap().id;
    let page =
        admin.send(&format!("/users/{id}/reset-link"), &[]).await.expect(StatusCode::OK).text;
    let link = page.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(link.starts_with("/reset?token="), "{link}");
    eva.open("/profile").await.expect(StatusCode::OK);
    let mut there = Browser::stranger(&server, "es");
    let form = there.open(link).await.expect(StatusCode::OK).text;
    assert!(form.contains("analyst@example.com"), "{form}");
    let token = hidden(&form, "token");
    let weak = [("token", token.as_str()), ("password", "123456789012")];
    there.send("/reset", &weak).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let good = [("token", token.as_str()), ("password", "otra frase muy larga")];
    there.send("/reset", &good).await.expect(StatusCode::SEE_OTHER);
    there.open("/profile").await.expect(StatusCode::OK);
    eva.open("/profile").await.expect(StatusCode::SEE_OTHER);
    let used = there.send("/reset", &good).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(used.text.contains("Este enlace ya no sirve"), "{}", used.text);
    let late =
        admin.send(&format!("/users/{id}/reset-link"), &[]).await.expect(StatusCode::OK).text;
    let link =
        late.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    server.clock.advance(2 * DAY_MS + 1);
    let gone = there.open(&link).await.expect(StatusCode::OK).text;
    assert!(gone.contains("Este enlace ya no sirve"), "{gone}");
}

#[tokio::test]
async fn people_are_renamed_and_leave_and_their_work_stays() {
    let (server, _) = Server::furnished().await;
    server.person(Role::Manager).await;
    let store = server.store().access();
    let id = store.user_by_email("manager@example.com").await.unwrap().unwrap().id;
    let mut gone = Browser::of(&server, Role::Manager, "es").await;
    gone.follow("/ideas/new", &[("title", "Suya"), ("mention", "2"), ("quote", "dura poco")]).await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let path = format!("/users/{id}");
    admin.follow(&path, &[("name", "Marta R."), ("role", "manager")]).await.expect(StatusCode::OK);
    let unsure = admin.follow(&format!("{path}/remove"), &[]).await.expect(StatusCode::OK);
    assert!(unsure.text.contains("Marca la casilla"), "{}", unsure.text);
    let left = [("sure", "true")];
    let page = admin.follow(&format!("{path}/remove"), &left).await.expect(StatusCode::OK);
    assert!(page.text.contains("1 persona que ya no está") && page.text.contains("Marta R."));
    gone.open("/ideas").await.expect(StatusCode::SEE_OTHER);
    assert!(store.user_by_email("manager@example.com").await.unwrap().is_none(), "it is free");
    let log = admin.open("/audit").await.expect(StatusCode::OK).text;
    assert!(log.contains("admin quitó de la casa a Marta R."), "{log}");
    let me = store.user_by_email("admin@example.com").await.unwrap().unwrap();
    let last = server.engine().access().remove_user(&Actor::system(), me.id).await;
    assert!(last.is_err(), "somebody is left to administer");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let server = Server::start().await;
    let mut here = Browser::of(&server, Role::Viewer, "es").await;
    let mut there = Browser::of(&server, Role::Viewer, "es").await;
    let page = here.open("/profile").await.expect(StatusCode::OK).text;
    assert_eq!(page.matches("name=\"session\"").count(), 2, "{page}");
    assert_eq!(page.matches("chip-accent\">esta<").count(), 1, "{page}");
    here.follow("/profile/sessions", &[]).await.expect(StatusCode::OK);
    there.open("/profile").await.expect(StatusCode::SEE_OTHER);
    here.open("/profile").await.expect(StatusCode::OK);
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let id = server.store().access().user_by_email("viewer@example.com").await.unwrap().unwrap().id;
    admin.follow(&format!("/users/{id}/sessions"), &[]).await.expect(StatusCode::OK);
    here.open("/profile").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn people_choose_their_zone_and_shortcuts_and_make_tokens_of_their_own() {
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Viewer, "es").await;
    let form =
        [("all", "true"), ("lang", "es"), ("time_zone", "America/Bogota"), ("back", "/profile")];
    let page = eva.follow("/preferences", &form).await.expect(StatusCode::OK).text;
    assert!(page.contains("<option selected>America/Bogota</option>"), "{page}");
    assert!(page.contains("data-keys=\"off\"") && page.contains("La de la casa: UTC"), "{page}");
    let user = server.store().access().user_by_email("viewer@example.com").await.unwrap().unwrap();
    assert_eq!((user.time_zone.as_str(), user.shortcuts), ("America/Bogota", false));
    let token = [("name", "Mi guion"), ("role", "viewer"), ("ends", "30")];
    let made = eva.send("/profile/tokens", &token).await.expect(StatusCode::OK).text;
    assert!(made.contains("class=\"secret\">plaza_") && made.contains("termina"), "{made}");
    let tokens = server.engine().access().tokens_of(user.id).await.unwrap();
    assert_eq!(tokens[0].expires_at, Some(server.engine().now() + 30 * DAY_MS));
    let path = format!("/tokens/{}", tokens[0].id);
    let back = ("back", "/profile");
    let page = eva.follow(&format!("{path}/rename"), &[("name", "Informe"), back]).await;
    assert!(page.expect(StatusCode::OK).text.contains("Informe"));
    let mut analyst = Browser::of(&server, Role::Analyst, "es").await;
    let refused = analyst.follow(&format!("{path}/revoke"), &[back]).await;
    assert!(refused.expect(StatusCode::OK).text.contains("No tienes permiso"));
    eva.follow(&format!("{path}/revoke"), &[back]).await.expect(StatusCode::OK);
    assert!(server.engine().access().tokens_of(user.id).await.unwrap()[0].revoked_at.is_some());
}

#[tokio::test]
async fn the_house_is_set_on_the_board_and_acts_at_once() {
    let server = Server::start().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let form = [
        ("name", "Zumbo"),
        ("brands", "Zumbo\r\n S1 \r\n\r\nzumbo"),
        ("lang", "es"),
        ("time_zone", "Europe/Madrid"),
        ("public_url", ""),
    ];
    let page = admin.follow("/settings", &form).await.expect(StatusCode::OK).text;
    assert!(page.contains("Los temas toman los nombres nuevos"), "{page}");
    let house = server.engine().house().await.unwrap();
    assert_eq!((house.name.as_str(), house.time_zone.as_str()), ("Zumbo", "Europe/Madrid"));
    assert_eq!(house.brands, ["Zumbo", "S1"]);
    let set: Vec<_> = house.on_board.iter().map(|field| field.name()).collect();
    assert_eq!(set, ["name", "time_zone", "brands"], "what was left as it was is not set");
    let wrong = [("time_zone", "Europe/Vigo"), ("lang", "es"), ("name", "Zumbo"), ("brands", "S1")];
    let refused = admin.send("/settings", &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(">S1</textarea>"), "what was typed is kept: {}", refused.text);
    let back = [
        ("name", "Zumbo"),
        ("brands", "Zumbo\nS1"),
        ("lang", "es"),
        ("time_zone", "Europe/Madrid"),
        ("reset", "brands"),
    ];
    admin.follow("/settings", &back).await.expect(StatusCode::OK);
    assert!(server.engine().house().await.unwrap().brands.is_empty(), "as the configuration says");
    let log = admin.open("/audit?kind=house").await.expect(StatusCode::OK).text;
    assert_eq!(log.matches("admin cambió los ajustes de la casa").count(), 2, "{log}");
}

#[tokio::test]
async fn the_log_is_read_in_sentences_filtered_and_exported() {
    let (server, _) = Server::furnished().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let all = admin.open("/audit").await.expect(StatusCode::OK).text;
    for sentence in ["admin creó el tema «Batería»", "admin añadió la fuente «Blog»", "admin entró"]
    {
        assert!(all.contains(sentence), "{sentence}: {all}");
    }
    let ideas = admin.open("/audit?kind=idea").await.expect(StatusCode::OK).text;
    assert!(ideas.contains("admin creó la idea") && !ideas.contains("creó el tema"), "{ideas}");
    let nobody = admin.open("/audit?actor=nobody").await.expect(StatusCode::OK).text;
    assert!(nobody.contains("Nadie hizo nada así"), "{nobody}");
    let before = admin.open("/audit?until=2020-01-01").await.expect(StatusCode::OK).text;
    assert!(before.contains("Nadie hizo nada así"));
    let formula = [("title", "=1+1"), ("mention", "2"), ("quote", "dura poco")];
    admin.follow("/ideas/new", &formula).await;
    let csv = admin.open("/audit.csv?kind=idea").await.expect(StatusCode::OK);
    assert!(csv.header("content-disposition").contains("audit.csv"));
    assert!(csv.text.contains("\"admin creó la idea «=1+1»\""), "{}", csv.text);
    assert!(!csv.text.contains("creó el tema"));
    let json = admin.open("/audit.json?kind=theme").await.expect(StatusCode::OK);
    assert_eq!(json.json()[0]["sentence"], "admin creó el tema «Batería»");
}

#[tokio::test]
async fn a_mention_is_deleted_for_good_with_a_reason() {
    let (server, client) = Server::furnished().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let page = admin.open("/mentions/delete?ids=1,2").await.expect(StatusCode::OK).text;
    assert!(page.contains("Borrar 2 menciones para siempre"), "{page}");
    assert!(page.contains("1 cita en una idea pierde su texto"), "{page}");
    let moved = [("ids", "1,2"), ("count", "7"), ("reason", "publicidad")];
    let moved = admin.send("/mentions/delete", &moved).await;
    assert!(moved.expect(StatusCode::UNPROCESSABLE_ENTITY).text.contains("Ahora hay 2"));
    let why = [("ids", "1,2"), ("count", "2"), ("reason", " ")];
    admin.send("/mentions/delete", &why).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let sure = [("ids", "1,2"), ("count", "2"), ("reason", "publicidad"), ("back", "/mentions")];
    let page = admin.follow("/mentions/delete", &sure).await.expect(StatusCode::OK).text;
    assert!(page.contains("Borradas 2 menciones."), "{page}");
    server.engine().find().index_caught_up().await.unwrap();
    let found = client.get("/api/v1/mentions?q=bateria").await.expect(StatusCode::OK).json();
    assert_eq!(found["total"], 28);
    let gone = server.store().mention(1.into()).await.unwrap().unwrap();
    assert!(gone.deleted_at.is_some() && gone.text.is_empty() && gone.author_id.is_none());
    // What brings it again changes nothing.
    let again = serde_json::json!([{"id": "m0", "text": "La batería vuelve", "author": "ana0"}]);
    client.post("/api/v1/mentions?source=foro", again).await.expect(StatusCode::OK);
    let still = server.store().mention(1.into()).await.unwrap().unwrap();
    assert!(still.deleted_at.is_some() && still.text.is_empty(), "{still:?}");
    let log = admin.open("/audit?kind=mention").await.expect(StatusCode::OK).text;
    assert!(
        log.contains("admin borró para siempre") && log.contains("motivo: publicidad"),
        "{log}"
    );
    let all = admin.open("/mentions/delete?q=bateria").await.expect(StatusCode::OK).text;
    assert!(all.contains("Borrar 28 menciones") && all.contains("Todo lo que encuentra"), "{all}");
}
