//! Who wrote it: what the built-in manifests make of single records.

use serde_json::{Value as Json, json};

use super::*;
use crate::manifest::load;
use crate::manifest::model::Manifest;

fn manifest(kind: &str) -> Manifest {
    let file = format!("{}/{kind}/manifest.toml", env!("CARGO_MANIFEST_DIR"));
    load::load(&file, &std::fs::read_to_string(&file).unwrap()).unwrap()
}

/// What the stream `stream` of a built-in manifest says of a record's author: what it is, and its
/// id.
fn author(kind: &str, stream: &str, record: &Json) -> (AuthorIs, Option<String>) {
    let manifest = manifest(kind);
    let stream = manifest.streams.iter().find(|known| known.name == stream).unwrap();
    let config = json!({ "url": "https://forum.example", "site": "cooking.stackexchange.com",
        "page": "102", "package": "a.b", "chat": "" });
    let scope = Scope {
        config: jq::from_json(&config),
        me: jq::from_json(&json!({ "id": "7" })),
        ..Scope::default()
    };
    let mapping = stream.mention.as_ref().unwrap();
    let record = jq::from_json(record);
    match mapping.read(&record, &scope, None, Some("space".to_owned())).unwrap() {
        Mapped::Mention(mention) => {
            assert_eq!(mention.account_space.is_some(), mention.account.is_some());
            (mention.author_is, mention.account)
        }
        other => panic!("{other:?}"),
    }
}

const NOBODY: (AuthorIs, Option<String>) = (AuthorIs::Collective, None);
const NAMED: (AuthorIs, Option<String>) = (AuthorIs::ShownName, None);

fn account(id: &str) -> (AuthorIs, Option<String>) {
    (AuthorIs::Account, Some(id.to_owned()))
}

#[test]
fn a_google_user_is_nobody_in_every_language() {
    let play = |name: &Json| {
        let said = json!({ "text": "t", "lastModified": { "seconds": "1770000000" } });
        author(
            "google_play",
            "reviews",
            &json!({ "reviewId": "1", "authorName": name, "said": said }),
        )
    };
    let business = |name: &Json| {
        let reviewer = json!({ "displayName": name });
        let record = json!({ "reviewId": "1", "comment": "t", "reviewer": reviewer,
            "createTime": "2026-02-02T10:00:00Z" });
        author("google_business", "reviews", &record)
    };
    for label in [
        "A Google user",
        "A Google User",
        "Google user",
        "Un usuario de Google",
        "Ein Google-Nutzer",
        "Un utilisateur de Google",
        "Un utente di Google",
        "Um usuário do Google",
        "Um utilizador do Google",
        "Een Google-gebruiker",
        "En Google-användare",
        "En Google-bruger",
        "Użytkownik Google",
        "Пользователь Google",
        "Користувач Google",
        "Uživatel Googlu",
        "Bir Google kullanıcısı",
        "Ένας χρήστης Google",
        "Google ユーザー",
        "Google 用户",
        "Google 사용자",
        "مستخدم Google",
        "Pengguna Google",
        "",
    ] {
        assert_eq!(play(&json!(label)), NOBODY, "{label}");
        assert_eq!(business(&json!(label)), NOBODY, "{label}");
    }
    assert_eq!(play(&Json::Null), NOBODY);
    for name in ["María García", "Google", "Usher", "Gabriel Usuari", "Googlina Reuser"] {
        assert_eq!(play(&json!(name)), NAMED, "{name}");
        assert_eq!(business(&json!(name)), NAMED, "{name}");
    }
}

