//! Plain text that may be laid out anew (RFC 3676).

/// The paragraphs of `text`: a line that ends with a blank goes on in the next one of the same
/// depth. With `deletes`, that blank was added (`DelSp=yes`).
pub(super) fn paragraphs(text: &str, deletes: bool) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let words = &line[depth..];
        let words = words.strip_prefix(' ').unwrap_or(words);
        // The line above a signature ends with a blank and stands for itself.
        let is_mark = words == "-- ";
        let flows = words.ends_with(' ') && !is_mark;
        let words = if flows && deletes { &words[..words.len() - 1] } else { words };
        match out.last_mut().filter(|_| open == Some(depth) && !is_mark) {
            Some(last) => last.push_str(words),
            None if depth > 0 => out.push(format!("{} {words}", ">".repeat(depth))),
            None => out.push(words.to_owned()),
        }
        open = flows.then_some(depth);
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_flow_together() {
        for (text, deletes, expected) in [
            ("uno \ndos \ntres\ncuatro", false, "uno dos tres\ncuatro"),
            ("Donau \ndampf", true, "Donaudampf"),
            (" >no es cita\n From x", false, ">no es cita\nFrom x"),
            ("> cita \n> larga\nRespuesta", false, "> cita larga\nRespuesta"),
            (">> a \n> b", false, ">> a \n> b"),
            ("Hola \n-- \nAna", false, "Hola \n-- \nAna"),
            ("a\r\n\r\nb", false, "a\n\nb"),
            ("", false, ""),
        ] {
            assert_eq!(paragraphs(text, deletes), expected, "{text}");
        }
    }
}
