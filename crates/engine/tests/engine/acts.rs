//! What is done, its line in the audit log and its event belong together.

use crate::common::{House, said};
use plaza_core::Sentiment;
use plaza_engine::{Actor, EngineError, Event, EventKind};
use plaza_store::understand::Correction;
use tokio::sync::broadcast::Receiver;

const REFUSE_LINES: &str = "create trigger no_line before insert on audit_log
    begin select raise(abort, 'no line'); end";

/// What was told, but for what the index tells in its own time.
fn acts(events: &mut Receiver<Event>) -> Vec<EventKind> {
    let told = std::iter::from_fn(|| events.try_recv().ok()).map(|event| event.kind);
    told.filter(|kind| *kind != EventKind::Mentions).collect()
}

#[tokio::test]
async fn an_act_whose_line_is_refused_does_not_happen_and_is_not_told() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let mentions = vec![said("a", "Ojalá dure más")];
    house.engine.listen().add_mentions(&actor, "stand", mentions).await.unwrap();
    let mention = house.find("a").await;
    house.tamper(REFUSE_LINES);
    let mut events = house.engine.revision_events();
    let quotes = [(mention, "dure más".to_owned())];
    let made = house.engine.innovate().create_idea(&actor, "Más", "", &quotes).await;
    assert!(matches!(made, Err(EngineError::Store(_))), "{made:?}");
    let themed = house.engine.understand().create_theme(&actor, "Batería", &[]).await;
    assert!(matches!(themed, Err(EngineError::Store(_))), "{themed:?}");
    assert_eq!(house.engine.store().innovate().ideas(None).await.unwrap(), []);
    assert_eq!(house.engine.store().understand().themes(true).await.unwrap(), []);
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 0, "no job was asked for");
    assert_eq!(acts(&mut events), []);
    house.tamper("drop trigger no_line");
    house.engine.innovate().create_idea(&actor, "Más", "", &quotes).await.unwrap();
    assert_eq!(acts(&mut events), [EventKind::Ideas], "one act, one event");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn long_work_that_is_done_is_no_failure_without_its_line() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let source = house.source().await;
    house.square.lock().unwrap().pages = vec![vec![said("m1", "La batería va mal")]];
    house.tamper(REFUSE_LINES);
    let report = house.engine.listen().collect_now(&actor, source.id).await.unwrap();
    assert_eq!(report.items.new, 1);
    let mentions = vec![said("a", "uno")];
    let report = house.engine.listen().add_mentions(&actor, "stand", mentions).await.unwrap();
    assert_eq!(report.new, 1);
    let records = vec![Ok((1, said("b", "dos")))].into_iter();
    let report = house.engine.listen().import(&actor, "file", "f", records, &|_| {}).await.unwrap();
    assert_eq!(report.new, 1);
    house.engine.listen().retry_quarantine(&actor, source.id).await.unwrap();
    house.engine.understand().rebuild_themes(&actor).await.unwrap();
    assert_eq!(house.engine.store().docs_count().await.unwrap(), 3);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_correction_with_a_theme_is_one_act() {
    let house = House::build(false).await;
    let actor = Actor::system();
    let mentions = vec![said("a", "La batería va mal")];
    house.engine.listen().add_mentions(&actor, "stand", mentions).await.unwrap();
    let mention = house.find("a").await;
    let theme = house.engine.understand().create_theme(&actor, "Precio", &[]).await.unwrap().id;
    let correction = Correction {
        sentiment: Some(Sentiment::Mixed),
        theme_id: Some(Some(theme)),
        ..Correction::default()
    };
    house.tamper(REFUSE_LINES);
    let before = house.engine.mention(mention).await.unwrap();
    let refused = house.engine.understand().correct(&actor, mention, correction.clone()).await;
    assert!(matches!(refused, Err(EngineError::Store(_))), "{refused:?}");
    assert_eq!(house.engine.mention(mention).await.unwrap(), before);
    house.tamper("drop trigger no_line");
    let view = house.engine.understand().correct(&actor, mention, correction).await.unwrap();
    assert_eq!(view, house.engine.mention(mention).await.unwrap());
    let insight = view.insight.unwrap();
    assert_eq!((insight.theme_id, insight.effective_sentiment), (Some(theme), Sentiment::Mixed));
    let log = house.engine.store().audit_log(None, 2).await.unwrap();
    assert_eq!((log[0].action.as_str(), log[1].action.as_str()), ("mention.correct", "theme.move"));
    // A merged theme takes nothing in, and then nothing else is said either.
    let other = house.engine.understand().create_theme(&actor, "Otro", &[]).await.unwrap().id;
    house.engine.understand().merge_themes(&actor, other, theme).await.unwrap();
    let gone = Correction {
        sentiment: Some(Sentiment::Positive),
        theme_id: Some(Some(other)),
        ..Correction::default()
    };
    let refused = house.engine.understand().correct(&actor, mention, gone).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))), "{refused:?}");
    let insight = house.engine.mention(mention).await.unwrap().insight.unwrap();
    assert_eq!(insight.effective_sentiment, Sentiment::Mixed);
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 1, "mentions are sorted anew");
    house.engine.shutdown().await;
}
