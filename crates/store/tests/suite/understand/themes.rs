//! Themes and their edits.

use plaza_core::{MentionId, ThemeAction, ThemeId, ThemeState};
use plaza_store::StoreError;
use plaza_store::listen::Batch;
use plaza_store::understand::{
    BatchVectors, Centroid, NewTheme, RefinedTheme, Refinement, StoredLexicon, ThemeUpdate,
};

use crate::house::{House, NOW, batch, by, insight, new_row, on_both_databases, said};

on_both_databases! {
    vectors_come_with_their_mentions,
    a_refinement_is_taken_over_as_a_whole,
    learnt_words_take_the_place_of_those_before,
    a_refinement_respects_what_people_did,
    what_a_theme_absorbed_leads_to_it,
    a_merge_is_undone,
    a_split_is_undone,
    mentions_that_people_moved_stay,
    edits_are_undone_in_turn,
}

/// Ids of analyzed mentions.
async fn analyzed(house: &House, count: usize) -> Vec<MentionId> {
    let ids = house.add((0..count).map(|n| said(&n.to_string(), "text")).collect()).await;
    let insights: Vec<_> = ids.iter().map(|id| (*id, insight("native@1"))).collect();
    house.store.understand().save_insights(&insights, i64::MAX).await.unwrap();
    ids
}

/// The themes that hold for all mentions, by id.
async fn held(house: &House) -> Vec<Option<ThemeId>> {
    let texts = house.store.understand().sample_texts(0.into(), 99).await.unwrap();
    texts.into_iter().map(|text| text.theme_id).collect()
}

async fn theme(house: &House, label: &str) -> ThemeId {
    let new = NewTheme { label: label.to_owned(), ..NewTheme::default() };
    house.store.understand().create_theme(&new, &by(NOW)).await.unwrap().value.id
}

fn refined(id: Option<ThemeId>, label: &str, parent: Option<usize>) -> RefinedTheme {
    RefinedTheme {
        id,
        label: label.to_owned(),
        keywords: vec![label.to_owned()],
        centroid: vec![1, 2],
        reach: 0.5,
        parent,
    }
}

async fn refinement(house: &House, themes: Vec<RefinedTheme>) -> Refinement {
    Refinement {
        model: "v@1".to_owned(),
        themes,
        last_edit: house.store.understand().last_theme_edit().await.unwrap(),
        progress: ("at".to_owned(), 7.into()),
        now: NOW,
        ..Refinement::default()
    }
}

async fn vectors_come_with_their_mentions(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let ids = store.reserve_ids(3).await.unwrap();
    let first = ids[0];
    let new =
        ids.iter().copied().zip(["a", "b", "c"]).map(|(id, name)| new_row(id, said(name, name)));
    let vectors = BatchVectors {
        model: "v@1".to_owned(),
        new: vec![vec![1, 255], vec![2, 0], vec![3, 0]],
        edited: Vec::new(),
    };
    let page = Batch { new: new.collect(), vectors: Some(vectors), ..batch(&source) };
    store.listen().save_batch(&page).await.unwrap();
    let rows = store.understand().vectors_after("v@1", 0.into(), 9).await.unwrap();
    let found: Vec<_> = rows.iter().map(|row| (row.id, row.vector.clone())).collect();
    assert_eq!(found, [(first, vec![1, 255]), (ids[1], vec![2, 0]), (ids[2], vec![3, 0])]);
    assert!(rows.iter().all(|row| row.theme_id.is_none() && !row.moved));
    assert_eq!(store.understand().vectors_after("v@1", first, 1).await.unwrap()[0].id, ids[1]);
    assert!(store.understand().vectors_after("v@2", 0.into(), 9).await.unwrap().is_empty());

    house.edit(first, said("a", "other")).await;
    house.delete("b").await;
    let missing = store.understand().without_vector("v@1", 0.into(), 9).await.unwrap();
    assert_eq!(missing.iter().map(|text| text.id).collect::<Vec<_>>(), [first]);
    assert_eq!(store.understand().without_vector("v@2", 0.into(), 9).await.unwrap().len(), 2);
    store.understand().save_vectors("v@1", &[(first, vec![9, 9])]).await.unwrap();
    let rows = store.understand().vectors_after("v@1", 0.into(), 9).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.vector[0]).collect::<Vec<_>>(), [9, 3]);
}

