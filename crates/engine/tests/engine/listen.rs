//! Places that tell their news are collected at once; polling is the safety net. The clock stands
//! still, so nothing is collected here because its time has come.

use plaza_engine::Actor;
use plaza_store::listen::Source;

use crate::common::{House, said, until};

async fn listening_house() -> (House, Source) {
    let house = House::build(true).await;
    {
        let mut square = house.square.lock().unwrap();
        square.tells = true;
        square.pages = vec![vec![said("m0", "Buenos dias")]];
    }
    let source = house.source().await;
    until_stored(&house, 1).await;
    until("somebody listens", async || !house.square.lock().unwrap().listeners.is_empty()).await;
    (house, source)
}

async fn until_stored(house: &House, count: i64) {
    until(&format!("{count} mentions are stored"), async || {
        house.engine.store().docs_count().await.unwrap() == count
    })
    .await;
}

fn publish(house: &House, id: &str) {
    house.square.lock().unwrap().pages.push(vec![said(id, &format!("Algo nuevo: {id}"))]);
}

#[tokio::test]
async fn what_is_told_is_fetched_at_once() {
    let (house, _) = listening_house().await;
    for (count, id) in [(2, "m1"), (3, "m2")] {
        publish(&house, id);
        house.square.lock().unwrap().listeners[0].send(()).unwrap();
        until_stored(&house, count).await;
    }
    house.engine.shutdown().await;
    assert!(house.square.lock().unwrap().listeners[0].is_closed(), "nobody listens any more");
}

#[tokio::test]
async fn a_dropped_line_is_taken_up_again_and_the_gap_is_filled() {
    let (house, _) = listening_house().await;
    house.square.lock().unwrap().deaf = 1;
    house.square.lock().unwrap().listeners.clear();
    // Said while nobody listens.
    publish(&house, "m1");
    until_stored(&house, 2).await;
    {
        let square = house.square.lock().unwrap();
        assert_eq!((square.deaf, square.listeners.len()), (0, 1), "after a try in vain");
        square.listeners[0].send(()).unwrap();
    }
    publish(&house, "m2");
    house.square.lock().unwrap().listeners[0].send(()).unwrap();
    until_stored(&house, 3).await;
    house.engine.shutdown().await;
}

#[tokio::test]
async fn nobody_listens_for_a_source_that_is_paused() {
    let (house, source) = listening_house().await;
    house.engine.listen().pause_source(&Actor::system(), source.id, true).await.unwrap();
    until("the line is given up", async || house.square.lock().unwrap().listeners[0].is_closed())
        .await;
    house.engine.shutdown().await;
}
