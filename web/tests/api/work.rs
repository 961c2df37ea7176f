//! What the API is for: from mentions to ideas.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Client, NOW, Server};

async fn all_ids(client: &Client, query: &str) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/api/v1/mentions?{query}&cursor={cursor}")).await;
        let page = page.expect(StatusCode::OK).json();
        let items = page["items"].as_array().unwrap();
        ids.extend(items.iter().map(|item| item["mention"]["id"].as_i64().unwrap()));
        match page["next_cursor"].as_str() {
            Some(next) => {
                cursor = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            }
            None => return ids,
        }
    }
}

#[tokio::test]
async fn pages_lead_over_all_mentions_without_loss() {
    let server = Server::start().await;
    let program = server.program(Role::Manager).await;
    // Groups of five were said in the same second.
    let records: Vec<Value> = (0..1_003)
        .map(|n| {
            json!({"id": format!("m{n}"), "text": format!("Opinión {n} del café, palabra{}", n * 7919),
                "created_at": plaza_core::to_rfc3339(NOW - (n / 5) * 1_000)})
        })
        .collect();
    let answer = program.post("/api/v1/mentions", json!(records)).await.expect(StatusCode::OK);
    assert_eq!(answer.json()["report"]["new"], 1_003);
    server.engine().find().index_caught_up().await.unwrap();
    let stored: BTreeSet<i64> = answer.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["mention_id"].as_i64().unwrap())
        .collect();
    assert_eq!(stored.len(), 1_003);
    for query in
        ["limit=37", "limit=200&q=caf%C3%A9&sort=relevance", "limit=50&q=opinion&sort=newest"]
    {
        let found = all_ids(&program, query).await;
        assert_eq!(found.len(), 1_003, "{query}: nothing twice");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), stored, "{query}: nothing lost");
    }
}

#[tokio::test]
async fn mentions_come_in_one_by_one_or_together_and_bad_ones_stay_out() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    let one = json!({"id": "a", "text": "Me encanta la cámara", "author": "ana", "lang": "es"});
    let answer = program.post("/api/v1/mentions?source=foro", one.clone()).await;
    let answer = answer.expect(StatusCode::OK).json();
    assert_eq!(answer["report"]["new"], 1);
    let id = answer["items"][0]["mention_id"].as_i64().unwrap();
    let mut edited = one.clone();
    edited["text"] = json!("Me encantaba la cámara");
    let batch = json!([one, edited, {"id": "b"}, {"text": "x"}, 5, null,
        {"id": "c", "text": "x", "rating": 9}, {"id": "d", "text": "Gracias", "parent_id": "a"}]);
    let answer = program.post("/api/v1/mentions?source=foro", batch).await.expect(StatusCode::OK);
    let answer = answer.json();
    let of = |key: &str| answer["report"][key].as_i64().unwrap();
    assert_eq!((of("read"), of("new"), of("edited")), (8, 1, 1), "{answer}");
    assert_eq!((of("unchanged"), of("quarantined")), (1, 5), "{answer}");
    let status: Vec<&str> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["status"].as_str().unwrap())
        .collect();
    let bad = "quarantined";
    assert_eq!(status, ["stored", "stored", bad, bad, bad, bad, bad, "stored"]);
    for item in answer["items"].as_array().unwrap() {
        assert_eq!(item["reason"].is_string(), item["status"] == bad, "{item}");
    }
    let detail = program.get(&format!("/api/v1/mentions/{id}")).await.expect(StatusCode::OK).json();
    assert_eq!(detail["mention"]["text"], "Me encantaba la cámara");
    assert_eq!(detail["mention"]["author"]["handle"], "ana");
    assert_eq!(detail["mention"]["source"]["name"], "foro");
    assert_eq!(detail["versions"][0]["text"], "Me encanta la cámara");
    assert!(detail["mention"]["insight"]["model"].as_str().unwrap().starts_with("native@"));
    let thread = program.get(&format!("/api/v1/mentions/{id}/conversation")).await;
    let thread = thread.expect(StatusCode::OK).json();
    assert_eq!(thread["mentions"].as_array().unwrap().len(), 2);
    let manager = server.program(Role::Manager).await;
    let quarantine = manager.get("/api/v1/sources/1/quarantine?limit=2").await;
    let quarantine = quarantine.expect(StatusCode::OK).json();
    assert_eq!(quarantine["items"].as_array().unwrap().len(), 2);
    assert!(quarantine["next_cursor"].is_string());
}