#[test]
fn whoever_speaks_for_a_chat_or_through_a_webhook_is_nobody() {
    let telegram = |more: Json| {
        let mut record = json!({ "chat": { "id": -100, "type": "supergroup" }, "message_id": 1,
            "date": 1_770_000_000, "text": "t" });
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        author("telegram", "updates", &record)
    };
    let ana = json!({ "id": 40, "first_name": "Ana" });
    let channel = json!({ "id": -200, "title": "News", "type": "channel" });
    assert_eq!(telegram(json!({ "from": ana })), account("40"));
    assert_eq!(telegram(json!({ "from": { "id": 136_817_688 }, "sender_chat": channel })), NOBODY);
    assert_eq!(telegram(json!({ "sender_chat": channel })), NOBODY);

    let discord = |author_id: &str, webhook: Json, application: Json| {
        let author_of = json!({ "id": author_id, "username": "Ana", "bot": webhook != Json::Null });
        let record = json!({ "type": 0, "id": "1", "channel_id": "2", "content": "t",
            "author": author_of, "webhook_id": webhook,
            "application_id": application, "timestamp": "2026-02-02T10:00:00Z" });
        author("discord", "messages", &record)
    };
    assert_eq!(discord("88", Json::Null, Json::Null), account("88"));
    assert_eq!(discord("99", json!("99"), Json::Null), NOBODY);
    assert_eq!(discord("99", json!("99"), json!("6")), NOBODY, "a webhook of an application");
    assert_eq!(discord("6", json!("6"), json!("6")), account("6"), "its answer to a command");
    assert_eq!(discord("456226577798135808", Json::Null, Json::Null), NOBODY);
}

#[test]
fn guests_have_a_name_at_most() {
    let nodebb = |uid: Json, user: Json, handle: Json| {
        let record = json!({ "pid": 1, "tid": 2, "content": "t", "uid": uid, "user": user,
            "handle": handle, "timestamp": 1_770_000_000_000_i64 });
        author("nodebb", "posts", &record)
    };
    let local = json!({ "uid": 12, "username": "ana" });
    let remote = "https://social.example/users/ana";
    let former = json!({ "uid": 0, "username": "[[global:former-user]]" });
    assert_eq!(nodebb(json!(12), local, Json::Null), account("https://forum.example/uid/12"));
    assert_eq!(nodebb(json!(remote), json!({ "uid": remote }), Json::Null), account(remote));
    assert_eq!(nodebb(json!(0), json!({ "uid": 0 }), json!("Ana")), NAMED);
    assert_eq!(nodebb(json!(0), json!({ "uid": 0 }), Json::Null), NOBODY);
    assert_eq!(nodebb(json!(12), former, Json::Null), NOBODY, "deleted since");

    let flarum = |user: Json| {
        let record = json!({ "id": "1", "attributes": { "contentHtml": "t", "number": 2 },
            "relationships": { "user": user, "discussion": { "data": { "id": "3" } } } });
        author("flarum", "posts", &record)
    };
    assert_eq!(flarum(json!({ "data": { "type": "users", "id": "5" } })), account("5"));
    assert_eq!(flarum(json!({ "data": null })), NOBODY);
    assert_eq!(flarum(Json::Null), NOBODY);

    let discourse = |user_id: Json, username: Json| {
        let record = json!({ "id": 1, "cooked": "t", "topic_id": 2, "post_number": 3,
            "user_id": user_id, "username": username });
        author("discourse", "posts", &record)
    };
    assert_eq!(discourse(json!(4), json!("ana")), account("4"));
    assert_eq!(discourse(json!(-1), json!("system")), NOBODY);
    assert_eq!(discourse(Json::Null, Json::Null), NOBODY);
}

#[test]
fn what_meta_does_not_tell_is_no_account() {
    let facebook = |from: Json| {
        let record = json!({ "id": "1_2", "message": "t", "theirs": true, "from": from,
            "created_time": "2026-02-02T10:00:00+0000" });
        author("facebook", "posts", &record)
    };
    assert_eq!(facebook(json!({ "id": "33", "name": "María García" })), account("33"));
    assert_eq!(facebook(json!({ "name": "María García" })), NAMED);
    assert_eq!(facebook(Json::Null), NOBODY);
    let instagram = |username: Json, from: Json| {
        let record = json!({ "id": "1", "text": "t", "of": { "id": "2" }, "from": from,
            "username": username, "timestamp": "2026-02-02T10:00:00+0000" });
        author("instagram", "media", &record)
    };
    assert_eq!(instagram(json!("ana"), json!({ "id": "44", "username": "ana" })), account("44"));
    assert_eq!(instagram(json!("ana"), Json::Null), NAMED);
    assert_eq!(instagram(Json::Null, Json::Null), NOBODY);
}

