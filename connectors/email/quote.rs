//! Finds a person's own words in a message that also contains quotes, notices and a signature.
//!
//! Every rule looks for what mail programs insert, in the languages in which they insert it. When in
//! doubt, text stays: where nothing would be left, everything is kept.

use super::attribution::{self, Surety};
use super::{copies, ending};

/// In front of and behind an element that quotes, in text made from HTML.
pub(super) const QUOTE: [char; 2] = ['\u{e000}', '\u{e001}'];
/// The same for an element that may quote, which what stands above it decides.
pub(super) const MAYBE: [char; 2] = ['\u{e002}', '\u{e003}'];

/// How many lines above an element are looked at for who is quoted in it.
const MAX_ABOVE: usize = 12;

/// The words of the sender. Where the message `passes_on` another one, that one is kept.
pub(super) fn own_words(text: &str, passes_on: bool) -> String {
    let marked = with_marks(text, passes_on);
    let lines: Vec<&str> = marked.iter().map(String::as_str).collect();
    let lines = without_armor(&lines);
    let kept = ending::without(&without_quotes(&lines, passes_on));
    let own = join(&kept);
    if own.is_empty() { join(&lines) } else { own }
}

/// The lines of `text`, with `>` in front of those that an element quotes. Programs mark what is
/// passed on as they mark a quote.
fn with_marks(text: &str, passes_on: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut sure, mut maybe) = (0_usize, 0_usize);
    // Whether the outermost element that may quote does.
    let mut does = false;
    for line in text.lines() {
        let mut plain = String::with_capacity(line.len());
        let mut is_quoted = sure > 0 || (maybe > 0 && does);
        for c in line.chars() {
            match c {
                _ if c == QUOTE[0] => sure += 1,
                _ if c == QUOTE[1] => sure = sure.saturating_sub(1),
                _ if c == MAYBE[0] => {
                    if maybe == 0 {
                        let above = &lines[lines.len().saturating_sub(MAX_ABOVE)..];
                        let above: Vec<&str> = above.iter().map(String::as_str).collect();
                        does = plain.trim().is_empty() && attribution::ends(&above);
                    }
                    maybe += 1;
                }
                _ if c == MAYBE[1] => maybe = maybe.saturating_sub(1),
                c => plain.push(c),
            }
            is_quoted |= (sure > 0 || (maybe > 0 && does)) && plain.trim().is_empty();
        }
        if is_quoted && !passes_on && !plain.trim().is_empty() {
            plain.insert_str(0, "> ");
        }
        lines.push(plain);
    }
    lines
}

/// Lines without the frame of a signature by PGP.
fn without_armor<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let at = |mark: &str| lines.iter().position(|line| line.trim() == mark);
    let Some(begin) = at("-----BEGIN PGP SIGNED MESSAGE-----") else { return lines.to_vec() };
    let end = at("-----BEGIN PGP SIGNATURE-----").unwrap_or(lines.len());
    let head = lines[begin..].iter().position(|line| line.trim().is_empty()).unwrap_or(0);
    let body = lines.get(begin + head..end).unwrap_or_default();
    body.iter().map(|line| line.strip_prefix("- ").unwrap_or(line)).collect()
}

fn without_quotes<'a>(lines: &[&'a str], passes_on: bool) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut has_words = false;
    let last_mark = (0..lines.len()).rfind(|at| is_quoted(lines, *at)).unwrap_or(0);
    let mut index = 0;
    while index < lines.len() {
        let rest = &lines[index..];
        // What is passed on is the message.
        if copies::forwards(rest[0]) || (passes_on && is_copy(rest)) {
            kept.extend(rest);
            break;
        }
        if is_quoted(lines, index) {
            index += 1;
        } else if has_words && is_copy(rest) {
            break;
        } else if let Some(length) = attributed(rest, has_words, last_mark > index) {
            index += length;
        } else {
            has_words |= !is_blank(rest[0]);
            kept.push(rest[0]);
            index += 1;
        }
    }
    kept
}

fn is_copy(lines: &[&str]) -> bool {
    copies::separates(lines[0]) || copies::begins(lines)
}

fn is_blank(line: &str) -> bool {
    !line.chars().any(is_visible)
}

/// Whether a character can be seen: e-mails are full of those that cannot.
fn is_visible(c: char) -> bool {
    let hides = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{2800}');
    !hides && !c.is_whitespace() && !c.is_control()
}

/// Whether a line is quoted. `>50 %` by itself is a figure.
fn is_quoted(lines: &[&str], at: usize) -> bool {
    let begins = |at: usize| lines.get(at).is_some_and(|line| line.trim_start().starts_with('>'));
    let is_figure = || {
        let rest = lines[at].trim_start().trim_start_matches('>').trim_start_matches(['=', ' ']);
        rest.starts_with(|c: char| c.is_ascii_digit())
            && !(at > 0 && begins(at - 1))
            && !begins(at + 1)
    };
    begins(at) && !is_figure()
}

/// How many lines the attribution here takes up, with the quote where that has no marks.
fn attributed(lines: &[&str], has_words: bool, marks_follow: bool) -> Option<usize> {
    let (length, surety) = attribution::begins(lines)?;
    let below = lines[length..].iter().position(|line| !is_blank(line)).map(|at| at + length);
    match below {
        Some(at) if is_quoted(lines, at) => Some(length),
        // The last thing in the message: the quote itself was cut off or taken out.
        None if has_words => Some(length),
        // A quote without marks goes on to the end: Yahoo and pages write it so.
        Some(_) if has_words && surety == Surety::Strong && !marks_follow => Some(lines.len()),
        _ => None,
    }
}

/// Lines as text, with at most one empty line between two others.
fn join(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut empty = 0;
    for line in lines {
        if is_blank(line) {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        push_spaced(&mut text, line.trim_end());
    }
    text
}

/// Adds a line, with one blank where several stand between words: laid out for a fixed width, or
/// left over where two lines were joined.
fn push_spaced(text: &mut String, line: &str) {
    let indent = line.len() - line.trim_start_matches(' ').len();
    text.push_str(&line[..indent]);
    let mut words = line[indent..].split(' ').filter(|word| !word.is_empty());
    text.push_str(words.next().unwrap_or_default());
    for word in words {
        text.push(' ');
        text.push_str(word);
    }
}

#[cfg(test)]
mod tests;
