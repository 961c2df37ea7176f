//! One act, one transaction: where its line cannot be written, nothing was changed.

use std::collections::BTreeMap;

use plaza_core::{
    AuthorMark, EvidenceId, HeadId, IdeaId, IdeaStage, ImportId, MentionId, QuarantineId, ReplyId,
    ReplyState, Role, SavedViewId, Sentiment, SourceId, ThemeId, TokenId, UserId,
};
use plaza_store::access::{
    Arrival, EndedSessions, HouseUpdate, NewSession, NewToken, NewUser, PasswordLink, SetupLink,
    User, UserUpdate, WhichSessions,
};
use plaza_store::innovate::{IdeaUpdate, NewEvidence, NewIdea};
use plaza_store::listen::{ImportWay, NewImport, Resolution, SourceUpdate};
use plaza_store::talk::{NewReply, ReplyChange};
use plaza_store::understand::{Correction, NewHead, NewTheme, ThemeUpdate, TrialRecord};
use plaza_store::{Act, Action, NewJob, Resealed, Result, StoreError};
use serde_json::{Value, json};

use crate::house::{HOUR, House, NOW, act, by, forum, insight, on_both_databases};

on_both_databases! {
    an_act_whose_line_is_refused_changes_nothing,
    the_first_person_is_no_exception,
    a_draft_and_its_twin_do_not_both_go_out,
    the_last_administrator_stays,
}

/// Reports of work made of many transactions, refusals, and what only looks: nothing else changes with
/// their line.
const ALONE: [Action; 7] = [
    Action::Import,
    Action::MentionsAdd,
    Action::SourceRetryQuarantine,
    Action::SourceTest,
    Action::ThemesRebuild,
    Action::UserSignInDisabled,
    Action::UserSignInFailed,
];

async fn an_act_whose_line_is_refused_changes_nothing(house: House) {
    let things = furnish(&house).await;
    let others = Action::ALL.iter().copied().filter(|action| *action != Action::UserSetup);
    all_or_nothing(&house, &things, &others.collect::<Vec<_>>()).await;
}

async fn the_first_person_is_no_exception(house: House) {
    house.store.set_meta("link", "secret").await.unwrap();
    all_or_nothing(&house, &Things::default(), &[Action::UserSetup]).await;
    assert_eq!(house.store.meta("link").await.unwrap().as_deref(), Some(""));
    let line = house.store.audit_log(None, 1).await.unwrap().remove(0);
    let id = house.store.access().users().await.unwrap()[0].id;
    assert_eq!((line.actor_id, line.target), (Some(id), format!("user:{id}")));
}

/// Does everything once with a log that refuses lines, and once as usual.
async fn all_or_nothing(house: &House, things: &Things, actions: &[Action]) {
    let before = house.everything().await;
    refuse_lines(house).await;
    for action in actions {
        let refused = perform(house, things, *action).await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{action:?}: {refused:?}");
        assert_eq!(house.everything().await, before, "{action:?}");
    }
    accept_lines(house).await;
    for action in actions {
        let last = house.store.audit_log(None, 1).await.unwrap().first().map(|line| line.id);
        perform(house, things, *action).await.unwrap();
        let mut lines = house.store.audit_log(None, 9).await.unwrap();
        lines.retain(|line| Some(line.id) > last);
        assert!(lines.iter().any(|line| line.action == action.name()), "{action:?}: {lines:?}");
        assert_eq!(house.ask("select count(*) from job").await, ["1"], "{action:?}");
        house.tamper("delete from job").await;
    }
}

async fn refuse_lines(house: &House) {
    house
        .tamper(if house.is_sqlite() {
            "create trigger no_line before insert on audit_log
             begin select raise(abort, 'no line'); end"
        } else {
            "create function no_line() returns trigger language plpgsql
             as $$ begin raise exception 'no line'; end $$;
             create trigger no_line before insert on audit_log
             for each row execute function no_line()"
        })
        .await;
}

async fn accept_lines(house: &House) {
    let sqlite = house.is_sqlite();
    house
        .tamper(if sqlite { "drop trigger no_line" } else { "drop trigger no_line on audit_log" })
        .await;
}

