//! What a reader sees of a message in HTML.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Node, Selector, StrTendril};

use super::{copies, quote};
use crate::html;

/// Elements that mail programs put around what they quote.
const QUOTES: &str = "blockquote[type=cite], blockquote.gmail_quote, .gmail_attr, .moz-cite-prefix, \
    .yahoo_quoted, [id^=yahoo_quoted], .protonmail_quote, .tutanota_quote, .zmail_extra, \
    #divRplyFwdMsg, #divRplyFwdMsg ~ *, #appendonsend ~ *, #OLK_SRC_BODY_SECTION, \
    #mail-editor-reference-message-container, .ms-outlook-mobile-reference-message, \
    .OutlookMessageHeader, div.gmail_quote, div.gmail_extra";
/// Elements that hold a quote and perhaps an answer between its lines.
const FRAMES: &str = "div.gmail_quote, div.gmail_extra";
/// Elements that hold a signature.
const SIGNATURES: &str = ".gmail_signature, [data-smartmail=gmail_signature], #AppleMailSignature, \
    #ms-outlook-mobile-signature, .moz-signature, .protonmail_signature_block, #Signature, \
    .yahoo_signature, .tutanota_signature";
/// Classes of texts that only the list of messages shows, in lower case.
const PREHEADERS: &[&str] =
    &["preheader", "preview-text", "previewtext", "mcnpreviewtext", "preheader-text"];
/// Longest alternative text of an image, in characters; longer ones are kept too, but cut.
const MAX_ALT: usize = 300;

/// The text of a page as a reader sees it, with the marks of [`quote`] around what it quotes.
pub(super) fn text(source: &str) -> String {
    // No markup: somebody called plain text a page.
    if !source.contains('<') {
        return html::decode_references(source).into_owned();
    }
    let Ok(mut page) = html::parse_page(source) else { return html::to_text(source) };
    let whole = html::to_text(source);
    let unseen = hidden(&page);
    without(&mut page, unseen, &whole);
    let visible = html::to_text(&page.html());
    let signatures = matching(&page, SIGNATURES);
    without(&mut page, signatures, &visible);
    mark_quotes(&mut page);
    html::to_text(&page.html())
}

/// The alternative texts of the images in a page.
pub(super) fn alternatives(source: &str) -> Vec<String> {
    let (Ok(page), Ok(images)) = (html::parse_page(source), Selector::parse("img[alt]")) else {
        return Vec::new();
    };
    let texts = page.select(&images).filter_map(|image| {
        let alt = image.attr("alt")?.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(plaza_core::text::truncate_chars(&alt, MAX_ALT).to_owned())
    });
    texts.filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() > 1).collect()
}

/// How many elements around a white text are looked at for what it stands on.
const MAX_AROUND: usize = 40;

type Ids = Vec<ego_tree::NodeId>;

fn matching(page: &Html, selector: &str) -> Ids {
    let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
    page.select(&selector).map(|element| element.id()).collect()
}

/// Takes elements out, unless nothing would be left of `text`.
fn without(page: &mut Html, ids: Ids, text: &str) {
    if ids.is_empty() {
        return;
    }
    let before = page.clone();
    for id in ids {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    let is_empty = |text: &str| !text.chars().any(char::is_alphanumeric);
    if is_empty(&html::to_text(&page.html())) && !is_empty(text) {
        *page = before;
    }
}

/// Elements that nobody sees.
fn hidden(page: &Html) -> Ids {
    let elements = page.root_element().descendants().filter_map(ElementRef::wrap);
    elements.filter(|element| is_hidden(*element)).map(|element| element.id()).collect()
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    if matches!(element.value().name(), "html" | "body" | "head") {
        return false;
    }
    let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
    element.attr("hidden").is_some()
        || class.split_ascii_whitespace().any(|word| PREHEADERS.contains(&word))
        || element.attr("style").is_some_and(|style| hides(element, style))
}

/// Whether a style hides its element.
fn hides(element: ElementRef<'_>, style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let value = |name: &str| {
        let mut pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
        pairs.rfind(|(key, _)| key.trim() == name).map(|(_, value)| value.replace("!important", ""))
    };
    let is = |name: &str, hiding: &[&str]| {
        value(name).is_some_and(|value| hiding.contains(&value.trim()))
    };
    let is_tiny = |name: &str| {
        value(name).is_some_and(|value| {
            let value = value.trim();
            let figure = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
            let is_em = value.ends_with("em") || value.ends_with('%');
            figure.parse::<f32>().is_ok_and(|size| size <= if is_em { 0.0 } else { 1.0 })
        })
    };
    is("display", &["none"])
        || is("visibility", &["hidden", "collapse"])
        || is("mso-hide", &["all"])
        || is("opacity", &["0", "0.0", ".0"])
        || is_tiny("font-size")
        || is_tiny("max-height")
        || is_tiny("max-width")
        || (is("overflow", &["hidden"]) && (is_tiny("height") || is_tiny("width")))
        || (value("color").is_some_and(|color| is_white(&color)) && stands_on_white(element))
}