#[test]
fn accounts_are_known_by_the_widest_id() {
    let stackexchange = |owner: Json| {
        let record = json!({ "question_id": 1, "title": "t", "owner": owner });
        author("stackexchange", "questions", &record)
    };
    assert_eq!(stackexchange(json!({ "user_id": 3, "account_id": 9 })), account("9"));
    let on_site = account("cooking.stackexchange.com/3");
    assert_eq!(stackexchange(json!({ "user_id": 3 })), on_site);
    assert_eq!(stackexchange(json!({ "user_id": -1, "account_id": -1 })), NOBODY);
    let deleted = json!({ "user_type": "does_not_exist", "display_name": "user123" });
    assert_eq!(stackexchange(deleted), NOBODY);
    assert_eq!(stackexchange(Json::Null), NOBODY);

    let mastodon = |account_of: Json| {
        let record = json!({ "id": "1", "content": "t", "visibility": "public",
            "account": account_of });
        author("mastodon", "hashtag", &record)
    };
    let uri = "https://a.example/users/ana";
    assert_eq!(mastodon(json!({ "id": "5", "acct": "ana", "uri": uri })), account(uri));
    let pleroma = json!({ "id": "A1", "acct": "ana", "pleroma": { "ap_id": uri } });
    assert_eq!(mastodon(pleroma), account(uri));
    assert_eq!(mastodon(json!({ "id": "5", "acct": "ana" })), account("ana@forum.example"));
    assert_eq!(mastodon(json!({ "id": "5", "acct": "ana@a.example" })), account("ana@a.example"));

    let gitlab = |author_of: Json| {
        let record = json!({ "iid": 1, "title": "t", "author": author_of });
        author("gitlab", "issues", &record)
    };
    let named = |username: &str, name: &str| json!({ "id": 9, "username": username, "name": name });
    assert_eq!(gitlab(named("ghost", "Ghost User")), NOBODY);
    assert_eq!(gitlab(named("support-bot1", "GitLab Support Bot")), NOBODY);
    assert_eq!(gitlab(named("ghost", "Ana Ghost")), account("9"));
    assert_eq!(gitlab(Json::Null), NOBODY);
}

/// Both ways into one server, and two repositories there, have one space.
#[test]
fn spaces_are_as_wide_as_their_ids() {
    let space = |kind: &str, config: &Json| {
        let manifest = manifest(kind);
        let mapping = manifest.streams[0].mention.as_ref().unwrap();
        let template = mapping.who.space.as_ref().unwrap();
        let scenery = jq::json_to_template(&json!({ "config": config, "now": 0 }));
        manifest.templates.text(template, &scenery).unwrap()
    };
    for repository in ["a/b", "c/d"] {
        for (kind, api, expected) in [
            ("github", "https://api.github.com", "github.com"),
            ("github_discussions", "https://api.github.com/graphql", "github.com"),
            ("github", "https://git.example/api/v3", "git.example"),
            ("github_discussions", "https://git.example/api/graphql", "git.example"),
        ] {
            let config = json!({ "api": api, "repository": repository });
            assert_eq!(space(kind, &config), expected, "{kind} {api}");
        }
    }
    assert_eq!(space("facebook", &json!({ "page": "102" })), "facebook.com/102");
    assert_eq!(space("instagram", &json!({ "account": "178" })), "instagram.com/178");
}

#[test]
fn an_unknown_kind_of_author_is_told() {
    let on =
        Field { record: &jq::from_json(&json!({ "kind": "robot" })), scope: &Scope::default() };
    let found = |program: &str| on.kind(&Kind::Found(Program::compile(program).unwrap()));
    let why = found(".kind").unwrap_err();
    assert_eq!(why, "author_is: `robot` is none of account, shown_name, collective");
    assert_eq!(found(".other"), Ok(AuthorIs::Account));
    assert_eq!(found("\"collective\""), Ok(AuthorIs::Collective));
}