/// What there is to act on.
#[derive(Default)]
struct Things {
    source: SourceId,
    other_source: SourceId,
    removing: SourceId,
    archived: SourceId,
    imports: Vec<ImportId>,
    mention: MentionId,
    themes: Vec<ThemeId>,
    view: SavedViewId,
    reply: ReplyId,
    ideas: Vec<IdeaId>,
    evidence: EvidenceId,
    user: UserId,
    leaver: UserId,
    unwanted: MentionId,
    token: TokenId,
}

async fn furnish(house: &House) -> Things {
    let (store, act) = (&house.store, by(NOW));
    let source = house.source().await.id;
    let other = store.listen().create_source(&forum("other"), &act).await.unwrap().value;
    store.listen().start_backfill(source, 1, &act).await.unwrap();
    let mention = house.say("m", "Ojalá durase más").await;
    let read = [(mention, insight("native@1"))];
    store.understand().save_insights(&read, i64::MAX).await.unwrap();
    let mut things = Things { source, other_source: other.id, mention, ..Things::default() };
    for n in 0..4 {
        let (theme, idea) = (theme(&n.to_string()), idea(&n.to_string()));
        let theme = store.understand().create_theme(&theme, &act).await.unwrap();
        things.themes.push(theme.value.id);
        let idea = store.innovate().create_idea(&idea, &[], &act).await.unwrap();
        things.ideas.push(idea.value.id);
    }
    let sorted = [(mention, Some(things.themes[0]))];
    store.understand().set_themes(&sorted).await.unwrap();
    let pin = ThemeUpdate { pinned: Some(true), ..ThemeUpdate::default() };
    store.understand().update_theme(things.themes[3], &pin, &act).await.unwrap();
    store.innovate().merge_idea(things.ideas[2], things.ideas[0], &act).await.unwrap();
    let quote = store.innovate().add_evidence(things.ideas[0], &quote(mention, 0), &act).await;
    things.evidence = quote.unwrap().value.id;
    store.understand().record_trial(Some(&HEAD), &trial, &act).await.unwrap();
    let view = store.find().create_saved_view(None, "view", "lang:es", &act).await.unwrap();
    things.view = view.value.id;
    things.reply = store.talk().create_reply(&reply(mention, "k"), &act).await.unwrap().value.id;
    let removing = store.listen().create_source(&forum("removing"), &act).await.unwrap().value.id;
    store.listen().remove_source(removing, &act).await.unwrap();
    things.removing = removing;
    things.archived =
        store.listen().create_source(&forum("archived"), &act).await.unwrap().value.id;
    store.listen().archive_source(things.archived, &BTreeMap::new(), &act).await.unwrap();
    for _ in 0..2 {
        let (origin, layout) = ("f.csv", "");
        let new = NewImport { source_id: source, origin, via: ImportWay::Command, layout };
        things.imports.push(store.listen().begin_import(&new, &act).await.unwrap());
    }
    store.listen().undo_import(things.imports[1], false, &act).await.unwrap();
    things.user = store.access().create_user(&person("eva"), &act).await.unwrap().value.id;
    things.leaver = store.access().create_user(&person("leo"), &act).await.unwrap().value.id;
    store.access().offer_password_link(things.user, &password_link(), &act).await.unwrap();
    things.unwanted = house.say("unwanted", "Gangas").await;
    let eva = store.access().user(things.user).await.unwrap().unwrap();
    store.access().sign_in(&arrival(&eva, "s"), &act).await.unwrap();
    things.token = store.access().create_token(&token("t"), &act).await.unwrap().value.id;
    things
}

async fn perform(house: &House, things: &Things, action: Action) -> Result<()> {
    let job = NewJob { kind: "k", payload: Value::Null, unique_key: Some("k"), run_at: NOW };
    let act = Act { job: Some(job), ..act(action, NOW + HOUR) };
    if ALONE.contains(&action) {
        return house.store.record(&act, "source:1").await.map(drop);
    }
    let rooms = [
        listen(house, things, &act).await,
        understand(house, things, &act).await,
        innovate(house, things, &act).await,
        access(house, things, &act).await,
        others(house, things, &act).await,
    ];
    let performed = rooms.into_iter().flatten().next();
    assert!(performed.is_some(), "nothing here performs {action:?}");
    performed.unwrap()
}

