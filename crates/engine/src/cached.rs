//! Values that are loaded when they are needed and kept for a while.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// One value, with the key that it was loaded for. Cheap values only: each reader gets a clone.
pub(crate) struct Cached<K, T>(RwLock<Option<Entry<K, T>>>);

#[derive(Clone)]
struct Entry<K, T> {
    key: K,
    since: Instant,
    value: T,
}

impl<K, T> Default for Cached<K, T> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<K: PartialEq + Clone, T: Clone> Cached<K, T> {
    /// The value, if it was loaded for `key` within the time `fresh`; otherwise what `load` gives,
    /// which is kept. `load` sees the value kept before, whatever its age. `key` must be taken
    /// before the call, so that a change while the value is loaded makes the next call load again.
    ///
    /// # Errors
    /// Those of `load`; what was kept stays.
    pub(crate) async fn get_or<E>(
        &self,
        key: K,
        fresh: Duration,
        load: impl AsyncFnOnce(Option<T>) -> Result<T, E>,
    ) -> Result<T, E> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(entry) = &kept
            && entry.key == key
            && entry.since.elapsed() < fresh
        {
            return Ok(entry.value.clone());
        }
        // The age counts from the question, not from the answer.
        let since = Instant::now();
        let value = load(kept.map(|entry| entry.value)).await?;
        let entry = Entry { key, since, value: value.clone() };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        Ok(value)
    }

    /// Forgets the value.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::convert::Infallible;

    use super::*;

    #[tokio::test]
    async fn a_value_is_loaded_once_for_each_key() {
        let cached: Cached<u64, u64> = Cached::default();
        let loads = Cell::new(0);
        let ask = async |key, fresh| {
            let load = async |_| {
                loads.set(loads.get() + 1);
                Ok::<u64, Infallible>(loads.get())
            };
            cached.get_or(key, fresh, load).await.unwrap()
        };
        let long = Duration::from_secs(3_600);
        assert_eq!(ask(1, long).await, 1);
        assert_eq!(ask(1, long).await, 1, "it is kept");
        assert_eq!(ask(2, long).await, 2, "another key");
        assert_eq!(ask(2, Duration::ZERO).await, 3, "too old");
        cached.forget();
        assert_eq!(ask(2, long).await, 4);
    }

    #[tokio::test]
    async fn an_error_leaves_what_was_kept() {
        let cached: Cached<(), u64> = Cached::default();
        let long = Duration::from_secs(3_600);
        assert_eq!(cached.get_or((), long, async |_| Ok::<_, ()>(7)).await, Ok(7));
        let failed = cached.get_or((), Duration::ZERO, async |before| {
            assert_eq!(before, Some(7));
            Err("gone")
        });
        assert_eq!(failed.await, Err("gone"));
        assert_eq!(cached.get_or((), long, async |_| Err(())).await, Ok(7));
    }
}
