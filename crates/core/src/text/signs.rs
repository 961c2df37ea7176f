//! Emoji, emoticons, and signs such as `€` and `%`: what people write that is no word.

use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};

const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';

/// Length in bytes of the sign that `text` begins with, and 0 where it begins with none: an emoji
/// with all that belongs to it (skin tone, joined pictures, flag, keycap; the sequences of UTS #51,
/// ED-17), a symbol, a currency, `%`, `&` or `+`. Punctuation is no sign.
#[must_use]
pub fn sign_length(text: &str) -> usize {
    let mut length = element_length(text);
    if length == 0 {
        return 0;
    }
    while let Some(rest) = text[length..].strip_prefix(JOINER) {
        let more = element_length(rest);
        if more == 0 {
            break;
        }
        length += JOINER.len_utf8() + more;
    }
    length
}

/// One picture of a sequence: flag, keycap, or a character with what modifies it.
fn element_length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let Some((_, first)) = chars.next() else { return 0 };
    if is_flag_half(first) {
        chars.next_if(|(_, c)| is_flag_half(*c));
    } else if matches!(first, '#' | '*') {
        chars.next_if(|(_, c)| *c == '\u{fe0f}');
        if chars.next_if(|(_, c)| *c == KEYCAP).is_none() {
            return 0;
        }
    } else if is_sign(first) {
        while chars.next_if(|(_, c)| modifies(*c)).is_some() {}
    } else {
        return 0;
    }
    chars.peek().map_or(text.len(), |(at, _)| *at)
}

fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn modifies(c: char) -> bool {
    is_tone(c) || is_selector(c) || matches!(c, KEYCAP | '\u{e0020}'..='\u{e007f}')
}

fn is_sign(c: char) -> bool {
    use GeneralCategory::{CurrencySymbol, MathSymbol, OtherSymbol};
    if c.is_ascii() {
        return matches!(c, '$' | '%' | '&' | '+');
    }
    matches!(c.general_category(), CurrencySymbol | MathSymbol | OtherSymbol)
        || matches!(c, '‰' | '§')
        || c.is_emoji_char()
}

/// Appends the form of a sign in which signs are compared: an emoji without skin tone, sex, hair
/// and selectors, an emoticon without nose and with one mouth.
pub fn fold_sign(sign: &str, out: &mut String) {
    if let Some(eyes) = sign.chars().next().filter(|c| matches!(c, ':' | ';' | '=')) {
        out.push(if eyes == '=' { ':' } else { eyes });
        out.extend(sign.chars().next_back().map(|mouth| mouth.to_ascii_lowercase()));
        return;
    }
    for (at, picture) in sign.split(JOINER).enumerate() {
        let mut chars = picture.chars().filter(|c| !is_selector(*c)).peekable();
        let Some(first) = chars.peek().copied() else { continue };
        if at > 0 && is_detail(first) {
            continue;
        }
        if at > 0 {
            out.push(JOINER);
        }
        out.push(first);
        out.extend(chars.skip(1).filter(|c| !is_tone(*c)));
    }
}

/// Pictures behind a joiner that say how a person looks or turns and not what is shown.
fn is_detail(c: char) -> bool {
    matches!(c, '♀' | '♂' | '➡' | '\u{1f9b0}'..='\u{1f9b3}')
}

/// Length in bytes of the emoticon that `text` begins with, and 0 where it begins with none: eyes,
/// perhaps a nose, a mouth or several of one kind, or a heart. `before` is the character in front.
#[must_use]
pub fn emoticon_length(before: Option<char>, text: &str) -> usize {
    let is_apart = before.is_none_or(|c| !c.is_alphanumeric());
    let bytes = text.as_bytes();
    let ends = |at: usize| !text[at..].chars().next().is_some_and(char::is_alphanumeric);
    if bytes.starts_with(b"<3") {
        return if is_apart && ends(2) { 2 } else { 0 };
    }
    if !matches!(bytes.first(), Some(b':' | b';' | b'=')) {
        return 0;
    }
    let nose = usize::from(matches!(bytes.get(1), Some(b'-' | b'\'' | b'^' | b'o')));
    [1 + nose, 1]
        .into_iter()
        .find_map(|at| mouth_end(bytes, at, is_apart))
        .filter(|end| ends(*end))
        .unwrap_or(0)
}

