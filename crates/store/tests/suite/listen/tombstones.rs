//! What is deleted upstream keeps its place and loses its words, wherever they stand.

use plaza_core::{Aspect, Deletion, IdeaId, IncomingMention, MentionId, Sentiment, Takes};
use plaza_store::innovate::{NewEvidence, NewIdea};
use plaza_store::listen::{Batch, EditedRow};
use plaza_store::{Act, Action};
use serde_json::json;

use crate::house::{HOUR, House, NOW, act, batch, by, insight, normal, on_both_databases, said};

on_both_databases! {
    no_word_of_it_stays_anywhere,
    a_deletion_takes_along_what_the_platform_deletes_with_it,
    the_house_may_keep_the_words_for_a_while,
    what_comes_back_is_read_anew,
    what_comes_back_as_it_was_gives_its_quotes_back,
    an_earlier_version_s_tombstones_lose_their_words_a_few_at_a_time,
}

const SECRET: &str = "xilófono";

/// A mention that says the secret word in its title, its text, its history, its link and what the
/// platform said beside, with an insight, a vector, evidence, and a quote in the log.
async fn furnished(house: &House) -> (MentionId, IdeaId) {
    let (store, source) = (&house.store, house.source().await);
    let first = IncomingMention {
        title: format!("Un {SECRET}"),
        url: Some(format!("https://forum.example/{SECRET}")),
        extra: std::iter::once((SECRET.to_owned(), SECRET.into())).collect(),
        ..said("m1", &format!("El primer {SECRET}"))
    };
    let id = house.add(vec![first.clone()]).await[0];
    let answer = IncomingMention { parent_id: Some("m1".to_owned()), ..said("m2", "¿Cuál?") };
    house.add(vec![answer]).await;
    let edited = IncomingMention { text: format!("Mi {SECRET} azul"), ..first };
    let mut read = insight("native@1");
    let (term, sentiment) = (SECRET.to_owned(), Sentiment::Positive);
    read.insight.aspects.push(Aspect { term, start: 3, end: 11, sentiment });
    let row = EditedRow { id, mention: normal(edited), insight: Some(read) };
    store.listen().save_batch(&Batch { edited: vec![row], ..batch(&source) }).await.unwrap();
    store.understand().save_vectors("words@1", &[(id, vec![1, 2, 3])]).await.unwrap();
    let idea = NewIdea { title: "Música".to_owned(), ..NewIdea::default() };
    let idea = store.innovate().create_idea(&idea, &[], &by(NOW)).await.unwrap().value.id;
    let quote = |start: i64, end: i64, quote: &str| NewEvidence {
        mention_id: id,
        quote: quote.to_owned(),
        start,
        end,
    };
    store.innovate().add_evidence(idea, &quote(3, 11, SECRET), &by(NOW)).await.unwrap();
    let other = quote(0, 11, &format!("Mi {SECRET}"));
    let taken = store.innovate().add_evidence(idea, &other, &by(NOW)).await.unwrap().value;
    let act = act(Action::IdeaRemoveEvidence, NOW);
    store.innovate().remove_evidence(idea, taken.id, &act).await.unwrap();
    // A line of another mention stays as it is.
    let detail = json!({ "mention": 999, "quote": "otra cosa" });
    store.record(&Act { detail, ..act }, "idea:1").await.unwrap();
    (id, idea)
}

/// The tables in which the secret word stands.
async fn told_by(house: &House) -> Vec<String> {
    let everything = house.everything().await;
    let tells = |rows: &Vec<String>| rows.iter().any(|row| row.contains(SECRET));
    everything.into_iter().filter(|(_, rows)| tells(rows)).map(|(table, _)| table).collect()
}

