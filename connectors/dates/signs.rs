//! In which order the dates of a column are written.

use super::Order;
use super::parts::leading_figures;

/// What the dates of a column show of their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    day_first: u64,
    month_first: u64,
    year_first: u64,
    either: u64,
    /// A date that is only possible in one way, or otherwise one that is possible in two.
    example: String,
}

impl Signs {
    /// Takes a date into account.
    pub(crate) fn add(&mut self, date: &str) {
        // A date that begins with its year says nothing, and a thousand that agree say enough.
        let begins_with_year = date.bytes().take(4).filter(u8::is_ascii_digit).count() == 4;
        if begins_with_year || self.is_settled() {
            return;
        }
        let Some((first, second)) = leading_figures(date) else { return };
        let count = match (first, second) {
            (32.., _) => &mut self.year_first,
            (13.., ..=12) => &mut self.day_first,
            (..=12, 13..) => &mut self.month_first,
            (..=12, ..=12) if first == second => return,
            (..=12, ..=12) => {
                if self.either == 0 && self.order().is_none() {
                    date.clone_into(&mut self.example);
                }
                self.either += 1;
                return;
            }
            _ => return,
        };
        *count += 1;
        if *count == 1 {
            date.clone_into(&mut self.example);
        }
    }

    fn is_settled(&self) -> bool {
        let all = self.day_first + self.month_first + self.year_first;
        let most = self.day_first.max(self.month_first).max(self.year_first);
        most >= 1_000 && most * 10 >= all * 9
    }

    /// The order, where the dates show it.
    pub(crate) fn order(&self) -> Option<Order> {
        let most = self.day_first.max(self.month_first).max(self.year_first);
        match most {
            0 => None,
            most if most == self.day_first => Some(Order::DayFirst),
            most if most == self.month_first => Some(Order::MonthFirst),
            _ => Some(Order::FromYear),
        }
    }

    /// Whether there are dates that can be read in two ways.
    pub(crate) fn is_needed(&self) -> bool {
        self.either > 0
    }

    /// A date that shows the order, or otherwise one that does not.
    pub(crate) fn example(&self) -> &str {
        &self.example
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_date_decides_for_all() {
        for (dates, order) in [
            (vec!["03/04/2026", "31/01/2026 10:00"], Some(Order::DayFirst)),
            (vec!["03/04/2026", "01/31/2026 10:00 PM"], Some(Order::MonthFirst)),
            (vec!["99-12-31"], Some(Order::FromYear)),
            (vec!["03/04/2026", "04/04/2026"], None),
            (vec!["2026-01-31", "31 de enero de 2026"], None),
        ] {
            let mut signs = Signs::default();
            dates.iter().for_each(|date| signs.add(date));
            assert_eq!(signs.order(), order, "{dates:?}");
        }
    }
}
