use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha1::Sha1;
use sha2::Sha256;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use plaza_core::AuthorIs;

/// 2 February 2026, 12:00 UTC.
const NOW: Millis = 1_770_033_600_000;
const SECRET: &str = "whsec_c2VjcmV0LWtleS1mb3ItdGVzdHM=";

fn hmac256(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

fn webhook(kind: &str, settings: &[(&str, &str)]) -> Box<dyn Connector> {
    let factory = factories().find(|factory| factory.spec().kind == kind).unwrap();
    let given = [("place", "acme"), ("secret", SECRET)];
    let values =
        given.iter().chain(settings).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let config = SourceConfig::checked(factory.spec(), values, None).unwrap();
    factory.open(&config).unwrap()
}

fn delivery(headers: &[(&str, &str)], body: &[u8]) -> Delivery {
    let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Delivery { headers, body: body.to_vec() }
}

fn read(kind: &str, settings: &[(&str, &str)], body: &Value) -> Page {
    let connector = webhook(kind, settings);
    connector.receiver().unwrap().read(&delivery(&[], body.to_string().as_bytes()))
}

#[test]
fn signatures_over_the_body_alone() {
    let body = br#"{"a":1}"#;
    let sha256 = STANDARD.encode(hmac256(SECRET.as_bytes(), body));
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body);
    let sha1: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    for (kind, header, good) in [
        ("typeform", "typeform-signature", format!("sha256={sha256}")),
        ("intercom", "x-hub-signature", format!("sha1={sha1}")),
    ] {
        let connector = webhook(kind, &[]);
        let receiver = connector.receiver().unwrap();
        let verify =
            |headers: &[(&str, &str)], body: &[u8]| receiver.verify(&delivery(headers, body), NOW);
        let first = verify(&[(header, &good)], body).unwrap();
        assert_eq!(first.stale_at, None);
        assert_eq!(verify(&[(header, &good)], body).unwrap().key, first.key);
        for (headers, body) in [
            (vec![], &body[..]),
            (vec![(header, "")], body),
            (vec![(header, "sha256="), ("x", "y")], body),
            (vec![(header, "sha1=zz")], body),
            (vec![(header, &good[..good.len() - 1])], body),
            (vec![(header, good.split_once('=').unwrap().1)], body),
            (vec![(header, good.as_str()), (header, good.as_str())], body),
            (vec![(header, good.as_str())], br#"{"a":2}"#),
            (vec![(header, good.as_str())], b""),
        ] {
            assert!(verify(&headers, body).is_err(), "{kind} {headers:?}");
        }
    }
}

#[test]
fn standard_webhooks_sign_id_and_time_too() {
    let connector = webhook("formbricks", &[]);
    let receiver = connector.receiver().unwrap();
    let body = br#"{"event":"responseFinished"}"#;
    let signed = |id: &str, at: &str, body: &[u8]| {
        let data = [id.as_bytes(), b".", at.as_bytes(), b".", body].concat();
        format!("v1,{}", STANDARD.encode(hmac256(b"secret-key-for-tests", &data)))
    };
    let verify = |id: &str, at: &str, signature: &str, body: &[u8]| {
        let headers =
            [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signature)];
        receiver.verify(&delivery(&headers, body), NOW)
    };
    let at = (NOW / 1000).to_string();
    let good = signed("msg_1", &at, body);
    let verified = verify("msg_1", &at, &good, body).unwrap();
    assert_eq!(verified.key, "id:msg_1");
    assert_eq!(verified.stale_at, Some(NOW + 300_000));
    // While the secret is being changed there are two.
    assert!(verify("msg_1", &at, &format!("v1a,x v1,AAAA {good}"), body).is_ok());

    for seconds in [-300_i64, 300] {
        let at = (NOW / 1000 + seconds).to_string();
        assert!(verify("m", &at, &signed("m", &at, body), body).is_ok(), "{seconds}");
    }
    for seconds in [-301_i64, 301, -1_000_000, 1_000_000_000_000] {
        let at = (NOW / 1000 + seconds).to_string();
        assert!(verify("m", &at, &signed("m", &at, body), body).is_err(), "{seconds}");
    }
    let other_time = (NOW / 1000 - 1).to_string();
    for (id, at, signature, body) in [
        ("msg_2", at.as_str(), good.as_str(), &body[..]),
        ("msg_1", &other_time, &good, body),
        ("msg_1", &at, &good, b"{}"),
        ("msg_1", &at, good.trim_start_matches("v1,"), body),
        ("msg_1", &at, "v1,", body),
        ("", &at, &good, body),
        ("msg_1", "soon", &good, body),
    ] {
        assert!(verify(id, at, signature, body).is_err(), "{id} {at} {signature}");
    }
}

