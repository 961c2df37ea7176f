//! Whose words count: the rule of `plaza_core::Voice` in a condition.

/// Whether the mention `m` is a customer's: not of the account that answers, and not of one that
/// somebody marked as staff or as a program.
macro_rules! is_customers {
    () => {
        "(not m.ours and not exists (
            select 1 from author o join author a on a.id = coalesce(o.same_as, o.id)
            where o.id = m.author_id and a.mark <> ''))"
    };
}
pub(crate) use is_customers;
