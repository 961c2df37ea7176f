//! Lines that say whose words follow: `El lun, 5 ene 2026 a las 10:01, Ana (<a@x>) escribió:`.
//!
//! Mail programs write them in the language of their user, in front of the quote, and break them over
//! several lines. A sentence of a person who tells what somebody wrote is none.

use plaza_core::text::fold;

/// Maximum number of lines that an attribution may span.
const MAX_LINES: usize = 6;
/// Longest attribution, in characters.
const MAX_CHARS: usize = 500;

/// What an attribution says that the other did, folded.
const WROTE: &[&str] = &[
    "wrote",
    "writes",
    "escribio",
    "escribia",
    "va escriure",
    "ha escrit",
    "escrigue",
    "escreveu",
    "escribiu",
    "a ecrit",
    "ecrivait",
    "schrieb",
    "geschrieben",
    "ha scritto",
    "scrisse",
    "idatzi du",
    "idatzi zuen",
    "schreef",
    "napisal",
    "skrev",
    "ha escrito",
];
/// What stands in front of a name where no verb does, folded.
const QUOTING: &[&str] = &[
    "quoting ",
    "citando a ",
    "citando ",
    "zitat von ",
    "zitiere ",
    "en reponse a ",
    "quotato da ",
    "in reply to ",
];
/// Words that begin an attribution, folded.
const ON: &[&str] = &[
    "on ",
    "el ",
    "em ",
    "le ",
    "am ",
    "il ",
    "en ",
    "a les ",
    "dia ",
    "o dia ",
    "no dia ",
    "op ",
    "den ",
    "a ",
    "al ",
    "vom ",
    "in data ",
    "con fecha ",
];
/// Who else would be meant: `me escribió:` belongs to a sentence.
const TO_WHOM: &[&str] = &[
    "me", "nos", "os", "te", "le", "les", "se", "lo", "m'ha", "mi", "ci", "mir", "uns", "also",
    "they",
];

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Surety {
    /// A name and a verb; a marked quote must follow.
    Weak,
    /// It holds an address, or a day and a time, as programs write them.
    Strong,
}

/// The attribution that begins here: how many lines it takes up, and how sure it is.
pub(super) fn begins(lines: &[&str]) -> Option<(usize, Surety)> {
    if lines.first()?.trim().is_empty() {
        return None;
    }
    if let Some(ruled) = ruled(lines[0]) {
        return surety(ruled, false).map(|surety| (1, surety));
    }
    let mut joined = String::new();
    for (at, line) in lines.iter().take(MAX_LINES).enumerate() {
        let line = line.trim();
        if line.is_empty() || (at > 0 && line.starts_with('>')) || joined.len() > MAX_CHARS {
            return None;
        }
        joined.push(' ');
        joined.push_str(line);
        if line.ends_with([':', '：']) {
            let begins = at == 0 || begins_broken(&lines[..=at]);
            return surety(&joined, at > 0).filter(|_| begins).map(|surety| (at + 1, surety));
        }
    }
    None
}

/// The words in `---- El lun, … escribió ----`.
fn ruled(line: &str) -> Option<&str> {
    let line = line.trim();
    let words = line.trim_matches('-').trim();
    (line.starts_with("---") && line.ends_with("---") && !words.is_empty()).then_some(words)
}

/// Whether an attribution of several lines begins with the first of them, rather than below a
/// person's own words.
fn begins_broken(lines: &[&str]) -> bool {
    let says_when = |line: &str| {
        let line = fold(line);
        has_time_or_year(&line) && begins_with_day(line.trim())
    };
    says_when(lines[0]) || (has_address(lines[0]) && !lines[1..].iter().any(|line| says_when(line)))
}

fn begins_with_day(text: &str) -> bool {
    ON.iter().any(|on| text.starts_with(on)) || text.starts_with(digit)
}

/// Whether text ends with an attribution, as in front of a quote that markup shows.
pub(super) fn ends(lines: &[&str]) -> bool {
    let Some(last) = lines.iter().rposition(|line| !line.trim().is_empty()) else { return false };
    (0..MAX_LINES).filter_map(|back| last.checked_sub(back)).any(|first| {
        begins(&lines[first..=last]).is_some_and(|(length, _)| first + length == last + 1)
    })
}

fn surety(text: &str, is_broken: bool) -> Option<Surety> {
    let text = fold(text);
    let text = text.trim().trim_end_matches([':', '：']).trim_end();
    let begins = begins_with_day(text);
    let (has_address, has_time, has_year) = (has_address(text), has_time(text), has_year(text));
    if QUOTING.iter().any(|quoting| text.starts_with(quoting)) && has_address {
        return Some(Surety::Strong);
    }
    let Some(verb) = verb(text) else {
        // `2026-11-30 10:00 GMT+01:00 Ana <a@x>:`
        let is_bare = text.starts_with(digit) && has_address && has_year && text.ends_with('>');
        return is_bare.then_some(Surety::Strong);
    };
    if is_told(&text[..verb.start]) {
        return None;
    }
    // `Ana <a@x> escribió (lun, 30 nov 2026 a las 10:00):` and `escreveu no dia …`
    let behind = &text[verb.end..];
    let is_end = behind.is_empty() || behind.starts_with(" (") || has_time_or_year(behind);
    if !(is_end || text[verb.clone()].contains("schrieb") || has_address_only(behind)) {
        return None;
    }
    if has_address || (begins && has_time && has_year) {
        return Some(Surety::Strong);
    }
    let is_dated = has_time || has_year;
    let is_short = text.split_whitespace().count() <= 8 && !is_broken;
    ((begins && is_dated) || is_short).then_some(Surety::Weak)
}

