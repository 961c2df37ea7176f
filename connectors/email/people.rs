//! Who wrote a message: not always whom `From` names.
//!
//! The form on a shop's page writes in the shop's own name and puts the customer into `Reply-To`; a
//! list or a shared mailbox writes as `Ana via Support`. There the customer is the author. Whatever
//! our own address wrote by itself is ours, and that depends on nothing but the message and our own
//! addresses.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::account::Account;
use super::head::{Head, one_line};
use crate::html;

/// Local parts that no single person answers to, before digits and marks.
const ROLES: &[&str] = &[
    // RFC 2142, and what it is called elsewhere.
    "info",
    "marketing",
    "sales",
    "support",
    "abuse",
    "noc",
    "security",
    "postmaster",
    "hostmaster",
    "webmaster",
    "www",
    "admin",
    "administrator",
    "contact",
    "help",
    "helpdesk",
    "service",
    "office",
    "team",
    "billing",
    "hello",
    "soporte",
    "suport",
    "ayuda",
    "contacto",
    "contacte",
    "ventas",
    "vendes",
    "atencion",
    "atencioncliente",
    "atencionalcliente",
    "clientes",
    "pedidos",
    "facturacion",
    "administracion",
    "administracio",
    "comercial",
    "oficina",
    "hola",
    "kontakt",
    "suporte",
    "contato",
    "vendas",
    "kundenservice",
];
/// Local parts, or their beginnings, of machines.
const MACHINES: &[&str] = &[
    "no-reply",
    "noreply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "dontreply",
    "noresponder",
    "no-responder",
    "no_responder",
    "norespondre",
    "no-contestar",
    "nocontestar",
    "naoresponda",
    "nao-responda",
    "nepasrepondre",
    "ne-pas-repondre",
    "keineantwort",
    "wordpress",
    "www-data",
    "apache",
    "nobody",
    "mailer",
    "daemon",
    "root",
    "httpd",
    "notification",
    "notificacion",
    "notify",
    "alert",
    "form",
    "formulario",
    "formulari",
    "contactform",
    "webform",
    "bounce",
    "automat",
];
/// Providers of mailboxes: who shares their domain shares nothing else.
const PROVIDERS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.es",
    "hotmail.com",
    "hotmail.es",
    "live.com",
    "msn.com",
    "yahoo.com",
    "yahoo.es",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "gmx.es",
    "web.de",
    "t-online.de",
    "freenet.de",
    "orange.fr",
    "orange.es",
    "free.fr",
    "laposte.net",
    "telefonica.net",
    "terra.es",
    "ono.com",
    "libero.it",
    "virgilio.it",
    "uol.com.br",
    "sapo.pt",
    "mail.com",
];
/// Fields in which lists and shared mailboxes keep who wrote, in lower case.
const ORIGINALS: &[&str] =
    &["x-original-from", "x-google-original-from", "x-original-sender", "x-list-original-from"];

/// A person's address, and the name beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// In lower case.
    pub(super) address: String,
    pub(super) name: Option<String>,
}

/// Who wrote a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Writer {
    pub(super) mailbox: Mailbox,
    /// Whether we wrote it ourselves.
    pub(super) ours: bool,
    /// Whether a form or a list wrote it in somebody's place.
    pub(super) on_behalf: bool,
    /// Whether many people, or none, stand behind the address.
    pub(super) is_shared: bool,
}

/// The writer of a message; `None` where it names none.
pub(super) fn writer(head: &Head<'_>, account: &Account) -> Option<Writer> {
    let replies = mailboxes(head, "reply-to");
    let from = mailboxes(head, "from").into_iter().next();
    let from = from.or_else(|| mailboxes(head, "sender").into_iter().next());
    let from = from.or_else(|| replies.first().cloned())?;
    let behind = behind(head, account, &from, &replies);
    let on_behalf = behind.is_some();
    let mailbox = behind.unwrap_or(from);
    let ours = !on_behalf && account.is_ours(&mailbox.address);
    let is_shared = !ours && !on_behalf && is_shared(&mailbox.address);
    Some(Writer { mailbox, ours, on_behalf, is_shared })
}

/// The address that an answer goes to.
pub(super) fn recipient(head: &Head<'_>, account: &Account) -> Option<String> {
    let writer = writer(head, account)?;
    if writer.ours {
        return None;
    }
    if writer.on_behalf {
        return Some(writer.mailbox.address);
    }
    let mut replies = mailboxes(head, "reply-to").into_iter();
    let elsewhere = replies.find(|reply| !account.is_ours(&reply.address));
    Some(elsewhere.unwrap_or(writer.mailbox).address)
}

