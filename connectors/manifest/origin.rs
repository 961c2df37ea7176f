//! The servers that a manifest's requests go to, read from the beginnings of their addresses.

use std::collections::BTreeSet;

use minijinja::Value;
use url::Url;

use super::model::Manifest;

impl Manifest {
    /// The origins of all requests with these settings; those that cannot be made are left out,
    /// because a request to them cannot be made either.
    pub(super) fn origins(&self, context: &Value) -> BTreeSet<String> {
        let filled = self.origins.iter().filter_map(|template| {
            let url = Url::parse(&self.templates.text(template, context).ok()?).ok()?;
            Some(url.origin().ascii_serialization())
        });
        filled.collect()
    }
}

/// The part of an address template in front of its path; `None` where a condition decides on it.
pub(super) fn part(template: &str) -> Option<&str> {
    let mut template = template.trim_start();
    // Names given to values write nothing.
    while let Some(after) = template.strip_prefix("{% set ") {
        template = after[after.find("%}")? + 2..].trim_start();
    }
    let mut rest = template;
    loop {
        let at = rest.find(['{', '/', '\\', '?', '#']).unwrap_or(rest.len());
        rest = &rest[at..];
        let behind = if rest.starts_with("{{") {
            rest.find("}}")? + 2
        } else if rest.starts_with("{#") {
            rest.find("#}")? + 2
        } else if rest.starts_with("{%") {
            return None;
        } else if rest.starts_with("//") && is_behind_scheme(template, rest) {
            2
        } else if rest.starts_with('{') {
            1
        } else {
            return Some(&template[..template.len() - rest.len()]);
        };
        rest = &rest[behind..];
    }
}

fn is_behind_scheme(template: &str, rest: &str) -> bool {
    let before = template[..template.len() - rest.len()].trim_start();
    matches!(before, "http:" | "https:")
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn the_part_in_front_of_the_path_is_found() {
        for (template, origin) in [
            ("{{ config.url }}/api/v1/{{ id }}", "{{ config.url }}"),
            ("{{ config.api }}", "{{ config.api }}"),
            ("https://api.example/v1", "https://api.example"),
            (
                "https://{{ config.region }}.example:8443/{{ id }}",
                "https://{{ config.region }}.example:8443",
            ),
            ("https://api.example?x=/{{ id }}", "https://api.example"),
            ("https://api.example\\@other", "https://api.example"),
            ("{{ (config.key | fromjson).token_uri }}", "{{ (config.key | fromjson).token_uri }}"),
            ("{{ config.url }}/x/{% if id %}a{% endif %}", "{{ config.url }}"),
            ("{{ config.api | replace('/', '') }}/x", "{{ config.api | replace('/', '') }}"),
            ("/relative//double", ""),
            ("{% set part = id | split('/') %} {{ config.url }}/{{ part[0] }}", "{{ config.url }}"),
        ] {
            assert_eq!(part(template), Some(origin), "{template}");
        }
        assert_eq!(part("{% if config.a %}https://a.example{% endif %}/x"), None);
        assert_eq!(part("https://{{ config.a"), None);
    }
}
