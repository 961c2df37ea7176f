//! Several sources read one place, each with its own account or without one.

use plaza_core::{Extra, IncomingMention, MentionId};
use plaza_store::listen::{Batch, EditedRow, Saved, Source};

use crate::house::{
    HOUR, House, NOW, batch, by, forum, insight, new_row, normal, on_both_databases,
};

on_both_databases! {
    readers_in_turns_edit_nothing,
    a_mention_stays_ours_until_who_said_so_takes_it_back,
    what_a_reader_tells_differently_is_an_edit,
    a_cut_text_is_completed,
    the_only_reader_may_take_back_everything,
    what_earlier_versions_kept_is_not_unset,
    a_reader_that_is_gone_does_not_hold_others_back,
}

async fn reader(house: &House, name: &str) -> Source {
    house.store.listen().create_source(&forum(name), &by(NOW)).await.unwrap().value
}

/// What a source tells of the mention `m1`; what it told before is passed over.
async fn tell(house: &House, source: &Source, told: &IncomingMention) -> Saved {
    let listen = house.store.listen();
    let known = listen.known(source.place_id, source.id, &[&told.external_id]).await.unwrap();
    let mention = normal(told.clone());
    let mut now = Batch { now: NOW + HOUR, ..batch(source) };
    match known.get(&told.external_id) {
        Some(known) if known.input_hash == Some(mention.input_hash) => {}
        Some(known) => now.edited.push(EditedRow { id: known.id, mention, insight: None }),
        None => {
            let id = house.store.reserve_ids(1).await.unwrap()[0];
            now.new.push(new_row(id, told.clone()));
        }
    }
    listen.save_batch(&now).await.unwrap()
}

async fn stored(house: &House) -> plaza_store::MentionView {
    house.store.mention(MentionId::from(1)).await.unwrap().unwrap()
}

/// What our account sees: the whole, its own votes, that it is ours.
fn seen_by_us() -> IncomingMention {
    IncomingMention {
        external_id: "m1".to_owned(),
        text: "La batería dura dos días".to_owned(),
        url: Some("https://forum.example/eva/m1".to_owned()),
        author: Some("shop".to_owned()),
        account: Some("1".to_owned()),
        rating: Some(4.0),
        ours: true,
        created_at: Some(NOW - HOUR),
        extra: Extra::from_iter([("votes".into(), 3.into()), ("my_vote".into(), 1.into())]),
        ..IncomingMention::default()
    }
}

/// What anybody sees.
fn seen_by_anybody() -> IncomingMention {
    IncomingMention {
        external_id: "m1".to_owned(),
        text: "La batería dura…".to_owned(),
        url: Some("https://forum.example/m1".to_owned()),
        country: Some("ES".to_owned()),
        extra: Extra::from_iter([("votes".into(), 3.into())]),
        ..IncomingMention::default()
    }
}

async fn readers_in_turns_edit_nothing(house: House) {
    let (us, anybody) = (reader(&house, "us").await, reader(&house, "anybody").await);
    assert_eq!(tell(&house, &us, &seen_by_us()).await.new, 1);
    let first = tell(&house, &anybody, &seen_by_anybody()).await;
    assert_eq!((first.edited, first.noted), (0, 1), "it tells the country");
    let revision = house.store.revision().await.unwrap();
    for _ in 0..3 {
        for (source, told) in [(&us, seen_by_us()), (&anybody, seen_by_anybody())] {
            let nothing = Saved { revision, ..Saved::default() };
            assert_eq!(tell(&house, source, &told).await, nothing);
        }
    }
    let mention = stored(&house).await;
    let us = seen_by_us();
    assert_eq!((mention.text, mention.url), (us.text, us.url));
    assert_eq!((mention.rating, mention.ours, mention.extra), (us.rating, true, us.extra));
    assert_eq!((mention.country.as_deref(), mention.author.as_deref()), (Some("ES"), Some("shop")));
    assert_eq!((mention.created_at, mention.edited_at), (NOW - HOUR, None));
    assert_eq!(house.store.mention_versions(mention.id).await.unwrap(), []);
}

async fn a_mention_stays_ours_until_who_said_so_takes_it_back(house: House) {
    let (us, anybody) = (reader(&house, "us").await, reader(&house, "anybody").await);
    // Whoever comes first.
    tell(&house, &anybody, &IncomingMention { ours: false, ..seen_by_us() }).await;
    let saved = tell(&house, &us, &seen_by_us()).await;
    assert_eq!((saved.edited, saved.noted), (0, 1));
    assert!(stored(&house).await.ours);
    // An edit that the anonymous reader sees first leaves it ours.
    let edited = IncomingMention {
        text: "La batería dura tres días".to_owned(),
        ours: false,
        ..seen_by_us()
    };
    assert_eq!(tell(&house, &anybody, &edited).await.edited, 1);
    assert!(stored(&house).await.ours);
    // The reader that said so was wrong.
    let saved = tell(&house, &us, &IncomingMention { ours: true, ..edited.clone() }).await;
    assert_eq!((saved.edited, saved.noted), (0, 0));
    tell(&house, &us, &edited).await;
    assert!(!stored(&house).await.ours);
}

