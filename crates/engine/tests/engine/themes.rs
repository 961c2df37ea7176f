//! Themes: found, kept, edited, undone.

use plaza_core::{MentionId, ThemeId, ThemeState};
use plaza_engine::understand::ThemeStep;
use plaza_engine::{Actor, EngineError};
use plaza_store::understand::{Correction, ThemeUpdate};

use crate::common::{House, said};

const TALK: [&str; 4] = [
    "batería agota enseguida",
    "atención telefónica nadie contesta",
    "pantalla rota golpe suelo",
    "precio subido suscripción cara",
];

/// `count` mentions in turn about the first `topics` of [`TALK`], numbered from `first`.
async fn add(house: &House, first: usize, count: usize, topics: usize) {
    let mentions =
        (first..first + count).map(|n| said(&format!("m{n}"), TALK[n % topics])).collect();
    house.engine.listen().add_mentions(&Actor::system(), "stand", mentions).await.unwrap();
}

/// The theme of each mention, by external number.
async fn held(house: &House, numbers: &[usize]) -> Vec<Option<ThemeId>> {
    let mut themes = Vec::new();
    for n in numbers {
        let id = house.find(&format!("m{n}")).await;
        let mention = house.engine.mention(id).await.unwrap();
        themes.push(mention.insight.and_then(|insight| insight.theme_id));
    }
    themes
}

