//! Templates of manifests: minijinja, strict and with limits.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use url::Url;

use super::names::{self, Flaw};
use super::{atproto, jq};
use crate::guarded::guarded;

/// Instructions that one template may run.
const FUEL: u64 = 50_000;
/// Longest result, in bytes.
const MAX_OUTPUT: usize = 1_000_000;
/// Templates with this prefix make addresses: values put into them are percent-encoded.
const URL_PREFIX: &str = "url ";

/// All templates of one manifest.
#[derive(Debug)]
pub(super) struct Templates {
    env: Environment<'static>,
    made: usize,
}

/// How a template's result is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// As text.
    Text,
    /// As an address: all values put into it are percent-encoded, except addresses from `config`.
    Url,
}

/// A template by its name among the [`Templates`].
#[derive(Debug, Clone)]
pub(super) struct Template {
    name: String,
    /// The inside of a lone `{{ … }}`, whose value keeps its type in JSON bodies.
    expression: Option<String>,
    /// Names of the variables in it.
    variables: BTreeSet<String>,
    /// Keys of `config` in it.
    fields: BTreeSet<String>,
    source: String,
    /// The variables in it with what is read of them, such as `parent.id`.
    paths: Vec<String>,
}

impl Template {
    /// Whether it uses this variable.
    pub(super) fn uses(&self, variable: &str) -> bool {
        self.variables.contains(variable)
    }

    /// The fields of the form that it uses by name.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(String::as_str)
    }
}

impl Templates {
    pub(super) fn new() -> Self {
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_fuel(Some(FUEL));
        env.set_auto_escape_callback(|name| {
            if name.starts_with(URL_PREFIX) {
                AutoEscape::Custom("url".into())
            } else {
                AutoEscape::None
            }
        });
        env.set_formatter(|out, state, value| {
            if value.is_undefined() {
                return Err(Error::from(ErrorKind::UndefinedError));
            }
            if value.is_none() {
                return Ok(());
            }
            if matches!(state.auto_escape(), AutoEscape::Custom(_)) && !value.is_safe() {
                return Ok(out.write_str(&segment(value)?)?);
            }
            Ok(write!(out, "{value}")?)
        });
        env.add_filter("place", place);
        env.add_filter("host", host);
        env.add_filter("path", path);
        env.add_filter("fromjson", fromjson);
        env.add_filter("rfc3339", plaza_core::to_rfc3339);
        env.add_filter("tid", atproto::tid);
        env.add_filter("link_facets", atproto::link_facets);
        Self { env, made: 0 }
    }

    /// Reads a template that may use the variables `known`, and of `config` only the keys that
    /// exist.
    pub(super) fn add(
        &mut self,
        source: &str,
        usage: Use,
        known: &Known<'_>,
    ) -> Result<Template, Flaw> {
        self.made += 1;
        let prefix = if usage == Use::Url { URL_PREFIX } else { "text " };
        let name = format!("{prefix}{}", self.made);
        self.env
            .add_template_owned(name.clone(), source.to_owned())
            .map_err(|error| flaw(&error, source))?;
        names::check(&self.env, source)?;
        let template = self.env.get_template(&name).map_err(|error| flaw(&error, source))?;
        let variables = template.undeclared_variables(false).into_iter().collect();
        let mut used: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        used.sort();
        let fields = used.iter().filter_map(|path| path.strip_prefix("config."));
        let fields = fields.filter_map(|rest| rest.split('.').next()).map(str::to_owned).collect();
        for path in &used {
            if let Err(why) = known.check(path) {
                let offset = path.split('.').next_back().and_then(|part| source.find(part));
                return Err(Flaw { offset: offset.unwrap_or(0), why });
            }
        }
        let expression = lone_expression(source);
        Ok(Template { name, expression, variables, fields, source: source.to_owned(), paths: used })
    }

    /// The template's text.
    pub(super) fn text(&self, template: &Template, context: &Value) -> Result<String, String> {
        let reason = |error: &Error| reason(template, error, context);
        let compiled = self.env.get_template(&template.name).map_err(|error| reason(&error))?;
        let fill = || {
            let mut out = Bounded(Vec::new());
            compiled.render_captured_to(context.clone(), &mut out).map(|_| out.0)
        };
        let filled = guarded(fill).map_err(|why| cannot(&why))?;
        let filled = filled.map_err(|error| reason(&error))?;
        String::from_utf8(filled).map_err(|_| "a template made no text".to_owned())
    }

