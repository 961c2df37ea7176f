//! A page of mentions is one transaction.

use std::collections::HashSet;

use plaza_core::{AuthorIs, Deletion, Extra, IncomingMention, Rejected};
use plaza_store::StoreError;
use plaza_store::listen::{Batch, EditedRow, NewRow, Saved};

use crate::house::{
    HOSTILE, HOUR, House, NOW, batch, insight, new_row, normal, on_both_databases, said,
};

on_both_databases! {
    everything_about_a_mention_is_kept,
    the_same_again_changes_nothing,
    an_edit_keeps_the_earlier_text,
    a_tombstone_stays_and_can_come_back,
    a_batch_is_saved_whole_or_not_at_all,
    a_mention_in_a_batch_twice_is_refused,
    racing_writers_all_get_through,
    racing_collectors_store_each_mention_once,
    revisions_become_visible_in_order,
    a_large_batch_arrives_complete,
    authors_are_one_per_place_and_handle,
    hostile_texts_are_plain_data,
}

async fn everything_about_a_mention_is_kept(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let mention = IncomingMention {
        external_id: "m1".to_owned(),
        text: "La batería dura poco".to_owned(),
        title: "Batería".to_owned(),
        url: Some("https://forum.example/m1".to_owned()),
        author: Some("ana".to_owned()),
        author_name: Some("Ana García".to_owned()),
        created_at: Some(NOW - HOUR),
        rating: Some(2.5),
        lang: Some("es-ES".to_owned()),
        parent_id: None,
        conversation_id: Some("t1".to_owned()),
        channel: Some("forum".to_owned()),
        country: Some("ES".to_owned()),
        ours: true,
        account: Some("7".to_owned()),
        account_space: Some("forum.example".to_owned()),
        extra: Extra::from_iter([("likes".to_owned(), 3.into())]),
        ..IncomingMention::default()
    };
    let id = store.reserve_ids(1).await.unwrap()[0];
    let row = NewRow { insight: Some(insight("native@1")), ..new_row(id, mention.clone()) };
    let saved =
        store.listen().save_batch(&Batch { new: vec![row], ..batch(&source) }).await.unwrap();
    assert_eq!(saved, Saved { new: 1, revision: 1, ..Saved::default() });

    let view = store.mention(id).await.unwrap().unwrap();
    assert_eq!(view.text, mention.text);
    assert_eq!(view.title, mention.title);
    assert_eq!(view.url, mention.url);
    assert_eq!(view.author, mention.author);
    assert_eq!(view.author_name, mention.author_name);
    assert_eq!(Some(view.created_at), mention.created_at);
    assert_eq!(view.collected_at, NOW);
    assert_eq!((view.edited_at, view.deleted_at), (None, None));
    assert_eq!(view.rating, mention.rating);
    assert_eq!(view.conversation.as_deref(), Some("t1"));
    assert_eq!((view.channel.as_deref(), view.country.as_deref()), (Some("forum"), Some("ES")));
    assert!(view.ours);
    assert_eq!((&view.account, &view.account_space), (&mention.account, &mention.account_space));
    assert_eq!((view.author_is, view.author_mark), (AuthorIs::Account, None));
    assert_eq!(view.extra, mention.extra);
    assert_eq!((view.source_name.as_str(), view.source_kind.as_str()), ("forum", "rss"));
    let told = view.insight.unwrap();
    assert_eq!((told.model.as_str(), told.lang.as_str()), ("native@1", "es"));
    assert_eq!(told.sentiment, insight("native@1").insight.sentiment);
    assert_eq!(told.intents, insight("native@1").insight.intents);

    let docs = store.find().changes_since(0, 10).await.unwrap();
    assert_eq!(docs.len(), 1);
    assert_eq!((docs[0].id, docs[0].revision, docs[0].deleted), (id, 1, false));
    assert_eq!(docs[0].author.as_deref(), Some("ana"));
    assert_eq!(docs[0].writer.map(|writer| writer.id), view.author_id);
    assert_eq!(store.docs_count().await.unwrap(), 1);
    let signatures = store.listen().recent_signatures(10).await.unwrap();
    assert_eq!(signatures, [], "four words are too few to compare");
}

async fn the_same_again_changes_nothing(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let id = house.say("m1", "hello").await;
    let known =
        store.listen().known(source.place_id, source.id, &["m1", "m2", "m\0"]).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!((known["m1"].id, known["m1"].deleted), (id, false));
    assert_eq!(known["m1"].input_hash, Some(normal(said("m1", "hello")).input_hash));
    let before = store.mention(id).await.unwrap();
    assert_eq!(
        house.edit(id, said("m1", "hello")).await,
        Saved { revision: 1, ..Saved::default() }
    );
    assert_eq!(store.mention(id).await.unwrap(), before);
    assert_eq!(store.revision().await.unwrap(), 1);
    assert_eq!(
        store
            .listen()
            .known((source.place_id.get() + 1).into(), source.id, &["m1"])
            .await
            .unwrap()
            .len(),
        0
    );
}