async fn no_word_of_it_stays_anywhere(house: House) {
    let (store, (id, idea)) = (&house.store, furnished(&house).await);
    let before = ["audit_log", "evidence", "insight", "mention", "mention_version"];
    assert_eq!(told_by(&house).await, before);
    house.delete("m1").await;
    assert_eq!(told_by(&house).await, Vec::<String>::new());
    assert!(house.ask("select mention_id from mention_vector").await.is_empty());
    assert_eq!(house.ask("select signature from mention where id = 1").await, [""]);
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.title.as_str(), mention.text.as_str(), mention.url), ("", "", None));
    assert!(mention.extra.is_empty() && mention.insight.is_none());
    assert_eq!((mention.deleted_at, mention.created_at > 0), (Some(NOW), true));
    let thread = store.conversation(id, 10).await.unwrap();
    assert_eq!(thread.len(), 2, "it keeps its place in the thread");
    let evidence = store.innovate().evidence(idea).await.unwrap();
    assert_eq!((evidence.len(), evidence[0].quote.as_str()), (1, ""));
    assert!(evidence[0].mention_deleted);
    let log = store.audit_log(None, 10).await.unwrap();
    let quotes: Vec<_> = log
        .iter()
        .filter(|line| line.action == "idea.remove_evidence")
        .map(|line| (line.detail["mention"].as_i64(), line.detail["quote"].as_str()))
        .collect();
    assert_eq!(quotes, [(Some(999), Some("otra cosa")), (Some(id.get()), Some(""))]);
    assert_eq!(store.listen().kept_words(id).await.unwrap(), None);
}

async fn the_house_may_keep_the_words_for_a_while(house: House) {
    let (store, (id, idea)) = (&house.store, furnished(&house).await);
    let source = house.source().await;
    let gone = Deletion::of("m1");
    let gone = Batch { deletions: vec![gone], keep_deleted: true, ..batch(&source) };
    assert_eq!(store.listen().save_batch(&gone).await.unwrap().deleted, 1);
    // Nobody sees them by the usual ways.
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.text.as_str(), mention.insight), ("", None));
    assert_eq!(store.mention_versions(id).await.unwrap(), []);
    assert_eq!(store.innovate().evidence(idea).await.unwrap()[0].quote, "");
    let docs = store.find().changes_since(0, 10).await.unwrap();
    assert!(docs.iter().all(|doc| !doc.text.contains(SECRET) && !doc.title.contains(SECRET)));
    let taken = store.innovate().evidence(idea).await.unwrap()[0].id;
    let act = act(Action::IdeaRemoveEvidence, NOW);
    store.innovate().remove_evidence(idea, taken, &act).await.unwrap();
    assert_eq!(store.audit_log(None, 1).await.unwrap()[0].detail["quote"], "");

    let kept = store.listen().kept_words(id).await.unwrap().unwrap();
    assert_eq!((kept.text, kept.deleted_at), (format!("Mi {SECRET} azul"), NOW));
    assert_eq!(store.listen().wipe_tombstones(NOW - 1, 10).await.unwrap(), 0);
    assert_eq!(store.listen().wipe_tombstones(NOW, 10).await.unwrap(), 1);
    assert_eq!(told_by(&house).await, Vec::<String>::new());
    assert_eq!(store.listen().kept_words(id).await.unwrap(), None);
    assert_eq!(store.listen().wipe_tombstones(NOW + HOUR, 10).await.unwrap(), 0);
}

async fn what_comes_back_is_read_anew(house: House) {
    let (store, (id, _)) = (&house.store, furnished(&house).await);
    house.delete("m1").await;
    let saved = house.edit(id, said("m1", "Ahora digo otra cosa")).await;
    assert_eq!(saved.edited, 1);
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.text.as_str(), mention.deleted_at), ("Ahora digo otra cosa", None));
    assert_eq!(mention.edited_at, Some(NOW + HOUR));
    assert_eq!(store.mention_versions(id).await.unwrap(), [], "what was taken is no history");
    let stale = store.understand().stale_insights("native@1", 0, 10).await.unwrap();
    assert!(stale.iter().any(|text| text.id == id && text.text == "Ahora digo otra cosa"));
    assert_eq!(store.docs_count().await.unwrap(), 2);
    assert_eq!(house.ask("select wiped from mention where wiped").await.len(), 0);
}

