//! Judging the models over the API, and asking them why.

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Client, Server};

/// Texts with what the native model makes of them: mixed feelings, an aspect, nothing sure.
async fn talk(program: &Client, server: &Server) -> Vec<i64> {
    let records = json!([
        {"id": "mixed", "text": "The battery life is awful but the screen is great"},
        {"id": "bad", "text": "La batería es una vergüenza, no funciona", "title": "Móvil nuevo"},
        {"id": "idea", "text": "Estaría bien que añadieran un modo oscuro"},
    ]);
    let answer = program.post("/api/v1/mentions", records).await.expect(StatusCode::OK).json();
    server.engine().find().index_caught_up().await.unwrap();
    let items = answer["items"].as_array().unwrap();
    items.iter().map(|item| item["mention_id"].as_i64().unwrap()).collect()
}

async fn found(program: &Client, query: &str) -> Vec<i64> {
    let q: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let page = program.get(&format!("/api/v1/mentions?q={q}")).await.expect(StatusCode::OK).json();
    let items = page["items"].as_array().unwrap();
    let mut ids: Vec<i64> =
        items.iter().map(|item| item["mention"]["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_tag_is_explained_by_spans_of_the_text() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    let ids = talk(&program, &server).await;
    let why = program.get(&format!("/api/v1/mentions/{}/why", ids[1])).await;
    let why = why.expect(StatusCode::OK).json();
    assert_eq!(why["available"], true);
    assert_eq!(why["model"], plaza_models::MODEL);
    let feeling = &why["reasons"][0];
    assert_eq!((&feeling["task"], &feeling["label"]), (&json!("sentiment"), &json!("negative")));
    let text = "La batería es una vergüenza, no funciona";
    let words = feeling["text_words"].as_array().unwrap();
    assert!(words.iter().any(|word| word["text"] == "vergüenza"), "{words:?}");
    for word in words {
        let at = |end: &str| usize::try_from(word[end].as_u64().unwrap()).unwrap();
        let there: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
        assert_eq!(word["text"], json!(there));
    }
    let idea = program.get(&format!("/api/v1/mentions/{}/why", ids[2])).await;
    let idea = idea.expect(StatusCode::OK).json();
    let labels: Vec<&Value> =
        idea["reasons"].as_array().unwrap().iter().map(|reason| &reason["label"]).collect();
    assert!(labels.contains(&&json!("idea")), "{labels:?}");
    program.get("/api/v1/mentions/999/why").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn mixed_feelings_aspects_and_doubt_are_found() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    let ids = talk(&program, &server).await;
    assert_eq!(found(&program, "sentiment:mixed").await, ids[..1]);
    assert_eq!(found(&program, "aspect:\"Battery life\"").await, ids[..1]);
    assert_eq!(found(&program, "aspect.negative:battery aspect.positive:screen").await, ids[..1]);
    assert_eq!(found(&program, "aspect.positive:battery").await, [] as [i64; 0]);
    let low = found(&program, "confidence:low").await;
    let high = found(&program, "confidence:high").await;
    assert_eq!(low.len() + high.len(), 3);

    let page = program.get("/api/v1/mentions?facets=aspect,confidence").await;
    let page = page.expect(StatusCode::OK).json();
    let aspects = page["facets"][0]["values"].as_array().unwrap();
    let battery = aspects.iter().find(|value| value["value"] == "battery life").unwrap();
    assert_eq!(battery["count"], 1);
    for item in page["items"].as_array().unwrap() {
        let insight = &item["mention"]["insight"];
        let id = item["mention"]["id"].as_i64().unwrap();
        assert_eq!(insight["mixed"], json!(id == ids[0]));
        assert_eq!(insight["confidence"] == "low", low.contains(&id), "{insight}");
    }
    // A person's word settles both.
    let path = format!("/api/v1/mentions/{}/insight", ids[0]);
    let settled = program
        .reading(&path)
        .await
        .send(Method::PATCH, &path, Some(json!({"sentiment": "negative"})))
        .await;
    let settled = settled.expect(StatusCode::OK).json();
    assert_eq!(settled["insight"]["mixed"], false);
    server.engine().find().index_caught_up().await.unwrap();
    assert_eq!(found(&program, "sentiment:mixed").await, [] as [i64; 0]);
    let split = program.get("/api/v1/timeline?by=aspect").await;
    let split = split.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(split.json()["field"], "by");
}

#[tokio::test]
async fn judgements_count_and_learning_is_for_administrators() {
    let (server, admin) = Server::furnished().await;
    for id in 1..=12 {
        let path = format!("/api/v1/mentions/{id}/insight/confirm");
        let confirmed =
            admin.reading(&path).await.post(&path, json!({})).await.expect(StatusCode::OK).json();
        assert_eq!(confirmed["insight"]["confirmed"], true);
        assert_eq!(confirmed["insight"]["corrected"], false);
    }
    let before = server.store().mention(13.into()).await.unwrap().unwrap().insight.unwrap();
    let other = if before.sentiment.label.name() == "mixed" { "neutral" } else { "mixed" };
    let path = "/api/v1/mentions/13/insight";
    let corrected = admin
        .reading(path)
        .await
        .send(Method::PATCH, path, Some(json!({"sentiment": other})))
        .await;
    corrected.expect(StatusCode::OK);

    let models = admin.get("/api/v1/models").await.expect(StatusCode::OK).json();
    assert_eq!(
        (&models["model"], &models["base_model"]),
        (&models["base_model"], &models["model"])
    );
    assert_eq!(models["accuracy"][0]["task"], "sentiment");
    assert_eq!(models["accuracy"][0]["judged"], 13);
    assert_eq!(models["accuracy"][0]["agreed"], 12);
    assert!(models["accuracy"][0]["share"].is_null(), "13 are too few to say");
    assert_eq!(models["accuracy"][1]["judged"], 12);
    for id in 14..=30 {
        let path = format!("/api/v1/mentions/{id}/insight/confirm");
        admin.reading(&path).await.post(&path, json!({})).await.expect(StatusCode::OK);
    }
    let models = admin.get("/api/v1/models").await.expect(StatusCode::OK).json();
    let sentiment = &models["accuracy"][0];
    let number = |key: &str| sentiment[key].as_f64().unwrap();
    assert!((number("share") - 29.0 / 30.0).abs() < 1e-9);
    assert!(number("low") > 0.8 && number("high") < 1.0, "{sentiment}");

    let manager = server.person(Role::Manager).await;
    manager.post("/api/v1/models/retrain", json!({})).await.expect(StatusCode::FORBIDDEN);
    manager
        .post("/api/v1/models/revert", json!({"model": "native@1"}))
        .await
        .expect(StatusCode::FORBIDDEN);
    admin.post("/api/v1/models/retrain", json!({})).await.expect(StatusCode::ACCEPTED);
    let models = admin.get("/api/v1/models").await.expect(StatusCode::OK).json();
    assert_eq!(models["training"], true);
    admin
        .post("/api/v1/models/revert", json!({"model": "native@1"}))
        .await
        .expect(StatusCode::CONFLICT);
}

#[tokio::test]
async fn texts_to_judge_are_given_and_a_word_is_taken_back() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    talk(&program, &server).await;
    let next = program.get("/api/v1/models/judge").await.expect(StatusCode::OK).json();
    assert_eq!((&next["judged"], &next["needed"]), (&json!(0), &json!(30)));
    let (id, said) = (&next["mention"]["id"], next["mention"]["insight"]["sentiment"].clone());
    let path = format!("/api/v1/mentions/{id}/insight");
    let other = if said == json!("positive") { "negative" } else { "positive" };
    let word = Some(json!({"sentiment": other}));
    let reading = program.reading(&path).await;
    let judged = reading.send(Method::PATCH, &path, word).await.expect(StatusCode::OK).json();
    assert_eq!(judged["insight"]["sentiment"], other);
    let next = program.get("/api/v1/models/judge").await.expect(StatusCode::OK).json();
    assert_eq!(next["judged"], 1);
    assert_ne!(&next["mention"]["id"], id, "nobody judges a text twice");

    let back = format!("{path}/sentiment");
    let stale = reading.send(Method::DELETE, &back, None).await;
    assert_eq!(stale.expect(StatusCode::CONFLICT).problem(), "/problems/stale");
    let reading = program.reading(&path).await;
    let taken = reading.send(Method::DELETE, &back, None).await.expect(StatusCode::OK).json();
    let insight = &taken["insight"];
    assert_eq!((&insight["sentiment"], &insight["corrected"]), (&said, &json!(false)));
    let next = program.get("/api/v1/models/judge").await.expect(StatusCode::OK).json();
    assert_eq!(next["judged"], 0);
}
