//! The board's words, numbers and times in the reader's language.

use std::sync::{LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use plaza_core::{Arg, Message, Zone};

/// A language that the board speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    /// English; used where nothing else is asked for.
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The BCP 47 code, as in `<html lang>` and in the user's setting.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a code such as `es`, `es-MX` or `EN_gb`.
    #[must_use]
    pub(crate) fn parse(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|lang| lang.code() == primary)
    }

    /// The best language for an `Accept-Language` header.
    #[must_use]
    pub(crate) fn from_accept(header: &str) -> Option<Self> {
        let mut offers: Vec<(f32, Self)> = header
            .split(',')
            .take(32)
            .filter_map(|offer| {
                let (code, params) = offer.split_once(';').unwrap_or((offer, ""));
                let weight = params.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse).ok()?;
                (weight > 0.0).then_some((weight, Self::parse(code)?))
            })
            .collect();
        // Stable: among equals the reader's first wish wins.
        offers.sort_by(|a, b| b.0.total_cmp(&a.0));
        offers.first().map(|(_, lang)| *lang)
    }
}

/// A whole number of any width, by value or by reference as templates hand it over.
pub(crate) trait Whole {
    /// The number; one that does not fit becomes the largest that does.
    fn whole(&self) -> i64;
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Whole for $type {
            fn whole(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}

whole!(i32, i64, u16, u32, u64, usize);

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// Speaks one language, and tells the time of one zone.
pub(crate) struct Translator {
    words: &'static Words,
    pub(super) zone: Zone,
}

/// The texts of one language.
struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

/// The messages of one language, a file for each room.
macro_rules! messages {
    ($lang:literal) => {
        messages!(
            $lang, "frame", "parts", "home", "listen", "understand", "find", "talk", "innovate",
            "access", "errors", "places"
        )
    };
    ($lang:literal, $($room:literal),*) => {
        &[$(include_str!(concat!("../../locales/", $lang, "/", $room, ".ftl"))),*]
    };
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En, messages!("en")));
static SPANISH: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::Es, messages!("es")));

/// A translator for each zone and language, made when somebody needs it.
static TRANSLATORS: LazyLock<Vec<[OnceLock<Translator>; Lang::ALL.len()]>> =
    LazyLock::new(|| (0..Zone::count()).map(|_| Default::default()).collect());

/// The translator for `lang`, in UTC.
#[must_use]
#[cfg(test)]
pub(crate) fn translator(lang: Lang) -> &'static Translator {
    translator_in(lang, Zone::UTC)
}

/// The translator for `lang` that tells the time of `zone`.
#[must_use]
pub(crate) fn translator_in(lang: Lang, zone: Zone) -> &'static Translator {
    let words = match lang {
        Lang::En => &*ENGLISH,
        Lang::Es => &*SPANISH,
    };
    let made = || Translator { words, zone };
    TRANSLATORS[zone.index()][lang as usize].get_or_init(made)
}

/// A value of a message: one that is a number chooses among forms, and looks as it was written.
fn argument(value: &str) -> FluentValue<'_> {
    match value.parse::<u16>() {
        Ok(number) if number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

/// What can be read of a locale file.
fn resource(lang: Lang, source: &str) -> FluentResource {
    FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(lang = lang.code(), ?errors, "locale file has broken messages");
        resource
    })
}

impl Words {
    fn load(lang: Lang, sources: &[&str]) -> Self {
        let locale = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks would land in titles, form values and copied text.
        bundle.set_use_isolating(false);
        for source in sources {
            bundle.add_resource_overriding(resource(lang, source));
        }
        Self { lang, bundle }
    }
}

impl Translator {
    /// The language spoken.
    #[must_use]
    pub(crate) fn lang(&self) -> Lang {
        self.words.lang
    }

