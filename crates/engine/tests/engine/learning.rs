//! Judgements, accuracy, workspace heads: what is stored and what mentions say in the end.

use plaza_core::{Intent, Role, Sentiment, Tag, Task};
use plaza_engine::understand::Outcome;
use plaza_engine::{Actor, EngineError};
use plaza_store::understand::Correction;

use crate::common::{House, said, until};

/// Imports `count` mentions; every third one holds `brutal`, which the analyzer takes for nothing
/// and people here for praise.
async fn workspace(house: &House, count: usize) {
    let mentions = (0..count).map(|n| {
        let text = match n % 3 {
            0 => format!("caso {n}: la cámara es brutal"),
            _ => format!("caso {n}: la cámara llegó ayer"),
        };
        (n as u64 + 1, said(&format!("c{n}"), &text))
    });
    let records = mentions.map(Ok).collect::<Vec<_>>().into_iter();
    house
        .engine
        .listen()
        .import(&Actor::system(), "file", "f.jsonl", records, &|_| ())
        .await
        .unwrap();
}

/// People look at every mention: what is brutal is positive, the rest is right.
async fn judge_all(house: &House, count: usize) {
    let admin = Actor::system();
    for n in 0..count {
        let id = house.find(&format!("c{n}")).await;
        if n % 3 == 0 {
            let positive =
                Correction { sentiment: Some(Sentiment::Positive), ..Correction::default() };
            house.engine.understand().correct(&admin, id, positive).await.unwrap();
        } else {
            house.engine.understand().confirm(&admin, id).await.unwrap();
        }
    }
}

async fn insight_of(house: &House, id: &str) -> plaza_store::InsightView {
    house.engine.mention(house.find(id).await).await.unwrap().insight.unwrap()
}