#[test]
fn typeform_answers_become_a_mention() {
    let body = json!({
        "event_id": "01E", "event_type": "form_response",
        "form_response": {
            "form_id": "lT4Z3j", "token": "a3a12ec67a1365927098a606107fac15",
            "submitted_at": "2026-01-18T18:17:02Z", "landed_at": "2026-01-18T18:07:02Z",
            "definition": { "id": "lT4Z3j", "title": "Webhooks example", "fields": [
                { "id": "t1", "title": "What is missing?", "type": "long_text" },
                { "id": "r1", "title": "How good is it?", "type": "rating" },
                { "id": "c1", "title": "Which plan?", "type": "multiple_choice" },
                { "id": "e1", "title": "Your e-mail", "type": "email" } ] },
            "answers": [
                { "type": "text", "text": "Un modo oscuro", "field": { "id": "t1", "type": "long_text" } },
                { "type": "number", "number": 4, "field": { "id": "r1", "type": "rating" } },
                { "type": "choice", "choice": { "label": "Pro" }, "field": { "id": "c1", "type": "multiple_choice" } },
                { "type": "email", "email": "ana@example.org", "field": { "id": "e1", "type": "email" } } ]
        }
    });
    let page = read("typeform", &[], &body);
    assert_eq!(page.rejected, []);
    let expected = IncomingMention {
        external_id: "a3a12ec67a1365927098a606107fac15".into(),
        text: "Un modo oscuro".into(),
        title: "Webhooks example".into(),
        author: Some("ana@example.org".into()),
        account: Some("ana@example.org".into()),
        account_space: Some("mail".into()),
        created_at: Some(1_768_760_222_000),
        rating: Some(4.0),
        channel: Some("survey".into()),
        extra: serde_json::from_value(json!({ "How good is it?": 4, "Which plan?": "Pro" }))
            .unwrap(),
        ..IncomingMention::default()
    };
    assert_eq!(page.mentions, [expected]);

    // Answers without text are not mentions.
    let mut silent = body;
    silent["form_response"]["answers"].as_array_mut().unwrap().remove(0);
    assert_eq!(read("typeform", &[], &silent), Page::default());
}

#[test]
fn formbricks_answers_become_a_mention() {
    let body = json!({
        "webhookId": "clh", "event": "responseFinished",
        "data": {
            "id": "cml1", "surveyId": "cms1", "createdAt": "2026-01-31T10:00:00.000Z",
            "updatedAt": "2026-01-31T10:01:00.000Z", "finished": true, "language": "default",
            "data": { "q1": "It is slow", "q2": 3, "q3": ["a", "b"], "q4": "And loud" },
            "meta": { "url": "https://app.example/pricing", "country": "ES" },
            "contact": { "id": "c1", "userId": "ana" },
            "survey": { "title": "Product fit", "type": "app" }
        }
    });
    let page = read("formbricks", &[], &body);
    assert_eq!(page.rejected, []);
    let mention = &page.mentions[0];
    assert_eq!((mention.external_id.as_str(), mention.title.as_str()), ("cml1", "Product fit"));
    assert_eq!(mention.text, "It is slow\n\nAnd loud");
    assert_eq!(mention.url.as_deref(), Some("https://app.example/pricing"));
    assert_eq!((mention.author.as_deref(), mention.country.as_deref()), (Some("ana"), Some("ES")));
    assert_eq!(
        mention.extra,
        serde_json::from_value(json!({ "q2": 3, "q3": ["a", "b"] })).unwrap()
    );
    assert_eq!(mention.lang, None);
    let test = json!({ "event": "testEndpoint" });
    assert_eq!(read("formbricks", &[], &test), Page::default());
}

