//! The house as it holds now: what the configuration says, and above it what is set on the board.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use plaza_core::{Millis, Permission, Zone, limits, say};
use plaza_store::Action;
use plaza_store::access::{HouseRow, HouseUpdate};
use serde_json::json;
use url::Url;

use crate::cached::Cached;
use crate::shared::Shared;
use crate::{Actor, Engine, EngineError, Settings, entered};

/// How long what was read holds: what other processes change is seen after that.
const FRESH: Duration = Duration::from_secs(2);

/// One value of the house that can be set on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HouseField {
    /// What the house is called.
    Name,
    /// Language of the workspace.
    Lang,
    /// Time zone of the house.
    TimeZone,
    /// The address that people type.
    PublicUrl,
    /// Names that say nothing about a theme.
    Brands,
}

impl HouseField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Name, Self::Brands, Self::Lang, Self::TimeZone, Self::PublicUrl];

    /// The name in the configuration, the API and commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Lang => "lang",
            Self::TimeZone => "time_zone",
            Self::PublicUrl => "public_url",
            Self::Brands => "brands",
        }
    }
}

/// The house as it holds now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct House {
    /// What the house is called; empty where nobody said.
    pub name: String,
    /// Language of the workspace (ISO 639-1): themes are named in it where people speak it.
    pub lang: String,
    /// Time zone by its IANA name: where a day begins for those who chose none.
    pub time_zone: String,
    /// The address that people type, where it is known.
    pub public_url: Option<Url>,
    /// Names that say nothing about a theme: the brand, its products, competitors.
    pub brands: Vec<String>,
    /// What is set on the board; the configuration says the rest.
    pub on_board: BTreeSet<HouseField>,
    /// Counts changes made on the board; a change names the one that it has seen.
    pub version: i64,
    /// Who changed it last on the board.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Option<Millis>,
}

/// What an administrator changes; `None` leaves a value as it is, `Some(None)` gives it back to the
/// configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseChange {
    /// What the house is called.
    pub name: Option<Option<String>>,
    /// Language of the workspace.
    pub lang: Option<Option<String>>,
    /// Time zone by its IANA name.
    pub time_zone: Option<Option<String>>,
    /// The address that people type.
    pub public_url: Option<Option<String>>,
    /// Names that say nothing about a theme.
    pub brands: Option<Option<Vec<String>>>,
}

/// What was read of the house last.
pub(crate) struct HouseKept {
    cached: Cached<(), Arc<House>>,
    last: RwLock<Arc<House>>,
}

impl HouseKept {
    pub(crate) fn new(settings: &Settings) -> Self {
        let known = Arc::new(House::of(settings, HouseRow::default()));
        Self { cached: Cached::default(), last: RwLock::new(known) }
    }
}

impl House {
    /// What the configuration says, with what is set on the board above it.
    fn of(settings: &Settings, row: HouseRow) -> Self {
        let HouseRow { version, changed_by, changed_at, has_brands, .. } = row;
        let public_url = row.public_url.and_then(|url| Url::parse(&url).ok());
        let set = [
            (HouseField::Name, row.name.is_some()),
            (HouseField::Lang, row.lang.is_some()),
            (HouseField::TimeZone, row.time_zone.is_some()),
            (HouseField::PublicUrl, public_url.is_some()),
            (HouseField::Brands, has_brands),
        ];
        Self {
            name: row.name.unwrap_or_else(|| settings.name.clone()),
            lang: row.lang.unwrap_or_else(|| settings.lang.clone()),
            time_zone: row.time_zone.unwrap_or_else(|| settings.time_zone.clone()),
            public_url: public_url.or_else(|| settings.public_url.clone()),
            brands: if has_brands { row.brands } else { settings.brands.clone() },
            on_board: set.into_iter().filter_map(|(field, is)| is.then_some(field)).collect(),
            version,
            changed_by,
            changed_at,
        }
    }
}

impl Shared {
    /// The house as it holds now; what another process changed is seen within two seconds.
    pub(crate) async fn house(&self) -> Result<Arc<House>, EngineError> {
        let load = async |_| {
            let row = self.store.access().house().await?;
            Ok::<_, EngineError>(Arc::new(House::of(&self.settings, row)))
        };
        let house = self.house.cached.get_or((), FRESH, load).await?;
        let mut last = self.house.last.write().unwrap_or_else(PoisonError::into_inner);
        *last = Arc::clone(&house);
        Ok(house)
    }
}

