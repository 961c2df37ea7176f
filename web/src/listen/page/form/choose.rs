//! Adding a source: an address is pasted, or a platform is chosen.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use plaza_core::{ConnectorSpec, Recognised, pasted_address, text};
use plaza_engine::listen::FILE_KIND;

use super::draft::Draft;
use super::{Said, show_form};
use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::listen::channels;

#[derive(Template)]
#[template(path = "listen/source_new.html")]
struct KindsScreen {
    page: Page,
    /// What was pasted, where nothing came of it.
    address: String,
    problem: String,
    /// What was looked for among the kinds.
    q: String,
    /// Kinds by what is said there.
    groups: Vec<(String, Vec<Kind>)>,
}

/// A kind of source to choose.
struct Kind {
    kind: &'static str,
    title: &'static str,
    summary: &'static str,
    answers: bool,
}

/// `GET /sources/new?kind=&v.…=&name=&q=`: the form of a kind with what is known, or all kinds.
pub(crate) async fn choose(board: Board, fields: Fields) -> Answer {
    let kind = fields.filled("kind");
    let spec = kind.and_then(|kind| board.engine.connectors().find(|spec| spec.kind == kind));
    let Some(spec) = spec.copied() else {
        return show_kinds(board, "", fields.get("q"), String::new());
    };
    let mut draft = Draft::read(&fields);
    // A secret never stands in an address.
    draft.values.retain(|key, _| {
        spec.fields
            .iter()
            .any(|field| field.key == *key && field.kind != plaza_core::FieldKind::Secret)
    });
    let lang = board.page.lang_code();
    let others = fields.get("other").split(',').filter_map(|kind| {
        let spec = board.engine.connectors().find(|spec| spec.kind == kind)?;
        let found = found_for(spec, fields.get("address"))?;
        Some((address_of(&found, spec, lang, fields.get("address"), &[]), spec.title.get(lang)))
    });
    let others = others.collect();
    show_form(board, &spec, &draft, Said { others, ..Said::default() })
}

/// `POST /sources/recognise`: goes to the form of what the address is.
pub(crate) async fn recognise(board: Board, fields: Fields) -> Answer {
    let address = fields.get("address").to_owned();
    let found = match board.engine.listen().recognise(board.actor()?, &address).await {
        Ok(found) => found,
        Err(error @ plaza_engine::EngineError::Invalid { .. }) => {
            let problem = board.page.get("source-paste-no-address");
            tracing::debug!(%error, "no address was pasted");
            return show_kinds(board, &address, "", problem);
        }
        Err(error) => {
            let problem = in_words(&board.page, &Problem::from(error));
            return show_kinds(board, &address, "", problem);
        }
    };
    let Some((first, others)) = found.split_first() else {
        let problem = board.page.get("source-paste-unknown");
        return show_kinds(board, &address, "", problem);
    };
    let spec = board.engine.connectors().find(|spec| spec.kind == first.kind);
    let spec = spec.ok_or_else(|| Problem::not_found("kind of source"))?;
    let others: Vec<&str> = others.iter().map(|other| other.kind).collect();
    let to = address_of(first, spec, board.page.lang_code(), &address, &others);
    Ok(Redirect::to(&to).into_response())
}

/// What an address says of a source of one kind, whoever else it may be.
fn found_for(spec: &ConnectorSpec, address: &str) -> Option<Recognised> {
    let url = pasted_address(address)?;
    spec.recognise(&url).or_else(|| spec.recognise_here(&url))
}

/// The form of a kind with what an address says.
fn address_of(
    found: &Recognised,
    spec: &ConnectorSpec,
    lang: &str,
    address: &str,
    others: &[&str],
) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("kind", spec.kind);
    query.append_pair("name", &name_of(found, spec, lang, address));
    for (key, value) in &found.values {
        query.append_pair(&format!("v.{key}"), value);
    }
    if !others.is_empty() {
        query.append_pair("other", &others.join(",")).append_pair("address", address);
    }
    format!("/sources/new?{}", query.finish())
}

/// What a source may be called: what the address names there, and where.
fn name_of(found: &Recognised, spec: &ConnectorSpec, lang: &str, address: &str) -> String {
    let named = found.values.iter().filter(|(_, value)| !value.contains("://"));
    let named = named.filter(|(_, value)| value.len() < 60).map(|(_, value)| value.as_str());
    let title = spec.title.get(lang);
    // What stands in the address is what its owner calls it.
    match named.max_by_key(|value| (address.contains(value), value.len())) {
        Some(name) => format!("{name} ({title})"),
        None => {
            let url = pasted_address(address);
            let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or(title);
            host.trim_start_matches("www.").to_owned()
        }
    }
}

fn show_kinds(board: Board, address: &str, q: &str, problem: String) -> Answer {
    let lang = board.page.lang_code();
    let wanted = text::fold(q);
    let fits = |spec: &&ConnectorSpec| {
        let words = [spec.kind, spec.title.get(lang), spec.summary.get(lang)].join(" ");
        spec.kind != FILE_KIND && text::fold(&words).contains(&wanted)
    };
    let mut groups: Vec<(String, Vec<Kind>)> = Vec::new();
    for group in channels::GROUPS {
        let those = board.engine.connectors().filter(fits);
        let those = those.filter(|spec| channels::group(spec.channel) == group);
        let kinds: Vec<Kind> = those
            .map(|spec| Kind {
                kind: spec.kind,
                title: spec.title.get(lang),
                summary: spec.summary.get(lang),
                answers: spec.reply.is_some(),
            })
            .collect();
        if !kinds.is_empty() {
            groups.push((board.page.label("group", group), kinds));
        }
    }
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (address, q) = (address.to_owned(), q.to_owned());
    let screen = KindsScreen { page: board.page, address, problem, q, groups };
    show_as(status, &screen, &screen.page)
}
