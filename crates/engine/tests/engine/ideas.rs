//! Ideas, evidence, corrections and themes.

use crate::common::{House, said};
use plaza_core::{IdeaStage, Sentiment};
use plaza_engine::{Actor, EngineError};
use plaza_store::understand::{Correction, ThemeUpdate};

#[tokio::test]
async fn evidence_is_an_exact_quote_and_demand_counts_people() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let second = plaza_core::IncomingMention {
        author: Some("luis".to_owned()),
        ..said("b", "Yo también quiero que dure más")
    };
    let mentions =
        vec![said("a", "Ojalá la batería\ndure más"), second, said("c", "Que dure más, insisto")];
    house.engine.listen().add_mentions(&actor, "stand", mentions).await.unwrap();
    let (a, b, c) = (house.find("a").await, house.find("b").await, house.find("c").await);
    let invented = house
        .engine
        .innovate()
        .create_idea(&actor, "Batería", "", &[(a, "nunca dicho".into())])
        .await;
    assert!(matches!(invented, Err(EngineError::Invalid { field: "quote", .. })));
    assert_eq!(house.engine.store().innovate().ideas(None).await.unwrap().len(), 0);
    let quote = "la batería dure más".to_owned();
    let idea = house
        .engine
        .innovate()
        .create_idea(&actor, "Más batería", "", &[(a, quote)])
        .await
        .unwrap();
    house.engine.innovate().add_evidence(&actor, idea.id, b, "dure más").await.unwrap();
    house.engine.innovate().add_evidence(&actor, idea.id, b, "dure más").await.unwrap();
    house.engine.innovate().add_evidence(&actor, idea.id, c, "dure más").await.unwrap();
    let evidence = house.engine.store().innovate().evidence(idea.id).await.unwrap();
    let said = |e: &plaza_store::innovate::Evidence| (e.quote.clone(), e.start, e.end);
    assert_eq!(evidence.len(), 3);
    assert!(evidence.iter().map(said).any(|e| e == ("la batería\ndure más".to_owned(), 6, 25)));
    let idea =
        house.engine.innovate().move_idea(&actor, idea.id, IdeaStage::Planned, None).await.unwrap();
    assert_eq!((idea.stage, idea.evidence_count, idea.people.total()), (IdeaStage::Planned, 3, 2));
    let similar = house.engine.innovate().similar_ideas("que la bateria dure mas").await.unwrap();
    assert_eq!(similar[0].0.id, idea.id);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_correction_wins_and_is_found() {
    let house = House::build(false).await;
    let actor = Actor::system();
    house
        .engine
        .listen()
        .add_mentions(&actor, "stand", vec![said("a", "No está nada mal")])
        .await
        .unwrap();
    let id = house.find("a").await;
    let correction = Correction { sentiment: Some(Sentiment::Positive), ..Correction::default() };
    let mention = house.engine.understand().correct(&actor, id, correction).await.unwrap();
    let insight = mention.insight.unwrap();
    assert_eq!(insight.effective_sentiment, Sentiment::Positive);
    assert_eq!(insight.sentiment.label, Sentiment::Negative);
    house.engine.find().index_caught_up().await.unwrap();
    for (q, total) in [("sentiment:positive", 1), ("sentiment:negative", 0)] {
        let request = plaza_engine::find::SearchRequest {
            q: q.to_owned(),
            sort: plaza_search::Sort::Newest,
            limit: 10,
            cursor: None,
            facets: Vec::new(),
        };
        assert_eq!(house.engine.find().search(&request).await.unwrap().total, total, "{q}");
    }
    house.engine.shutdown().await;
}

#[tokio::test]
async fn themes_are_found_keep_their_ids_and_obey_people() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let texts = [
        "La batería se agota enseguida",
        "Mala atención telefónica otra vez",
        "Hoy hace sol en la ciudad",
        "Me gusta el color azul marino",
    ];
    let mentions = (0..80).map(|i| said(&format!("m{i}"), texts[i % 4])).collect();
    house.engine.listen().add_mentions(&actor, "stand", mentions).await.unwrap();
    assert!(house.engine.understand().rebuild_themes(&actor).await.unwrap() > 0);
    house.engine.find().index_caught_up().await.unwrap();
    let list = house.engine.understand().theme_list(false).await.unwrap();
    let battery =
        list.iter().find(|s| s.theme.keywords.iter().any(|k| k.contains("batería"))).unwrap();
    assert_eq!(battery.total, 20);
    let id = battery.theme.id;
    let rename = ThemeUpdate { label: Some("Autonomía".to_owned()), ..ThemeUpdate::default() };
    house.engine.understand().update_theme(&actor, id, rename).await.unwrap();
    assert_eq!(
        house.engine.understand().rebuild_themes(&actor).await.unwrap(),
        0,
        "nothing new was said"
    );
    let detail = house.engine.understand().theme_detail(id).await.unwrap();
    assert_eq!((detail.summary.theme.label.as_str(), detail.summary.total), ("Autonomía", 20));
    assert_eq!(detail.people.total(), 1);
    let other = list.iter().find(|s| s.theme.id != id).unwrap().theme.id;
    house.engine.understand().merge_themes(&actor, other, id).await.unwrap();
    house.engine.understand().rebuild_themes(&actor).await.unwrap();
    house.engine.find().index_caught_up().await.unwrap();
    assert_eq!(house.engine.understand().theme_detail(other).await.unwrap().summary.total, 40);
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 1, "mentions are sorted anew");
    house.engine.shutdown().await;
}