#[test]
fn intercom_conversations_become_mentions() {
    let author = json!({ "type": "user", "id": "u1", "name": "Ana", "email": "ana@example.org" });
    let created = json!({
        "type": "notification_event", "topic": "conversation.user.created", "id": "notif_1",
        "app_id": "abc",
        "data": { "item": { "type": "conversation", "id": "77", "created_at": 1_769_853_600,
            "source": { "type": "conversation", "id": "9", "subject": "<p>Ayuda</p>",
                "body": "<p>No puedo <b>entrar</b></p>", "author": author, "url": null } } }
    });
    let page = read("intercom", &[], &created);
    assert_eq!(page.rejected, []);
    let expected = IncomingMention {
        external_id: "conversation-77".into(),
        text: "No puedo entrar".into(),
        title: "Ayuda".into(),
        author: Some("ana@example.org".into()),
        author_name: Some("Ana".into()),
        account: Some("u1".into()),
        account_space: Some("intercom.com/abc".into()),
        created_at: Some(1_769_853_600_000),
        conversation_id: Some("conversation-77".into()),
        channel: Some("chat".into()),
        ..IncomingMention::default()
    };
    assert_eq!(page.mentions, [expected]);

    let replied = json!({
        "type": "notification_event", "topic": "conversation.user.replied", "id": "notif_2",
        "data": { "item": { "type": "conversation", "id": "77", "created_at": 1_769_853_600,
            "conversation_parts": { "conversation_parts": [
                { "id": "1", "part_type": "comment", "body": "<p>Sigo igual</p>", "created_at": 1_769_853_700, "author": author },
                { "id": "2", "part_type": "comment", "body": "<p>We look</p>", "created_at": 1_769_853_800,
                  "author": { "type": "admin", "id": "a1" } },
                { "id": "3", "part_type": "close", "body": null, "created_at": 1_769_853_900, "author": author } ] } } }
    });
    let page = read("intercom", &[], &replied);
    assert_eq!(page.rejected, []);
    let [part] = page.mentions.as_slice() else { panic!("{page:?}") };
    assert_eq!((part.external_id.as_str(), part.text.as_str()), ("part-1", "Sigo igual"));
    assert_eq!(part.parent_id.as_deref(), Some("conversation-77"));
    assert_eq!(
        read("intercom", &[], &json!({ "type": "notification_event", "topic": "ping" })),
        Page::default()
    );
}

#[test]
fn answers_belong_to_whom_they_name() {
    let of = |kind: &str, body: &Value| {
        let page = read(kind, &[], body);
        let [mention] = page.mentions.as_slice() else { panic!("{page:?}") };
        (mention.author_is, mention.account_space.clone(), mention.account.clone())
    };
    let typeform = |mail: Option<&str>| {
        let mut answers = vec![json!({ "type": "text", "text": "Bien", "field":
            { "id": "t1", "type": "long_text" } })];
        answers.extend(mail.map(|mail| {
            json!({ "type": "email", "email": mail, "field":
            { "id": "e1", "type": "email" } })
        }));
        of(
            "typeform",
            &json!({ "form_response": { "token": "t", "answers": answers,
            "submitted_at": "2026-01-18T18:17:02Z" } }),
        )
    };
    let account = |space: Option<&str>, id: &str| {
        (AuthorIs::Account, space.map(str::to_owned), Some(id.to_owned()))
    };
    let nobody = (AuthorIs::Collective, None, None);
    assert_eq!(typeform(Some("Ana@Example.org")), account(Some("mail"), "ana@example.org"));
    assert_eq!(typeform(None), nobody);

    let formbricks = |contact: Value, attributes: Value| {
        of(
            "formbricks",
            &json!({ "event": "responseFinished", "data": { "id": "r",
            "createdAt": "2026-01-31T10:00:00Z", "data": { "q": "Bien" }, "contact": contact,
            "contactAttributes": attributes } }),
        )
    };
    let mail = json!({ "email": "Ana@example.org" });
    assert_eq!(
        formbricks(json!({ "id": "c1", "userId": "ana" }), mail.clone()),
        account(None, "ana")
    );
    assert_eq!(formbricks(json!({ "id": "c1" }), mail), account(Some("mail"), "ana@example.org"));
    assert_eq!(formbricks(json!({ "id": "c1" }), json!({})), account(None, "c1"));
    assert_eq!(formbricks(Value::Null, Value::Null), nobody);

    let own = [("mapping", "{id: .n, text: .said, account: .user, account_space: \"shop\"}")];
    let page = read("webhook", &own, &json!({ "n": 1, "said": "Bien", "user": 7 }));
    assert_eq!(page.mentions[0].account.as_deref(), Some("7"));
    assert_eq!(page.mentions[0].account_space.as_deref(), Some("shop"));
}

