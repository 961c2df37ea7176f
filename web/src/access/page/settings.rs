//! What holds of the house: its name, brands, language, time zone and address.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::Zone;
use plaza_engine::{EngineError, House, HouseChange, HouseField};

use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{self, BothTexts, Field, Sent};
use crate::frame::page::Page;

/// Languages that a workspace is offered; another one that it has already is offered too.
const LANGS: [&str; 9] = ["es", "en", "pt", "fr", "it", "de", "ca", "gl", "eu"];

#[derive(Template)]
#[template(path = "access/settings.html")]
struct SettingsScreen {
    page: Page,
    version: i64,
    name: String,
    /// One a line.
    brands: String,
    lang: String,
    langs: Vec<String>,
    time_zone: String,
    zones: Vec<&'static str>,
    public_url: String,
    on_board: Vec<&'static str>,
    /// Who changed it last, and when, in words.
    changed: String,
    problem: String,
}

impl SettingsScreen {
    /// Whether a value is set here and not by the configuration.
    fn is_set(&self, field: &&str) -> bool {
        self.on_board.contains(field)
    }
}

/// `GET /settings`
pub(crate) async fn show_settings(board: Board) -> Answer {
    let house = board.engine.house().await?;
    show_house(board, &house, &Fields::default(), String::new())
}

fn show_house(board: Board, house: &House, typed: &Fields, problem: String) -> Answer {
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let said = |name: &str, holds: String| {
        if problem.is_empty() { holds } else { typed.text(name) }
    };
    let lang = said("lang", house.lang.clone());
    let mut langs: Vec<String> = LANGS.map(str::to_owned).to_vec();
    if !langs.contains(&lang) {
        langs.insert(0, lang.clone());
    }
    let changed = match (&house.changed_by, house.changed_at) {
        (Some(by), Some(at)) => {
            format!("{} · {}", by, board.page.ago(at))
        }
        _ => String::new(),
    };
    let address = house.public_url.as_ref().map(ToString::to_string).unwrap_or_default();
    let screen = SettingsScreen {
        version: house.version,
        name: said("name", house.name.clone()),
        brands: said("brands", house.brands.join("\n")),
        lang,
        langs,
        time_zone: said("time_zone", house.time_zone.clone()),
        zones: Zone::all().map(Zone::name).collect(),
        public_url: said("public_url", address.trim_end_matches('/').to_owned()),
        on_board: house.on_board.iter().map(|field| field.name()).collect(),
        changed,
        problem,
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}

/// `POST /settings`
pub(crate) async fn change(board: Board, fields: Fields) -> Answer {
    let seen = fields.seen(HouseField::ALL)?;
    let house = board.engine.house().await?;
    let change = change_of(&house, &fields);
    let done = board.engine.change_house(board.actor()?, seen.version, &change).await;
    if let Err(error @ EngineError::Invalid { .. }) = done {
        let problem = in_words(&board.page, &Problem::from(error));
        return show_house(board, &house, &fields, problem);
    }
    let key = if change.brands.is_some() { "flash-brands-saved" } else { "flash-saved" };
    let sent = Sent { action: "/settings", back: "/settings", fields: &fields };
    let texts = async |board: &Board| both(board, &fields).await;
    overtaken::after(board, done, sent, texts, "/settings", key).await
}

/// What the form changes of what holds: a value that is the same stays whose it is.
fn change_of(house: &House, fields: &Fields) -> HouseChange {
    let given_back: Vec<&str> = fields.all("reset").collect();
    let line = |field: HouseField, holds: &str| {
        let (name, typed) = (field.name(), fields.get(field.name()));
        let is_emptied = typed.is_empty() && !holds.is_empty();
        match given_back.contains(&name) || is_emptied {
            true => house.on_board.contains(&field).then_some(None),
            false => (typed != holds).then(|| Some(typed.to_owned())),
        }
    };
    let brands: Vec<String> = fields
        .text("brands")
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let address = house.public_url.as_ref().map(ToString::to_string).unwrap_or_default();
    HouseChange {
        name: line(HouseField::Name, &house.name),
        lang: line(HouseField::Lang, &house.lang),
        time_zone: line(HouseField::TimeZone, &house.time_zone),
        public_url: line(HouseField::PublicUrl, address.trim_end_matches('/')),
        brands: match given_back.contains(&HouseField::Brands.name()) {
            true => house.on_board.contains(&HouseField::Brands).then_some(None),
            false => (brands != house.brands).then_some(Some(brands)),
        },
    }
}

/// What was typed and what holds now, for somebody who was overtaken.
async fn both(board: &Board, fields: &Fields) -> Result<Vec<BothTexts>, Problem> {
    let house = board.engine.house().await?;
    let address = house.public_url.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = |field, name: &str, theirs: &str| {
        let label = board.page.get(&format!("settings-{}", name.replace('_', "-")));
        BothTexts::of(field, name, label, &fields.text(name), theirs)
    };
    Ok(vec![
        text(Field::Line, "name", &house.name),
        text(Field::Text, "brands", &house.brands.join("\n")),
        text(Field::Line, "lang", &house.lang),
        text(Field::Line, "time_zone", &house.time_zone),
        text(Field::Line, "public_url", address.trim_end_matches('/')),
    ])
}
