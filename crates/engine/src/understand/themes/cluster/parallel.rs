//! Work on all cores.

use crate::stop::{StopSign, Stopped};

/// Most threads.
const THREADS: usize = 8;

/// Numbers between two looks at the sign.
const LOOK: usize = 64;

/// `work` for every number below `count`, in order, on all cores.
///
/// # Errors
/// The sign went up.
pub(super) fn in_parallel<T: Send>(
    count: usize,
    stop: &StopSign,
    work: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>, Stopped> {
    let work = &work;
    let each = |number: usize| {
        if number.is_multiple_of(LOOK) {
            stop.check()?;
        }
        Ok(work(number))
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.min(THREADS);
    if threads == 1 || count < 512 {
        return (0..count).map(each).collect();
    }
    let part = count.div_ceil(threads);
    let each = &each;
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|thread| {
                let range = (thread * part).min(count)..((thread + 1) * part).min(count);
                scope.spawn(move || range.map(each).collect::<Result<Vec<T>, Stopped>>())
            })
            .collect();
        let mut all = Vec::with_capacity(count);
        for part in parts {
            match part.join() {
                Ok(done) => all.extend(done?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(all)
    })
}