/// Where the mouth that stands at `at` ends. Letters and strokes make a mouth only where no word
/// stands in front: `https://`, `12:30`, `a:b`.
fn mouth_end(bytes: &[u8], at: usize, is_apart: bool) -> Option<usize> {
    let mouth = *bytes.get(at)?;
    let fits = b")(][".contains(&mouth) || (is_apart && b"DPpOo3*/\\|".contains(&mouth));
    if !fits {
        return None;
    }
    let more = bytes[at..].iter().take_while(|b| **b == mouth).count();
    if more > 1 && matches!(mouth, b'/' | b'*') { None } else { Some(at + more) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(sign: &str) -> String {
        let mut out = String::new();
        fold_sign(sign, &mut out);
        out
    }

    #[test]
    fn a_sign_ends_where_a_reader_sees_its_end() {
        for sign in [
            "😡",
            "👍🏽",
            "🤦‍♀️",
            "❤️",
            "❤",
            "🇪🇸",
            "#️⃣",
            "*⃣",
            "👨‍👩‍👧‍👦",
            "🏴\u{e0067}\u{e0062}\u{e007f}",
            "🏳️‍🌈",
            "€",
            "%",
            "&",
            "+",
            "→",
            "★",
            "™",
            "‼️",
        ] {
            assert_eq!(sign_length(sign), sign.len(), "{sign}");
            assert_eq!(sign_length(&format!("{sign}x")), sign.len(), "{sign}");
            assert_eq!(sign_length(&format!("{sign}😡")), sign.len(), "{sign}");
        }
        assert_eq!(sign_length("🇪🇸🇫🇷"), "🇪🇸".len());
        assert_eq!(sign_length("😡\u{200d}x"), "😡".len());
        for text in
            ["", "a", "5", "!", "¿", "…", "-", "#", "*", "#a", "“", "\u{fe0f}", "\u{200d}😡"]
        {
            assert_eq!(sign_length(text), 0, "{text}");
        }
    }

    #[test]
    fn signs_fold_to_what_they_show() {
        for (sign, expected) in [
            ("👍🏽", "👍"),
            ("❤️", "❤"),
            ("🤦🏽‍♀️", "🤦"),
            ("👩🏽‍🦰", "👩"),
            ("🏳️‍🌈", "🏳\u{200d}🌈"),
            ("🇪🇸", "🇪🇸"),
            ("#️⃣", "#⃣"),
            ("🏽", "🏽"),
            (":-)", ":)"),
            ("=D", ":d"),
            (":'(((", ":("),
            ("<3", "<3"),
        ] {
            assert_eq!(folded(sign), expected, "{sign}");
        }
    }

    #[test]
    fn emoticons_are_no_punctuation() {
        for face in [":)", ":-)", ":(", ";)", "=)", ":'(", ":D", ":-/", ":P", ":))))", ":3", "<3"] {
            assert_eq!(emoticon_length(None, face), face.len(), "{face}");
            assert_eq!(emoticon_length(Some(' '), &format!("{face} x")), face.len(), "{face}");
        }
        assert_eq!(emoticon_length(Some('l'), ":)"), 2);
        for (before, text) in [
            ('s', "://a"),
            ('2', ":30"),
            (' ', ":30"),
            ('a', ":D"),
            (' ', ": )"),
            (' ', ":"),
            (' ', ":-"),
            ('n', ":b"),
            (' ', ":Dia"),
            ('2', "<3"),
            (' ', "://"),
        ] {
            assert_eq!(emoticon_length(Some(before), text), 0, "{before}{text}");
        }
    }
}
