//! Foreign bytes in a library's hands.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `read` makes of one item from outside. A library that gives up in a panic costs this item
/// and nothing else.
///
/// `read` must own what it changes: after a panic nothing of it is looked at again.
///
/// # Errors
/// The library panicked; the text says so for a person.
pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| {
        "it breaks the program that reads it; Plaza left it out and went on".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_its_item() {
        let items = [1, 0, 2].map(|n| guarded(|| 10_i32.checked_div(n).expect("a number")));
        assert!(items[1].as_ref().is_err_and(|why| why.contains("breaks the program")));
        assert_eq!([&items[0], &items[2]], [&Ok(10), &Ok(5)]);
    }
}