    /// Whether the locale file knows `key`.
    #[must_use]
    pub(crate) fn has(&self, key: &str) -> bool {
        self.words.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// The message `key`; the key itself where it is missing, which a test rules out.
    #[must_use]
    pub(crate) fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with one argument.
    #[must_use]
    pub(crate) fn with(&self, key: &str, name: &str, value: impl AsRef<str>) -> String {
        self.with_all(key, &[(name, value.as_ref())])
    }

    /// The message `key` with two arguments.
    #[must_use]
    pub(crate) fn with2(&self, key: &str, first: (&str, &str), second: (&str, &str)) -> String {
        self.with_all(key, &[first, second])
    }

    /// The message `key` with any number of arguments.
    #[must_use]
    pub(crate) fn with_all(&self, key: &str, values: &[(&str, &str)]) -> String {
        let args: FluentArgs<'_> =
            values.iter().map(|(name, value)| (*name, argument(value))).collect();
        self.format(key, Some(&args))
    }

    /// The message `key` for a number of things: `$n` chooses the form, `$shown` is the number as
    /// people write it.
    #[must_use]
    pub(crate) fn count(&self, key: &str, n: impl Whole) -> String {
        let n = n.whole();
        let mut args = FluentArgs::new();
        args.set("n", FluentValue::from(n));
        args.set("shown", self.number(n));
        self.format(key, Some(&args))
    }

    /// What a message says, as a sentence of its own; in English where the locale files do not know
    /// it, as words that were stored before messages had codes.
    #[must_use]
    pub(crate) fn say(&self, message: &Message) -> String {
        let words = self.phrase(message);
        let is_name = message.args().any(|(_, value)| {
            matches!(value, Arg::Text(name) if !name.is_empty() && words.starts_with(name.as_str()))
        });
        if is_name || message.code().is_empty() { words } else { sentence(&words) }
    }

    /// The same as a part of a sentence.
    #[must_use]
    pub(crate) fn phrase(&self, message: &Message) -> String {
        if message.code() == Message::LOCALIZED {
            return message.in_language(self.words.lang.code()).to_owned();
        }
        if !self.has(message.code()) {
            return message.text().to_owned();
        }
        // Two sentences, one behind the other.
        let is_two = matches!(message.code(), "both" | "said");
        let args = message.args().map(|(name, value)| {
            let value = match value {
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Text(text) => FluentValue::from(self.named(name, text)),
                Arg::Message(cause) if is_two => FluentValue::from(self.say(cause)),
                Arg::Message(cause) => FluentValue::from(self.phrase(cause)),
            };
            (name, value)
        });
        let args: FluentArgs<'_> = args.collect();
        self.format(message.code(), Some(&args))
    }

    /// An argument that names a value of a closed set, by its word.
    fn named(&self, name: &str, value: &str) -> String {
        match name {
            "field" => self.label("use", value),
            "state" | "from" | "to" => self.label("state", value),
            "unit" => self.label("unit", value),
            _ => value.to_owned(),
        }
    }

    /// What a system or library said, for who asks; empty where it said nothing.
    #[must_use]
    pub(crate) fn technical(&self, message: &Message) -> String {
        message.technical().unwrap_or_default().to_owned()
    }

    /// The word for one value of a closed set, such as `sentiment-negative`.
    #[must_use]
    pub(crate) fn label(&self, set: &str, value: &str) -> String {
        let key = format!("{set}-{}", value.replace(['_', '.'], "-"));
        if self.has(&key) { self.get(&key) } else { value.to_owned() }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.words.bundle.get_message(key).and_then(|message| message.value())
        else {
            tracing::error!(
                key,
                lang = self.words.lang.code(),
                "message missing in the locale file"
            );
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.words.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(
                key,
                lang = self.words.lang.code(),
                ?errors,
                "message lacks an argument"
            );
        }
        // A long message stands on several lines of its file; on the page it is one.
        if text.contains('\n') { text.replace('\n', " ") } else { text }
    }

    /// A whole number with the language's thousands mark: `12,345`, `12.345`. Spanish leaves four
    /// digits together, as the Real Academia asks.
    #[must_use]
    pub(crate) fn number(&self, n: impl Whole) -> String {
        let n = n.whole();
        let digits = n.unsigned_abs().to_string();
        let (mark, ungrouped) = match self.words.lang {
            Lang::En => (',', 3),
            Lang::Es => ('.', 4),
        };
        let mut text = String::with_capacity(digits.len() + 4);
        if n < 0 {
            text.push('−');
        }
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && digits.len() > ungrouped && (digits.len() - at).is_multiple_of(3) {
                text.push(mark);
            }
            text.push(digit);
        }
        text
    }

    /// A number with at most one decimal, in the language's way: `4.5`, `4,5`.
    #[must_use]
    pub(crate) fn decimal(&self, value: f64) -> String {
        let text = format!("{value:.1}");
        let text = text.strip_suffix(".0").unwrap_or(&text);
        match self.words.lang {
            Lang::En => text.to_owned(),
            Lang::Es => text.replace('.', ","),
        }
    }

    /// A share as a percentage; 0 to 1 becomes `0 %` to `100 %`.
    #[must_use]
    pub(crate) fn percent<F: Into<f64>>(&self, share: F) -> String {
        let share = (share.into() * 100.0).round();
        match self.words.lang {
            Lang::En => format!("{share:.0}%"),
            Lang::Es => format!("{share:.0}\u{a0}%"),
        }
    }
}

/// `words` with a large letter at the beginning.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_the_language_the_reader_asks_for() {
        for (header, lang) in [
            ("es-ES,es;q=0.9,en;q=0.8", Some(Lang::Es)),
            ("en;q=0.5, es;q=0.9", Some(Lang::Es)),
            ("de, en-GB;q=0.7, es;q=0.3", Some(Lang::En)),
            ("es;q=0, en;q=0.1", Some(Lang::En)),
            ("de", None),
            ("", None),
            (";;;q=,,", None),
        ] {
            assert_eq!(Lang::from_accept(header), lang, "{header}");
        }
    }

    #[test]
    fn a_message_on_several_lines_of_its_file_is_one_line() {
        for lang in Lang::ALL {
            let message = translator(lang).get("sources-none-help");
            assert!(message.len() > 140 && !message.contains('\n'), "{message}");
        }
    }

    #[test]
    fn a_number_that_was_written_chooses_the_form() {
        let es = translator(Lang::Es);
        let of = |new| {
            es.with_all(
                "counts",
                &[("new", new), ("edited", "0"), ("unchanged", "1234"), ("quarantined", "1")],
            )
        };
        assert_eq!(of("1"), "1 nueva, 0 editadas, 1234 sin cambios, 1 en cuarentena");
        assert_eq!(of("12.345"), "12.345 nuevas, 0 editadas, 1234 sin cambios, 1 en cuarentena");
        // What only looks like a number stays as it is.
        assert_eq!(es.with("import-of", "name", "007"), "Importación de «007»");
    }

    #[test]
    fn writes_numbers_as_people_do() {
        let (en, es) = (translator(Lang::En), translator(Lang::Es));
        for (n, english, spanish) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1234, "1,234", "1234"),
            (12_345, "12,345", "12.345"),
            (-1_000_000, "−1,000,000", "−1.000.000"),
        ] {
            assert_eq!((en.number(n).as_str(), es.number(n).as_str()), (english, spanish));
        }
        assert_eq!((en.decimal(4.5), es.decimal(4.0)), ("4.5".to_owned(), "4".to_owned()));
        assert_eq!((en.percent(0.846_f32), es.percent(0.5)), ("85%".into(), "50\u{a0}%".into()));
    }
}
