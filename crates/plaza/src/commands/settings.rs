//! `plaza settings` and `plaza config`.

use anyhow::bail;
use plaza_engine::{Actor, Engine, House, HouseChange, HouseField};

use crate::cli::{SettingsArguments, SettingsCommand};
use crate::config::{Config, Said};
use crate::output;

pub(super) async fn run(command: SettingsCommand, engine: &Engine) -> anyhow::Result<bool> {
    let change = match command {
        SettingsCommand::Show => {
            show(&*engine.house().await?);
            return Ok(true);
        }
        SettingsCommand::Set(values) => set(values),
        SettingsCommand::Unset { names } => unset(&names)?,
    };
    let house = engine.change_house(&Actor::system(), None, &change).await?;
    show(&house);
    if change.brands.is_some() {
        output::note("themes take the new names when they are recalculated: plaza themes rebuild");
    }
    Ok(true)
}

fn show(house: &House) {
    for field in HouseField::ALL {
        let value = value(house, field);
        let by = if house.on_board.contains(&field) { "the board" } else { "the configuration" };
        output::line(&format!("{}\t{value}\tset by {by}", field.name()));
    }
}

fn value(house: &House, field: HouseField) -> String {
    match field {
        HouseField::Name => house.name.clone(),
        HouseField::Brands => house.brands.join(", "),
        HouseField::Lang => house.lang.clone(),
        HouseField::TimeZone => house.time_zone.clone(),
        HouseField::PublicUrl => {
            house.public_url.as_ref().map(ToString::to_string).unwrap_or_default()
        }
    }
}

fn set(values: SettingsArguments) -> HouseChange {
    HouseChange {
        name: values.name.map(Some),
        brands: (!values.brands.is_empty()).then_some(Some(values.brands)),
        lang: values.lang.map(Some),
        time_zone: values.time_zone.map(Some),
        public_url: values.public_url.map(Some),
    }
}

fn unset(names: &[String]) -> anyhow::Result<HouseChange> {
    let mut change = HouseChange::default();
    for name in names {
        match HouseField::ALL.into_iter().find(|field| field.name() == name) {
            Some(HouseField::Name) => change.name = Some(None),
            Some(HouseField::Brands) => change.brands = Some(None),
            Some(HouseField::Lang) => change.lang = Some(None),
            Some(HouseField::TimeZone) => change.time_zone = Some(None),
            Some(HouseField::PublicUrl) => change.public_url = Some(None),
            None => {
                let known = HouseField::ALL.map(HouseField::name).join(", ");
                bail!("`{name}` is not one of {known}");
            }
        }
    }
    Ok(change)
}

/// Shows every setting with what says it; what is set on the board wins.
pub(super) async fn show_config(config: &Config, engine: &Engine) -> anyhow::Result<bool> {
    let house = engine.house().await?;
    for Said { name, value: configured, by } in config.said()? {
        let field = HouseField::ALL.into_iter().find(|field| field.name() == name);
        match field.filter(|field| house.on_board.contains(field)) {
            Some(field) => {
                output::line(&format!("{name}\t{}\tset by the board", value(&house, field)));
            }
            None => output::line(&format!("{name}\t{configured}\tset by {by}")),
        }
    }
    Ok(true)
}
