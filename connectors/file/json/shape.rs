//! How the records of a JSON file are arranged.

/// How much of a file is looked at, in bytes.
pub(super) const SAMPLE_BYTES: u64 = 1 << 20;

/// The arrangement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A value a line.
    Lines,
    /// Values wherever they are, from a byte on.
    Values {
        /// Bytes before the first of them.
        skip: u64,
        /// Whether they are those of an array.
        in_array: bool,
    },
}

/// Keys of a record, as opposed to something that holds records.
const RECORD_KEYS: [&str; 8] =
    ["text", "title", "body", "comment", "content", "message", "review", "texto"];

impl Shape {
    /// The arrangement of a file that begins with `sample`.
    pub(super) fn of(sample: &[u8], name: &str) -> Self {
        let start = sample.strip_prefix(b"\xef\xbb\xbf").map_or(0, |_| 3);
        let text = &sample[start..];
        let Some(first) = text.iter().position(|byte| !byte.is_ascii_whitespace()) else {
            return Self::Lines;
        };
        let is_named_so =
            [".jsonl", ".ndjson"].iter().any(|end| name.to_lowercase().ends_with(end));
        match text[first] {
            b'[' if !(is_named_so && has_objects_in_lines(text)) => values(start + first + 1),
            b'{' => Self::of_objects(text, start + first, is_named_so),
            // A script: `window.YTD.tweets.part0 = [`.
            b'w' | b'v' | b'c' | b'l' => match script(text) {
                Some(at) => values(start + at + 1),
                None => Self::Lines,
            },
            _ => Self::Lines,
        }
    }

    /// A file that begins with an object at `at`.
    fn of_objects(text: &[u8], at: usize, is_named_so: bool) -> Self {
        let object = &text[at.min(text.len())..];
        let object = if object.first() == Some(&b'{') { object } else { text.trim_ascii_start() };
        if !is_alone(object) && has_objects_in_lines(text) || is_named_so {
            return Self::Lines;
        }
        if is_alone(object)
            && let Some(array) = array_inside(object)
        {
            let skip = at + array + 1;
            return values(skip);
        }
        Self::Values { skip: at as u64, in_array: false }
    }
}

fn values(skip: usize) -> Shape {
    Shape::Values { skip: skip as u64, in_array: true }
}

/// Whether whole objects stand in lines of their own.
fn has_objects_in_lines(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty()).take(50);
    lines.any(|line| {
        line.first() == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
    })
}

/// Whether the file has one object only, as far as the sample shows.
fn is_alone(object: &[u8]) -> bool {
    let mut values =
        serde_json::Deserializer::from_slice(object).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => object[values.byte_offset()..].trim_ascii().is_empty(),
        // It does not end in the sample: no record is as long.
        Some(Err(error)) => error.is_eof() && object.len() as u64 + 10 > SAMPLE_BYTES,
        None => false,
    }
}

/// The place of the first array of objects inside an object that is no record itself.
fn array_inside(object: &[u8]) -> Option<usize> {
    let (mut in_string, mut escaped, mut key_start) = (false, false, 0);
    let mut key: &[u8] = &[];
    let mut depth = 0_usize;
    for (at, byte) in object.iter().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => (in_string, key) = (false, &object[key_start..at]),
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => (in_string, key_start) = (true, at + 1),
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 1 && RECORD_KEYS.iter().any(|known| known.as_bytes() == key) => {
                let value = object[at + 1..].trim_ascii_start();
                if value.first() == Some(&b'"') {
                    return None;
                }
            }
            b'[' if object[at + 1..].trim_ascii_start().first() == Some(&b'{') => return Some(at),
            _ => {}
        }
    }
    None
}

/// The place of the array that a script assigns.
fn script(text: &[u8]) -> Option<usize> {
    let assigned = text.iter().take(500).position(|byte| *byte == b'=')?;
    let blanks = text[assigned + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    let at = assigned + 1 + blanks;
    (text.get(at) == Some(&b'[')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Shape {
        Shape::of(text.as_bytes(), "f.json")
    }

    #[test]
    fn arrangements_are_told_apart() {
        let objects = Shape::Values { skip: 0, in_array: false };
        assert_eq!(of("{\"id\":1}\n{\"id\":2}\n"), Shape::Lines);
        assert_eq!(of("{\n\"id\":1}\n{\"id\"\n:2}\n"), objects);
        assert_eq!(of("{\"id\":1,\"text\":\"a\",\"answers\":[{\"id\":2}]}"), objects);
        assert_eq!(of(" [\n{\"id\":1}]"), values(2));
        assert_eq!(of("\u{feff}[{\"id\":1}]"), values(4));
        assert_eq!(of("{\"total\":2,\"reviews\":[{\"id\":1}]}"), values(22));
        assert_eq!(of("{\"data\":{\"tags\":[1],\"reviews\": [ {\"id\":1}]}}"), values(32));
        assert_eq!(of("window.YTD.tweets.part0 = [ {}"), values(27));
        assert_eq!(Shape::of(b"{\"id\":1", "f.jsonl"), Shape::Lines);
        assert_eq!(of(""), Shape::Lines);
    }
}
