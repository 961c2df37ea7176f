//! Places that are few: so many in all, and so many for each.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Places in use.
#[derive(Debug)]
pub(crate) struct Shares<K> {
    in_all: usize,
    for_each: usize,
    taken: Arc<Mutex<Taken<K>>>,
}

#[derive(Debug)]
struct Taken<K> {
    in_all: usize,
    by: HashMap<K, usize>,
}

/// A place, free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Share<K: Eq + Hash> {
    of: K,
    taken: Arc<Mutex<Taken<K>>>,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// Everybody together has all of them.
    ForAll,
    /// This one has as many as one may have.
    ForOne,
}

impl<K: Eq + Hash + Clone> Shares<K> {
    /// So many places in all, so many of them for each.
    pub(crate) fn new(in_all: usize, for_each: usize) -> Self {
        let taken = Taken { in_all: 0, by: HashMap::new() };
        Self { in_all, for_each, taken: Arc::new(Mutex::new(taken)) }
    }

    /// Takes a place.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn take(&self, of: K) -> Result<Share<K>, Full> {
        let mut taken = lock(&self.taken);
        if taken.by.get(&of).is_some_and(|own| *own >= self.for_each) {
            return Err(Full::ForOne);
        }
        if taken.in_all >= self.in_all {
            return Err(Full::ForAll);
        }
        taken.in_all += 1;
        *taken.by.entry(of.clone()).or_default() += 1;
        Ok(Share { of, taken: Arc::clone(&self.taken) })
    }

    /// Places taken.
    pub(crate) fn count(&self) -> usize {
        lock(&self.taken).in_all
    }
}

impl<K: Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.in_all -= 1;
        if let Some(own) = taken.by.get_mut(&self.of) {
            *own -= 1;
            if *own == 0 {
                taken.by.remove(&self.of);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_for_each_and_in_all_and_come_back() {
        let shares = Shares::new(3, 2);
        let first = shares.take("ana").unwrap();
        let second = shares.take("ana").unwrap();
        assert_eq!(shares.take("ana").unwrap_err(), Full::ForOne);
        let third = shares.take("luis").unwrap();
        assert_eq!(shares.take("eva").unwrap_err(), Full::ForAll);
        drop(first);
        assert!(shares.take("eva").is_ok());
        drop((second, third));
        assert_eq!(shares.count(), 0);
        assert!(lock(&shares.taken).by.is_empty(), "nobody is remembered who has nothing");
    }
}
