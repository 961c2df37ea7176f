//! Finds a person's own words in a message that also contains quotes and a signature.
//!
//! Every rule here looks for what mail programs insert, in the languages in which they insert it.
//! When in doubt, text stays: where nothing would be left, everything is kept.

use scraper::Selector;

use crate::html;

/// Elements that mail programs put around what they quote.
const QUOTES: &str = "blockquote[type=cite], .gmail_quote, .gmail_attr, .moz-cite-prefix, \
                      .yahoo_quoted, .protonmail_quote, #divRplyFwdMsg, #appendonsend ~ *";
/// Longest signature, in lines.
const MAX_SIGNATURE: usize = 15;
/// Maximum number of lines that an attribution may span.
const MAX_ATTRIBUTION: usize = 4;

/// Words that end an attribution, before its colon.
const WROTE: [&str; 8] = [
    "wrote",
    "escribió",
    "escribio",
    "va escriure",
    "escreveu",
    "a écrit",
    "schrieb",
    "ha scritto",
];
/// Words that begin an attribution.
const ON: [&str; 9] = ["on ", "el ", "em ", "le ", "am ", "il ", "en ", "a les ", "dia "];
/// Lines that separate an answer from the message below it.
const SEPARATORS: [&str; 7] = [
    "original message",
    "mensaje original",
    "mensagem original",
    "missatge original",
    "message d'origine",
    "ursprüngliche nachricht",
    "messaggio originale",
];
/// Lines above a forwarded message.
const FORWARDS: [&str; 7] = [
    "forwarded message",
    "mensaje reenviado",
    "mensagem encaminhada",
    "missatge reenviat",
    "message transféré",
    "weitergeleitete nachricht",
    "messaggio inoltrato",
];
/// The first field of a message that Outlook puts below an answer.
const FROM: [&str; 5] = ["from:", "de:", "von:", "da:", "expéditeur:"];
/// The other fields of that message, two of which must follow.
const FIELDS: [&str; 17] = [
    "sent:",
    "date:",
    "to:",
    "subject:",
    "cc:",
    "enviado:",
    "enviado el:",
    "fecha:",
    "para:",
    "asunto:",
    "gesendet:",
    "an:",
    "betreff:",
    "envoyé:",
    "envoyé :",
    "objet:",
    "objet :",
];
/// What mail programs on phones add.
const TELEPHONES: [&str; 10] = [
    "sent from my ",
    "sent from mail for windows",
    "get outlook for ",
    "enviado desde mi ",
    "enviado do meu ",
    "enviat des del meu ",
    "obtener outlook para ",
    "envoyé de mon ",
    "von meinem ",
    "inviato da ",
];

/// The words of the sender.
pub(super) fn own_words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let kept = without_signature(&without_quotes(&lines));
    let own = join(&kept);
    if own.is_empty() { join(&lines) } else { own }
}

/// HTML without the elements that hold quotes. Where nothing would be left it stays unchanged,
/// because some programs use the same elements for forwarded messages.
pub(super) fn without_quoted_html(source: &str) -> String {
    let Ok(mut page) = html::parse_page(source) else { return source.to_owned() };
    let Ok(quotes) = Selector::parse(QUOTES) else { return source.to_owned() };
    let ids: Vec<_> = page.select(&quotes).map(|element| element.id()).collect();
    if ids.is_empty() || is_forward(&text_lines(source)) {
        return source.to_owned();
    }
    for id in ids {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    let rest = page.html();
    if html::to_text(&rest).trim().is_empty() { source.to_owned() } else { rest }
}

fn text_lines(source: &str) -> Vec<String> {
    html::to_text(source).lines().map(str::to_owned).collect()
}

fn is_forward<S: AsRef<str>>(lines: &[S]) -> bool {
    lines.iter().any(|line| is_marked(line.as_ref(), &FORWARDS))
}

/// `---------- Forwarded message ---------` and its kin.
fn is_marked(line: &str, marks: &[&str]) -> bool {
    let line = line.trim();
    let is_ruled = line.starts_with("--") || line.starts_with("__");
    let words = line.trim_matches(['-', '_', ' ', ':']).to_lowercase();
    is_ruled && marks.contains(&words.as_str())
}

fn without_quotes<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    if is_forward(lines) {
        return lines.to_vec();
    }
    let end = lines.iter().enumerate().position(|(index, line)| {
        let has_words = lines[..index].iter().any(|line| !line.trim().is_empty());
        has_words && (is_marked(line, &SEPARATORS) || begins_copy(&lines[index..]))
    });
    let lines = &lines[..end.unwrap_or(lines.len())];
    let mut kept: Vec<&str> = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        if is_quoted(lines[index]) {
            index += 1;
        } else if let Some(length) = attribution(&lines[index..]) {
            index += length;
        } else {
            kept.push(lines[index]);
            index += 1;
        }
    }
    kept
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// How many lines the attribution of the quote below takes up; `None` where there is no attribution
/// or no quote.
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim().to_lowercase();
    if !ON.iter().any(|on| first.starts_with(on)) {
        return None;
    }
    let last = lines.iter().take(MAX_ATTRIBUTION).position(|line| {
        let line = line.trim().to_lowercase();
        line.strip_suffix(':').is_some_and(|line| {
            let line = line.trim_end();
            WROTE.iter().any(|wrote| line.ends_with(wrote))
                // German puts the name after the verb.
                || line.contains(" schrieb ")
        })
    })?;
    let below = lines[last + 1..].iter().find(|line| !line.trim().is_empty());
    // Text made from HTML has lost its `>`; then nothing may follow the quote.
    below.is_none_or(|line| is_quoted(line)).then_some(last + 1)
}