#[tokio::test]
async fn ids_stay_while_mentions_arrive_and_after_refinement() {
    let mut house = House::build(false).await;
    let actor = Actor::system();
    add(&house, 0, 60, 3).await;
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 3);
    let first = held(&house, &[0, 1, 2]).await;
    assert!(first.iter().all(Option::is_some), "{first:?}");
    assert_ne!(first[0], first[1]);

    // Arriving mentions join at once, without a refinement.
    add(&house, 60, 30, 3).await;
    assert_eq!(held(&house, &[60, 61, 62]).await, first);
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 0);
    assert_eq!(held(&house, &[0, 1, 2, 60, 61, 62]).await, [first.clone(), first.clone()].concat());

    // Something new is said: one more theme, the others are who they were.
    let more = (0..30).map(|n| said(&format!("n{n}"), TALK[3])).collect();
    house.engine.listen().add_mentions(&actor, "stand", more).await.unwrap();
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 1);
    assert_eq!(held(&house, &[0, 1, 2]).await, first);
    house.restart(false).await;
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 0);
    assert_eq!(held(&house, &[0, 1, 2]).await, first);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_people_do_to_themes_holds_and_can_be_undone() {
    let house = House::build(false).await;
    let actor = Actor::system();
    add(&house, 0, 80, 4).await;
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 4);
    let themes: Vec<ThemeId> =
        held(&house, &[0, 1, 2, 3]).await.into_iter().map(Option::unwrap).collect();
    let [battery, support, screen, price] = themes[..] else { panic!("{themes:?}") };

    // A merge holds against refinement, though the vectors say that it is two things.
    house.engine.understand().merge_themes(&actor, support, battery).await.unwrap();
    house.engine.understand().rebuild_themes(&actor).await.unwrap();
    assert_eq!(held(&house, &[0, 1]).await, [Some(battery); 2]);
    house.engine.understand().undo_theme_edit(&actor, battery, None).await.unwrap();
    assert_eq!(held(&house, &[0, 1]).await, [Some(battery), Some(support)]);

    // So does a split by hand, and a move.
    let ids = [house.find("m2").await, house.find("m6").await];
    let made =
        house.engine.understand().split_theme(&actor, screen, Some("Cristal"), &ids).await.unwrap();
    assert_eq!(made.label, "Cristal");
    let moved = Correction { theme_id: Some(Some(price)), ..Correction::default() };
    house.engine.understand().correct(&actor, house.find("m0").await, moved).await.unwrap();
    house.engine.understand().rebuild_themes(&actor).await.unwrap();
    let now = held(&house, &[0, 2, 6, 10]).await;
    assert_eq!(now, [Some(price), Some(made.id), Some(made.id), Some(screen)]);

    // Undone, everything is as it was.
    house.engine.understand().undo_theme_edit(&actor, price, None).await.unwrap();
    house.engine.understand().undo_theme_edit(&actor, screen, None).await.unwrap();
    assert_eq!(held(&house, &[0, 2, 6]).await, [Some(battery), Some(screen), Some(screen)]);
    let leads = house.engine.understand().theme_detail(made.id).await.unwrap().summary.theme.id;
    assert_eq!(leads, screen, "the id of the undone part leads back");
    let nothing = house.engine.understand().undo_theme_edit(&actor, screen, None).await;
    assert!(matches!(nothing, Err(EngineError::Conflict(_))), "{nothing:?}");

    // A name and an archived theme hold too.
    let rename = ThemeUpdate { label: Some("Autonomía".to_owned()), ..ThemeUpdate::default() };
    house.engine.understand().update_theme(&actor, battery, rename).await.unwrap();
    let archive = ThemeUpdate { state: Some(ThemeState::Archived), ..ThemeUpdate::default() };
    house.engine.understand().update_theme(&actor, price, archive).await.unwrap();
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 0);
    house.engine.find().index_caught_up().await.unwrap();
    let listed = house.engine.understand().theme_list(false).await.unwrap();
    assert!(listed.iter().any(|s| s.theme.label == "Autonomía" && s.theme.id == battery));
    assert!(listed.iter().all(|s| s.theme.id != price));
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 1, "mentions are sorted anew");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_theme_is_divided_by_what_is_said() {
    let house = House::build(false).await;
    let actor = Actor::system();
    add(&house, 0, 40, 2).await;
    house.engine.understand().rebuild_themes(&actor).await.unwrap();
    let themes: Vec<ThemeId> =
        held(&house, &[0, 1]).await.into_iter().map(Option::unwrap).collect();
    house.engine.understand().merge_themes(&actor, themes[1], themes[0]).await.unwrap();
    let part = house.engine.understand().split_theme(&actor, themes[0], None, &[]).await.unwrap();
    assert!(!part.label.is_empty());
    let now = held(&house, &[0, 1, 2, 3]).await;
    assert_eq!((now[0], now[1]), (now[2], now[3]));
    assert_ne!(now[0], now[1]);
    assert!(now.contains(&Some(part.id)) && now.contains(&Some(themes[0])));
    let alike = house.engine.understand().split_theme(&actor, part.id, None, &[]).await;
    assert!(matches!(alike, Err(EngineError::Conflict(_))), "{alike:?}");
    let other = house.find("m0").await;
    let stranger = if now[0] == Some(part.id) { themes[0] } else { part.id };
    let foreign = house.engine.understand().split_theme(&actor, stranger, None, &[other]).await;
    assert!(matches!(foreign, Err(EngineError::Invalid { .. })), "{foreign:?}");
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 1, "mentions are sorted anew");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn looking_again_is_told_before_it_changes_anything() {
    let house = House::build(false).await;
    let actor = Actor::system();
    add(&house, 0, 60, 3).await;
    house.engine.understand().preview_rebuild(&actor).await.unwrap();
    let work = house.engine.understand().theme_work().await.unwrap();
    assert_eq!((work.step, work.outlook), (Some(ThemeStep::Looking), None));
    house.engine.run_until_idle().await.unwrap();
    let told = house.engine.understand().theme_work().await.unwrap().outlook.unwrap();
    assert_eq!((told.new.len(), told.kept, told.moved), (3, 0, 60));
    let themes = house.engine.store().understand().themes(true).await.unwrap();
    assert!(themes.is_empty(), "looking changes nothing: {themes:?}");

    house.engine.understand().rebuild_themes_soon(&actor).await.unwrap();
    let work = house.engine.understand().theme_work().await.unwrap();
    assert_eq!(work.step, Some(ThemeStep::Finding));
    house.engine.run_until_idle().await.unwrap();
    house.engine.find().index_caught_up().await.unwrap();
    let work = house.engine.understand().theme_work().await.unwrap();
    let last = work.last.unwrap();
    assert_eq!((work.step, work.outlook, work.failed), (None, None, false));
    assert_eq!((last.new, last.gone, last.moved), (3, 0, 60));

    // A name that somebody gave, and a theme that somebody put away, are promised to stay.
    let first = house.engine.store().understand().themes(false).await.unwrap()[0].id;
    let rename = ThemeUpdate { label: Some("Autonomía".to_owned()), ..ThemeUpdate::default() };
    house.engine.understand().update_theme(&actor, first, rename).await.unwrap();
    house.engine.run_until_idle().await.unwrap();
    house.engine.understand().preview_rebuild(&actor).await.unwrap();
    house.engine.run_until_idle().await.unwrap();
    let told = house.engine.understand().theme_work().await.unwrap().outlook.unwrap();
    assert_eq!((told.new.len(), told.gone.len(), told.renamed.len()), (0, 0, 0));
    assert_eq!((told.kept, told.held, told.moved), (2, 1, 0));

    // What was told is forgotten as soon as somebody changes themes.
    let archive = ThemeUpdate { state: Some(ThemeState::Archived), ..ThemeUpdate::default() };
    house.engine.understand().update_theme(&actor, first, archive).await.unwrap();
    assert_eq!(house.engine.understand().theme_work().await.unwrap().outlook, None);
    house.engine.run_until_idle().await.unwrap();
    house.engine.shutdown().await;
}