#[tokio::test]
async fn search_answers_with_marks_facets_and_a_timeline() {
    let (_server, admin) = Server::furnished().await;
    let path = "/api/v1/mentions?q=bateria&limit=5&facets=source,lang,sentiment,intent,theme";
    let page = admin.get(path).await.expect(StatusCode::OK).json();
    assert_eq!(page["total"], 30);
    let hit = &page["items"][0];
    let text: Vec<char> = hit["mention"]["text"].as_str().unwrap().chars().collect();
    let mark = &hit["text_marks"][0];
    let at = |key: &str| usize::try_from(mark[key].as_u64().unwrap()).unwrap();
    let marked: String = text[at("start")..at("end")].iter().collect();
    assert_eq!(marked, "batería");
    let facets = page["facets"].as_array().unwrap();
    assert_eq!(facets.len(), 5);
    assert_eq!(facets[0]["facet"], "source");
    assert_eq!(facets[0]["values"][0]["label"], "foro");
    assert_eq!(facets[0]["values"][0]["count"], 30);
    let timeline = admin.get("/api/v1/timeline?q=bateria&bucket=day&by=source").await;
    let buckets = timeline.expect(StatusCode::OK).json();
    let total: u64 =
        buckets["buckets"].as_array().unwrap().iter().map(|b| b["total"].as_u64().unwrap()).sum();
    assert_eq!(total, 30);
    let home = admin.get("/api/v1/home").await.expect(StatusCode::OK).json();
    assert_eq!(home["total"], 30);
}

#[tokio::test]
async fn a_persons_word_beats_the_models() {
    let (server, admin) = Server::furnished().await;
    let path = "/api/v1/mentions/1/insight";
    let correction =
        json!({"sentiment": "positive", "intents": ["praise", "praise"], "theme_id": 1});
    let answer = admin
        .reading(path)
        .await
        .send(Method::PATCH, path, Some(correction))
        .await
        .expect(StatusCode::OK);
    let insight = &answer.json()["insight"];
    assert_eq!(insight["sentiment"], "positive");
    assert_eq!(insight["intents"], json!(["praise"]));
    assert_eq!(insight["theme"]["label"], "Batería");
    assert_eq!(insight["corrected"], true);
    let cleared =
        admin.reading(path).await.send(Method::PATCH, path, Some(json!({"theme_id": null}))).await;
    let cleared = cleared.expect(StatusCode::OK).json();
    assert!(cleared["insight"]["theme"].is_null());
    assert_eq!(cleared["insight"]["sentiment"], "positive", "what is left out stays");
    for (bad, field) in [
        (json!({"sentiment": "furious"}), "sentiment"),
        (json!({"lang": "spanish"}), "lang"),
        (json!({"scores": {}}), "scores"),
    ] {
        let answer = admin.reading(path).await.send(Method::PATCH, path, Some(bad)).await;
        assert_eq!(answer.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], field);
    }
    server.engine().find().index_caught_up().await.unwrap();
    let found = admin.get("/api/v1/mentions?q=sentiment:positive%20intent:praise").await;
    assert!(found.expect(StatusCode::OK).json()["total"].as_u64().unwrap() >= 1);
}

#[tokio::test]
async fn an_idea_is_carried_by_what_people_said() {
    let (_server, admin) = Server::furnished().await;
    let idea = json!({"title": "Batería más duradera"});
    let idea = admin.post("/api/v1/ideas", idea).await.expect(StatusCode::CREATED).json();
    let id = &idea["id"];
    let evidence = json!({"mention_id": 2, "quote": "dure  más"});
    let evidence = admin.post(&format!("/api/v1/ideas/{id}/evidence"), evidence).await;
    let evidence = evidence.expect(StatusCode::CREATED).json();
    assert_eq!(evidence["quote"], "dure más");
    let rice = json!({"reach": 200.0, "impact": 2.0, "confidence": 0.5, "effort": 4.0});
    let path = format!("/api/v1/ideas/{id}");
    let patched =
        admin.reading(&path).await.send(Method::PATCH, &path, Some(json!({"rice": rice}))).await;
    assert_eq!(patched.expect(StatusCode::OK).json()["rice"]["score"], 50.0);
    let moved = json!({"stage": "planned"});
    let moved = admin
        .reading(&path)
        .await
        .post(&format!("{path}/move"), moved)
        .await
        .expect(StatusCode::OK)
        .json();
    assert_eq!(moved["stage"], "planned");
    let similar = admin.get("/api/v1/ideas/similar?text=bateria%20que%20dure").await;
    assert!(!similar.expect(StatusCode::OK).json()["items"].as_array().unwrap().is_empty());
    let merged =
        admin.reading(&path).await.post(&format!("{path}/merge"), json!({"into": 1})).await;
    assert_eq!(merged.expect(StatusCode::OK).json()["evidence_count"], 2);
    let listed = admin.get("/api/v1/ideas").await.expect(StatusCode::OK).json();
    let listed: Vec<&Value> =
        listed["items"].as_array().unwrap().iter().map(|i| &i["id"]).collect();
    assert_eq!(listed, [&json!(1)], "merged ideas are left out");
    let unmerged = admin.reading(&path).await.post(&format!("{path}/unmerge"), json!({})).await;
    assert_eq!(unmerged.expect(StatusCode::OK).json()["evidence_count"], 1);
    let removed = format!("{path}/evidence/{}", evidence["id"]);
    let removed = admin.send(Method::DELETE, &removed, None).await.expect(StatusCode::OK).json();
    assert_eq!(removed["evidence_count"], 0);
    let audit = admin.get("/api/v1/audit?limit=200").await.expect(StatusCode::OK).json();
    let actions: Vec<&str> =
        audit["items"].as_array().unwrap().iter().map(|i| i["action"].as_str().unwrap()).collect();
    for action in [
        "idea.create",
        "idea.evidence",
        "idea.update",
        "idea.move",
        "idea.merge",
        "idea.unmerge",
        "idea.remove_evidence",
        "user.sign_in",
        "import",
        "view.save",
    ] {
        assert!(actions.contains(&action), "{action} is not in {actions:?}");
    }
}

