//! The pieces of the frame. Each is a template of its own, so that the code that writes it is built
//! once and not into every screen.

use askama::Template;
use askama::filters::HtmlSafe;

use super::page::Page;

/// Names a piece's template, and the method of [`Page`] that a layout writes it with.
macro_rules! piece {
    ($(#[$doc:meta])* $name:ident, $method:ident, $path:literal) => {
        $(#[$doc])*
        #[derive(Template)]
        #[template(path = $path)]
        pub(crate) struct $name<'p> {
            page: &'p Page,
        }

        impl HtmlSafe for $name<'_> {}

        impl Page {
            $(#[$doc])*
            pub(crate) fn $method(&self) -> $name<'_> {
                $name { page: self }
            }
        }
    };
}

piece!(
    /// What a browser is told of the page before its title.
    Head,
    head,
    "frame/head.html"
);
piece!(
    /// Attributes of the body: who reads, and what scripts say.
    LiveWords,
    live_words,
    "frame/live_words.html"
);
piece!(
    /// What stands before a screen: icons and the ways to go.
    Top,
    top,
    "frame/top.html"
);
piece!(
    /// What came of the last act, and the pages beside this one.
    Notices,
    notices,
    "frame/notices.html"
);
piece!(
    /// What stands behind a screen: the phone's bar, messages, the list of keys.
    Foot,
    foot,
    "frame/foot.html"
);