/// Products that only this house knows, with what is said of each.
const PRODUCTS: [(&str, [&str; 3]); 5] = [
    ("ZumboFono", ["batería", "cargador", "pantalla"]),
    ("ZumboNube", ["copia", "archivos", "espacio"]),
    ("ZumboTele", ["canales", "partido", "mando"]),
    ("ZumboCasa", ["bombilla", "termostato", "enchufe"]),
    ("ZumboMoto", ["casco", "rueda", "freno"]),
];

#[tokio::test]
async fn the_names_of_the_house_are_learnt_and_mentions_that_say_no_more_join() {
    let mut house = House::build(false).await;
    let actor = Actor::system();
    let mentions = (0..75)
        .map(|n| {
            let (name, words) = PRODUCTS[n % 5];
            said(&format!("m{n}"), &format!("{name} {} {}", words[n / 5 % 3], words[n / 15 % 3]))
        })
        .collect();
    house.engine.listen().add_mentions(&actor, "stand", mentions).await.unwrap();
    assert_eq!(house.engine.understand().rebuild_themes(&actor).await.unwrap(), 5);
    let themes = held(&house, &[0, 1, 2, 3, 4]).await;
    assert!(themes.iter().all(Option::is_some), "{themes:?}");
    let store = house.engine.store().understand();
    let lexicon = store.lexicon_name().await.unwrap().unwrap();
    assert_eq!(lexicon.base, "word-vectors@1");
    let without = store.without_vector(&lexicon.model, MentionId::default(), 10).await.unwrap();
    assert!(without.is_empty(), "every mention is compared by the learnt words: {without:?}");

    // A name alone says which theme it is, after a restart too; another name says nothing.
    house.restart(false).await;
    let names = ["ZumboFono", "ZumboMoto", "ZumboNada"];
    let more = (0..).zip(names).map(|(n, name)| said(&format!("n{n}"), name)).collect();
    house.engine.listen().add_mentions(&actor, "stand", more).await.unwrap();
    let mut found = Vec::new();
    for n in 0..names.len() {
        let id = house.find(&format!("n{n}")).await;
        found.push(house.engine.mention(id).await.unwrap().insight.and_then(|i| i.theme_id));
    }
    assert_eq!(found, [themes[0], themes[4], None]);

    // What people shaped goes on with words that are learnt again.
    let (from, into) = (themes[1].unwrap(), themes[0].unwrap());
    let joined = house.engine.understand().merge_themes(&actor, from, into).await.unwrap();
    house.engine.run_until_idle().await.unwrap();
    let moved = (0..20).map(|n| said(&format!("o{n}"), "ZumboVela viento vela")).collect();
    house.engine.listen().add_mentions(&actor, "stand", moved).await.unwrap();
    house.engine.understand().rebuild_themes(&actor).await.unwrap();
    let newer = house.engine.store().understand().lexicon_name().await.unwrap().unwrap();
    assert_ne!(newer.model, lexicon.model);
    let after = house.engine.store().understand().centroids(&newer.model).await.unwrap();
    assert!(after.iter().any(|centroid| centroid.theme_id == joined.id), "{after:?}");
    house.engine.shutdown().await;
}