    /// The template's value for a JSON body: a lone `{{ … }}` keeps its type.
    pub(super) fn json(
        &self,
        template: &Template,
        context: &Value,
    ) -> Result<serde_json::Value, String> {
        let Some(expression) = &template.expression else {
            return self.text(template, context).map(serde_json::Value::String);
        };
        let reason = |error: &Error| reason(template, error, context);
        let compiled = self.env.compile_expression(expression).map_err(|error| reason(&error))?;
        let value = guarded(|| compiled.eval(context.clone())).map_err(|why| cannot(&why))?;
        let value = value.map_err(|error| reason(&error))?;
        if value.is_undefined() {
            return Err(cannot(&undefined(&template.paths, expression, context)));
        }
        serde_json::to_value(&value).map_err(|error| error.to_string())
    }
}

/// The variables that a template may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// Names of variables.
    pub(super) names: &'a [&'a str],
    /// Keys of `config`.
    pub(super) fields: &'a [String],
    /// Keys of `session`: what a login's answers gave.
    pub(super) session: &'a [String],
}

impl Known<'_> {
    fn check(&self, path: &str) -> Result<(), String> {
        let mut parts = path.split('.');
        let (name, key) = (parts.next().unwrap_or_default(), parts.next());
        if name == "session" && !self.session.is_empty() {
            return match key.filter(|key| self.session.iter().all(|name| name != key)) {
                Some(key) => {
                    let known = self.session.join(", ");
                    Err(format!("`session.{key}` is not kept by `[auth]`; kept is {known}"))
                }
                None => Ok(()),
            };
        }
        if !self.names.contains(&name) {
            // minijinja reports its own functions as undeclared.
            if ["range", "dict", "namespace"].contains(&name) {
                return Ok(());
            }
            let known = self.names.join(", ");
            return Err(format!("`{name}` is not known here; known are {known}"));
        }
        match key.filter(|_| name == "config") {
            Some(key) if self.fields.iter().all(|field| field != key) => {
                let known = self.fields.join(", ");
                Err(format!(
                    "`config.{key}` is not a field of this manifest; its fields are {known}"
                ))
            }
            _ => Ok(()),
        }
    }
}

fn cannot(why: &str) -> String {
    format!("a template cannot be filled in: {why}")
}

/// Why a template cannot be filled in, with the name of what has no value.
fn reason(template: &Template, error: &Error, context: &Value) -> String {
    if error.kind() != ErrorKind::UndefinedError {
        return cannot(&short(error));
    }
    let part = error.range().and_then(|range| template.source.get(range));
    // An expression that stands alone is compiled without what is around it.
    let part = part.filter(|part| template.paths.iter().any(|path| part.contains(path.as_str())));
    let part = part.unwrap_or(&template.source);
    cannot(&undefined(&template.paths, part, context))
}

/// Names which of `paths`, as they stand in `part`, have no value in `context`, and what is there.
fn undefined(paths: &[String], part: &str, context: &Value) -> String {
    let missing: Vec<String> = paths
        .iter()
        .filter(|path| part.contains(path.as_str()))
        .filter_map(|path| missing_in(path, context))
        .collect();
    match missing.is_empty() {
        true => format!("`{}` has no value", part.trim()),
        false => missing.join("; "),
    }
}

/// Where a path leads into nothing: `parent.thread`, and what `parent` has.
fn missing_in(path: &str, context: &Value) -> Option<String> {
    let mut value = context.clone();
    let mut walked = String::new();
    for key in path.split('.') {
        let next = value.get_attr(key).ok().filter(|next| !next.is_undefined());
        let name = if walked.is_empty() { key.to_owned() } else { format!("{walked}.{key}") };
        let Some(next) = next else {
            let has = names_in(&value);
            let whose =
                if walked.is_empty() { "known".to_owned() } else { format!("`{walked}` has") };
            return Some(if has.is_empty() {
                format!("`{name}` is not set; `{walked}` has no parts")
            } else {
                format!("`{name}` is not set; {whose}: {has}")
            });
        };
        (value, walked) = (next, name);
    }
    None
}