async fn an_edit_keeps_the_earlier_text(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let id = house.say("m1", "first").await;
    let old = insight("native@1");
    store.understand().save_insights(&[(id, old)], i64::MAX).await.unwrap();
    let saved = house.edit(id, said("m1", "second")).await;
    assert_eq!((saved.edited, saved.revision), (1, 3));
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.text.as_str(), mention.edited_at), ("second", Some(NOW + HOUR)));
    assert_eq!(mention.insight, None, "the model has not read the new text");

    // Only the rating changes: no new version of the text, and the insight stays.
    let rated = IncomingMention { rating: Some(1.0), ..said("m1", "second") };
    store.understand().save_insights(&[(id, insight("native@1"))], i64::MAX).await.unwrap();
    assert_eq!(house.edit(id, rated.clone()).await.edited, 1);
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!(mention.rating, Some(1.0));
    assert!(mention.insight.is_some());

    let third = IncomingMention { title: "title".to_owned(), ..said("m1", "third") };
    let row = EditedRow { id, mention: normal(third), insight: Some(insight("native@2")) };
    store.listen().save_batch(&Batch { edited: vec![row], ..batch(&source) }).await.unwrap();
    let versions = store.mention_versions(id).await.unwrap();
    let texts: Vec<_> = versions.iter().map(|v| (v.version, v.text.as_str())).collect();
    assert_eq!(texts, [(1, "first"), (2, "second")]);
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!(mention.insight.unwrap().model, "native@2");
    assert_eq!(store.docs_count().await.unwrap(), 1);
}

async fn a_tombstone_stays_and_can_come_back(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let id = house.say("m1", "hello").await;
    house.say("m2", "other").await;
    let saved = house.delete("m1").await;
    assert_eq!((saved.deleted, saved.revision), (1, 3));
    assert_eq!(house.delete("m1").await.deleted, 0, "it is gone already");
    assert_eq!(house.delete("unknown").await.deleted, 0);
    assert_eq!(store.docs_count().await.unwrap(), 1);
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.text.as_str(), mention.deleted_at), ("", Some(NOW)));
    let docs = store.find().changes_since(2, 10).await.unwrap();
    assert_eq!((docs[0].id, docs[0].deleted, docs[0].text.as_str()), (id, true, ""));
    assert!(store.listen().known(source.place_id, source.id, &["m1"]).await.unwrap()["m1"].deleted);
    assert_eq!(store.author_mentions(mention.author_id.unwrap(), 9).await.unwrap().len(), 1);

    let saved = house.edit(id, said("m1", "hello")).await;
    assert_eq!((saved.edited, saved.revision), (1, 4));
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.deleted_at, mention.edited_at), (None, None));
    assert_eq!(store.mention_versions(id).await.unwrap(), []);
    assert_eq!(store.docs_count().await.unwrap(), 2);

    assert_eq!(mention.text, "hello");

    for (at, kept) in [(NOW - 5, NOW - 5), (NOW + 5, NOW)] {
        let told = Deletion { deleted_at: Some(at), ..Deletion::of("m1") };
        let told = Batch { deletions: vec![told], ..batch(&source) };
        store.listen().save_batch(&told).await.unwrap();
        assert_eq!(store.mention(id).await.unwrap().unwrap().deleted_at, Some(kept));
        house.edit(id, said("m1", "hello")).await;
    }
}