#[test]
fn other_programs_send_records_or_bring_a_mapping() {
    let records = json!([{ "id": "1", "text": "a" }, { "id": 2, "title": "b" }]);
    let page = read("webhook", &[], &records);
    assert_eq!((page.mentions.len(), page.rejected.len()), (2, 0));
    assert_eq!(page.mentions[0].channel.as_deref(), Some("other"));
    let own = [("mapping", "{id: .ticket.no, html: .ticket.body, channel: \"ticket\"}")];
    let ticket = json!({ "ticket": { "no": 7, "body": "<p>x &lt; y</p><script>z</script>" } });
    let page = read("webhook", &own, &ticket);
    let [mention] = page.mentions.as_slice() else { panic!("{page:?}") };
    assert_eq!((mention.external_id.as_str(), mention.text.as_str()), ("7", "x < y"));
    assert_eq!(mention.channel.as_deref(), Some("ticket"));
}

#[test]
fn what_cannot_be_read_is_quarantined_with_its_reason() {
    let mixed = json!([{ "id": "1", "text": "a" }, { "text": "b" }, "c", { "id": "2", "text": 5 }]);
    let page = read("webhook", &[], &mixed);
    let reasons: Vec<_> = page.rejected.iter().map(|rejected| rejected.reason.text()).collect();
    assert_eq!(page.mentions.len(), 1);
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].contains("`id` is missing"), "{reasons:?}");
    assert_eq!(page.rejected[0].raw, r#"{"text":"b"}"#);
    assert_eq!(page.rejected[0].origin, "delivery of webhook");

    let connector = webhook("webhook", &[("mapping", ".a.b.c")]);
    let receiver = connector.receiver().unwrap();
    for (body, reason) in
        [(&b"{"[..], "not JSON"), (b"", "not JSON"), (br#"{"a":[1]}"#, "the mapping fails")]
    {
        let page = receiver.read(&delivery(&[], body));
        assert!(page.rejected[0].reason.contains(reason), "{:?}", page.rejected);
    }
}

#[test]
fn settings_that_cannot_work_are_refused() {
    for (kind, key, value, why) in [
        ("webhook", "mapping", ".a | nosuch", "at byte 5"),
        ("webhook", "secret", "short", "at least 8"),
        ("formbricks", "secret", "whsec_not base64!", "base64"),
    ] {
        let factory = factories().find(|factory| factory.spec().kind == kind).unwrap();
        let mut values = std::collections::BTreeMap::from(
            [("place", "acme"), ("secret", SECRET)].map(|(k, v)| (k.to_owned(), v.to_owned())),
        );
        values.insert(key.to_owned(), value.to_owned());
        let config = SourceConfig::checked(factory.spec(), values, None).unwrap();
        let error = factory.open(&config).err().unwrap();
        assert_eq!(error.key, key);
        assert!(error.why.contains(why), "{}", error.why);
    }
    for platform in platforms::ALL {
        let factory = WebhookFactory { platform };
        assert!(factory.receives());
        assert_eq!(
            factory.generated_secret().is_some(),
            matches!(factory.spec().kind, "typeform" | "webhook")
        );
    }
}