/// The person behind a form, a list or a shared mailbox.
fn behind(
    head: &Head<'_>,
    account: &Account,
    from: &Mailbox,
    replies: &[Mailbox],
) -> Option<Mailbox> {
    let name = from.name.as_deref().unwrap_or_default();
    let via = via(name);
    let is_person = |mailbox: &&Mailbox| {
        mailbox.address != from.address
            && !account.is_ours(&mailbox.address)
            && !is_machine(&mailbox.address)
    };
    if head.is_marked() {
        return None;
    }
    if via.is_some() || is_inside(account, &from.address) || is_shared(&from.address) {
        let mut originals = ORIGINALS.iter().flat_map(|name| mailboxes(head, name));
        if let Some(mut original) = originals.find(|mailbox| is_person(&mailbox)) {
            original.name = original.name.or_else(|| via.map(str::to_owned));
            return Some(original);
        }
    }
    // Forms answer nobody: what hangs in a thread was written by people, a help desk among them.
    let is_answer = head.has("in-reply-to") || head.has("references");
    let is_form = is_inside(account, &from.address) || is_machine(&from.address);
    let is_elsewhere = |mailbox: &&Mailbox| domain(&mailbox.address) != domain(&from.address);
    let fits = |mailbox: &&Mailbox| {
        let is_written = is_form || (is_role(local(&from.address)) && is_elsewhere(mailbox));
        // Another address of the shop is where it wants its own answers to go.
        is_person(mailbox)
            && !is_inside(account, &mailbox.address)
            && (via.is_some() || (is_written && !is_answer))
    };
    let mut writer = replies.iter().find(fits)?.clone();
    writer.name = writer.name.or_else(|| via.map(str::to_owned));
    Some(writer)
}

/// Who is named in `Ana via Support`.
fn via(name: &str) -> Option<&str> {
    let marks = [" via ", " vía ", " a través de ", " mitjançant ", " über ", " tramite "];
    let at = marks.iter().find_map(|mark| name.find(mark))?;
    let who = name[..at].trim().trim_matches(['\'', '"', '’', '‘']).trim();
    (!who.is_empty()).then_some(who)
}

/// Whether an address is one of ours, or lies in our own domain.
pub(super) fn is_inside(account: &Account, address: &str) -> bool {
    let ours = account.config.address.domain().to_lowercase();
    let is_public = PROVIDERS.contains(&ours.as_str());
    let domain = domain(address);
    let shares = domain == ours || domain.strip_suffix(&ours).is_some_and(|sub| sub.ends_with('.'));
    account.is_ours(address) || (shares && !is_public)
}

fn domain(address: &str) -> &str {
    address.rsplit('@').next().unwrap_or_default()
}

fn local(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

/// Whether a machine writes from an address, or takes what is sent to it.
fn is_machine(address: &str) -> bool {
    let local = local(address);
    // `support+id4711@`, `reply+aXb9@`: what a help desk sorts its mail by.
    let has_key = local
        .split_once('+')
        .is_some_and(|(_, key)| key.bytes().filter(u8::is_ascii_digit).count() > 2);
    let is_word = |word: &str| {
        let rest = local.strip_prefix(word);
        rest.is_some_and(|rest| {
            !rest.starts_with(|c: char| (c.is_alphabetic() && c != 's') || c == '.')
        }) || local.ends_with(&format!("-{word}"))
            || local.ends_with(&format!(".{word}"))
    };
    let named =
        MACHINES.iter().any(|word| is_word(word) || (word.len() > 6 && local.contains(word)));
    named
        || (has_key && is_role(local.split('+').next().unwrap_or_default()))
        || local.starts_with("reply+")
}

/// Whether an address stands for a task rather than a person.
fn is_role(local: &str) -> bool {
    ROLES.contains(&local.trim_end_matches(|c: char| c.is_ascii_digit()))
}

fn is_shared(address: &str) -> bool {
    is_machine(address) || is_role(local(address))
}

/// The addresses in a field, without those that are none.
fn mailboxes(head: &Head<'_>, name: &str) -> Vec<Mailbox> {
    let Some(field) = head.repaired(name) else { return Vec::new() };
    // What a form escaped for a page would be taken for marks between addresses.
    let field = format!("{}\r\n", html::decode_references(&field));
    let parsed = MessageStream::new(field.as_bytes()).parse_address();
    let HeaderValue::Address(all) = parsed else { return Vec::new() };
    let found = all.iter().filter_map(|mailbox| {
        let address = one_line(mailbox.address()?).to_lowercase();
        let address =
            address.trim_matches(['<', '>', '\'', '"', ' ']).trim_start_matches("mailto:");
        let name =
            mailbox.name().map(clean_name).filter(|name| !name.is_empty() && name != address);
        Some(Mailbox { address: address.to_owned(), name })
    });
    found.filter(|mailbox| mailbox.address.contains('@')).collect()
}

/// A name without the marks and references that programs leave around and in it.
fn clean_name(name: &str) -> String {
    let name = one_line(&html::decode_references(name)).replace("\\\"", "\"");
    let bare = name.trim();
    let quoted =
        ['"', '\'', '’'].iter().find_map(|mark| bare.strip_prefix(*mark)?.strip_suffix(*mark));
    quoted.unwrap_or(bare).trim().to_owned()
}