async fn a_refinement_is_taken_over_as_a_whole(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 4).await;
    let whole = RefinedTheme { centroid: Vec::new(), ..refined(None, "Energy", None) };
    let themes = vec![whole, refined(None, "Battery", Some(0)), refined(None, "Charger", Some(0))];
    let moved = vec![(ids[0], Some(1)), (ids[1], Some(1)), (ids[2], Some(2))];
    let plan = Refinement { moved, ..refinement(&house, themes).await };
    let before = store.revision().await.unwrap();
    let done = store.understand().apply_refinement(&plan).await.unwrap();
    assert_eq!((done.new, done.moved, done.revision), (3, 3, before + 3));
    let themes = store.understand().themes(true).await.unwrap();
    let id = |label: &str| themes.iter().find(|theme| theme.label == label).unwrap().id;
    let (energy, battery, charger) = (id("Energy"), id("Battery"), id("Charger"));
    assert_eq!(held(&house).await, [Some(battery), Some(battery), Some(charger), None]);
    assert!(themes.iter().all(|theme| !theme.held && !theme.by_keywords));
    assert_eq!(store.understand().theme(battery).await.unwrap().unwrap().parent_id, Some(energy));
    let centroids = store.understand().centroids("v@1").await.unwrap();
    let expected = Centroid { theme_id: battery, centroid: vec![1, 2], reach: 0.5 };
    assert_eq!((centroids.len(), &centroids[0]), (2, &expected));
    assert!(store.understand().centroids("v@2").await.unwrap().is_empty());
    assert_eq!(store.meta("at").await.unwrap().as_deref(), Some("7"));
    assert_eq!(store.understand().lexicon_name().await.unwrap(), None, "no words were learnt");

    // The same again, now with known themes: a new name, nothing else.
    let themes = vec![
        RefinedTheme { centroid: Vec::new(), ..refined(Some(energy), "Power", None) },
        refined(Some(battery), "Batteries", Some(0)),
    ];
    let plan = Refinement { moved: vec![(ids[0], Some(1))], ..refinement(&house, themes).await };
    let again = store.understand().apply_refinement(&plan).await.unwrap();
    assert_eq!((again.new, again.moved, again.revision), (0, 0, done.revision));
    assert_eq!(store.understand().theme(battery).await.unwrap().unwrap().label, "Batteries");
}

async fn learnt_words_take_the_place_of_those_before(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 3).await;
    let plan = refinement(&house, vec![refined(None, "Battery", None)]).await;
    let plan = Refinement { moved: vec![(ids[0], Some(0)), (ids[1], Some(0))], ..plan };
    store.understand().apply_refinement(&plan).await.unwrap();
    let battery = store.understand().themes(true).await.unwrap()[0].id;
    let rename = ThemeUpdate { label: Some("Autonomía".to_owned()), ..ThemeUpdate::default() };
    store.understand().update_theme(battery, &rename, &by(NOW)).await.unwrap();
    for (model, body) in [("v@1+a", vec![1, 0, 255]), ("v@1+b", vec![2])] {
        let lexicon = StoredLexicon {
            model: model.to_owned(),
            base: "v@1".to_owned(),
            last_mention_id: ids[2],
            learnt_at: NOW,
            body,
        };
        let held = Centroid { theme_id: battery, centroid: vec![7, 7, 7], reach: 0.25 };
        let plan = Refinement {
            model: model.to_owned(),
            lexicon: Some(lexicon.clone()),
            held: vec![held.clone()],
            ..refinement(&house, Vec::new()).await
        };
        store.understand().apply_refinement(&plan).await.unwrap();
        assert_eq!(store.understand().lexicon().await.unwrap(), Some(lexicon));
        let name = store.understand().lexicon_name().await.unwrap().unwrap();
        assert_eq!((name.model.as_str(), name.last_mention_id), (model, ids[2]));
        assert_eq!(store.understand().centroids(model).await.unwrap(), [held]);
    }
    assert!(store.understand().centroids("v@1+a").await.unwrap().is_empty());
    let texts = store.understand().sample_texts(ids[0], 9).await.unwrap();
    assert_eq!(texts.iter().map(|text| text.id).collect::<Vec<_>>(), ids[1..]);
    assert_eq!((texts[0].theme_id, texts[1].theme_id), (Some(battery), None));
    let members = store.understand().member_texts(battery, 1).await.unwrap();
    assert_eq!(members.iter().map(|text| text.id).collect::<Vec<_>>(), [ids[1]]);
}

