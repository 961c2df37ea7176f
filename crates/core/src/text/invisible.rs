//! Characters that show nothing, and letters that are drawn like others.

/// Whether a character shows nothing and parts nothing: soft hyphens, zero-width and joining
/// characters, marks of writing direction, variation selectors, a byte order mark inside a text.
///
/// These are Unicode's `Default_Ignorable_Code_Point` (UAX #44). A word with one of them inside is
/// the same word.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
        | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff
        | 0xffa0 | 0xfff0..=0xfff8 | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}

/// Letters in circles and squares that have no decomposition of their own, as plain letters.
pub(super) fn unboxed(c: char) -> Option<char> {
    let from = match u32::from(c) {
        0x1f150..=0x1f169 => 0x1f150,
        0x1f170..=0x1f189 => 0x1f170,
        _ => return None,
    };
    u8::try_from(u32::from(c) - from).ok().map(|at| char::from(b'a' + at))
}

/// Whether a word has Latin letters and Cyrillic ones: nobody writes so but to get past a filter.
pub(super) fn mixes_scripts(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_alphabetic())
        && word.chars().any(|c| matches!(c, '\u{400}'..='\u{4ff}'))
}

/// The Latin letter that a lower-case Cyrillic one, or its capital, is drawn like.
pub(super) fn latin_twin(c: char) -> char {
    match c {
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'н' | 'һ' => 'h',
        'і' | 'ӏ' => 'i',
        'ј' => 'j',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'т' => 't',
        'х' => 'x',
        'у' => 'y',
        _ => c,
    }
}
