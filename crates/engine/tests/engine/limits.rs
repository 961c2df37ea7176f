//! Use cases take what the forms let people write, to the last character, and nothing beyond it.

use plaza_core::{Role, limits};
use plaza_engine::access::UserChange;
use plaza_engine::listen::SourceDraft;
use plaza_engine::{Actor, EngineError};
use plaza_store::innovate::IdeaUpdate;
use plaza_store::talk::Reply;
use plaza_store::understand::{Theme, ThemeUpdate};

use crate::common::{House, said};

/// `count` letters of two bytes each.
fn letters(count: usize) -> String {
    "ñ".repeat(count)
}

fn refused<T: std::fmt::Debug>(done: Result<T, EngineError>) -> (&'static str, String) {
    match done {
        Err(EngineError::Invalid { field, message }) => (field, message.to_string()),
        other => panic!("not refused: {other:?}"),
    }
}

/// Asserts that `field` takes `max` characters, and refuses one more and says so.
async fn bounded<T: std::fmt::Debug>(
    field: &str,
    max: usize,
    enter: impl AsyncFn(String) -> Result<T, EngineError>,
) {
    let taken = enter(letters(max)).await;
    assert!(taken.is_ok(), "{field} of {max}: {taken:?}");
    let (name, message) = refused(enter(letters(max + 1)).await);
    assert_eq!(name, field);
    assert!(message.contains(&format!("{max} characters; this has {}", max + 1)), "{message}");
}

/// Asserts that an empty line and one with a control character are refused.
async fn filled<T: std::fmt::Debug>(
    field: &str,
    enter: impl AsyncFn(String) -> Result<T, EngineError>,
) {
    for entered in ["", " \n ", "a\u{7}b"] {
        let (name, message) = refused(enter(entered.to_owned()).await);
        assert_eq!(name, field);
        assert!(message.starts_with("takes 1 to "), "{message}");
    }
}

async fn theme(house: &House) -> Theme {
    let understand = house.engine.understand();
    understand.create_theme(&Actor::system(), "Batería", &["batería".to_owned()]).await.unwrap()
}

#[tokio::test]
async fn labels_keywords_and_descriptions_of_themes() {
    let house = House::build(false).await;
    let (actor, id) = (Actor::system(), theme(&house).await.id);
    let update = async |update| house.engine.understand().update_theme(&actor, id, update).await;
    let label =
        async |label| update(ThemeUpdate { label: Some(label), ..ThemeUpdate::default() }).await;
    bounded("label", limits::THEME_LABEL, label).await;
    filled("label", label).await;
    let keyword = async |word| {
        update(ThemeUpdate { keywords: Some(vec![word]), ..ThemeUpdate::default() }).await
    };
    bounded("keywords", limits::THEME_KEYWORD, keyword).await;
    let description = async |text| {
        update(ThemeUpdate { description: Some(text), ..ThemeUpdate::default() }).await
    };
    bounded("description", limits::THEME_DESCRIPTION, description).await;
    let lines = description(" uno\n\ndos ".to_owned()).await.unwrap();
    assert_eq!(lines.description, "uno\n\ndos");

    // A label without keywords becomes the keyword, however long it is; the theme can be saved
    // again as it is.
    let long = letters(limits::THEME_LABEL);
    let made = house.engine.understand().create_theme(&actor, &long, &[]).await.unwrap();
    let again = ThemeUpdate { keywords: Some(made.keywords), ..ThemeUpdate::default() };
    house.engine.understand().update_theme(&actor, made.id, again).await.unwrap();
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 1, "mentions are sorted anew");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn titles_descriptions_and_quotes_of_ideas() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let innovate = house.engine.innovate();
    let create = async |title: String| innovate.create_idea(&actor, &title, "", &[]).await;
    bounded("title", limits::IDEA_TITLE, create).await;
    filled("title", create).await;
    let id = create("Luz".to_owned()).await.unwrap().id;
    let update = async |update| innovate.update_idea(&actor, id, update).await;
    let title =
        async |title| update(IdeaUpdate { title: Some(title), ..IdeaUpdate::default() }).await;
    bounded("title", limits::IDEA_TITLE, title).await;
    let description =
        async |text| update(IdeaUpdate { description: Some(text), ..IdeaUpdate::default() }).await;
    bounded("description", limits::IDEA_DESCRIPTION, description).await;
    let changed = title("  Más\n luz ".to_owned()).await.unwrap();
    assert_eq!(changed.title, "Más luz", "kept as it was checked");
    let changed = description(" a\nb ".to_owned()).await.unwrap();
    assert_eq!(changed.description, "a\nb");

    let long = said("long", &letters(limits::QUOTE + 1));
    house.engine.listen().add_mentions(&actor, "stand", vec![long]).await.unwrap();
    let mention = house.find("long").await;
    let quote = async |quote: String| innovate.add_evidence(&actor, id, mention, &quote).await;
    bounded("quote", limits::QUOTE, quote).await;
    house.engine.shutdown().await;
}

#[tokio::test]
async fn texts_of_replies_and_reasons_against_them() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    let talk = house.engine.talk();
    let draft = async |text: String| talk.draft_reply(&Actor::system(), mention, &text).await;
    bounded("text", limits::REPLY_TEXT, draft).await;
    let writer = Actor { role: Role::CommunityManager, ..Actor::system() };
    let reject = async |reason: String| -> Result<Reply, EngineError> {
        let draft = talk.draft_reply(&writer, mention, "Hola").await?;
        talk.submit_reply(&writer, draft.id).await?;
        talk.reject_reply(&Actor::system(), draft.id, &reason).await
    };
    bounded("reason", limits::REASON, reject).await;
    assert_eq!(
        reject("¿Y esto?\nNo. ".to_owned()).await.unwrap().error.unwrap().text(),
        "¿Y esto?\nNo."
    );
    assert_eq!(reject(" ".to_owned()).await.unwrap().error, None);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn names_of_people_tokens_views_and_sources() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let access = house.engine.access();
    let token = async |name: String| access.create_token(&actor, &name, Role::Viewer, None).await;
    bounded("name", limits::TOKEN_NAME, token).await;
    filled("name", token).await;
    let view = async |name: String| house.engine.find().save_view(&actor, &name, "luz", true).await;
    bounded("name", limits::VIEW_NAME, view).await;
    filled("name", view).await;

    let source = house.source().await;
    let rename = async |name| {
        let draft = SourceDraft { name, values: source.config.clone(), ..SourceDraft::default() };
        house.engine.listen().update_source(&actor, source.id, draft).await
    };
    filled("name", rename).await;
    let import = async |name: String| {
        let records = vec![said("a", "Hola")];
        house.engine.listen().add_mentions(&actor, &name, records).await
    };
    bounded("source", limits::SOURCE_NAME, import).await;
    filled("source", import).await;

    let password = "tres caballos y una grapa";
    let made = access.create_user(&actor, "ana@example.com", "Ana", Role::Admin, Some(password));
    let (user, _) = made.await.unwrap();
    let person = async |name| {
        let change = UserChange { name: Some(name), ..UserChange::default() };
        access.update_user(&actor, user.id, change).await
    };
    bounded("name", limits::USER_NAME, person).await;
    filled("name", person).await;
    house.engine.shutdown().await;
}
