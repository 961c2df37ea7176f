//! What is answered, what waits, and whose words are counted.

use plaza_core::{AuthorMark, IncomingMention, MentionId};
use plaza_engine::find::{Reader, SearchRequest};
use plaza_engine::{Actor, Facet, Ours, Sort};

use crate::common::{House, NOON, said};

fn request(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        sort: Sort::Newest,
        limit: 50,
        cursor: None,
        facets: vec![Facet::Answer],
    }
}

/// External ids of what a reader finds, the newest first.
async fn found_as(house: &House, reader: Reader, q: &str) -> Vec<String> {
    house.engine.find().index_caught_up().await.unwrap();
    let page = house.engine.find().search_as(reader, &request(q)).await.unwrap();
    assert_eq!(page.total, page.hits.len() as u64, "{q}");
    page.hits.into_iter().map(|hit| hit.mention.external_id).collect()
}

async fn found(house: &House, q: &str) -> Vec<String> {
    found_as(house, Reader::default(), q).await
}

/// Two customers and an answer of ours under the first one, collected from the place.
async fn furnished() -> House {
    let house = House::build(false).await;
    let at = |minute: i64| Some(NOON - 3_600_000 + minute * 60_000);
    let ours = IncomingMention {
        parent_id: Some("asks".to_owned()),
        ours: true,
        author: Some("zumbo".to_owned()),
        created_at: at(9),
        ..said("ours", "¿Qué batería es?")
    };
    house.square.lock().unwrap().pages = vec![vec![
        IncomingMention { created_at: at(1), ..said("asks", "¿Cuánto dura la batería?") },
        IncomingMention { created_at: at(2), ..said("waits", "¿Y el cargador?") },
        IncomingMention {
            created_at: at(3),
            author: Some("luis".to_owned()),
            ..said("tells", "La batería dura mucho")
        },
        ours,
    ]];
    let source = house.source().await;
    house.engine.listen().collect_now(&Actor::system(), source.id).await.unwrap();
    house
}

async fn id_of(house: &House, external_id: &str) -> MentionId {
    house.engine.find().index_caught_up().await.unwrap();
    let page = house.engine.find().search(&request("is:anyone")).await.unwrap();
    let hit = page.hits.into_iter().find(|hit| hit.mention.external_id == external_id);
    hit.unwrap().mention.id
}

#[tokio::test]
async fn what_is_unanswered_is_found_until_the_answer_is_out() {
    let house = furnished().await;
    assert_eq!(found(&house, "is:unanswered").await, ["waits"]);
    assert_eq!(found(&house, "is:answered").await, ["asks"]);
    assert_eq!(found(&house, "is:unasked").await, ["tells"]);

    let (waits, actor) = (id_of(&house, "waits").await, Actor::system());
    let draft = house.engine.talk().draft_reply(&actor, waits, "Va aparte").await.unwrap();
    assert_eq!(found(&house, "is:draft").await, ["waits"]);
    assert_eq!(found(&house, "is:unanswered").await, ["waits"], "a draft is no answer");
    house.engine.talk().submit_reply(&actor, draft.id).await.unwrap();
    assert_eq!(found(&house, "is:unanswered").await, ["waits"], "nor is what waits to go out");
    house.deliver_after(1_000).await;
    assert_eq!(found(&house, "is:unanswered").await, [""; 0]);
    assert_eq!(found(&house, "is:answered").await, ["waits", "asks"]);
    assert_eq!(found(&house, "is:draft").await, [""; 0]);
    house.engine.talk().retract_reply(&actor, draft.id).await.unwrap();
    assert_eq!(found(&house, "is:unanswered").await, ["waits"]);

    let page = house.engine.find().search(&request("")).await.unwrap();
    let counts: Vec<(&str, u64)> =
        page.facets[0].values.iter().map(|value| (&*value.value, value.count)).collect();
    assert_eq!(counts, [("answered", 1), ("unanswered", 1), ("unasked", 1)]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn our_own_words_count_in_no_figure_unless_asked_for() {
    let house = furnished().await;
    assert_eq!(found(&house, "").await, ["tells", "waits", "asks"]);
    assert_eq!(found(&house, "batería").await, ["tells", "asks"]);
    assert_eq!(found(&house, "batería is:anyone").await, ["ours", "tells", "asks"]);
    assert_eq!(found(&house, "is:ours").await, ["ours"]);
    let include = Reader::default().wanting(Ours::Include);
    assert_eq!(found_as(&house, include, "batería").await, ["ours", "tells", "asks"]);
    assert_eq!(found_as(&house, include.wanting(Ours::Only), "batería").await, ["ours"]);

    let find = house.engine.find();
    let by = Some(plaza_engine::Bucket::Day);
    let days = find.timeline(Reader::default(), "batería", by, None).await.unwrap();
    assert_eq!(days.buckets.iter().map(|day| day.total).sum::<u64>(), 2);
    let home = house.engine.home().await.unwrap();
    assert_eq!((home.total, home.new_24h, home.questions_7d), (3, 3, 2));
    assert_eq!(home.timeline.buckets.iter().map(|day| day.total).sum::<u64>(), 3);
    assert_eq!(home.by_source[0].total_7d, 3);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_marked_account_is_one_of_ours_from_then_on() {
    let house = furnished().await;
    let tells = id_of(&house, "tells").await;
    let author = house.engine.mention(tells).await.unwrap().author_id.unwrap();
    let actor = Actor::system();
    let mark = async |mark| house.engine.understand().mark_author(&actor, author, mark).await;
    mark(Some(AuthorMark::Staff)).await.unwrap();
    assert_eq!(found(&house, "is:ours").await, ["ours", "tells"]);
    assert_eq!(found(&house, "").await, ["waits", "asks"]);
    mark(None).await.unwrap();
    assert!(found(&house, "").await.contains(&"tells".to_owned()));
    house.engine.shutdown().await;
}

#[tokio::test]
async fn neighbours_are_those_of_the_list() {
    let house = furnished().await;
    let waits = id_of(&house, "waits").await;
    let find = house.engine.find();
    let reader = Reader::default();
    let beside = find.neighbours(reader, "", Sort::Newest, waits).await.unwrap();
    let (tells, asks) = (id_of(&house, "tells").await, id_of(&house, "asks").await);
    assert_eq!((beside.before, beside.after), (Some(tells), Some(asks)));
    let last = find.neighbours(reader, "batería", Sort::Newest, asks).await.unwrap();
    assert_eq!((last.before, last.after), (Some(tells), None));
    let cursor = find.page_of(reader, "", Sort::Newest, waits).await.unwrap();
    let page = SearchRequest { cursor, ..request("") };
    let page = find.search(&page).await.unwrap();
    assert_eq!(page.hits[0].mention.id, waits);
    house.engine.shutdown().await;
}
