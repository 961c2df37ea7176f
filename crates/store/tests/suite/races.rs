//! Two at the same moment: whatever the order, nothing is lost and nothing is done twice.

use std::future::Future;
use std::sync::Arc;

use plaza_core::{
    Answers, IdeaId, MentionId, ReplyId, ReplyState, Role, Seen, Sentiment, SourceId, ThemeId,
};
use plaza_store::access::{NewUser, UserUpdate};
use plaza_store::innovate::{IdeaUpdate, NewEvidence, NewIdea};
use plaza_store::listen::SourceUpdate;
use plaza_store::talk::{NewReply, ReplyChange};
use plaza_store::understand::{Correction, NewHead, NewTheme, ThemeUpdate, TrialRecord};
use plaza_store::{Act, Result, Store, StoreError};
use serde_json::json;
use tokio::sync::Barrier;

use crate::house::{House, NOW, by, forum, insight};

/// Tries of the usual run, and of the long one.
const TRIES: usize = 8;
const MANY_TRIES: usize = 100;

/// Runs each function, which is one try, again and again on both databases.
macro_rules! races {
    ($($race:ident),* $(,)?) => {
        mod sqlite {
            $(mod $race {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn race() {
                    let house = crate::house::House::sqlite().await;
                    for n in 0..super::super::TRIES {
                        super::super::$race(&house, n).await;
                    }
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                #[ignore = "heavy: a hundred tries"]
                async fn long_race() {
                    let house = crate::house::House::sqlite().await;
                    for n in 0..super::super::MANY_TRIES {
                        super::super::$race(&house, n).await;
                    }
                }
            })*
        }

        mod postgres {
            $(mod $race {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn race() {
                    let house = crate::house::House::postgres().await;
                    for n in 0..super::super::TRIES {
                        super::super::$race(&house, n).await;
                    }
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                #[ignore = "heavy: a hundred tries"]
                async fn long_race() {
                    let house = crate::house::House::postgres().await;
                    for n in 0..super::super::MANY_TRIES {
                        super::super::$race(&house, n).await;
                    }
                }
            })*
        }
    };
}

races! {
    two_edits_of_one_draft,
    two_answers_to_one_mention,
    one_text_in_one_place,
    approving_and_sending_back,
    two_answers_retracted_twice,
    two_edits_of_one_idea,
    ideas_merged_into_each_other,
    one_quote_twice,
    two_edits_of_one_theme,
    themes_merged_into_each_other,
    a_merge_and_new_keywords,
    one_edit_undone_twice,
    a_split_and_a_move,
    two_edits_of_one_source,
    new_settings_and_a_fresh_token,
    a_deletion_and_an_edit_of_a_source,
    one_name_for_two_sources,
    one_import_begun_twice,
    one_back_fill_begun_twice,
    one_delivery_twice,
    the_last_two_administrators,
    two_edits_of_one_person,
    one_address_for_two_people,
    two_words_on_one_mention,
    two_heads_for_one_model,
    heads_taken_back_twice,
    one_view_forgotten_twice,
}

/// Starts both at the same moment, and gives what came of them.
async fn at_once<A, B>(
    a: impl Future<Output = A> + Send + 'static,
    b: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let barrier = Arc::new(Barrier::new(2));
    let other = Arc::clone(&barrier);
    let a = tokio::spawn(async move {
        barrier.wait().await;
        a.await
    });
    let b = tokio::spawn(async move {
        other.wait().await;
        b.await
    });
    (a.await.unwrap(), b.await.unwrap())
}

/// The same twice, with `0` and `1` to tell them apart.
async fn twice<T, F>(house: &House, run: impl Fn(Store, usize) -> F) -> [T; 2]
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (a, b) = at_once(run(house.store.clone(), 0), run(house.store.clone(), 1)).await;
    [a, b]
}

/// Which of two went through; the other was refused as `is_refusal` says.
#[track_caller]
fn winner<T: std::fmt::Debug>(
    results: [Result<T>; 2],
    is_refusal: impl Fn(&StoreError) -> bool,
) -> (usize, T) {
    let [a, b] = results;
    match (a, b) {
        (Ok(won), Err(error)) if is_refusal(&error) => (0, won),
        (Err(error), Ok(won)) if is_refusal(&error) => (1, won),
        other => panic!("{other:?}"),
    }
}

fn is_stale(error: &StoreError) -> bool {
    matches!(error, StoreError::Stale(_))
}

fn is_invalid(error: &StoreError) -> bool {
    matches!(error, StoreError::Invalid(_))
}

fn is_taken(error: &StoreError) -> bool {
    matches!(error, StoreError::Duplicate(_))
}

async fn mention(house: &House, n: usize) -> MentionId {
    house.say(&format!("m{n}"), "¿Cuándo llega?").await
}

async fn draft(house: &House, mention: MentionId, key: &str, text: &str) -> ReplyId {
    let mention_input_hash = house.store.mention(mention).await.unwrap().unwrap().input_hash;
    let new = NewReply { mention_id: mention, text, key, mention_input_hash };
    house.store.talk().create_reply(&new, &by(NOW)).await.unwrap().value.id
}

/// Moves a reply, as a use case does it: there is an answer, or a reason.
async fn step(
    store: Store,
    reply: Seen<ReplyId>,
    from: ReplyState,
    change: ReplyChange,
) -> Result<ReplyId> {
    let done = store.talk().change_reply(reply, &[from], &change, &by(NOW)).await?;
    Ok(done.unwrap().value.id)
}

async fn two_edits_of_one_draft(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let id = draft(house, mention, &n.to_string(), "Pronto").await;
    let results = twice(house, |store, who| {
        let text = Some(format!("de {who}"));
        let change = ReplyChange { text, ..ReplyChange::to(ReplyState::Draft) };
        step(store, Seen::at(id, 1), ReplyState::Draft, change)
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.talk().reply(id).await.unwrap().unwrap();
    assert_eq!((kept.text, kept.version), (format!("de {who}"), 2));
}

async fn two_answers_to_one_mention(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let drafts = [
        draft(house, mention, &format!("{n}a"), &format!("Uno {n}")).await,
        draft(house, mention, &format!("{n}b"), &format!("Otro {n}")).await,
    ];
    let results = twice(house, |store, who| {
        let answers = Some(Answers::default());
        let change = ReplyChange { answers, ..ReplyChange::to(ReplyState::Queued) };
        step(store, Seen::at(drafts[who], 1), ReplyState::Draft, change)
    })
    .await;
    let (who, _) = winner(results, |error| matches!(error, StoreError::Answered(_)));
    let answers = house.store.talk().answers_to(mention).await.unwrap();
    assert_eq!(answers.replies, [drafts[who]]);
}

async fn one_text_in_one_place(house: &House, n: usize) {
    let text = format!("El mismo {n}");
    let mut drafts = Vec::new();
    for who in 0..2 {
        let mention = mention(house, 2 * n + who).await;
        drafts.push(draft(house, mention, &format!("{n}-{who}"), &text).await);
    }
    let results = twice(house, |store, who| {
        let not_twice_since = Some(NOW);
        let change = ReplyChange { not_twice_since, ..ReplyChange::to(ReplyState::Queued) };
        step(store, Seen::at(drafts[who], 1), ReplyState::Draft, change)
    })
    .await;
    winner(results, is_taken);
}

async fn approving_and_sending_back(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let id = draft(house, mention, &n.to_string(), &n.to_string()).await;
    let submit = ReplyChange::to(ReplyState::Submitted);
    step(house.store.clone(), id.into(), ReplyState::Draft, submit).await.unwrap();
    let to = [ReplyState::Queued, ReplyState::Draft];
    let results = twice(house, |store, who| {
        step(store, Seen::at(id, 2), ReplyState::Submitted, ReplyChange::to(to[who]))
    })
    .await;
    let (who, _) = winner(results, is_stale);
    assert_eq!(house.store.talk().reply(id).await.unwrap().unwrap().state, to[who]);
}

/// Whoever takes a published reply first asks the platform.
async fn two_answers_retracted_twice(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let id = draft(house, mention, &n.to_string(), &n.to_string()).await;
    let sent = ReplyChange::to(ReplyState::Sent);
    step(house.store.clone(), id.into(), ReplyState::Draft, sent).await.unwrap();
    let results = twice(house, |store, _| {
        step(store, Seen::at(id, 2), ReplyState::Sent, ReplyChange::to(ReplyState::Sent))
    })
    .await;
    winner(results, is_stale);
}

async fn idea(house: &House, title: &str) -> IdeaId {
    let new = NewIdea { title: title.to_owned(), ..NewIdea::default() };
    house.store.innovate().create_idea(&new, &[], &by(NOW)).await.unwrap().value.id
}

async fn two_edits_of_one_idea(house: &House, _: usize) {
    let id = idea(house, "Más").await;
    let results = twice(house, |store, who| async move {
        let title = Some(format!("de {who}"));
        let update = IdeaUpdate { title, ..IdeaUpdate::default() };
        store.innovate().update_idea(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.innovate().idea(id).await.unwrap().unwrap();
    assert_eq!((kept.title, kept.version), (format!("de {who}"), 2));
}

async fn ideas_merged_into_each_other(house: &House, _: usize) {
    let ideas = [idea(house, "a").await, idea(house, "b").await];
    let results = twice(house, |store, who| async move {
        store.innovate().merge_idea(ideas[who], ideas[1 - who], &by(NOW)).await
    })
    .await;
    let (who, kept) = winner(results, is_invalid);
    assert_eq!((kept.value.id, kept.value.merged_into), (ideas[1 - who], None));
}

async fn one_quote_twice(house: &House, n: usize) {
    let (id, mention_id) = (idea(house, "Más").await, mention(house, n).await);
    let results = twice(house, |store, _| async move {
        let quote = NewEvidence { mention_id, quote: "llega".to_owned(), start: 8, end: 13 };
        store.innovate().add_evidence(id, &quote, &by(NOW)).await.map(|done| done.value.id)
    })
    .await;
    let [a, b] = results.map(Result::unwrap);
    assert_eq!(a, b, "the same quote twice is one");
    assert_eq!(house.store.innovate().evidence(id).await.unwrap().len(), 1);
}

async fn theme(house: &House, label: &str) -> ThemeId {
    let keywords = vec![label.to_owned()];
    let new = NewTheme { label: label.to_owned(), keywords, ..NewTheme::default() };
    house.store.understand().create_theme(&new, &by(NOW)).await.unwrap().value.id
}

async fn two_edits_of_one_theme(house: &House, _: usize) {
    let id = theme(house, "t").await;
    let results = twice(house, |store, who| async move {
        let label = Some(format!("de {who}"));
        let update = ThemeUpdate { label, ..ThemeUpdate::default() };
        store.understand().update_theme(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.understand().theme(id).await.unwrap().unwrap();
    assert_eq!((kept.label, kept.version), (format!("de {who}"), 2));
    assert_eq!(house.store.understand().theme_edits(id, 9).await.unwrap().len(), 1);
}

async fn themes_merged_into_each_other(house: &House, _: usize) {
    let themes = [theme(house, "a").await, theme(house, "b").await];
    let results = twice(house, |store, who| async move {
        store.understand().merge_theme(themes[who], themes[1 - who], &by(NOW)).await
    })
    .await;
    let (who, kept) = winner(results, is_invalid);
    assert_eq!((kept.value.id, kept.value.merged_into), (themes[1 - who], None));
}

/// The keywords that somebody gives the theme that stays are not lost by the union, nor is the
/// union by them: one of the two is told.
async fn a_merge_and_new_keywords(house: &House, _: usize) {
    let (from, into) = (theme(house, "a").await, theme(house, "b").await);
    let (merging, editing) = (house.store.clone(), house.store.clone());
    let (merged, edited) = at_once(
        async move { merging.understand().merge_theme(from, into, &by(NOW)).await },
        async move {
            let keywords = Some(vec!["b".to_owned(), "c".to_owned()]);
            let update = ThemeUpdate { keywords, ..ThemeUpdate::default() };
            editing.understand().update_theme(Seen::at(into, 1), &update, &by(NOW)).await
        },
    )
    .await;
    merged.unwrap();
    let keywords = house.store.understand().theme(into).await.unwrap().unwrap().keywords;
    match edited {
        Ok(_) => assert_eq!(keywords, ["b", "c", "a"]),
        Err(error) => {
            assert!(is_stale(&error), "{error:?}");
            assert_eq!(keywords, ["b", "a"]);
        }
    }
}

async fn one_edit_undone_twice(house: &House, _: usize) {
    let id = theme(house, "0").await;
    for label in ["1", "2"] {
        let update = ThemeUpdate { label: Some(label.to_owned()), ..ThemeUpdate::default() };
        house.store.understand().update_theme(id, &update, &by(NOW)).await.unwrap();
    }
    let last = house.store.understand().theme_edits(id, 1).await.unwrap()[0].id;
    let results = twice(house, |store, _| async move {
        store.understand().undo_theme_edit(id, Some(last), &by(NOW)).await
    })
    .await;
    winner(results, is_stale);
    assert_eq!(house.store.understand().theme(id).await.unwrap().unwrap().label, "1");
}

async fn a_split_and_a_move(house: &House, n: usize) {
    let (all, other) = (theme(house, "all").await, theme(house, "other").await);
    let said = mention(house, n).await;
    let read = [(said, insight("native@1"))];
    house.store.understand().save_insights(&read, i64::MAX).await.unwrap();
    house.store.understand().set_themes(&[(said, Some(all))]).await.unwrap();
    let (splitting, moving) = (house.store.clone(), house.store.clone());
    let (split, moved) = at_once(
        async move {
            let new = NewTheme { label: "part".to_owned(), ..NewTheme::default() };
            splitting.understand().split_theme(all, &new, &[said], true, &by(NOW)).await
        },
        async move { moving.understand().move_mentions(&[said], Some(other), &by(NOW)).await },
    )
    .await;
    moved.unwrap();
    // Split first and moved then, or moved first: then there was nothing to split off.
    assert!(matches!(split, Ok(_) | Err(StoreError::Conflict)), "{split:?}");
    let held = house.store.mention(said).await.unwrap().unwrap().insight.unwrap().theme_id;
    assert_eq!(held, Some(other));
}

async fn source(house: &House, name: &str) -> SourceId {
    house.store.listen().create_source(&forum(name), &by(NOW)).await.unwrap().value.id
}

async fn two_edits_of_one_source(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let results = twice(house, |store, who| async move {
        let name = Some(format!("s{n} de {who}"));
        let update = SourceUpdate { name, ..SourceUpdate::default() };
        store.listen().update_source(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.listen().source(id).await.unwrap().unwrap();
    assert_eq!((kept.name, kept.version), (format!("s{n} de {who}"), 2));
}

/// The settings that were read are changed by one of them alone; the other reads them again.
async fn new_settings_and_a_fresh_token(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let before = house.store.listen().source(id).await.unwrap().unwrap().config;
    let with = |key: &str| {
        let mut config = before.clone();
        config.insert(key.to_owned(), "new".to_owned());
        let config_was = Some(before.clone());
        SourceUpdate { config: Some(config), config_was, ..SourceUpdate::default() }
    };
    let (settings, token) = (with("selector"), with("token"));
    let (person, platform) = (house.store.clone(), house.store.clone());
    let (saved, refreshed) = at_once(
        async move {
            let done = person.listen().update_source(Seen::at(id, 1), &settings, &by(NOW)).await;
            done.map(drop)
        },
        async move { platform.listen().refresh_source(id, &token).await },
    )
    .await;
    let (who, ()) = winner([saved, refreshed], |error| matches!(error, StoreError::Conflict));
    let kept = house.store.listen().source(id).await.unwrap().unwrap().config;
    assert!(kept.contains_key(["selector", "token"][who]), "{kept:?}");
}

async fn a_deletion_and_an_edit_of_a_source(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let (deleting, editing) = (house.store.clone(), house.store.clone());
    let results = at_once(
        async move { deleting.listen().delete_source(Seen::at(id, 1), &by(NOW)).await.map(drop) },
        async move {
            let update = SourceUpdate { paused: Some(true), ..SourceUpdate::default() };
            let done = editing.listen().update_source(Seen::at(id, 1), &update, &by(NOW)).await;
            done.map(drop)
        },
    )
    .await;
    let is_refusal = |error: &StoreError| is_stale(error) || matches!(error, StoreError::NotFound);
    let (who, ()) = winner([results.0, results.1], is_refusal);
    assert_eq!(house.store.listen().source(id).await.unwrap().is_some(), who == 1);
}

async fn one_name_for_two_sources(house: &House, n: usize) {
    let results = twice(house, |store, _| async move {
        store.listen().create_source(&forum(&format!("s{n}")), &by(NOW)).await.map(drop)
    })
    .await;
    winner(results, is_taken);
}

async fn one_import_begun_twice(house: &House, n: usize) {
    let results = twice(house, |store, _| async move {
        store.listen().import_source(&format!("i{n}"), NOW).await.map(|source| source.id)
    })
    .await;
    let [a, b] = results.map(Result::unwrap);
    assert_eq!(a, b);
}

async fn one_back_fill_begun_twice(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let results = twice(house, |store, who| async move {
        let back_to = i64::try_from(who).unwrap();
        store.listen().start_backfill(id, back_to, &by(NOW)).await
    })
    .await;
    results.into_iter().for_each(|begun| assert!(begun.is_ok(), "{begun:?}"));
    let kept = house.ask(&format!("select count(*) from backfill where source_id = {id}")).await;
    assert_eq!(kept, ["1"]);
}

async fn one_delivery_twice(house: &House, n: usize) {
    let id = house.source().await.id;
    let results = twice(house, |store, _| async move {
        store.listen().remember_delivery(id, &n.to_string(), NOW, NOW + 1).await.unwrap()
    })
    .await;
    assert!(results[0] != results[1], "one of them was the first: {results:?}");
}

fn person(email: &str, role: Role) -> NewUser {
    NewUser { email: email.to_owned(), name: email.to_owned(), role, password_hash: String::new() }
}

/// Both are administrators at the beginning of each try, and one of them is at its end.
async fn the_last_two_administrators(house: &House, _: usize) {
    let access = house.store.access();
    for email in ["ana@example.com", "eva@example.com"] {
        if access.user_by_email(email).await.unwrap().is_none() {
            access.create_user(&person(email, Role::Admin), &by(NOW)).await.unwrap();
        }
    }
    let mut admins = Vec::new();
    let again =
        UserUpdate { role: Some(Role::Admin), disabled: Some(false), ..UserUpdate::default() };
    for user in access.users().await.unwrap() {
        access.update_user(user.id, &again, &by(NOW)).await.unwrap();
        admins.push(user.id);
    }
    let down = UserUpdate { role: Some(Role::Viewer), ..UserUpdate::default() };
    let out = UserUpdate { disabled: Some(true), ..UserUpdate::default() };
    let results = twice(house, |store, who| {
        let (id, update) = (admins[who], [&down, &out][who].clone());
        async move { store.access().update_user(id, &update, &by(NOW)).await }
    })
    .await;
    winner(results, is_invalid);
    let left = access.users().await.unwrap();
    let left = left.iter().filter(|user| user.role == Role::Admin && !user.disabled);
    assert_eq!(left.count(), 1);
}

async fn two_edits_of_one_person(house: &House, n: usize) {
    let new = person(&format!("{n}@example.com"), Role::Viewer);
    let id = house.store.access().create_user(&new, &by(NOW)).await.unwrap().value.id;
    let roles = [Role::Analyst, Role::Manager];
    let results = twice(house, |store, who| async move {
        let update = UserUpdate { role: Some(roles[who]), ..UserUpdate::default() };
        store.access().update_user(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    assert_eq!(house.store.access().user(id).await.unwrap().unwrap().role, roles[who]);
}

async fn one_address_for_two_people(house: &House, n: usize) {
    let results = twice(house, |store, _| async move {
        let new = person(&format!("{n}@example.com"), Role::Viewer);
        store.access().create_user(&new, &by(NOW)).await
    })
    .await;
    winner(results, is_taken);
}

async fn two_words_on_one_mention(house: &House, n: usize) {
    let id = mention(house, n).await;
    let read = [(id, insight("native@1"))];
    house.store.understand().save_insights(&read, i64::MAX).await.unwrap();
    let seen = house.store.mention(id).await.unwrap().unwrap().insight_version();
    let words = [Sentiment::Positive, Sentiment::Mixed];
    let results = twice(house, |store, who| async move {
        let word = Correction { sentiment: Some(words[who]), ..Correction::default() };
        store.understand().correct_insight(Seen::at(id, seen), &word, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let insight = house.store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!(insight.effective_sentiment, words[who]);
}

async fn promote(store: Store, replaces: Option<plaza_core::HeadId>) -> Result<plaza_core::HeadId> {
    let head = NewHead { base_model: "native@1", weights: "w", replaces, report: json!(null) };
    let record = |_| TrialRecord { key: "trial", model: "native@1".to_owned(), trial: json!(null) };
    let act: Act<'_> = by(NOW);
    Ok(store.understand().record_trial(Some(&head), &record, &act).await?.value.unwrap())
}

async fn two_heads_for_one_model(house: &House, _: usize) {
    let before = house.store.understand().active_head("native@1").await.unwrap();
    let results = twice(house, |store, _| promote(store, before)).await;
    let (_, head) = winner(results, |error| matches!(error, StoreError::Conflict));
    let active = house.store.understand().active_head("native@1").await.unwrap();
    assert_eq!(active, Some(head));
}

async fn heads_taken_back_twice(house: &House, _: usize) {
    let before = house.store.understand().active_head("native@1").await.unwrap();
    let first = promote(house.store.clone(), before).await.unwrap();
    let second = promote(house.store.clone(), Some(first)).await.unwrap();
    let seen = format!("native@1+w{second}");
    let results = twice(house, |store, _| {
        let seen = seen.clone();
        async move { store.understand().revert_head("native@1", Some(&seen), &by(NOW)).await }
    })
    .await;
    winner(results, |error| matches!(error, StoreError::Conflict));
    let active = house.store.understand().active_head("native@1").await.unwrap();
    assert_eq!(active, Some(first));
}

async fn one_view_forgotten_twice(house: &House, _: usize) {
    let view = house.store.find().create_saved_view(None, "v", "q", &by(NOW)).await.unwrap();
    let id = view.value.id;
    let results =
        twice(house, |store, _| async move { store.find().delete_saved_view(id, &by(NOW)).await })
            .await;
    winner(results, |error| matches!(error, StoreError::NotFound));
}