/// Whether the header of a copied message begins here, as Outlook writes it.
fn begins_copy(lines: &[&str]) -> bool {
    let mut lines = lines.iter().map(|line| line.trim().trim_matches('*').to_lowercase());
    let Some(first) = lines.next() else { return false };
    let rest: Vec<String> = lines.take(6).map(|line| line.replace('*', "")).collect();
    let is_from = FROM.iter().any(|from| first.replace('*', "").starts_with(from));
    let fields =
        rest.iter().filter(|line| FIELDS.iter().any(|field| line.starts_with(field))).count();
    is_from && fields >= 2
}

fn without_signature<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut kept = lines.to_vec();
    let mark = kept.iter().rposition(|line| matches!(*line, "--" | "-- " | "—"));
    if let Some(mark) = mark.filter(|mark| kept.len() - mark <= MAX_SIGNATURE + 1) {
        kept.truncate(mark);
    }
    while let Some(last) = kept.last() {
        let line = last.trim().to_lowercase();
        let is_telephone =
            line.len() < 80 && TELEPHONES.iter().any(|telephone| line.starts_with(telephone));
        if !line.is_empty() && !is_telephone {
            break;
        }
        kept.pop();
    }
    kept
}

/// Lines as text, with at most one empty line between two others.
fn join(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut empty = 0;
    for line in lines {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_signatures_go_and_words_stay() {
        for (message, own) in [
            ("Hola\n\nAna", "Hola\n\nAna"),
            // An answer above the quote.
            (
                "It broke again.\n\nOn Mon, 2 Feb 2026 at 10:00, Ana <a@x.example> wrote:\n> Try this\n> and that\n",
                "It broke again.",
            ),
            (
                "Sigue igual.\r\n\r\nEl lun, 2 feb 2026 a las 10:00, Soporte Plaza (<s@x.example>)\r\nescribió:\r\n\r\n> Pruebe esto\r\n",
                "Sigue igual.",
            ),
            ("Geht nicht.\n\nAm 02.02.2026 um 10:00 schrieb Ana Müller:\n> Hallo", "Geht nicht."),
            // Answers between the lines of the quote.
            ("> One?\nYes.\n> Two?\nNo.", "Yes.\nNo."),
            // Outlook.
            (
                "Gracias.\n\n________________________________\nDe: Soporte <s@x.example>\nEnviado: lunes, 2 de febrero\nPara: Ana\nAsunto: Hola\n\nTexto",
                "Gracias.\n\n________________________________",
            ),
            ("Thanks\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\nold", "Thanks"),
            ("Thanks\n\n*From:* a\n*Sent:* b\n*To:* c\n\nold", "Thanks"),
            // Signatures.
            ("Hola\n-- \nAna\nTienda", "Hola"),
            ("Hola\n\nEnviado desde mi iPhone\n", "Hola"),
            ("Hola\n\nSent from my Galaxy", "Hola"),
            // Lines that only look like an attribution or a signature.
            ("On Monday he wrote:\nbuy milk", "On Monday he wrote:\nbuy milk"),
            ("From: the heart\nthank you", "From: the heart\nthank you"),
            ("Dijo: de: para: nada", "Dijo: de: para: nada"),
            ("a -- b", "a -- b"),
            ("x > y", "x > y"),
            // A forwarded message is the message.
            (
                "Mira:\n\n---------- Forwarded message ---------\nDe: Eva <e@x.example>\nDate: lunes\nSubject: Queja\nTo: Ana\n\nNo va",
                "Mira:\n\n---------- Forwarded message ---------\nDe: Eva <e@x.example>\nDate: lunes\nSubject: Queja\nTo: Ana\n\nNo va",
            ),
            // A message of quotes alone is kept as it is.
            ("> Try this", "> Try this"),
            ("-- \nAna", "-- \nAna"),
            ("", ""),
        ] {
            let shown: Vec<_> = own.lines().map(str::trim_end).collect();
            assert_eq!(own_words(message), shown.join("\n"), "{message}");
        }
    }

    #[test]
    fn a_long_end_is_no_signature() {
        let lines: Vec<String> = (0..30).map(|n| format!("line {n}")).collect();
        let text = format!("Hola\n--\n{}", lines.join("\n"));
        assert_eq!(own_words(&text), text);
    }

    #[test]
    fn quoted_elements_of_html_go() {
        for (source, own) in [
            ("<p>New</p><blockquote type=\"cite\">Old</blockquote>", "New"),
            (
                "<div>New</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On … wrote:</div><blockquote>Old</blockquote></div>",
                "New",
            ),
            ("<div>New</div><div id=\"appendonsend\"></div><hr><div>From: x</div>", "New"),
            ("<blockquote>A poem</blockquote>", "A poem"),
            (
                "<div class=\"gmail_quote\">---------- Forwarded message ---------<br>No va</div>",
                "---------- Forwarded message ---------\nNo va",
            ),
        ] {
            assert_eq!(html::to_text(&without_quoted_html(source)).trim(), own, "{source}");
        }
    }
}