impl Engine {
    /// The house as it holds now; what another process changed is seen within two seconds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn house(&self) -> Result<Arc<House>, EngineError> {
        self.shared().house().await
    }

    /// The house as [`Self::house`] said it last, without asking; before that, what the
    /// configuration says.
    #[must_use]
    pub fn house_known(&self) -> Arc<House> {
        let last = &self.shared().house.last;
        Arc::clone(&last.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what is set on the board. It acts at once, without a restart.
    ///
    /// # Errors
    /// Forbidden, an input that is refused, or somebody changed it since `version`.
    pub async fn change_house(
        &self,
        actor: &Actor,
        version: Option<i64>,
        change: &HouseChange,
    ) -> Result<Arc<House>, EngineError> {
        actor.require(Permission::ManageSettings)?;
        let update = checked(change)?;
        let detail = json!({
            "name": update.name, "lang": update.lang, "time_zone": update.time_zone,
            "public_url": update.public_url, "brands": update.brands,
        });
        let shared = self.shared();
        let act = actor.act(Action::HouseUpdate, shared.now()).with(detail);
        shared.store.access().update_house(version, &update, &act).await?;
        shared.house.cached.forget();
        shared.house().await
    }
}

/// What is entered, as it is kept.
fn checked(change: &HouseChange) -> Result<HouseUpdate, EngineError> {
    Ok(HouseUpdate {
        name: each(change.name.as_ref(), |name| {
            entered::line::<{ limits::HOUSE_NAME }>("name", name)
        })?,
        lang: each(change.lang.as_ref(), |lang| check_lang(lang))?,
        time_zone: each(change.time_zone.as_ref(), |zone| check_zone(zone))?,
        public_url: each(change.public_url.as_ref(), |url| check_address(url))?,
        brands: each(change.brands.as_ref(), |brands| check_brands(brands))?,
    })
}

/// Checks a value that is set; what is left or given back needs no check.
fn each<T, U>(
    value: Option<&Option<T>>,
    check: impl Fn(&T) -> Result<U, EngineError>,
) -> Result<Option<Option<U>>, EngineError> {
    value.map(|value| value.as_ref().map(&check).transpose()).transpose()
}

fn check_lang(lang: &str) -> Result<String, EngineError> {
    let lang = lang.trim().to_ascii_lowercase();
    if (2..=3).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_lowercase()) {
        return Ok(lang);
    }
    Err(EngineError::invalid("lang", say!("takes-lang", "takes a language code such as es")))
}

/// A time zone by its IANA name.
pub(crate) fn check_zone(zone: &str) -> Result<String, EngineError> {
    let known = zone.parse::<Zone>();
    let known = known.map_err(|error| EngineError::invalid("time_zone", error.message()))?;
    Ok(known.name().to_owned())
}

/// The scheme, the host and the port; nothing else is a part of the address of the house.
fn check_address(entered: &str) -> Result<String, EngineError> {
    let refused = || {
        let message = say!(
            "takes-public-address",
            "takes an address such as https://plaza.example, without a path"
        );
        EngineError::invalid("public_url", message)
    };
    let entered = entered::line::<{ limits::PUBLIC_URL }>("public_url", entered)?;
    let url = Url::parse(&entered).map_err(|_| refused())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_open = url.username().is_empty() && url.password().is_none();
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    if is_bare && is_open && is_web { Ok(url.to_string()) } else { Err(refused()) }
}

fn check_brands(brands: &[String]) -> Result<Vec<String>, EngineError> {
    let mut checked: Vec<String> = Vec::new();
    for brand in brands.iter().filter(|brand| !brand.trim().is_empty()) {
        let brand = entered::line::<{ limits::BRAND }>("brands", brand)?;
        if !checked.iter().any(|known| known.to_lowercase() == brand.to_lowercase()) {
            checked.push(brand);
        }
    }
    if checked.len() > limits::BRANDS {
        let message = say!(
            "takes-names",
            "takes at most {max} names; these are {length}",
            max = limits::BRANDS,
            length = checked.len()
        );
        return Err(EngineError::invalid("brands", message));
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_wins_and_the_rest_is_the_configurations() {
        let settings = Settings { brands: vec!["Zumbo".to_owned()], ..Settings::default() };
        let from_file = House::of(&settings, HouseRow::default());
        assert_eq!((from_file.brands.len(), from_file.on_board.len()), (1, 0));
        let row = HouseRow {
            time_zone: Some("Europe/Madrid".to_owned()),
            has_brands: true,
            ..HouseRow::default()
        };
        let house = House::of(&settings, row);
        assert_eq!((house.time_zone.as_str(), house.lang.as_str()), ("Europe/Madrid", "es"));
        assert!(house.brands.is_empty(), "no brands are set, which is something");
        let set = [HouseField::TimeZone, HouseField::Brands];
        assert_eq!(house.on_board, BTreeSet::from(set));
    }

    #[test]
    fn what_is_entered_is_looked_at() {
        assert_eq!(check_lang(" ES ").unwrap(), "es");
        assert!(check_lang("español").is_err() && check_lang("").is_err());
        assert_eq!(check_zone("Europe/Madrid").unwrap(), "Europe/Madrid");
        assert!(check_zone("").is_err() && check_zone("Europe Madrid").is_err());
        assert_eq!(check_address("https://plaza.example").unwrap(), "https://plaza.example/");
        for wrong in ["plaza.example", "ftp://plaza.example", "https://a:b@plaza.example", ""] {
            assert!(check_address(wrong).is_err(), "{wrong}");
        }
        assert!(check_address("https://plaza.example/x?y").is_err());
        let brands = ["Zumbo", " zumbo ", "", "S1"].map(str::to_owned);
        assert_eq!(check_brands(&brands).unwrap(), ["Zumbo", "S1"]);
        let many: Vec<String> = (0..=limits::BRANDS).map(|n| n.to_string()).collect();
        assert!(check_brands(&many).is_err());
    }
}
