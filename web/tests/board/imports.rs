//! Importing a file in the board, mending what it could not take in, taking it back; and deleting
//! sources. All of it without JavaScript.

use axum::http::StatusCode;
use plaza_core::{ImportId, Role};
use plaza_store::listen::ImportState;

use crate::board_browser::Browser;
use crate::server::Server;

/// A survey with a row that has no text and one with a rating that is none.
const SURVEY: &str = "id,comentario,nota\n1,La entrega llegó tarde,4\n2,,3\n3,Muy buen trato,5\n";

/// Uploads a file and gives the address of its mapping step.
async fn upload(browser: &mut Browser, name: &str, content: &str) -> String {
    let answer = browser.upload("/mentions/import", name, content).await;
    let answer = answer.expect(StatusCode::SEE_OTHER);
    answer.header("location").to_owned()
}

/// Imports what was uploaded and waits until it has ended.
async fn take_in(
    server: &Server,
    browser: &mut Browser,
    address: &str,
    fields: &[(&str, &str)],
) -> ImportId {
    let all = [fields, &[("then", "import")]].concat();
    let started = browser.send(address, &all).await.expect(StatusCode::SEE_OTHER);
    let id = started.header("location").rsplit('/').next().unwrap().parse().unwrap();
    ended(server, id).await;
    id
}

async fn ended(server: &Server, id: ImportId) {
    for _ in 0..500 {
        let import = server.store().listen().import(id).await.unwrap().unwrap();
        if import.state != ImportState::Running {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the import does not end");
}

#[tokio::test]
async fn a_file_is_looked_at_corrected_and_taken_in() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let address = upload(&mut ana, "../encuesta.csv", SURVEY).await;
    let page = ana.open(&address).await;
    assert!(page.text.contains("Importación de «encuesta.csv»"), "{}", page.text);
    assert!(page.text.contains("value=\"Subida\""), "the source that was named");
    // Somebody else cannot look at it.
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    eva.open(&address).await.expect(StatusCode::NOT_FOUND);
    // It waits, and is offered again.
    let waits = ana.open("/mentions/new").await.expect(StatusCode::OK);
    assert!(waits.text.contains(&format!("href=\"{address}\"")));
    let column = |n: &str, name: &str, what: &str| {
        [
            (format!("column.{n}"), name.to_owned()),
            (format!("was.{n}"), String::new()),
            (format!("use.{n}"), what.to_owned()),
        ]
    };
    let said: Vec<(String, String)> = column("2", "comentario", "text")
        .into_iter()
        .chain(column("3", "nota", "rating"))
        .collect();
    let said: Vec<(&str, &str)> = said.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let look = [said.as_slice(), &[("then", "look")]].concat();
    let looked = ana.follow(&address, &look).await.expect(StatusCode::OK);
    assert!(looked.text.contains("La entrega llegó tarde"), "{}", looked.text);
    let id = take_in(&server, &mut ana, &address, &[]).await;
    let page = ana.open(&format!("/imports/{id}")).await.expect(StatusCode::OK);
    assert!(
        page.text.contains("terminada") && page.text.contains("encuesta.csv:3"),
        "{}",
        page.text
    );
    let import = server.store().listen().import(id).await.unwrap().unwrap();
    assert_eq!((import.added, import.quarantined), (2, 1));
    assert_eq!(import.source_name, "Subida");
    // The upload is gone, and the source's page lists the import.
    ana.open(&address).await.expect(StatusCode::NOT_FOUND);
    let source = ana.open(&format!("/sources/{}", import.source_id)).await.expect(StatusCode::OK);
    assert!(source.text.contains(&format!("href=\"/imports/{id}\"")));
}

#[tokio::test]
async fn a_refused_row_is_mended_in_a_form_or_taken_off_the_list() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let address = upload(&mut ana, "encuesta.csv", "id,text\n1,Bien\n2,\n3,\n").await;
    let id = take_in(&server, &mut ana, &address, &[]).await;
    let items = server.store().listen().quarantine_of_import(id, None, 9).await.unwrap();
    assert_eq!(items.len(), 2);
    let form = format!("/quarantine/{}", items[0].id);
    let page = ana.open(&form).await.expect(StatusCode::OK);
    assert!(page.text.contains("name=\"field.id\" value=\"2\""), "{}", page.text);
    let still = ana.send(&form, &[("field.id", "2"), ("then", "take")]).await;
    still.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let mended = [("field.id", "2"), ("field.text", "Ahora sí"), ("then", "take")];
    ana.follow(&form, &mended).await.expect(StatusCode::OK);
    let again = ana.send(&form, &mended).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("somebody has dealt") || again.text.contains("Ahora sí"));
    let other = format!("/quarantine/{}", items[1].id);
    ana.follow(&other, &[("reason", "vacía"), ("then", "dismiss")]).await.expect(StatusCode::OK);
    assert_eq!(server.store().listen().quarantine_of_import_count(id).await.unwrap(), 0);
    assert_eq!(server.store().docs_count().await.unwrap(), 2);
}

