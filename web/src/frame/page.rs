//! What every template is given: the reader's language, theme, rights and message.

use std::fmt;
use std::ops::Deref;

use askama::filters::HtmlSafe;
use plaza_core::{Millis, Permission, Role, to_rfc3339};

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
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: &'static str,
    pub(crate) initials: String,
    pub(crate) hue: usize,
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

const MAIN_NAV: [NavItem; 6] = [
    NavItem { key: "home", href: "/", label: "nav-home", shortcut: "h" },
    NavItem { key: "mentions", href: "/mentions", label: "nav-mentions", shortcut: "m" },
    NavItem { key: "replies", href: "/replies", label: "nav-replies", shortcut: "r" },
    NavItem { key: "themes", href: "/themes", label: "nav-themes", shortcut: "t" },
    NavItem { key: "ideas", href: "/ideas", label: "nav-ideas", shortcut: "i" },
    NavItem { key: "sources", href: "/sources", label: "nav-sources", shortcut: "s" },
];
const MODELS: NavItem =
    NavItem { key: "models", href: "/models", label: "nav-models", shortcut: "" };
const USERS: NavItem = NavItem { key: "users", href: "/users", label: "nav-users", shortcut: "" };
const AUDIT: NavItem = NavItem { key: "audit", href: "/audit", label: "nav-audit", shortcut: "" };

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

    pub(crate) fn second_nav(&self) -> Vec<NavItem> {
        let reads = self.member.is_some();
        let items = [(reads, MODELS), (self.can.users, USERS), (self.can.audit, AUDIT)];
        items.into_iter().filter_map(|(may, item)| may.then_some(item)).collect()
    }

    /// Saved views belong to people; API tokens have none.
    pub(crate) fn can_save_view(&self) -> bool {
        self.member.is_some()
    }

    /// How long ago that was.
    pub(crate) fn ago(&self, at: impl Whole) -> String {
        self.t.relative(at.whole(), self.now)
    }

    /// For machines: the `datetime` of a `<time>`.
    pub(crate) fn iso(&self, at: impl Whole) -> String {
        to_rfc3339(at.whole())
    }
}

/// Up to two letters that stand for a name, and one of six colours that stays with it.
pub(crate) fn initials(name: &str) -> (String, usize) {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    let letters: String =
        first.into_iter().chain(last).flat_map(char::to_uppercase).take(2).collect();
    let sum =
        name.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    (if letters.is_empty() { "?".to_owned() } else { letters }, sum % 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_sorts_of_names() {
        for (name, letters) in [
            ("Ana María López", "AL"),
            ("@ana@plaza.example", "AE"),
            ("ñoño", "Ñ"),
            ("", "?"),
            ("😀", "?"),
            ("ßeta", "SS"),
        ] {
            assert_eq!(initials(name).0, letters, "{name}");
        }
    }
}