async fn a_refinement_respects_what_people_did(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 3).await;
    let plan = refinement(&house, vec![refined(None, "Battery", None)]).await;
    let plan = Refinement { moved: vec![(ids[0], Some(0)), (ids[1], Some(0))], ..plan };
    store.understand().apply_refinement(&plan).await.unwrap();
    let battery = store.understand().themes(true).await.unwrap()[0].id;

    // Somebody edits while the finder works: nothing of its work is taken over.
    let stale = refinement(&house, vec![refined(Some(battery), "Cells", None)]).await;
    let stale = Refinement { moved: vec![(ids[2], Some(0))], ..stale };
    let rename = ThemeUpdate { label: Some("Autonomy".to_owned()), ..ThemeUpdate::default() };
    store.understand().update_theme(battery, &rename, &by(NOW)).await.unwrap();
    let refused = store.understand().apply_refinement(&stale).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(held(&house).await, [Some(battery), Some(battery), None]);

    // The name holds, and the theme is not absorbed.
    let themes = vec![refined(Some(battery), "Cells", None), refined(None, "Screen", None)];
    let plan = refinement(&house, themes).await;
    let plan = Refinement { absorbed: vec![(battery, 1)], moved: vec![(ids[2], Some(0))], ..plan };
    store.understand().apply_refinement(&plan).await.unwrap();
    let kept = store.understand().theme(battery).await.unwrap().unwrap();
    assert_eq!((kept.label.as_str(), kept.held, kept.merged_into), ("Autonomy", true, None));
    assert_eq!(held(&house).await, [Some(battery); 3]);
}

async fn what_a_theme_absorbed_leads_to_it(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 3).await;
    let themes = vec![refined(None, "One", None), refined(None, "Two", None)];
    let plan = refinement(&house, themes).await;
    let plan = Refinement { moved: vec![(ids[0], Some(0)), (ids[1], Some(1))], ..plan };
    store.understand().apply_refinement(&plan).await.unwrap();
    let themes = store.understand().themes(true).await.unwrap();
    let (one, two) = (themes[0].id, themes[1].id);
    let plan = refinement(&house, vec![refined(Some(two), "Two", None)]).await;
    let plan = Refinement { absorbed: vec![(one, 0)], ..plan };
    let done = store.understand().apply_refinement(&plan).await.unwrap();
    assert_eq!((done.new, done.moved), (0, 1));
    assert_eq!(held(&house).await, [Some(two), Some(two), None]);
    assert_eq!(store.understand().theme(one).await.unwrap().unwrap().merged_into, Some(two));
}

async fn a_merge_is_undone(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 4).await;
    let (from, into) = (theme(&house, "from").await, theme(&house, "into").await);
    store.understand().set_themes(&[(ids[0], Some(from)), (ids[1], Some(into))]).await.unwrap();
    store.understand().move_mentions(&[ids[2]], Some(from), &by(NOW)).await.unwrap();
    let before = held(&house).await;
    let words = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    for (id, keywords) in [(from, words(&["b", "a"])), (into, words(&["a"]))] {
        let update = ThemeUpdate { keywords: Some(keywords), ..ThemeUpdate::default() };
        store.understand().update_theme(id, &update, &by(NOW)).await.unwrap();
    }
    store.understand().merge_theme(from, into, &by(NOW + 1)).await.unwrap();
    assert_eq!(held(&house).await, [Some(into), Some(into), Some(into), None]);
    assert_eq!(store.understand().theme(into).await.unwrap().unwrap().keywords, ["a", "b"]);
    // What came later stays where it is.
    store.understand().set_themes(&[(ids[3], Some(into))]).await.unwrap();
    let revision = store.revision().await.unwrap();
    let undone = store.understand().undo_theme_edit(from, None, &by(NOW + 2)).await.unwrap();
    assert_eq!((undone.value.edit.action, undone.revision), (ThemeAction::Merge, revision + 2));
    assert_eq!((undone.value.theme.id, undone.value.theme.merged_into), (from, None));
    assert_eq!(held(&house).await[..3], before[..3]);
    assert_eq!(held(&house).await[3], Some(into));
    let theme = store.understand().theme(from).await.unwrap().unwrap();
    assert_eq!((theme.merged_into, theme.state), (None, ThemeState::Active));
    assert_eq!(store.understand().theme(into).await.unwrap().unwrap().keywords, ["a"]);
}