#[tokio::test]
async fn refused_rows_are_read_again_another_way() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    // Nobody has said that the comments are the text of those without an answer.
    let file = "id,text,otro\n1,Bien,\n2,,Llegó roto\n3,,\n";
    let address = upload(&mut ana, "encuesta.csv", file).await;
    let id = take_in(&server, &mut ana, &address, &[]).await;
    assert_eq!(server.store().listen().quarantine_of_import_count(id).await.unwrap(), 2);
    let again = ana.send(&format!("/imports/{id}/mend"), &[]).await.expect(StatusCode::SEE_OTHER);
    let address = again.header("location").to_owned();
    ana.open(&address).await;
    let other = [("column.9", "otro"), ("was.9", ""), ("use.9", "text")];
    let mended = take_in(&server, &mut ana, &address, &other).await;
    let import = server.store().listen().import(mended).await.unwrap().unwrap();
    assert_eq!((import.added, import.via.name()), (1, "quarantine"));
    assert_eq!(server.store().docs_count().await.unwrap(), 2);
    // What is still refused stands there once, with its line in the first file.
    let left = async || server.store().listen().quarantine(None, None, 9).await.unwrap();
    // The rows that it replaces are settled after the import has ended.
    for _ in 0..500 {
        if left().await.len() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let left = left().await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].origin, "encuesta.csv:4");
}

#[tokio::test]
async fn an_import_is_taken_back_with_a_button_and_the_file_is_new_again() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "en").await;
    let file = "id,text\n1,Good\n2,Better\n";
    let address = upload(&mut ana, "survey.csv", file).await;
    let id = take_in(&server, &mut ana, &address, &[]).await;
    let undo = format!("/imports/{id}/undo");
    ana.follow(&undo, &[]).await.expect(StatusCode::OK);
    assert_eq!(server.store().docs_count().await.unwrap(), 2, "nobody said yes");
    let page = ana.follow(&undo, &[("sure", "true")]).await.expect(StatusCode::OK);
    assert!(page.text.contains("being taken back"), "{}", page.text);
    server.engine().run_until_idle().await.unwrap();
    assert_eq!(server.store().docs_count().await.unwrap(), 0);
    let address = upload(&mut ana, "survey.csv", file).await;
    let again = take_in(&server, &mut ana, &address, &[]).await;
    let import = server.store().listen().import(again).await.unwrap().unwrap();
    assert_eq!((import.added, import.unchanged), (2, 0));
}

#[tokio::test]
async fn an_upload_can_be_discarded() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let address = upload(&mut ana, "a.csv", SURVEY).await;
    ana.follow(&address, &[("then", "discard")]).await.expect(StatusCode::OK);
    ana.open(&address).await.expect(StatusCode::NOT_FOUND);
    let nothing = ana.upload("/mentions/import", "", "").await;
    let nothing = nothing.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("Elige antes un archivo."));
}