#[tokio::test]
async fn themes_are_split_moved_and_undone() {
    let (server, admin) = Server::furnished().await;
    server.engine().understand().rebuild_themes(&plaza_engine::Actor::system()).await.unwrap();
    let theme_of = async |mention: i64| -> Value {
        let path = format!("/api/v1/mentions/{mention}");
        let shown = admin.get(&path).await.expect(StatusCode::OK).json();
        shown["mention"]["insight"]["theme"]["id"].clone()
    };
    assert_eq!(theme_of(1).await, 1);
    let named = json!({"label": "Primeras", "mentions": [1, 2]});
    let made = admin
        .reading("/api/v1/themes/1")
        .await
        .post("/api/v1/themes/1/split", named)
        .await
        .expect(StatusCode::CREATED)
        .json();
    assert_eq!((&made["label"], &made["held"]), (&json!("Primeras"), &json!(true)));
    assert_eq!(theme_of(1).await, made["id"]);
    let path = format!("/api/v1/themes/{}", made["id"]);
    let moved = admin.post(&format!("{path}/mentions"), json!({"mentions": [3]})).await;
    moved.expect(StatusCode::NO_CONTENT);
    assert_eq!(theme_of(3).await, made["id"]);
    let detail = admin.get(&path).await.expect(StatusCode::OK).json();
    let actions: Vec<_> =
        detail["edits"].as_array().unwrap().iter().map(|e| &e["action"]).collect();
    assert_eq!(actions, ["move", "split"]);
    assert_eq!(detail["summary"]["direction"], "steady");

    for expected in [json!(1), json!(1)] {
        let detail = admin.get(&path).await.expect(StatusCode::OK).json();
        let edits = detail["edits"].as_array().unwrap();
        let last = edits.iter().find(|edit| edit["undone_at"].is_null()).unwrap()["id"].clone();
        let undo = json!({ "edit_id": last });
        admin.post(&format!("{path}/undo"), undo.clone()).await.expect(StatusCode::OK);
        let again = admin.post(&format!("{path}/undo"), undo).await.expect(StatusCode::CONFLICT);
        assert_eq!(again.problem(), "/problems/stale", "it is undone once");
        assert_eq!(theme_of(3).await, expected);
    }
    assert_eq!(theme_of(1).await, 1);
    let unnamed = admin.post(&format!("{path}/undo"), json!({})).await;
    let unnamed = unnamed.expect(StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(unnamed.problem(), "/problems/version-required");
    let foreign = json!({"mentions": [999]});
    let refused = admin
        .reading("/api/v1/themes/1")
        .await
        .post("/api/v1/themes/1/split", foreign.clone())
        .await;
    refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    admin.post("/api/v1/themes/1/mentions", foreign).await.expect(StatusCode::NOT_FOUND);
    let undo = json!({"edit_id": 1});
    admin.post("/api/v1/themes/999/undo", undo).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn themes_sources_and_views_are_kept() {
    let (server, admin) = Server::furnished().await;
    let themes = admin.get("/api/v1/themes?q=BATERIA").await.expect(StatusCode::OK).json();
    assert_eq!(themes["items"][0]["theme"]["label"], "Batería");
    let patch = json!({"label": "Autonomía", "pinned": true});
    admin
        .reading("/api/v1/themes/1")
        .await
        .send(Method::PATCH, "/api/v1/themes/1", Some(patch))
        .await
        .expect(StatusCode::OK);
    let theme = admin.get("/api/v1/themes/1").await.expect(StatusCode::OK).json();
    assert_eq!(theme["summary"]["theme"]["label"], "Autonomía");
    for (patch, status) in [
        (json!({"description": "ñ".repeat(4_000)}), StatusCode::OK),
        (json!({"description": "ñ".repeat(4_001)}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"label": "ñ".repeat(121)}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"state": "gone"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"state": "archived"}), StatusCode::OK),
        (json!({"state": "active"}), StatusCode::OK),
    ] {
        admin
            .reading("/api/v1/themes/1")
            .await
            .send(Method::PATCH, "/api/v1/themes/1", Some(patch))
            .await
            .expect(status);
    }
    let other = json!({"label": "Carga", "keywords": ["cargador"]});
    let other = admin.post("/api/v1/themes", other).await.expect(StatusCode::CREATED).json();
    let merge = format!("/api/v1/themes/{}/merge", other["id"]);
    admin.reading(&merge).await.post(&merge, json!({"into": 1})).await.expect(StatusCode::OK);
    admin.reading(&merge).await.post(&merge, json!({"into": 1})).await.expect(StatusCode::CONFLICT);

    let sources = admin.get("/api/v1/sources").await.expect(StatusCode::OK).json();
    let blog = sources["items"].as_array().unwrap().iter().find(|s| s["name"] == "Blog").unwrap();
    let path = format!("/api/v1/sources/{}", blog["id"]);
    let paused =
        admin.reading(&path).await.post(&format!("{path}/pause"), json!({"paused": true})).await;
    assert_eq!(paused.expect(StatusCode::OK).json()["paused"], true);
    let renamed = admin
        .reading(&path)
        .await
        .send(Method::PATCH, &path, Some(json!({"name": "Diario"})))
        .await;
    assert_eq!(renamed.expect(StatusCode::OK).json()["name"], "Diario");
    let detail = admin.get(&path).await.expect(StatusCode::OK).json();
    assert_eq!(detail["values"]["url"], "https://blog.example/feed.xml");
    let viewer = server.program(Role::Viewer).await;
    assert!(viewer.get(&path).await.expect(StatusCode::OK).json()["values"].is_null());
    let local = json!({"kind": "feed", "name": "x", "values": {"url": "http://169.254.169.254/"}});
    let refused = admin.post("/api/v1/sources/test", local).await;
    assert!(matches!(refused.status.as_u16(), 422 | 502), "{}", refused.text);
    admin.send(Method::DELETE, &path, None).await.expect(StatusCode::PRECONDITION_REQUIRED);
    let reader = admin.reading(&path).await;
    reader.send(Method::DELETE, &path, None).await.expect(StatusCode::NO_CONTENT);
    let archived = admin.get(&path).await.expect(StatusCode::OK).json();
    assert_eq!(archived["source"]["state"], "archived", "its mentions keep its name");

    let own = json!({"name": "Mías", "query": "author:ana1"});
    let own = admin.post("/api/v1/views", own).await.expect(StatusCode::CREATED).json();
    let stranger = server.person(Role::Manager).await;
    let seen = stranger.get("/api/v1/views").await.expect(StatusCode::OK).json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 1, "only the shared one");
    let path = format!("/api/v1/views/{}", own["id"]);
    stranger.send(Method::DELETE, &path, None).await.expect(StatusCode::NOT_FOUND);
    admin.send(Method::DELETE, &path, None).await.expect(StatusCode::NO_CONTENT);
    let bad = json!({"name": "x", "query": "("});
    let bad = admin.post("/api/v1/views", bad).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.problem(), "/problems/query");
}

#[tokio::test]
async fn where_no_reply_is_possible_the_api_says_so() {
    let (_server, admin) = Server::furnished().await;
    let text = json!({"text": "¡Gracias!"});
    let draft = admin.post("/api/v1/mentions/1/replies", text.clone()).await;
    assert_eq!(draft.expect(StatusCode::CONFLICT).problem(), "/problems/conflict");
    let preflight = admin.post("/api/v1/mentions/1/preflight", text).await;
    let preflight = preflight.expect(StatusCode::OK).json();
    assert!(preflight["rules"].is_null());
    assert_eq!(preflight["problems"][0]["problem"], "not_supported");
    let replies = admin.get("/api/v1/replies?state=uncertain").await.expect(StatusCode::OK).json();
    assert_eq!(replies["items"], json!([]));
    admin
        .post("/api/v1/replies/1/submit", json!({"version": 1}))
        .await
        .expect(StatusCode::NOT_FOUND);
}