async fn a_batch_is_saved_whole_or_not_at_all(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let id = house.say("m1", "hello").await;
    let ids = store.reserve_ids(2).await.unwrap();
    let mut newcomer = said("m0", "new");
    newcomer.author = Some("newcomer".to_owned());
    let full = Batch {
        new: vec![new_row(ids[0], newcomer), new_row(ids[1], said("m1", "hello"))],
        edited: vec![EditedRow { id, mention: normal(said("m1", "edited")), insight: None }],
        rejected: vec![Rejected { origin: "o".into(), reason: "r".into(), raw: "raw".into() }],
        cursor: Some("page 2".to_owned()),
        ..batch(&source)
    };
    let refused = store.listen().save_batch(&full).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(store.listen().source(source.id).await.unwrap().unwrap().cursor, None);
    assert_eq!(store.revision().await.unwrap(), 1);
    assert_eq!(store.listen().known(source.place_id, source.id, &["m0"]).await.unwrap().len(), 0);
    assert_eq!(store.listen().quarantine(None, None, 9).await.unwrap(), []);
    assert_eq!(store.mention(id).await.unwrap().unwrap().text, "hello");
    assert_eq!(store.docs_count().await.unwrap(), 1);
    assert_eq!(store.listen().coverage(source.id, 9).await.unwrap()[0].collected, 1);

    let retried = Batch { new: vec![full.new[0].clone()], ..full };
    let saved = store.listen().save_batch(&retried).await.unwrap();
    assert_eq!((saved.new, saved.edited, saved.quarantined, saved.revision), (1, 1, 1, 3));
    assert_eq!(
        store.listen().source(source.id).await.unwrap().unwrap().cursor.as_deref(),
        Some("page 2")
    );
    // A batch without a cursor leaves it.
    store.listen().save_batch(&batch(&source)).await.unwrap();
    assert_eq!(
        store.listen().source(source.id).await.unwrap().unwrap().cursor.as_deref(),
        Some("page 2")
    );
}

async fn a_mention_in_a_batch_twice_is_refused(house: House) {
    let source = house.source().await;
    let ids = house.store.reserve_ids(2).await.unwrap();
    let new = vec![new_row(ids[0], said("m1", "a")), new_row(ids[1], said("m1", "b"))];
    let refused = house.store.listen().save_batch(&Batch { new, ..batch(&source) }).await;
    assert!(matches!(&refused, Err(StoreError::Invalid(why)) if why.contains("m1")), "{refused:?}");
}

/// What a plain `begin` gets wrong: most of these would fail with "database is locked".
async fn racing_writers_all_get_through(house: House) {
    let source = house.source().await;
    let writers: Vec<_> = (0..160)
        .map(|n| {
            let (store, source) = (house.store.clone(), source.clone());
            tokio::spawn(async move {
                let id = store.reserve_ids(1).await?[0];
                let new = vec![new_row(id, said(&format!("m{n}"), "hello"))];
                store.listen().save_batch(&Batch { new, ..batch(&source) }).await
            })
        })
        .collect();
    let mut revisions = HashSet::new();
    for writer in writers {
        revisions.insert(writer.await.unwrap().unwrap().revision);
    }
    assert_eq!(revisions.len(), 160);
    assert_eq!(house.store.revision().await.unwrap(), 160);
    assert_eq!(house.store.docs_count().await.unwrap(), 160);
    assert_eq!(house.store.listen().coverage(source.id, 1).await.unwrap()[0].collected, 160);
}

async fn racing_collectors_store_each_mention_once(house: House) {
    let source = house.source().await;
    // A second process on the same database.
    let other = plaza_store::Store::open(&house.url).await.unwrap();
    let collectors: Vec<_> = (0..16)
        .map(|n| {
            let store = if n % 2 == 0 { house.store.clone() } else { other.clone() };
            let source = source.clone();
            tokio::spawn(async move {
                loop {
                    let names: Vec<String> = (0..20).map(|m| format!("m{m}")).collect();
                    let asked: Vec<&str> = names.iter().map(String::as_str).collect();
                    let known =
                        store.listen().known(source.place_id, source.id, &asked).await.unwrap();
                    let ids = store.reserve_ids(20).await.unwrap();
                    let new = names
                        .iter()
                        .zip(ids)
                        .filter(|(name, _)| !known.contains_key(*name))
                        .map(|(name, id)| new_row(id, said(name, "hello")))
                        .collect();
                    match store.listen().save_batch(&Batch { new, ..batch(&source) }).await {
                        Err(StoreError::Conflict) => {}
                        saved => break saved.unwrap().new,
                    }
                }
            })
        })
        .collect();
    let mut added = 0;
    for collector in collectors {
        added += collector.await.unwrap();
    }
    assert_eq!(added, 20);
    assert_eq!(house.store.docs_count().await.unwrap(), 20);
    other.close().await;
}

/// A follower that asks while others write must never be shown a revision behind which a lower
/// one appears later.
async fn revisions_become_visible_in_order(house: House) {
    let source = house.source().await;
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (store, source) = (house.store.clone(), source.clone());
            tokio::spawn(async move {
                for n in 0..15 {
                    let ids = store.reserve_ids(3).await.unwrap();
                    let new = (0..3)
                        .zip(ids)
                        .map(|(m, id)| new_row(id, said(&format!("{writer}/{n}/{m}"), "hi")))
                        .collect();
                    store.listen().save_batch(&Batch { new, ..batch(&source) }).await.unwrap();
                }
            })
        })
        .collect();
    let mut seen: Vec<i64> = Vec::new();
    while seen.len() < 8 * 15 * 3 {
        let from = seen.last().copied().unwrap_or(0);
        let docs = house.store.find().changes_since(from, 50).await.unwrap();
        seen.extend(docs.iter().map(|doc| doc.revision));
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seen, (1..=360).collect::<Vec<i64>>());
}