#[tokio::test]
async fn a_source_is_archived_brought_back_or_deleted_with_its_mentions() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let id = server.store().listen().source_by_name("foro").await.unwrap().unwrap().id;
    let delete = format!("/sources/{id}/delete");
    let page = ana.open(&delete).await.expect(StatusCode::OK);
    assert!(page.text.contains("De ella vienen 30 menciones."), "{}", page.text);
    ana.follow(&delete, &[("mentions", "keep")]).await.expect(StatusCode::OK);
    let list = ana.open("/sources").await.expect(StatusCode::OK);
    assert!(list.text.contains("Archivadas") && list.text.contains("foro"));
    let found = ana.open("/mentions?q=source%3Aforo").await.expect(StatusCode::OK);
    assert!(found.text.contains("foro") && found.text.contains("batería"), "{}", found.text);
    let back = ana.follow(&format!("/sources/{id}/bring-back"), &[]).await.expect(StatusCode::OK);
    assert!(back.text.contains("Ha vuelto"), "{}", back.text);
    let unsure = ana.send(&delete, &[("mentions", "delete")]).await.expect(StatusCode::OK);
    assert!(unsure.text.contains("Marca la casilla"));
    let sure = [("mentions", "delete"), ("sure", "true")];
    let page = ana.follow(&delete, &sure).await.expect(StatusCode::OK);
    assert!(page.text.contains("se está eliminando"), "{}", page.text);
    server.engine().run_until_idle().await.unwrap();
    ana.open(&format!("/sources/{id}")).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(server.store().docs_count().await.unwrap(), 0);
}

/// What a newcomer has: Spanish Excel, semicolons, Windows-1252, days first, decimal commas, no id, a
/// question that stands twice, and a row without an answer.
fn spanish_survey(rows: &str) -> Vec<u8> {
    let header = "Marca temporal;\u{bf}Qu\u{e9} mejorar\u{ed}as?;Valoraci\u{f3}n;\u{bf}Por qu\u{e9}?;\u{bf}Por qu\u{e9}?";
    let text = format!("{header}\r\n{rows}");
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[tokio::test]
async fn a_newcomer_s_spanish_survey_needs_one_click_and_the_next_one_comes_ready() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Analyst, "es").await;
    let rows = "31/01/2026;El env\u{ed}o tard\u{f3} una semana entera;4,5;Lento;Caro\r\n\
                01/02/2026;La se\u{f1}ora de la tienda fue muy amable;5;Trato;\r\n\
                05/03/2026;;3;;\r\n";
    let survey = spanish_survey(rows);
    let sent = ana.upload_bytes("/mentions/import", "encuesta.csv", &survey).await;
    let address = sent.expect(StatusCode::SEE_OTHER).header("location").to_owned();
    let page = ana.open(&address).await.expect(StatusCode::OK);
    for shown in [
        "El env\u{ed}o tard\u{f3} una semana entera",
        "windows-1252",
        "punto y coma",
        "\u{bf}Por qu\u{e9}? (2)",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let id = take_in(&server, &mut ana, &address, &[]).await;
    let import = server.store().listen().import(id).await.unwrap().unwrap();
    assert_eq!((import.added, import.quarantined), (2, 1), "{:?}", import.error);
    let first = server.store().mention(1.into()).await.unwrap().unwrap();
    assert_eq!(first.text, "El env\u{ed}o tard\u{f3} una semana entera");
    assert_eq!(plaza_core::to_rfc3339(first.created_at).get(..10), Some("2026-01-31"));
    assert_eq!(first.rating, Some(4.5));
    // The same file again changes nothing, and it comes ready.
    let sent = ana.upload_bytes("/mentions/import", "encuesta.csv", &survey).await;
    let address = sent.expect(StatusCode::SEE_OTHER).header("location").to_owned();
    let page = ana.open(&address).await.expect(StatusCode::OK);
    assert!(
        page.text.contains("Se lee como el \u{fa}ltimo archivo con estas columnas"),
        "{}",
        page.text
    );
    let again = take_in(&server, &mut ana, &address, &[]).await;
    let import = server.store().listen().import(again).await.unwrap().unwrap();
    assert_eq!((import.added, import.unchanged), (0, 2));
    // A word about the empty row, and all of it can be taken back.
    let page = ana.open(&format!("/imports/{id}")).await.expect(StatusCode::OK);
    assert!(
        page.text.contains("encuesta.csv:4") && page.text.contains("Deshacer"),
        "{}",
        page.text
    );
    ana.follow(&format!("/imports/{id}/undo"), &[("sure", "true")]).await.expect(StatusCode::OK);
    server.engine().run_until_idle().await.unwrap();
    assert_eq!(server.store().docs_count().await.unwrap(), 0);
}