async fn a_split_is_undone(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 4).await;
    let all = theme(&house, "all").await;
    let rows: Vec<_> = ids.iter().map(|id| (*id, Some(all))).collect();
    store.understand().set_themes(&rows).await.unwrap();
    let new = NewTheme { label: "part".to_owned(), ..NewTheme::default() };
    let part =
        store.understand().split_theme(all, &new, &ids[2..], false, &by(NOW)).await.unwrap().value;
    assert!(part.held && !part.by_keywords);
    assert_eq!(held(&house).await, [Some(all), Some(all), Some(part.id), Some(part.id)]);
    let named =
        store.understand().split_theme(all, &new, &ids[..1], true, &by(NOW)).await.unwrap().value;
    assert_eq!(held(&house).await[0], Some(named.id));
    // A person named that mention: the model cannot take it away.
    store.understand().set_themes(&[(ids[0], Some(all))]).await.unwrap();
    assert_eq!(held(&house).await[0], Some(named.id));

    store.understand().undo_theme_edit(named.id, None, &by(NOW)).await.unwrap();
    store.understand().undo_theme_edit(all, None, &by(NOW)).await.unwrap();
    assert_eq!(held(&house).await, [Some(all); 4]);
    assert_eq!(store.understand().theme(part.id).await.unwrap().unwrap().merged_into, Some(all));
    let nothing = store.understand().undo_theme_edit(all, None, &by(NOW)).await;
    assert!(matches!(nothing, Err(StoreError::NotFound)), "{nothing:?}");
    let missing =
        store.understand().split_theme(ThemeId::from(99), &new, &ids, false, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn mentions_that_people_moved_stay(house: House) {
    let store = &house.store;
    let ids = analyzed(&house, 2).await;
    let (one, two) = (theme(&house, "one").await, theme(&house, "two").await);
    store.understand().set_themes(&[(ids[0], Some(one)), (ids[1], Some(one))]).await.unwrap();
    store.understand().move_mentions(&[ids[0], ids[0]], Some(two), &by(NOW)).await.unwrap();
    store.understand().move_mentions(&[ids[1]], None, &by(NOW)).await.unwrap();
    assert_eq!(held(&house).await, [Some(two), None]);
    assert_eq!(house.ask("select count(*) from correction").await, ["2"]);
    store.understand().set_themes(&[(ids[0], Some(one)), (ids[1], Some(two))]).await.unwrap();
    assert_eq!(held(&house).await, [Some(two), None]);
    let rows = [(ids[0], vec![1_u8]), (ids[1], vec![2])];
    store.understand().save_vectors("v@1", &rows).await.unwrap();
    assert!(
        store
            .understand()
            .vectors_after("v@1", 0.into(), 9)
            .await
            .unwrap()
            .iter()
            .all(|row| row.moved)
    );
    let members = store.understand().member_vectors(two, "v@1", 9).await.unwrap();
    assert_eq!(members.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[0]]);
    assert!(store.understand().member_vectors(one, "v@1", 9).await.unwrap().is_empty());

    store.understand().undo_theme_edit(one, None, &by(NOW)).await.unwrap();
    assert_eq!(held(&house).await[1], Some(two), "the model's word is back");
    for (mentions, into) in [(vec![999.into()], Some(one)), (vec![ids[0]], Some(999.into()))] {
        let refused = store.understand().move_mentions(&mentions, into, &by(NOW)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
}

async fn edits_are_undone_in_turn(house: House) {
    let store = &house.store;
    let (one, two) = (theme(&house, "one").await, theme(&house, "two").await);
    let label =
        |label: &str| ThemeUpdate { label: Some(label.to_owned()), ..ThemeUpdate::default() };
    store.understand().update_theme(one, &label("first"), &by(NOW)).await.unwrap();
    store.understand().update_theme(one, &label("second"), &by(NOW)).await.unwrap();
    store.understand().merge_theme(two, one, &by(NOW)).await.unwrap();
    let pin = ThemeUpdate { pinned: Some(true), ..ThemeUpdate::default() };
    store.understand().update_theme(one, &pin, &by(NOW)).await.unwrap();
    let actions: Vec<_> = store
        .understand()
        .theme_edits(one, 9)
        .await
        .unwrap()
        .into_iter()
        .map(|edit| edit.action)
        .collect();
    let expected = [ThemeAction::Pin, ThemeAction::Merge, ThemeAction::Update, ThemeAction::Update];
    assert_eq!(actions, expected);

    let early = store.understand().undo_theme_edit(two, None, &by(NOW)).await;
    assert!(matches!(early, Err(StoreError::Invalid(_))), "the pin came later: {early:?}");
    for expected in ["second", "second", "first", "one"] {
        store.understand().undo_theme_edit(one, None, &by(NOW)).await.unwrap();
        let theme = store.understand().theme(one).await.unwrap().unwrap();
        assert_eq!((theme.label.as_str(), theme.pinned), (expected, false));
    }
    assert_eq!(store.understand().theme(two).await.unwrap().unwrap().merged_into, None);
    assert!(
        store
            .understand()
            .theme_edits(one, 9)
            .await
            .unwrap()
            .iter()
            .all(|e| e.undone_at == Some(NOW))
    );
}