#[tokio::test]
async fn judgements_count_for_the_model_that_was_judged() {
    let house = House::build(false).await;
    workspace(&house, 12).await;
    judge_all(&house, 12).await;
    let overview = house.engine.understand().models().await.unwrap();
    assert_eq!((overview.model.as_str(), overview.training), ("words@1", false));
    let figures: Vec<_> =
        overview.accuracy.iter().map(|a| (a.task, a.agreed, a.judged, a.interval)).collect();
    // Four corrections of the sentiment; confirmations speak of the intents too.
    assert_eq!(figures, [(Task::Sentiment, 8, 12, None), (Task::Intents, 8, 8, None)]);

    // A second look replaces the first.
    let id = house.find("c0").await;
    let neutral = Correction { sentiment: Some(Sentiment::Neutral), ..Correction::default() };
    house.engine.understand().correct(&Actor::system(), id, neutral).await.unwrap();
    let overview = house.engine.understand().models().await.unwrap();
    assert_eq!((overview.accuracy[0].agreed, overview.accuracy[0].judged), (9, 12));

    workspace(&house, 40).await;
    judge_all(&house, 40).await;
    let overview = house.engine.understand().models().await.unwrap();
    let sentiment = &overview.accuracy[0];
    let (low, high) = sentiment.interval.unwrap();
    let share = sentiment.share().unwrap();
    assert!((share - 26.0 / 40.0).abs() < 1e-9 && low < share && share < high, "{sentiment:?}");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_confirmation_holds_against_another_model() {
    let house = House::build(false).await;
    workspace(&house, 3).await;
    let viewer = Actor { role: Role::Viewer, ..Actor::system() };
    let id = house.find("c1").await;
    let refused = house.engine.understand().confirm(&viewer, id).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");
    let view =
        house.engine.understand().confirm(&Actor::system(), id).await.unwrap().insight.unwrap();
    assert_eq!((view.confirmed, view.corrected, view.judged), (true, false, true));
    let missing =
        house.engine.understand().confirm(&Actor::system(), plaza_core::MentionId::from(999)).await;
    assert!(matches!(missing, Err(EngineError::NotFound(_))), "{missing:?}");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_people_teach_is_used_when_it_is_better_and_can_be_taken_back() {
    let mut house = House::build(false).await;
    let admin = Actor::system();
    workspace(&house, 20).await;
    judge_all(&house, 20).await;
    let few = house.engine.understand().retrain(&admin).await.unwrap();
    assert!(few.tasks.iter().all(|task| task.outcome == Outcome::TooFew), "{few:?}");
    assert_eq!((few.before.as_str(), few.after.as_str()), ("words@1", "words@1"));

    workspace(&house, 150).await;
    judge_all(&house, 150).await;
    let trial = house.engine.understand().retrain(&admin).await.unwrap();
    assert_eq!(trial.after, "words@1+w1", "{trial:?}");
    assert_eq!(trial.tasks[0].outcome, Outcome::Better);
    assert!(trial.tasks[0].right_after > trial.tasks[0].right_before);
    assert_eq!(trial.tasks[1].outcome, Outcome::NotBetter, "the intents were right already");

    // What comes in is tagged with what was learnt; what is there, in the background.
    let new = said("nueva", "la pantalla es brutal");
    let report = house.engine.listen().add_mentions(&admin, "foro", vec![new]).await.unwrap();
    assert_eq!(report.new, 1);
    let tagged = insight_of(&house, "nueva").await;
    assert_eq!(
        (tagged.model.as_str(), tagged.sentiment.label),
        ("words@1+w1", Sentiment::Positive)
    );
    assert_eq!(insight_of(&house, "c3").await.model, "words@1");
    house.restart(true).await;
    until("every mention is analysed again", async || {
        insight_of(&house, "c149").await.model == "words@1+w1"
            && insight_of(&house, "c3").await.model == "words@1+w1"
    })
    .await;
    let kept = insight_of(&house, "c3").await;
    assert_eq!(kept.effective_sentiment, Sentiment::Positive, "people's word holds");

    // Nothing more is to be learnt from the same judgements.
    let again = house.engine.understand().retrain(&admin).await.unwrap();
    assert_eq!((again.after.as_str(), again.tasks[0].outcome), ("words@1+w1", Outcome::NotBetter));

    let model = house.engine.understand().revert_heads(&admin, None).await.unwrap();
    assert_eq!(model, "words@1");
    until("every mention is analysed as before", async || {
        insight_of(&house, "nueva").await.model == "words@1"
            && insight_of(&house, "c149").await.model == "words@1"
    })
    .await;
    assert_eq!(insight_of(&house, "nueva").await.sentiment.label, Sentiment::Neutral);
    let nothing = house.engine.understand().revert_heads(&admin, None).await;
    assert!(matches!(nothing, Err(EngineError::Conflict(_))), "{nothing:?}");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn learning_runs_as_a_job_for_those_who_may() {
    let house = House::build(true).await;
    workspace(&house, 3).await;
    judge_all(&house, 3).await;
    let manager = Actor { role: Role::Manager, ..Actor::system() };
    let refused = house.engine.understand().retrain_soon(&manager).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");
    house.engine.understand().retrain_soon(&Actor::system()).await.unwrap();
    until("the job is done", async || {
        let overview = house.engine.understand().models().await.unwrap();
        !overview.training && overview.last_trial.is_some()
    })
    .await;
    let log = house.engine.store().audit_log(None, 100).await.unwrap();
    assert!(log.iter().any(|entry| entry.action == "models.retrain"));
    house.engine.shutdown().await;
}

#[tokio::test]
async fn every_tag_is_explained_by_its_words() {
    let house = House::build(false).await;
    let mention = plaza_core::IncomingMention {
        title: "Cámara".to_owned(),
        ..said("m", "Enfoca mal, ¿es normal?")
    };
    house.engine.listen().add_mentions(&Actor::system(), "foro", vec![mention]).await.unwrap();
    let why = house.engine.understand().why(house.find("m").await).await.unwrap();
    assert_eq!(why.model, "words@1");
    let reasons = why.reasons.unwrap();
    assert_eq!(reasons[0].tag, Tag::Sentiment(Sentiment::Negative));
    let words: Vec<_> =
        reasons[0].text_words.iter().map(|w| (w.text.as_str(), w.start, w.end)).collect();
    assert_eq!(words, [("mal", 7, 10)]);
    assert!(reasons[0].title_words.is_empty());
    assert_eq!(reasons[1].tag, Tag::Intent(Intent::Question));
    house.engine.shutdown().await;
}
