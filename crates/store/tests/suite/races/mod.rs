//! Two at the same moment: whatever the order, nothing is lost and nothing is done twice.

mod access;
mod innovate;
mod listen;
mod talk;
mod understand;

use std::future::Future;
use std::sync::Arc;

use plaza_core::MentionId;
use plaza_store::{Result, Store, StoreError};
use tokio::sync::Barrier;

use crate::house::House;

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
                    for n in 0..crate::races::TRIES {
                        super::super::$race(&house, n).await;
                    }
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                #[ignore = "heavy: a hundred tries"]
                async fn long_race() {
                    let house = crate::house::House::sqlite().await;
                    for n in 0..crate::races::MANY_TRIES {
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
                    for n in 0..crate::races::TRIES {
                        super::super::$race(&house, n).await;
                    }
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                #[ignore = "heavy: a hundred tries"]
                async fn long_race() {
                    let house = crate::house::House::postgres().await;
                    for n in 0..crate::races::MANY_TRIES {
                        super::super::$race(&house, n).await;
                    }
                }
            })*
        }
    };
}
use races;

/// Starts both at the same moment, and gives what came of them.
pub(super) async fn at_once<A, B>(
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
pub(super) async fn twice<T, F>(house: &House, run: impl Fn(Store, usize) -> F) -> [T; 2]
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (a, b) = at_once(run(house.store.clone(), 0), run(house.store.clone(), 1)).await;
    [a, b]
}

/// Which of two went through; the other was refused as `is_refusal` says.
#[track_caller]
pub(super) fn winner<T: std::fmt::Debug>(
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

pub(super) fn is_stale(error: &StoreError) -> bool {
    matches!(error, StoreError::Stale(_))
}

pub(super) fn is_invalid(error: &StoreError) -> bool {
    matches!(error, StoreError::Invalid(_))
}

pub(super) fn is_taken(error: &StoreError) -> bool {
    matches!(error, StoreError::Duplicate(_))
}

pub(super) async fn mention(house: &House, n: usize) -> MentionId {
    house.say(&format!("m{n}"), "¿Cuándo llega?").await
}
