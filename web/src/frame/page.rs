//! What every template is given: the reader's language, theme, rights and message.

use std::fmt;
use std::ops::Deref;

use askama::filters::HtmlSafe;
use plaza_core::{Day, DayRange, Millis, Permission, Role, UserId, to_rfc3339};

use super::assets;
use crate::frame::i18n::{Lang, Translator, Whole};

/// Appearances that can be chosen.
pub(crate) const THEMES: [&str; 3] = ["auto", "light", "dark"];

/// The frame around a screen; speaks the reader's language through [`Translator`].
pub(crate) struct Page {
    pub(crate) t: &'static Translator,
    /// `auto`, `light` or `dark`.
    pub(crate) theme: &'static str,
    /// The part of the board that the address belongs to.
    pub(crate) section: String,
    /// Path and query of this page, to come back to.
    pub(crate) here: String,
    pub(crate) now: Millis,
    pub(crate) member: Option<MemberBadge>,
    pub(crate) can: Can,
    /// For hidden fields of forms; empty while nobody is signed in.
    pub(crate) csrf: String,
    pub(crate) flash: Option<Flash>,
}

/// Who is signed in.
pub(crate) struct MemberBadge {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) initials: String,
    pub(crate) hue: usize,
    /// Whether single keys act.
    pub(crate) shortcuts: bool,
}

/// What the reader may do; templates leave out what they may not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Can {
    pub(crate) import: bool,
    pub(crate) curate: bool,
    pub(crate) ideas: bool,
    pub(crate) reply: bool,
    pub(crate) approve: bool,
    pub(crate) sources: bool,
    pub(crate) users: bool,
    pub(crate) settings: bool,
    pub(crate) delete: bool,
    pub(crate) audit: bool,
    pub(crate) models: bool,
}

impl Can {
    pub(crate) fn of(role: Role) -> Self {
        Self {
            import: role.may(Permission::Import),
            curate: role.may(Permission::Curate),
            ideas: role.may(Permission::EditIdeas),
            reply: role.may(Permission::WriteReplies),
            approve: role.may(Permission::ApproveReplies),
            sources: role.may(Permission::ManageSources),
            users: role.may(Permission::ManageUsers),
            settings: role.may(Permission::ManageSettings),
            delete: role.may(Permission::DeleteMentions),
            audit: role.may(Permission::ReadAudit),
            models: role.may(Permission::ManageModels),
        }
    }
}

/// A message shown once, on the page after an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flash {
    /// `done`, `problem` or `warning`.
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

/// One entry of the navigation.
pub(crate) struct NavItem {
    pub(crate) key: &'static str,
    pub(crate) href: &'static str,
    pub(crate) label: &'static str,
    /// The letter behind `g`; empty for none.
    pub(crate) shortcut: &'static str,
}

/// An icon as markup; its name is written in the code, never taken from outside.
pub(crate) struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0;
        write!(
            f,
            "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\">\
             <use href=\"#i-{name}\"/></svg>"
        )
    }
}

impl HtmlSafe for Icon {}

const HOME: NavItem = NavItem { key: "home", href: "/", label: "nav-home", shortcut: "h" };
const REPLIES: NavItem =
    NavItem { key: "replies", href: "/replies", label: "nav-replies", shortcut: "r" };
const MENTIONS: NavItem =
    NavItem { key: "mentions", href: "/mentions", label: "nav-mentions", shortcut: "m" };
const THEMES_NAV: NavItem =
    NavItem { key: "themes", href: "/themes", label: "nav-themes", shortcut: "t" };
const VIEWS: NavItem = NavItem { key: "views", href: "/views", label: "views-title", shortcut: "" };
const IDEAS: NavItem = NavItem { key: "ideas", href: "/ideas", label: "nav-ideas", shortcut: "i" };
const SOURCES: NavItem =
    NavItem { key: "sources", href: "/sources", label: "nav-sources", shortcut: "s" };
const MODELS: NavItem =
    NavItem { key: "models", href: "/models", label: "nav-models", shortcut: "" };
const HOUSE: NavItem =
    NavItem { key: "settings", href: "/settings", label: "nav-house", shortcut: "" };
const TOKENS: NavItem =
    NavItem { key: "tokens", href: "/tokens", label: "nav-tokens", shortcut: "" };
const USERS: NavItem = NavItem { key: "users", href: "/users", label: "nav-users", shortcut: "" };
const AUDIT: NavItem = NavItem { key: "audit", href: "/audit", label: "nav-audit", shortcut: "" };
const PROFILE: NavItem =
    NavItem { key: "profile", href: "/profile", label: "nav-profile", shortcut: "" };

/// What people work with all day.
const MAIN_NAV: [NavItem; 5] = [HOME, REPLIES, MENTIONS, THEMES_NAV, IDEAS];
/// What has room in the bar of a phone; the rest stands behind *More*.
const BAR: [NavItem; 4] = [HOME, REPLIES, MENTIONS, IDEAS];

impl Deref for Page {
    type Target = Translator;

