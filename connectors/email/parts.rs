//! From the parts of a message to what a reader sees of it.

use mail_parser::{ContentType, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use plaza_core::text::{fold, truncate_chars};

use super::{copies, flowed, page, quote, tnef, transfer, words};
use crate::encoding;

/// Maximum number of attachments whose names are kept.
const MAX_ATTACHMENTS: usize = 20;
/// Longest name of an attachment, in characters.
const MAX_NAME_CHARS: usize = 200;
/// Deepest nesting of parts that is looked at.
const MAX_DEPTH: usize = 60;
/// Most messages inside messages: the parser's own tree of them must be taken down again.
const MAX_MESSAGES: usize = 100;
/// How many letters the plain part may have fewer than the other before it counts as cut off.
const MUCH_LESS: usize = 8;

/// Phrases of a plain part that only says that there is another one, folded.
const NOTHING: &[&str] = &[
    "does not support html",
    "doesn't support html",
    "not support html",
    "cannot display html",
    "can't display html",
    "unable to display html",
    "unable to view html",
    "html messages",
    "html-capable",
    "html compatible",
    "html email client",
    "in html format",
    "no puede leer este mensaje",
    "no puede mostrar este",
    "no puede visualizar",
    "no visualiza correctamente",
    "no ve correctamente este",
    "si no ve este mensaje",
    "cannot read this message",
    "unable to read this message",
    "cannot see this message",
    "having trouble viewing",
    "trouble reading this",
    "multi-part message in mime format",
    "multipart message in mime format",
    "view this email in your browser",
    "view this message in",
    "view it in your browser",
    "no admite html",
    "no soporta html",
    "no puede mostrar html",
    "formato html",
    "mensajes html",
    "ver este correo en",
    "no soporta mensajes en html",
    "unterstutzt kein html",
    "format html",
];

/// What a reader sees.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The writer's own words.
    pub(super) text: String,
    /// Names of the attachments, or their media types where they have none.
    pub(super) attachments: Vec<String>,
    /// How many more attachments there are.
    pub(super) unnamed: usize,
}

/// Whether the parser may be trusted with the message.
pub(super) fn is_bearable(raw: &[u8]) -> bool {
    let count = |mark: &[u8]| {
        raw.windows(mark.len()).filter(|window| window.eq_ignore_ascii_case(mark)).count()
    };
    count(b"message/rfc822") + count(b"message/global") + count(b"multipart/digest") <= MAX_MESSAGES
}

/// What a reader sees of a message.
pub(super) fn shown(message: &Message<'_>, subject: &str) -> Shown {
    let reading = Reading { message, passes_on: copies::is_passed_on(subject), depth: 0 };
    let (attachments, unnamed) = reading.attachments();
    let own = |text: &str| quote::own_words(text, reading.passes_on);
    let text = reading.text_of(0).map(|text| own(&text)).filter(|text| says(text));
    let text = text.or_else(|| reading.instead().map(|text| own(&text)).filter(|text| says(text)));
    // A message of nothing but a picture is a message all the same.
    let named =
        || attachments.iter().map(|name| format!("[{name}]")).collect::<Vec<_>>().join("\n");
    Shown { text: text.unwrap_or_else(named), attachments, unnamed }
}

/// Whether a text holds anything that can be read.
fn says(text: &str) -> bool {
    text.chars()
        .any(|c| !c.is_whitespace() && !c.is_control() && c != '\u{200b}' && c != '\u{feff}')
}

/// A message, or one inside another, being read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    message: &'a Message<'a>,
    /// Whether the copy below the sender's words is what the message is about.
    passes_on: bool,
    depth: usize,
}

impl<'a> Reading<'a> {
    fn part(&self, id: u32) -> Option<&'a MessagePart<'a>> {
        self.message.parts.get(id as usize)
    }

    /// The text of a part, with the parts inside it.
    fn text_of(&self, id: u32) -> Option<String> {
        let part = self.part(id)?;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let inside = Self { depth: self.depth + 1, ..*self };
        match &part.body {
            PartType::Multipart(ids) => match kind(part).1.as_str() {
                "alternative" => inside.best_of(ids),
                "related" | "signed" => ids.iter().find_map(|id| inside.text_of(*id)),
                _ => joined(ids.iter().filter_map(|id| inside.text_of(*id))),
            },
            PartType::Message(_) => None,
            _ if kind(part).0 == "multipart" => inside.without_boundary(part),
            _ if id > 0 && is_attached(part) => None,
            _ => self.leaf(part),
        }
    }

    /// The better one of several versions: the plain one, unless it says nothing.
    fn best_of(&self, ids: &[u32]) -> Option<String> {
        let versions: Vec<(bool, String)> = ids
            .iter()
            .filter_map(|id| Some((self.is_rich(*id), self.text_of(*id)?)))
            .filter(|(_, text)| says(text))
            .collect();
        let plain = versions.iter().find(|(is_rich, _)| !is_rich);
        let rich = versions.iter().rfind(|(is_rich, _)| *is_rich);
        match (plain, rich) {
            (Some((_, plain)), Some((_, rich))) => {
                let own = |text: &str| quote::own_words(text, self.passes_on);
                let is_less = says_nothing(&own(plain), &own(rich));
                Some(if is_less { rich.clone() } else { plain.clone() })
            }
            (one, other) => one.or(other).map(|(_, text)| text.clone()),
        }
    }