/// Where the verb is, as a whole word.
fn verb(text: &str) -> Option<std::ops::Range<usize>> {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    WROTE.iter().find_map(|wrote| {
        let (at, _) = text.match_indices(wrote).last()?;
        let end = at + wrote.len();
        (is_edge(text[..at].chars().next_back()) && is_edge(text[end..].chars().next()))
            .then_some(at..end)
    })
}

/// Whether somebody tells what was written to them.
fn is_told(before: &str) -> bool {
    before.split_whitespace().next_back().is_some_and(|word| TO_WHOM.contains(&word))
}

fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn has_address(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || "<>()[]\"',;".contains(c)).any(|word| {
        let word = word.trim_start_matches("mailto:");
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    })
}

fn has_address_only(text: &str) -> bool {
    text.split_whitespace().count() <= 4 && has_address(text)
}

/// `10:01`, `10.01 Uhr`, `10h01`.
fn has_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        matches!(four, [hour, mark, ten, one]
            if hour.is_ascii_digit() && b":.h".contains(mark) && ten.is_ascii_digit() && one.is_ascii_digit())
    })
}

/// A year, or a day in figures.
fn has_year(text: &str) -> bool {
    let is_day = |word: &str| {
        let marks = word.matches(['/', '.', '-']).count();
        marks == 2 && word.chars().filter(char::is_ascii_digit).count() >= 4
    };
    text.split(|c: char| c.is_whitespace() || ",()".contains(c)).any(|word| {
        let is_year = word.len() == 4 && (word.starts_with("20") || word.starts_with("19"));
        (is_year && word.bytes().all(|byte| byte.is_ascii_digit())) || is_day(word)
    })
}

fn has_time_or_year(text: &str) -> bool {
    has_time(text) || has_year(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributions_are_known_in_their_languages() {
        for text in [
            "El mar, 6 ene 2026 a las 9:15, Tienda (<hola@t.example>) escribió:",
            "El 6 de enero de 2026, 9:15, Tienda <hola@t.example> escribió:",
            "On Tue, Jan 6, 2026 at 9:15 AM Shop <hola@t.example> wrote:",
            "On 6 Jan 2026, at 09:15, Shop wrote:",
            "En martes, 6 de enero de 2026, 9:15:00 CET, Tienda <hola@t.example> escribió:  ",
            "Em ter., 6 de jan. de 2026 às 09:15, Loja <hola@t.example> escreveu:",
            "Loja <hola@t.example> escreveu no dia terça, 6/01/2026 à(s) 09:15:",
            "Le mar. 6 janv. 2026 à 09:15, Boutique <hola@t.example> a écrit :",
            "Am Di., 6. Jan. 2026 um 09:15 Uhr schrieb Laden <hola@t.example>:",
            "Am 06.01.26 um 09:15 schrieb Laden:",
            "Il giorno mar 6 gen 2026 alle ore 09:15 Negozio <hola@t.example> ha scritto:",
            "El dt., 6 de gen. 2026, 9:15, Botiga <hola@t.example> va escriure:",
            "Missatge de Botiga <hola@t.example> del dia dt., 6 de gen. 2026 va escriure:",
            "2026-01-06 9:15 GMT+01:00 Tienda <hola@t.example>:",
            "Tienda <hola@t.example> wrote (Tue, 6 Jan 2026 09:15):",
            "---- El mar, 06 ene 2026 09:15:00 +0100 Tienda <hola@t.example> escribió ----",
            "Quoting Tienda <hola@t.example>:",
        ] {
            let found = begins(&[text, "", "x"]);
            assert_eq!(found, Some((1, Surety::Strong)), "{text}");
        }
        for text in
            ["Tienda escribió:", "Ana Ruiz wrote:", "On Tuesday, 6 January 2026, Shop wrote:"]
        {
            assert_eq!(begins(&[text]), Some((1, Surety::Weak)), "{text}");
        }
    }

    #[test]
    fn broken_lines_belong_together() {
        let lines = [
            "El mar, 6 ene 2026 a las 9:15, Atención a Clientes de la Tienda de",
            "Muebles y Lámparas de la Plaza Mayor",
            "(<hola@t.example>)",
            "escribió:",
        ];
        assert_eq!(begins(&lines), Some((4, Surety::Strong)));
        assert!(ends(&lines));
        assert!(ends(&["Hola", "", "On 6 Jan 2026 at 9:15 Shop", "wrote:", ""]));
        assert!(!ends(&["Hola", "Pruebe esto:"]));
        assert_eq!(begins(&["Hola", "", "escribió:"]), None);
        // A person's own words above it are none of it.
        let below = ["No va.", "On Tue, 6 Jan 2026 at 9:15 Shop", "<hola@t.example> wrote:"];
        assert_eq!(begins(&below), None);
        assert_eq!(begins(&below[1..]), Some((2, Surety::Strong)));
    }

    #[test]
    fn sentences_are_no_attributions() {
        for text in [
            "El 6 de enero de 2026 a las 9:15 su compañero me escribió:",
            "El técnico escribió: no hay arreglo",
            "On Monday they wrote:",
            "El pedido llegó roto y la tienda nunca jamás me respondió ni tampoco escribió:",
            "Estas son las piezas:",
            "Mi correo es ana@y.example:",
            "Dijo que el manual lo había escrito otro:",
        ] {
            assert_eq!(begins(&[text]), None, "{text}");
        }
    }
}