    fn deref(&self) -> &Translator {
        self.t
    }
}

impl Page {
    pub(crate) fn lang_code(&self) -> &'static str {
        self.t.lang().code()
    }

    pub(crate) fn langs(&self) -> [Lang; 2] {
        Lang::ALL
    }

    pub(crate) fn themes(&self) -> [&'static str; 3] {
        THEMES
    }

    pub(crate) fn asset(&self, file: &str) -> String {
        assets::url(file)
    }

    /// One of the icons of `frame/icons.html`, for templates to write as it is.
    pub(crate) fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }

    pub(crate) fn main_nav(&self) -> &'static [NavItem] {
        &MAIN_NAV
    }

    /// What is looked after now and then: sources, and the settings.
    pub(crate) fn second_nav(&self) -> Vec<NavItem> {
        let settings = self.settings_nav().into_iter().next().map(|first| NavItem {
            key: "settings",
            label: "nav-settings",
            ..first
        });
        [SOURCES].into_iter().chain(settings).collect()
    }

    /// The pages behind *Settings* that the reader may open.
    pub(crate) fn settings_nav(&self) -> Vec<NavItem> {
        let reads = self.member.is_some();
        let items = [
            (self.can.settings, HOUSE),
            (self.can.users, USERS),
            (self.can.users, TOKENS),
            (self.can.audit, AUDIT),
            (reads, MODELS),
            (reads, PROFILE),
        ];
        items.into_iter().filter_map(|(may, item)| may.then_some(item)).collect()
    }

    pub(crate) fn is_in_settings(&self) -> bool {
        self.settings_nav().iter().any(|item| item.key == self.section)
    }

    /// The phone's bar.
    pub(crate) fn bar(&self) -> &'static [NavItem] {
        &BAR
    }

    /// What the phone's bar keeps behind *More*.
    pub(crate) fn more(&self) -> Vec<NavItem> {
        let views = self.can_save_view().then_some(VIEWS);
        [THEMES_NAV].into_iter().chain(views).chain(self.second_nav()).chain([PROFILE]).collect()
    }

    pub(crate) fn is_behind_more(&self) -> bool {
        self.more().iter().any(|item| self.is_in(item))
    }

    /// Whether the reader is on this entry's pages.
    pub(crate) fn is_in(&self, item: &NavItem) -> bool {
        item.key == self.section || (item.key == "settings" && self.is_in_settings())
    }

    /// The name of the part of the board that the page belongs to.
    pub(crate) fn section_name(&self) -> String {
        let all = MAIN_NAV.into_iter().chain(self.second_nav()).chain([PROFILE]);
        let here = all.into_iter().find(|item| self.is_in(item));
        here.map_or_else(|| "Plaza".to_owned(), |item| self.t.get(item.label))
    }

    /// Saved views belong to people; API tokens have none.
    pub(crate) fn can_save_view(&self) -> bool {
        self.member.is_some()
    }

    /// A page of nobody's, for tests.
    #[cfg(test)]
    pub(crate) fn bare(lang: Lang, zone: plaza_core::Zone, now: Millis) -> Self {
        Self {
            t: crate::frame::i18n::translator_in(lang, zone),
            theme: THEMES[0],
            section: String::new(),
            here: String::new(),
            now,
            member: None,
            can: Can::default(),
            csrf: String::new(),
            flash: None,
        }
    }

    /// How long ago that was.
    pub(crate) fn ago(&self, at: impl Whole) -> String {
        self.t.relative(at.whole(), self.now)
    }

    /// The same inside a sentence.
    pub(crate) fn when(&self, at: impl Whole) -> String {
        self.t.when(at.whole(), self.now)
    }

    /// Today, where the reader lives.
    pub(crate) fn today(&self) -> Day {
        self.t.zone().day_of(self.now)
    }

    /// The days that are shown because nobody asked for any, when they do not reach today:
    /// `from 3 January to 1 February 2024, the most recent`; empty when they do.
    pub(crate) fn newest_days(&self, days: DayRange) -> String {
        let today = self.today();
        if days.last >= today {
            return String::new();
        }
        self.t.with("days-newest", "days", self.t.days_in_words(days, today))
    }

    /// For machines: the `datetime` of a `<time>`.
    pub(crate) fn iso(&self, at: impl Whole) -> String {
        to_rfc3339(at.whole())
    }
}

/// The letter that stands for a name, and one of five grounds that stays with it.
pub(crate) fn initials(name: &str) -> (String, usize) {
    let first = name.chars().find(|c| c.is_alphanumeric()).unwrap_or('?');
    let letter = first.to_uppercase().take(1).collect();
    let sum =
        name.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    (letter, sum % 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_sorts_of_names() {
        for (name, letters) in [
            ("Ana María López", "A"),
            ("@ana@plaza.example", "A"),
            ("ñoño", "Ñ"),
            ("", "?"),
            ("😀", "?"),
            ("ßeta", "S"),
        ] {
            assert_eq!(initials(name).0, letters, "{name}");
        }
    }
}