fn is_white(color: &str) -> bool {
    let color: String = color.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(
        color.as_str(),
        "#fff" | "#ffffff" | "white" | "rgb(255,255,255)" | "#fefefe" | "transparent"
    )
}

/// Whether nothing around an element, nor itself, has a color of its own behind it.
fn stands_on_white(element: ElementRef<'_>) -> bool {
    let around = element.ancestors().filter_map(ElementRef::wrap).take(MAX_AROUND);
    std::iter::once(element).chain(around).all(|element| {
        let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
        let mut named = style.split(';').filter_map(|pair| pair.split_once(':'));
        let has_color = named.any(|(key, value)| {
            key.trim().starts_with("background") && !is_white(value) && value.trim() != "none"
        });
        let attribute = element.attr("bgcolor").or_else(|| element.attr("background"));
        !has_color && attribute.is_none_or(|color| is_white(&color.to_ascii_lowercase()))
            // A sheet of styles may color anything that has a class.
            && element.attr("class").is_none()
    })
}

/// Puts marks around the elements that quote.
fn mark_quotes(page: &mut Html) {
    let frames: HashSet<_> = matching(page, FRAMES).into_iter().collect();
    let holds_quote: HashSet<_> = matching(page, "blockquote")
        .into_iter()
        .filter_map(|id| page.tree.get(id))
        .flat_map(|node| node.ancestors().map(|ancestor| ancestor.id()).collect::<Vec<_>>())
        .collect();
    let quotes: Ids = matching(page, QUOTES)
        .into_iter()
        .filter(|id| !(frames.contains(id) && holds_quote.contains(id)))
        .filter(|id| !passes_on(page, *id))
        .collect();
    let sure: HashSet<_> = quotes.iter().copied().collect();
    let maybe = matching(page, "blockquote").into_iter().filter(|id| !sure.contains(id));
    let marked =
        quotes.iter().map(|id| (*id, quote::QUOTE)).chain(maybe.map(|id| (id, quote::MAYBE)));
    for (id, [begin, end]) in marked.collect::<Vec<_>>() {
        let Some(mut node) = page.tree.get_mut(id) else { continue };
        node.prepend(mark(begin));
        node.append(mark(end));
    }
}

fn mark(mark: char) -> Node {
    Node::Text(scraper::node::Text { text: StrTendril::from_char(mark) })
}