async fn what_a_reader_tells_differently_is_an_edit(house: House) {
    let (us, anybody) = (reader(&house, "us").await, reader(&house, "anybody").await);
    tell(&house, &us, &seen_by_us()).await;
    tell(&house, &anybody, &seen_by_anybody()).await;
    let drafted = stored(&house).await.input_hash;
    let edited = IncomingMention { text: "No dura nada…".to_owned(), ..seen_by_anybody() };
    assert_eq!(tell(&house, &anybody, &edited).await.edited, 1);
    let mention = stored(&house).await;
    assert_eq!((mention.text.as_str(), mention.edited_at), ("No dura nada…", Some(NOW + HOUR)));
    assert_ne!(mention.input_hash, drafted, "a draft is told");
    // Ours has not looked since; when it does, it sees the whole.
    assert_eq!(tell(&house, &us, &seen_by_us()).await.edited, 0);
    let whole = IncomingMention { text: "No dura nada y pesa".to_owned(), ..seen_by_us() };
    assert_eq!(tell(&house, &us, &whole).await.edited, 1);
    assert_eq!(stored(&house).await.text, "No dura nada y pesa");
    assert_eq!(tell(&house, &anybody, &edited).await.edited, 0);
    let rated = IncomingMention { rating: Some(1.0), ..whole.clone() };
    assert_eq!(tell(&house, &us, &rated).await.edited, 1);
    assert_eq!(stored(&house).await.rating, Some(1.0));
    let texts: Vec<String> = house
        .store
        .mention_versions(MentionId::from(1))
        .await
        .unwrap()
        .into_iter()
        .map(|version| version.text)
        .collect();
    assert_eq!(texts, ["La batería dura dos días", "No dura nada…"]);
}

async fn a_cut_text_is_completed(house: House) {
    let (us, anybody) = (reader(&house, "us").await, reader(&house, "anybody").await);
    tell(&house, &anybody, &seen_by_anybody()).await;
    let read = [(MentionId::from(1), insight("native@1"))];
    house.store.understand().save_insights(&read, i64::MAX).await.unwrap();
    let saved = tell(&house, &us, &seen_by_us()).await;
    assert_eq!((saved.edited, saved.noted), (0, 1));
    let mention = stored(&house).await;
    assert_eq!((mention.text, mention.edited_at), (seen_by_us().text, None));
    assert_eq!(mention.insight, None, "the model has read the beginning only");
    assert_eq!(house.store.mention_versions(mention.id).await.unwrap(), []);
    assert_eq!(tell(&house, &anybody, &seen_by_anybody()).await.noted, 0);
    assert_eq!(stored(&house).await.text, seen_by_us().text);
}

async fn the_only_reader_may_take_back_everything(house: House) {
    let us = reader(&house, "us").await;
    // Somebody else reads the place, but never saw this.
    reader(&house, "anybody").await;
    tell(&house, &us, &seen_by_us()).await;
    let taken_back = IncomingMention { author: None, account: None, ..seen_by_anybody() };
    assert_eq!(tell(&house, &us, &taken_back).await.edited, 1);
    let mention = stored(&house).await;
    assert_eq!((mention.text.as_str(), mention.rating), ("La batería dura…", None));
    assert_eq!((mention.ours, mention.author), (false, None));
    assert_eq!(mention.extra, taken_back.extra);
    // The platform does not say any more when that was.
    assert_eq!(mention.created_at, NOW - HOUR);
}

async fn what_earlier_versions_kept_is_not_unset(house: House) {
    let (us, anybody) = (reader(&house, "us").await, reader(&house, "anybody").await);
    tell(&house, &us, &seen_by_us()).await;
    house.tamper("update mention set read_by = null").await;
    assert_eq!(tell(&house, &us, &seen_by_us()).await.edited, 0);
    let anonymous = IncomingMention { ours: false, account: None, ..seen_by_us() };
    for _ in 0..2 {
        assert_eq!(tell(&house, &anybody, &anonymous).await.edited, 0);
        assert_eq!(tell(&house, &us, &seen_by_us()).await.edited, 0);
        assert!(stored(&house).await.ours);
    }
    // With one reader at the place there is no doubt who said it.
    house.tamper("update source set deleted_at = 1 where name = 'anybody'").await;
    house.tamper("update mention set read_by = null").await;
    house.tamper("delete from mention_reader").await;
    tell(&house, &us, &IncomingMention { ours: false, ..seen_by_us() }).await;
    assert!(!stored(&house).await.ours);
}

async fn a_reader_that_is_gone_does_not_hold_others_back(house: House) {
    let (us, anybody) = (reader(&house, "us").await, reader(&house, "anybody").await);
    tell(&house, &us, &seen_by_us()).await;
    house.tamper("update source set deleted_at = 1 where name = 'us'").await;
    let edited = IncomingMention { text: "Otra cosa".to_owned(), ..seen_by_anybody() };
    assert_eq!(tell(&house, &anybody, &edited).await.edited, 1);
    let mention = stored(&house).await;
    assert_eq!((mention.text.as_str(), mention.ours), ("Otra cosa", true));
    assert_eq!(tell(&house, &anybody, &edited).await.edited, 0);
}
