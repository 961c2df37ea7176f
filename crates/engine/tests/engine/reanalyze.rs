//! Analyzing after storing, with an analyzer that is not cheap enough to be asked before.

use crate::common::{House, said};
use plaza_core::Sentiment;
use plaza_engine::Actor;

impl House {
    async fn tell(&self, id: &str, text: &str) {
        let actor = Actor::system();
        self.engine.listen().add_mentions(&actor, "file", vec![said(id, text)]).await.unwrap();
    }

    /// What the analyzer said of a mention; `None` while it has not read its present text.
    async fn sentiment(&self, id: &str) -> Option<Sentiment> {
        let mention = self.engine.mention(self.find(id).await).await.unwrap();
        mention.insight.map(|insight| insight.sentiment.label)
    }
}

#[tokio::test]
async fn an_edited_old_mention_is_analysed_again() {
    let house = House::with_late_analyzer().await;
    house.tell("old", "va bien").await;
    house.tell("new", "va bien").await;
    assert_eq!(house.sentiment("old").await, None, "it is not analysed before it is stored");
    house.engine.understand().reanalyze().await.unwrap();
    assert_eq!(house.sentiment("old").await, Some(Sentiment::Neutral));
    assert_eq!(house.sentiment("new").await, Some(Sentiment::Neutral));

    house.tell("old", "va mal").await;
    assert_eq!(house.sentiment("old").await, None, "what was said of the earlier text is gone");
    house.engine.understand().reanalyze().await.unwrap();
    assert_eq!(house.sentiment("old").await, Some(Sentiment::Negative));
    house.engine.shutdown().await;
}

#[tokio::test]
async fn analysing_again_without_changes_changes_nothing() {
    let house = House::with_late_analyzer().await;
    house.tell("a", "va mal").await;
    house.engine.understand().reanalyze().await.unwrap();
    let revision = house.engine.store().revision().await.unwrap();
    house.engine.understand().reanalyze().await.unwrap();
    house.engine.understand().reanalyze().await.unwrap();
    assert_eq!(house.engine.store().revision().await.unwrap(), revision);
    house.engine.shutdown().await;
}