async fn listen(house: &House, things: &Things, act: &Act<'_>) -> Option<Result<()>> {
    let (room, source) = (house.store.listen(), things.source);
    let paused = Some(act.action == Action::SourcePause);
    let update = SourceUpdate { paused, due_at: Some(NOW + 7), ..SourceUpdate::default() };
    Some(match act.action {
        Action::SourceCreate => room.create_source(&forum("new"), act).await.map(drop),
        Action::SourceUpdate | Action::SourcePause | Action::SourceResume => {
            room.update_source(source, &update, act).await.map(drop)
        }
        Action::SourceArchive => {
            room.archive_source(things.other_source, &BTreeMap::new(), act).await.map(drop)
        }
        Action::SourceBringBack => {
            room.bring_back_source(things.archived, false, act).await.map(drop)
        }
        Action::SourceRemove => room.remove_source(things.other_source, act).await.map(drop),
        Action::SourceRemoved => room.removal_step(things.removing, 9, act).await.map(drop),
        Action::ImportUndo => room.undo_import(things.imports[0], false, act).await.map(drop),
        Action::ImportUndone => room.undo_step(things.imports[1], 9, act).await.map(drop),
        Action::QuarantineTaken | Action::QuarantineDismissed => {
            let (ids, how) = ([QuarantineId::from(1)], Resolution::Dismissed);
            room.settle_quarantine(source, &ids, how, "twice", act).await.map(drop)
        }
        Action::MentionDelete => {
            room.delete_mentions(&[things.unwanted], "an advertisement", act).await.map(drop)
        }
        Action::SourceCollect => room.ask_for_source(source, act).await.map(drop),
        Action::SourceBackfill => room.start_backfill(source, 2, act).await.map(drop),
        Action::SourceBackfillStop => room.stop_backfill(source, act).await.map(drop),
        _ => return None,
    })
}

async fn understand(house: &House, things: &Things, act: &Act<'_>) -> Option<Result<()>> {
    let (room, mention, themes) = (house.store.understand(), things.mention, &things.themes);
    let said = Correction {
        sentiment: Some(Sentiment::Mixed),
        theme_id: (act.action == Action::MentionCorrect).then(|| Some(themes[0])),
        ..Correction::default()
    };
    let label = ThemeUpdate { label: Some("other".to_owned()), ..ThemeUpdate::default() };
    Some(match act.action {
        Action::AuthorMark => {
            let author = house.store.mention(mention).await.unwrap().unwrap().author_id.unwrap();
            house.store.mark_author(author, Some(AuthorMark::Staff), act).await.map(drop)
        }
        Action::MentionCorrect | Action::MentionConfirm => {
            room.correct_insight(mention, &said, act).await.map(drop)
        }
        Action::ModelsRetrain => {
            let replaces = room.active_head("native@1").await.unwrap();
            let head = NewHead { replaces, ..HEAD };
            room.record_trial(Some(&head), &trial, act).await.map(drop)
        }
        Action::ModelsRevert => room.revert_head("native@1", None, act).await.map(drop),
        Action::ThemeCreate => room.create_theme(&theme("new"), act).await.map(drop),
        Action::ThemeUpdate => room.update_theme(themes[0], &label, act).await.map(drop),
        Action::ThemeMerge => room.merge_theme(themes[1], themes[0], act).await.map(drop),
        Action::ThemeSplit => {
            room.split_theme(themes[0], &theme("part"), &[mention], true, act).await.map(drop)
        }
        Action::ThemeMove => room.move_mentions(&[mention], Some(themes[2]), act).await.map(drop),
        Action::ThemeUndo => room.undo_theme_edit(themes[3], None, act).await.map(drop),
        _ => return None,
    })
}

async fn innovate(house: &House, things: &Things, act: &Act<'_>) -> Option<Result<()>> {
    let (room, ideas, mention) = (house.store.innovate(), &things.ideas, things.mention);
    let title = IdeaUpdate { title: Some("other".to_owned()), ..IdeaUpdate::default() };
    let quotes = [quote(mention, 0), quote(mention, 1)];
    Some(match act.action {
        Action::IdeaCreate => room.create_idea(&idea("new"), &quotes, act).await.map(drop),
        Action::IdeaUpdate => room.update_idea(ideas[0], &title, act).await.map(drop),
        Action::IdeaMove => room.move_idea(ideas[0], IdeaStage::Planned, None, act).await.map(drop),
        Action::IdeaEvidence => room.add_evidence(ideas[0], &quotes[1], act).await.map(drop),
        Action::IdeaRemoveEvidence => {
            room.remove_evidence(ideas[0], things.evidence, act).await.map(drop)
        }
        Action::IdeaMerge => room.merge_idea(ideas[1], ideas[0], act).await.map(drop),
        Action::IdeaUnmerge => room.unmerge_idea(ideas[2], act).await.map(drop),
        _ => return None,
    })
}