/// The names of a value's parts, as far as they fit into a message.
fn names_in(value: &Value) -> String {
    const MOST: usize = 12;
    if value.kind() != ValueKind::Map {
        return String::new();
    }
    let keys = value.try_iter().map(|keys| keys.map(|key| key.to_string()).collect::<Vec<_>>());
    let mut keys = keys.unwrap_or_default();
    keys.sort();
    let more = if keys.len() > MOST { " …" } else { "" };
    keys.truncate(MOST);
    format!("{}{more}", keys.join(", "))
}

/// A writer that refuses to grow beyond [`MAX_OUTPUT`].
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(std::io::Error::other("the result is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lone_expression(source: &str) -> Option<String> {
    let inner = source.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let is_lone = !inner.contains("{{") && !inner.contains("}}");
    is_lone.then(|| inner.trim_matches('-').trim().to_owned())
}

fn flaw(error: &Error, source: &str) -> Flaw {
    let line_start =
        |line: usize| source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let offset =
        error.range().map_or_else(|| line_start(error.line().unwrap_or(1)), |range| range.start);
    Flaw { offset, why: short(error) }
}

fn short(error: &Error) -> String {
    let kind = error.kind().to_string();
    error.detail().map_or(kind.clone(), |detail| format!("{kind}: {detail}"))
}

/// One segment of an address. Text that would change the path is refused.
fn segment(value: &Value) -> Result<String, Error> {
    let text = match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Bool => value.to_string(),
        kind => {
            let why = format!("a {kind} cannot stand in an address");
            return Err(Error::new(ErrorKind::InvalidOperation, why));
        }
    };
    if matches!(text.as_str(), "" | "." | "..") {
        let why = format!("`{text}` cannot stand in an address");
        return Err(Error::new(ErrorKind::InvalidOperation, why));
    }
    Ok(encoded(&text))
}

/// A text as it is written in an address: everything but letters, digits and `-._~`
/// percent-encoded.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The name of the place behind an address.
fn place(address: &str) -> Result<String, Error> {
    parse(address).map(|url| crate::place::place_of(&url))
}

/// Host and port of an address.
fn host(address: &str) -> Result<String, Error> {
    let url = parse(address)?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}{port}", url.host_str().unwrap_or_default()))
}

/// A text with slashes, such as `owner/name`, as part of an address.
fn path(text: &str) -> Result<Value, Error> {
    let segments: Result<Vec<_>, _> =
        text.split('/').map(|part| segment(&Value::from(part))).collect();
    Ok(Value::from_safe_string(segments?.join("/")))
}

/// A setting that holds JSON, such as a service account's key file.
fn fromjson(text: &str) -> Result<Value, Error> {
    // The text may hold a secret, so the parser's message is not shown.
    let json = serde_json::from_str(text)
        .map_err(|_| Error::new(ErrorKind::InvalidOperation, "the text is not JSON"))?;
    Ok(jq::json_to_template(&json))
}