async fn a_large_batch_arrives_complete(house: House) {
    let mentions: Vec<_> = (0..1_003)
        .map(|n| {
            let mut mention =
                said(&format!("m{n}"), &format!("text number {n}, and some more words"));
            mention.author = Some(format!("author {}", n % 77));
            mention
        })
        .collect();
    let ids = house.add(mentions).await;
    let views = house.store.mentions(&ids).await.unwrap();
    assert_eq!(views.len(), 1_003);
    for (n, view) in views.iter().enumerate() {
        assert_eq!(view.id, ids[n]);
        assert_eq!(view.text, format!("text number {n}, and some more words"));
        assert_eq!(view.author.as_deref(), Some(format!("author {}", n % 77).as_str()));
    }
    let mut followed = Vec::new();
    while let docs = house.store.find().changes_since(to_i64(followed.len()), 400).await.unwrap()
        && !docs.is_empty()
    {
        followed.extend(docs.into_iter().map(|doc| doc.id));
    }
    assert_eq!(followed, ids);
    let signatures = house.store.listen().recent_signatures(10).await.unwrap();
    assert_eq!(signatures.iter().map(|s| s.0).collect::<Vec<_>>(), ids[993..]);
    let next = house.store.listen().signatures_after(ids[500], 2).await.unwrap();
    assert_eq!(next.iter().map(|s| s.0).collect::<Vec<_>>(), ids[501..503]);
}

async fn authors_are_one_per_place_and_handle(house: House) {
    let store = &house.store;
    let by = |external_id: &str, handle: Option<&str>, name: Option<&str>| IncomingMention {
        author: handle.map(str::to_owned),
        author_name: name.map(str::to_owned),
        ..said(external_id, "hello")
    };
    let ids = house
        .add(vec![
            by("1", Some("ana"), Some("Ana")),
            by("2", Some("ana"), None),
            by("3", None, Some("Berta")),
            by("4", None, None),
        ])
        .await;
    house.add(vec![by("5", Some("ana"), Some("Ana María"))]).await;
    let views = store.mentions(&ids).await.unwrap();
    assert_eq!(views[0].author_id, views[1].author_id);
    assert_eq!(views[2].author.as_deref(), Some("Berta"));
    assert_eq!((views[3].author_id, views[3].author.as_deref()), (None, None));
    let ana = store.author(views[0].author_id.unwrap()).await.unwrap().unwrap();
    assert_eq!((ana.handle.as_str(), ana.name.as_deref()), ("ana", Some("Ana María")));
    assert_eq!((ana.mention_count, ana.place.as_str()), (3, "forum.example"));
    assert_eq!(store.author_mentions(ana.id, 2).await.unwrap().len(), 2);
}

async fn hostile_texts_are_plain_data(house: House) {
    let source = house.source().await;
    let store = &house.store;
    let mut mentions = Vec::new();
    for text in HOSTILE {
        let mut mention = said(text, text);
        mention.title = text.to_owned();
        mention.author = Some(text.to_owned());
        mention.parent_id = Some(format!("parent of {text}"));
        mention.channel = Some(text.to_owned());
        mention.extra = Extra::from_iter([(text.to_owned(), text.into())]);
        mentions.push(mention);
    }
    let expected: Vec<_> = mentions.iter().cloned().map(normal).collect();
    let ids = house.add(mentions).await;
    for (view, mention) in store.mentions(&ids).await.unwrap().iter().zip(&expected) {
        assert_eq!(view.text, mention.text);
        assert_eq!(view.external_id, mention.external_id);
        assert_eq!(view.author, mention.author);
        assert_eq!(view.extra, mention.extra);
        assert_eq!(view.parent_external_id, mention.parent_id);
    }
    let known = store.listen().known(source.place_id, source.id, &HOSTILE).await.unwrap();
    assert!(known.len() >= HOSTILE.len() - 1, "one id is cleaned of its direction override");
    let deletions = expected.iter().map(|m| Deletion::of(m.external_id.clone())).collect();
    let saved = store
        .listen()
        .save_batch(&Batch { deletions, cursor: Some(HOSTILE[0].to_owned()), ..batch(&source) })
        .await
        .unwrap();
    assert_eq!(saved.deleted, 9);
    assert_eq!(
        store.listen().source(source.id).await.unwrap().unwrap().cursor.as_deref(),
        Some(HOSTILE[0])
    );
}

fn to_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap()
}