async fn access(house: &House, things: &Things, act: &Act<'_>) -> Option<Result<()>> {
    let (room, user) = (house.store.access(), things.user);
    let ends = if act.action == Action::UserChangePassword {
        EndedSessions::AllBut("other".to_owned())
    } else {
        EndedSessions::All
    };
    let update = UserUpdate { name: Some("Eva B.".to_owned()), ends, ..UserUpdate::default() };
    Some(match act.action {
        Action::UserSetup => {
            room.create_first_user(&person("new"), &LINK, &session("n"), act).await.map(drop)
        }
        Action::UserCreate => room.create_user(&person("new"), act).await.map(drop),
        Action::UserUpdate | Action::UserUpdateOwn | Action::UserChangePassword => {
            room.update_user(user, &update, act).await.map(drop)
        }
        Action::UserSignIn => {
            let eva = room.user(user).await.unwrap().unwrap();
            room.sign_in(&arrival(&eva, "n"), act).await.map(drop)
        }
        Action::UserSignOut => room.sign_out(user, "s", act).await.map(drop),
        Action::TokenCreate => room.create_token(&token("new"), act).await.map(drop),
        Action::UserResetLink => {
            room.offer_password_link(user, &password_link(), act).await.map(drop)
        }
        Action::UserResetPassword => {
            let by_link = session("by-link");
            room.use_password_link(user, "by-mail", "new", &by_link, act).await.map(drop)
        }
        Action::UserRemove => room.remove_user(things.leaver, act).await.map(drop),
        Action::SessionEnd => {
            room.end_sessions(user, WhichSessions::AllBut(""), act).await.map(drop)
        }
        Action::TokenRename => room.rename_token(things.token, "desk", act).await.map(drop),
        Action::TokenRevoke => room.revoke_token(things.token, act).await.map(drop),
        _ => return None,
    })
}

/// Talk, find, and what belongs to no room.
async fn others(house: &House, things: &Things, act: &Act<'_>) -> Option<Result<()>> {
    let (store, id) = (&house.store, things.reply);
    let change = ReplyChange {
        text: Some(act.action.name().to_owned()),
        not_twice_since: Some(0),
        ..ReplyChange::to(ReplyState::Draft)
    };
    let reseal = |_: &str, config: &mut BTreeMap<String, String>| {
        config.insert("token".to_owned(), "new".to_owned());
        Resealed { secrets: 1, ..Resealed::default() }
    };
    let forget = |_: &str, config: &mut BTreeMap<String, String>| {
        usize::from(config.remove("token").is_some())
    };
    Some(match act.action {
        Action::ReplyDraft => {
            store.talk().create_reply(&reply(things.mention, "new"), act).await.map(drop)
        }
        Action::ReplyEdit
        | Action::ReplySubmit
        | Action::ReplyApprove
        | Action::ReplyReject
        | Action::ReplyCancel
        | Action::ReplyRetry
        | Action::ReplyDeliver
        | Action::ReplyResolve
        | Action::ReplyRetract => {
            let changed = store.talk().change_reply(id, &[ReplyState::Draft], &change, act).await;
            changed.map(|changed| assert!(changed.is_some(), "{act:?}"))
        }
        Action::ReplyDiscard => {
            let gone = store.talk().discard_reply(id, act).await;
            gone.map(|gone| assert!(gone.is_some(), "{act:?}"))
        }
        Action::ViewSave => {
            store.find().create_saved_view(None, "new", "lang:es", act).await.map(drop)
        }
        Action::ViewRename => {
            store.find().rename_saved_view(things.view, "other", act).await.map(drop)
        }
        Action::ViewOrder => store.find().order_saved_views(&[things.view], act).await.map(drop),
        Action::ViewDelete => store.find().delete_saved_view(things.view, act).await.map(drop),
        Action::HouseUpdate => {
            let named =
                HouseUpdate { name: Some(Some("Zumbo".to_owned())), ..HouseUpdate::default() };
            store.access().update_house(None, &named, act).await.map(drop)
        }
        Action::SecretsRotate => store.reseal(("k1", "k2"), act, &reseal).await.map(drop),
        Action::SecretsForget => store.forget_secrets(act, &forget).await.map(drop),
        _ => return None,
    })
}