fn parse(address: &str) -> Result<Url, Error> {
    Url::parse(address).map_err(|error| {
        Error::new(ErrorKind::InvalidOperation, format!("`{address}` is not an address: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn known<'a>(fields: &'a [String]) -> Known<'a> {
        Known { names: &["config", "id"], fields, session: &[] }
    }

    fn fill(source: &str, usage: Use, context: &Value) -> Result<String, String> {
        let fields = ["url".to_owned()];
        let mut templates = Templates::new();
        let template = templates.add(source, usage, &known(&fields)).map_err(|flaw| flaw.why)?;
        templates.text(&template, context)
    }

    #[test]
    fn what_is_put_into_an_address_stays_in_its_place() {
        let base = Value::from_safe_string("https://a.example/x".to_owned());
        let context = |id: &str| context! { config => context! { url => base.clone() }, id => id };
        let address = |id: &str| fill("{{ config.url }}/posts/{{ id }}", Use::Url, &context(id));
        assert_eq!(address("7 b").unwrap(), "https://a.example/x/posts/7%20b");
        assert_eq!(address("../a?b#c").unwrap(), "https://a.example/x/posts/..%2Fa%3Fb%23c");
        assert!(address("..").is_err());
        assert!(address("").is_err());
        let path = |id: &str| fill("{{ config.url }}/{{ id | path }}/x", Use::Url, &context(id));
        assert_eq!(path("a b/c").unwrap(), "https://a.example/x/a%20b/c/x");
        assert!(path("a/../b").is_err());
        assert_eq!(fill("{{ id }}", Use::Text, &context("a&b")).unwrap(), "a&b");
    }

    #[test]
    fn unknown_variables_and_endless_templates_are_refused() {
        let context = context! { id => "x" };
        let message = fill("{{ nope }}", Use::Text, &context).unwrap_err();
        assert_eq!(message, "`nope` is not known here; known are config, id");
        let message = fill("{{ config.nope }}", Use::Text, &context).unwrap_err();
        assert!(message.contains("`config.nope` is not a field"), "{message}");
        assert!(fill("{{ id", Use::Text, &context).is_err());
        let endless =
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ id }}{% endfor %}{% endfor %}";
        assert!(fill(endless, Use::Text, &context).unwrap_err().contains("fuel"));
    }

    #[test]
    fn what_has_no_value_is_named() {
        let context = context! { config => context! { url => "u" },
        id => context! { author => "ana", parts => context! { a => 1 } } };
        for (source, message) in [
            ("{{ id.thread }}", "`id.thread` is not set; `id` has: author, parts"),
            (
                "to {{ id.author }} in {{ id.parts.b }}",
                "`id.parts.b` is not set; `id.parts` has: a",
            ),
            ("{{ id.author.name }}", "`id.author.name` is not set; `id.author` has no parts"),
            ("{% if id.x %}{% endif %}{{ id.author }}", "`id.x` is not set"),
            ("{% for one in id.parts %}{{ one.name }}{% endfor %}", "has no value"),
        ] {
            let told = fill(source, Use::Text, &context).unwrap_err();
            assert!(told.contains(message), "{source}: {told}");
        }
        let mut templates = Templates::new();
        let template = templates.add("{{ id.thread }}", Use::Text, &known(&[])).unwrap();
        let told = templates.json(&template, &context).unwrap_err();
        assert!(told.contains("`id.thread` is not set; `id` has: author, parts"), "{told}");
    }

    #[test]
    fn filters_functions_and_tests_that_do_not_exist_are_refused() {
        for (source, offset, name) in [
            ("{{ id | lowr }}", 8, "`lowr` is no filter"),
            ("{{ id|replace('|nope', '') | int | bold }}", 35, "`bold` is no filter"),
            ("{% if id is startingwidth('a') %}x{% endif %}", 12, "`startingwidth` is no test"),
            ("{% if id is not nun %}x{% endif %}", 16, "`nun` is no test"),
            ("{{ today() }}", 3, "`today` is no function"),
            ("{% filter uper %}x{% endfilter %}", 10, "`uper` is no filter"),
            ("{% for a in id | sorted %}{{ a }}{% endfor %}", 17, "`sorted` is no filter"),
        ] {
            let flaw = Templates::new().add(source, Use::Text, &known(&[])).unwrap_err();
            assert!(flaw.why.contains(name), "{source}: {}", flaw.why);
            assert_eq!(flaw.offset, offset, "{source}");
        }
        for source in [
            "{{ id | upper | trim | default('a | b') }}",
            "{{ 'x | y is z()' }} | text is text() {# a | comment #}",
            "{% if id is defined and id is not none %}{{ id | int }}{% endif %}",
            "{% if id == 'a' or id in ['b'] %}{{ range(3) | join(',') }}{% endif %}",
            "{{ id.items() | list }}{{ id | string | float }}",
            "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(id) }}",
            "{% raw %}{{ x | nope }}{% endraw %}",
            "{{ id | place }}{{ id | rfc3339 }}{{ id | fromjson | tojson }}{{ loop.index if id is divisibleby(2) }}",
        ] {
            let read = Templates::new().add(
                source,
                Use::Text,
                &Known { names: &["id", "loop"], ..known(&[]) },
            );
            assert!(read.is_ok(), "{source}: {:?}", read.map_err(|flaw| flaw.why));
        }
    }

    #[test]
    fn a_lone_expression_keeps_its_type() {
        let mut templates = Templates::new();
        let template = templates.add("{{ id }}", Use::Text, &known(&[])).unwrap();
        let context = context! { id => 7 };
        assert_eq!(templates.json(&template, &context), Ok(serde_json::json!(7)));
        let template = templates.add("n{{ id }}", Use::Text, &known(&[])).unwrap();
        assert_eq!(templates.json(&template, &context), Ok(serde_json::json!("n7")));
    }
}