/// Whether an element holds a forwarded message, which is no quote.
fn passes_on(page: &Html, id: ego_tree::NodeId) -> bool {
    let Some(element) = page.tree.get(id).and_then(ElementRef::wrap) else { return false };
    element.text().find(|text| !text.trim().is_empty()).is_some_and(copies::forwards)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(source: &str) -> String {
        quote::own_words(&text(source), false)
    }

    #[test]
    fn quoted_elements_go() {
        for (source, expected) in [
            ("<p>New</p><blockquote type=\"cite\">Old</blockquote>", "New"),
            (
                "<div>New</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On … wrote:</div><blockquote>Old</blockquote></div>",
                "New",
            ),
            (
                "<div>New</div><div class=gmail_quote><div class=gmail_attr>On … wrote:</div><blockquote class=gmail_quote>Old</blockquote><div>Between</div><blockquote class=gmail_quote>Older</blockquote></div>",
                "New\n\nBetween",
            ),
            ("<div>New</div><div id=\"appendonsend\"></div><hr><div>From: x</div>", "New"),
            (
                "<div>New</div><hr><div id=\"divRplyFwdMsg\"><b>De:</b> S<br><b>Enviado:</b> x</div><div>Old</div>",
                "New",
            ),
            (
                "<div class=WordSection1><p>New</p><div><p><b>De:</b> S &lt;s@x&gt;<br><b>Enviado el:</b> lunes<br><b>Para:</b> A<br><b>Asunto:</b> x</p></div><p>Old</p></div>",
                "New",
            ),
            (
                "<p>New</p><p>El 6 ene 2026 a las 9:15, S &lt;s@x.example&gt; escribió:</p><blockquote>Old</blockquote><p>Below</p>",
                "New\n\nBelow",
            ),
            (
                "<div>New</div><div class=moz-cite-prefix>Am 6.1.26 um 9:15 schrieb S:</div><blockquote type=cite>Old</blockquote>Below",
                "New\n\nBelow",
            ),
            ("<p>New</p><div class=gmail_signature>Ana<br>Tel. 900</div>", "New"),
            ("<blockquote>A poem</blockquote>", "A poem"),
            ("<p>Dice:</p><blockquote>24 h</blockquote><p>y no</p>", "Dice:\n\n24 h\n\ny no"),
            (
                "<div class=\"gmail_quote\">---------- Forwarded message ---------<br>No va</div>",
                "---------- Forwarded message ---------\nNo va",
            ),
        ] {
            assert_eq!(own(source), expected, "{source}");
        }
    }

    #[test]
    fn what_nobody_sees_is_no_text() {
        for hidden in [
            "<div style='display:none;max-height:0'>oculto</div>",
            "<span style=\"DISPLAY: none !important\">oculto</span>",
            "<div style='visibility:hidden'>oculto</div>",
            "<div style='mso-hide:all'>oculto</div>",
            "<p style='font-size:1px;line-height:1px'>oculto</p>",
            "<p style='font-size:0'>oculto</p>",
            "<div style='max-height:0px;overflow:hidden'>oculto</div>",
            "<div style='opacity:0'>oculto</div>",
            "<div style='height:0;overflow:hidden'>oculto</div>",
            "<span style='color:#ffffff'>oculto</span>",
            "<div hidden>oculto</div>",
            "<div class='x preheader'>oculto</div>",
            "<!-- oculto --><!--[if mso]><p>oculto</p><![endif]-->",
            "<style>.oculto{}</style><title>oculto</title>",
        ] {
            let source = format!("<html><body>{hidden}<p>Se ve.</p></body></html>");
            assert_eq!(own(&source), "Se ve.", "{hidden}");
        }
    }

    #[test]
    fn what_is_seen_stays() {
        for (source, expected) in [
            (
                "<table bgcolor='#004488'><tr><td style='color:#fff'>Se ve.</td></tr></table>",
                "Se ve.",
            ),
            (
                "<div style='background-color:#222'><p style='color:white'>Se ve.</p></div>",
                "Se ve.",
            ),
            ("<div style='display:none'>Todo lo que hay.</div>", "Todo lo que hay."),
            ("<p style='font-size:1em;height:0'>Se ve.</p>", "Se ve."),
            ("Sin marcas &amp;\ncon líneas", "Sin marcas &\ncon líneas"),
            ("<div id=Signature>Todo aquí.</div>", "Todo aquí."),
        ] {
            assert_eq!(own(source), expected, "{source}");
        }
        let images = "<img alt='Pantalla rota'><img alt=''><img alt='1'><img src=x>";
        assert_eq!(alternatives(images), ["Pantalla rota"]);
    }
}