async fn a_draft_and_its_twin_do_not_both_go_out(house: House) {
    let mention = house.say("m", "¿Cuándo?").await;
    let change = ReplyChange { not_twice_since: Some(NOW), ..ReplyChange::to(ReplyState::Queued) };
    let mut going = Vec::new();
    for key in ["a", "b", "c", "d", "e", "f"] {
        let draft = house.store.talk().create_reply(&reply(mention, key), &by(NOW)).await.unwrap();
        let (store, change) = (house.store.clone(), change.clone());
        going.push(async move {
            let from = [ReplyState::Draft];
            store.talk().change_reply(draft.value.id, &from, &change, &by(NOW)).await
        });
    }
    let mut queued = 0;
    for task in going.into_iter().map(tokio::spawn).collect::<Vec<_>>() {
        match task.await.unwrap() {
            Ok(changed) => queued += i32::from(changed.is_some()),
            Err(error) => assert!(matches!(error, StoreError::Duplicate(_)), "{error:?}"),
        }
    }
    assert_eq!(queued, 1);
    let queued = house.store.talk().replies_count(ReplyState::Queued).await.unwrap();
    assert_eq!(queued, 1);
}

async fn the_last_administrator_stays(house: House) {
    let mut admins = Vec::new();
    for name in ["ana", "eva", "bea"] {
        let new = NewUser { role: Role::Admin, ..person(name) };
        admins.push(house.store.access().create_user(&new, &by(NOW)).await.unwrap().value.id);
    }
    let down = UserUpdate { role: Some(Role::Viewer), ..UserUpdate::default() };
    let out = UserUpdate { disabled: Some(true), ..UserUpdate::default() };
    let tasks: Vec<_> = admins
        .into_iter()
        .zip([down.clone(), out, down])
        .map(|(id, update)| {
            let store = house.store.clone();
            tokio::spawn(async move { store.access().update_user(id, &update, &by(NOW)).await })
        })
        .collect();
    let mut stayed = 0;
    for task in tasks {
        if let Err(error) = task.await.unwrap() {
            assert!(matches!(error, StoreError::Invalid(_)), "{error:?}");
            stayed += 1;
        }
    }
    assert_eq!(stayed, 1);
}

const HEAD: NewHead<'static> =
    NewHead { base_model: "native@1", weights: "w", replaces: None, report: Value::Null };

fn trial(head: Option<HeadId>) -> TrialRecord {
    TrialRecord { key: "trial", model: "native@1".to_owned(), trial: json!({ "head": head }) }
}

fn theme(label: &str) -> NewTheme {
    NewTheme { label: label.to_owned(), ..NewTheme::default() }
}

fn idea(title: &str) -> NewIdea {
    NewIdea { title: title.to_owned(), ..NewIdea::default() }
}

fn quote(mention_id: MentionId, start: i64) -> NewEvidence {
    NewEvidence { mention_id, quote: "Ojalá".to_owned(), start, end: 5 }
}

fn reply(mention_id: MentionId, key: &str) -> NewReply<'_> {
    NewReply { mention_id, text: "Mañana", key, mention_input_hash: 7 }
}

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.to_owned(),
        name: "Eva".to_owned(),
        role: Role::Viewer,
        password_hash: "x".to_owned(),
    }
}

const LINK: SetupLink<'static> = SetupLink { kept_as: "link", secret_hash: "secret" };

fn arrival<'a>(user: &'a User, session_hash: &'a str) -> Arrival<'a> {
    let session = session(session_hash);
    Arrival { user, try_id: "", forgiven: &[], device_hash: session_hash, session }
}

fn session(token_hash: &str) -> NewSession<'_> {
    NewSession { token_hash, csrf: "csrf", device: "", expires_at: NOW + 9 * HOUR }
}

fn password_link() -> PasswordLink<'static> {
    PasswordLink { secret_hash: "by-mail", expires_at: NOW + 9 * HOUR }
}

fn token(token_hash: &str) -> NewToken<'_> {
    NewToken { name: "CI", token_hash, role: Role::Viewer, expires_at: None, made_with: None }
}