async fn what_comes_back_as_it_was_gives_its_quotes_back(house: House) {
    let store = &house.store;
    let id = house.say("m1", "Ojalá más ñandúes aquí").await;
    let idea = NewIdea { title: "Aves".to_owned(), ..NewIdea::default() };
    let idea = store.innovate().create_idea(&idea, &[], &by(NOW)).await.unwrap().value.id;
    let quote = NewEvidence { mention_id: id, quote: "ñandúes".to_owned(), start: 10, end: 17 };
    store.innovate().add_evidence(idea, &quote, &by(NOW)).await.unwrap();
    house.delete("m1").await;
    assert_eq!(store.innovate().evidence(idea).await.unwrap()[0].quote, "");
    house.edit(id, said("m1", "Ojalá más ñandúes aquí")).await;
    assert_eq!(store.innovate().evidence(idea).await.unwrap()[0].quote, "ñandúes");
    assert_eq!(store.mention(id).await.unwrap().unwrap().edited_at, None);
    house.delete("m1").await;
    house.edit(id, said("m1", "Ojalá más avestruces aquí")).await;
    assert_eq!(store.innovate().evidence(idea).await.unwrap()[0].quote, "", "those words are gone");
}

async fn an_earlier_version_s_tombstones_lose_their_words_a_few_at_a_time(house: House) {
    let store = &house.store;
    for n in 0..5 {
        house.say(&format!("m{n}"), &format!("{SECRET} {n}")).await;
    }
    // As earlier versions left them, one with a date that no clock has reached.
    house.tamper("update mention set deleted_at = 1 where external_id in ('m1', 'm2')").await;
    house.tamper("update mention set deleted_at = 9000000000000 where external_id = 'm3'").await;
    assert_eq!(store.listen().wipe_tombstones(i64::MAX, 2).await.unwrap(), 2);
    assert_eq!(store.listen().wipe_tombstones(i64::MAX, 2).await.unwrap(), 1);
    let left = house.ask("select external_id from mention where text <> '' order by 1").await;
    assert_eq!(left, ["m0", "m4"]);
}

async fn a_deletion_takes_along_what_the_platform_deletes_with_it(house: House) {
    let below = |id: &str, parent: Option<&str>, thread: Option<&str>| IncomingMention {
        parent_id: parent.map(str::to_owned),
        conversation_id: thread.map(str::to_owned),
        ..said(id, &format!("Words of {id}"))
    };
    let all = vec![
        // A thread without a name, one with, and answers that answer each other in a circle.
        below("a", None, None),
        below("a1", Some("a"), None),
        below("a2", Some("a1"), None),
        below("a3", Some("a"), None),
        below("b", None, Some("topic-7")),
        below("b1", Some("gone long ago"), Some("topic-7")),
        below("b2", None, Some("topic-7")),
        below("c1", Some("c2"), Some("circle")),
        below("c2", Some("c1"), Some("circle")),
        below("d", None, Some("topic-8")),
    ];
    house.add(all).await;
    let source = house.source().await;
    let delete = async |id: &str, takes: Takes| {
        let deletions = vec![Deletion { takes, ..Deletion::of(id) }];
        let batch = Batch { deletions, ..batch(&source) };
        house.store.listen().save_batch(&batch).await.unwrap().deleted
    };
    let gone = async || {
        house.ask("select external_id from mention where deleted_at is not null order by 1").await
    };
    assert_eq!(delete("a1", Takes::Answers).await, 2);
    assert_eq!(gone().await, ["a1", "a2"]);
    assert_eq!(delete("a", Takes::Itself).await, 1, "what was answered stays");
    assert_eq!(delete("b", Takes::Thread).await, 3);
    assert_eq!(delete("b", Takes::Thread).await, 0, "once");
    assert_eq!(delete("c1", Takes::Answers).await, 2);
    assert_eq!(delete("unknown", Takes::Thread).await, 0);
    assert_eq!(gone().await, ["a", "a1", "a2", "b", "b1", "b2", "c1", "c2"]);
    let texts = house.ask("select text from mention where text <> '' order by 1").await;
    assert_eq!(texts, ["Words of a3", "Words of d"], "their words go too");
}