    /// Whether a version is HTML.
    fn is_rich(&self, id: u32) -> bool {
        self.part(id).is_some_and(|part| match &part.body {
            PartType::Multipart(ids) if self.depth <= MAX_DEPTH => {
                let inside = Self { depth: self.depth + 1, ..*self };
                ids.iter().any(|id| inside.is_rich(*id))
            }
            _ => kind(part).1 == "html",
        })
    }

    /// The text of a part that is no multipart; `None` where it is none.
    fn leaf(&self, part: &MessagePart<'_>) -> Option<String> {
        let (main, sub) = kind(part);
        match (main.as_str(), sub.as_str()) {
            ("text", "html") => Some(page::text(&self.letters(part)?)),
            ("text", "plain" | "" | "enriched" | "richtext")
            | ("application" | "content", "text" | "plain") => self.plain(part),
            _ => None,
        }
    }

    fn plain(&self, part: &MessagePart<'_>) -> Option<String> {
        let text = self.letters(part)?;
        let start = text.trim_start().get(..15).unwrap_or_default().to_ascii_lowercase();
        if ["<!doctype html", "<html"].iter().any(|mark| start.starts_with(mark)) {
            return Some(page::text(&text));
        }
        let is = |name: &str, value: &str| {
            let attribute = part.content_type().and_then(|kind| kind.attribute(name));
            attribute.is_some_and(|set| set.eq_ignore_ascii_case(value))
        };
        if is("format", "flowed") {
            return Some(flowed::paragraphs(&text, is("delsp", "yes")));
        }
        Some(text)
    }

    /// A part's body as text.
    fn letters(&self, part: &MessagePart<'_>) -> Option<String> {
        let bytes = self.bytes(part)?;
        let named = part.content_type().and_then(|kind| kind.attribute("charset"));
        let meta = (kind(part).1 == "html").then(|| encoding::in_meta(&bytes)).flatten();
        let text = match (named, meta) {
            (None, Some(meta)) => encoding::decode(&bytes, &[Some(meta)]),
            (Some(named), Some(meta)) if encoding::in_label(named.as_bytes()) != Some(meta) => {
                encoding::decode(&bytes, &[encoding::in_label(named.as_bytes()), Some(meta)])
            }
            (named, _) => transfer::letters(&bytes, named.unwrap_or_default()),
        };
        Some(text.replace('\0', ""))
    }

    /// A part's body without its transfer encoding.
    fn bytes(&self, part: &MessagePart<'_>) -> Option<Vec<u8>> {
        let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
        let raw = self.message.raw_message.get(range)?;
        let claimed = part.content_transfer_encoding().unwrap_or_default();
        Some(transfer::body(raw, claimed).into_owned())
    }

