//! The options that say how a file is read.

use clap::Args;
use plaza_core::ConfigError;
use plaza_core::import::Layout;

/// How a file is read; whatever is not said is found, and the command tells what it found.
#[derive(Debug, Default, Args)]
pub(crate) struct LayoutArguments {
    /// Format: jsonl, csv or xlsx [default: by what the file holds]
    #[arg(long, value_parser = layout_option("format"))]
    format: Option<String>,
    /// Which column holds a field: --map text=Comment. `#3` is the third column, `user.name` a key
    /// inside a key of JSON; keep=COLUMN takes a column for no field, ignore=COLUMN leaves it out
    #[arg(long, value_name = "FIELD=COLUMN", num_args = 1.., value_parser = layout_option("map"))]
    map: Vec<String>,
    /// Sheet of a workbook, by name or number [default: the one that holds a table]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Row that names the columns, counted from 1 [default: found below titles]
    #[arg(long, value_name = "N", value_parser = layout_option("header-row"))]
    header_row: Option<String>,
    /// Between the cells of a CSV file: comma, semicolon, tab, bar or another character
    #[arg(long, value_name = "C", value_parser = layout_option("separator"))]
    separator: Option<String>,
    /// Encoding of a text file, such as windows-1252 or macintosh
    #[arg(long, value_name = "NAME", value_parser = layout_option("encoding"))]
    encoding: Option<String>,
    /// How dates in figures are written: dmy (31/01/2026), mdy or ymd
    #[arg(long, value_name = "ORDER", value_parser = layout_option("dates"))]
    dates: Option<String>,
    /// Scale of the ratings, from the worst to the best: rating=0-10
    #[arg(long, value_name = "FIELD=WORST-BEST", value_parser = layout_option("scale"))]
    scale: Vec<String>,
}

/// Refuses a value that its option does not take, before anything is opened.
fn layout_option(
    option: &'static str,
) -> impl Fn(&str) -> Result<String, ConfigError> + Clone + Send + Sync + 'static {
    move |value| {
        Layout::default().set(option, value)?;
        Ok(value.to_owned())
    }
}

impl LayoutArguments {
    /// What was said.
    ///
    /// # Errors
    /// The option and what it takes.
    pub(crate) fn read(&self) -> Result<Layout, ConfigError> {
        let single = [
            ("format", &self.format),
            ("sheet", &self.sheet),
            ("header-row", &self.header_row),
            ("separator", &self.separator),
            ("encoding", &self.encoding),
            ("dates", &self.dates),
        ];
        let single = single.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let map = self.map.iter().map(|pair| ("map", pair.as_str()));
        let scale = self.scale.iter().map(|pair| ("scale", pair.as_str()));
        Layout::parse_options(single.chain(map).chain(scale))
    }
}