    /// The text of a multipart whose boundary is missing or wrong: the lines tell it.
    fn without_boundary(&self, part: &MessagePart<'_>) -> Option<String> {
        let raw = self.bytes(part)?;
        let mut lines = raw.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).peekable();
        let boundary = loop {
            let line = lines.next()?;
            let next = lines.peek().map(|next| next.to_ascii_lowercase()).unwrap_or_default();
            if line.len() > 2 && line.starts_with(b"--") && next.starts_with(b"content-") {
                break String::from_utf8_lossy(&line[2..]).into_owned();
            }
        };
        if boundary.contains('"') {
            return None;
        }
        let head =
            format!("Content-Type: multipart/{}; boundary=\"{boundary}\"\r\n\r\n", kind(part).1);
        let whole = [head.as_bytes(), &raw].concat();
        let message = MessageParser::default().parse(&whole)?;
        let inner =
            Reading { message: &message, passes_on: self.passes_on, depth: self.depth + 10 };
        inner.text_of(0)
    }

    /// What stands in for a text that is not there: an attached text or message, what a picture
    /// shows.
    fn instead(&self) -> Option<String> {
        let parts = || self.message.parts.iter();
        let attached = parts().find_map(|part| {
            let is_text =
                kind(part).0 == "text" && matches!(kind(part).1.as_str(), "plain" | "html");
            (is_text && !part.is_multipart()).then(|| self.leaf(part)).flatten().filter(|t| says(t))
        });
        let inside = || {
            parts().filter_map(|part| part.message()).find_map(|message| {
                let depth = self.depth + 10;
                let inner = Reading { message, passes_on: true, depth };
                (depth <= MAX_DEPTH).then(|| inner.text_of(0).or_else(|| inner.instead())).flatten()
            })
        };
        let packed = || {
            let is_tnef = |part: &&MessagePart<'_>| {
                kind(part).1.contains("tnef")
                    || name_of(self.message, part).is_some_and(|n| n == "winmail.dat")
            };
            parts().filter(is_tnef).find_map(|part| tnef::text(&self.bytes(part)?))
        };
        let pictures = || {
            let pages = parts().filter(|part| kind(part).1 == "html");
            let texts = pages
                .filter_map(|part| self.letters(part))
                .flat_map(|page| page::alternatives(&page));
            joined(texts.map(|text| format!("[{text}]")))
        };
        attached.or_else(inside).or_else(packed).or_else(pictures)
    }

    /// The names of the attachments, and how many more there are.
    fn attachments(&self) -> (Vec<String>, usize) {
        let root = self.message.parts.first();
        let is_alone = self.message.parts.len() == 1;
        let leaves = self.message.parts.iter().filter(|part| !part.is_multipart());
        let attached: Vec<_> = leaves
            .filter(|part| match (kind(part).0.as_str(), kind(part).1.as_str()) {
                ("multipart", _)
                | (_, "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature") => false,
                ("text", "plain" | "html" | "") => !is_alone && is_attached(part),
                _ => true,
            })
            .collect();
        let names = attached.iter().copied().take(MAX_ATTACHMENTS).map(|part| {
            let is_root = root.is_some_and(|root| std::ptr::eq(root, part));
            let message = if is_root { None } else { part.message() };
            let subject = message.and_then(|inner| inner.subject()).map(str::to_owned);
            let (main, sub) = kind(part);
            let name = name_of(self.message, part).or(subject);
            name.unwrap_or_else(|| if sub.is_empty() { main } else { format!("{main}/{sub}") })
        });
        let names = names.map(|name| truncate_chars(&name, MAX_NAME_CHARS).to_owned()).collect();
        (names, attached.len().saturating_sub(MAX_ATTACHMENTS))
    }
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.filter(|text| says(text)).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// A part's media type in lower case; plain text where it names none.
fn kind(part: &MessagePart<'_>) -> (String, String) {
    match part.content_type() {
        Some(kind) => (
            kind.ctype().trim().to_ascii_lowercase(),
            kind.subtype().unwrap_or_default().trim().to_ascii_lowercase(),
        ),
        None if part.is_message() => ("message".to_owned(), "rfc822".to_owned()),
        None => ("text".to_owned(), "plain".to_owned()),
    }
}

/// Whether a text is handed over beside the message rather than being it.
fn is_attached(part: &MessagePart<'_>) -> bool {
    let is_attachment = part.content_disposition().is_some_and(ContentType::is_attachment);
    is_attachment || part.attachment_name().is_some()
}

/// The name of an attachment, with the letters that its bytes say.
fn name_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let name = part.attachment_name()?;
    let name = raw_name(message, part).unwrap_or_else(|| name.to_owned());
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    // A path tells about the sender's disk.
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (!last.is_empty()).then(|| last.to_owned())
}

/// The name as it stands in the fields of the part, where its letters were not encoded as they should
/// be.
fn raw_name(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    ["content-disposition", "content-type"].into_iter().find_map(|name| {
        let field = part.headers.iter().rfind(|field| field.name().eq_ignore_ascii_case(name))?;
        let range = field.offset_start() as usize..field.offset_end() as usize;
        let raw = message.raw_message.get(range)?;
        if raw.is_ascii() && !raw.windows(2).any(|pair| pair == b"=?") {
            return None;
        }
        let text = words::decode(raw, None);
        let head = format!("{name}:{}\r\n\r\n", text.trim_end());
        let parsed = MessageParser::default().parse(&head)?;
        parsed.parts.first()?.attachment_name().map(str::to_owned)
    })
}

/// Whether the plain part, beside the words of the other one, is only there for its form.
fn says_nothing(plain: &str, rich: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let folded = fold(plain);
    // What stands in for a picture: `[image: logo.png]`, `[cid:1@x]`.
    let is_picture = |piece: &str| {
        ["image:", "imagen:", "imatge:", "imagem:", "bild:", "cid:", "inline image"]
            .iter()
            .any(|p| piece.starts_with(p))
    };
    let pieces = folded.split(['[', ']']).filter(|piece| !is_picture(piece));
    let folded = pieces.collect::<Vec<_>>().join(" ");
    let words = folded.split_whitespace();
    let is_link = |word: &str| word.contains("://") || word.starts_with("www.");
    let said: String = words.clone().filter(|word| !is_link(word)).collect::<Vec<_>>().join(" ");
    let (plain_letters, rich_letters) = (letters(&said), letters(rich));
    if rich_letters == 0 {
        return false;
    }
    let has_link = words.clone().any(is_link);
    let is_code = plain.contains("{") && plain.contains("}") && plain.contains("px");
    plain_letters == 0
        || (NOTHING.iter().any(|phrase| said.contains(phrase)) && plain_letters < 300)
        || (has_link && plain_letters < 60 && plain_letters * 2 < rich_letters)
        || is_code
        || plain_letters * MUCH_LESS < rich_letters
}
