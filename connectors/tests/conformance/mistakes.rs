//! Mistakes in manifests are reported with their place and with what to do.

use plaza_connectors::from_manifest;

use crate::documents::{fetcher, tutorial};

/// What is replaced, by what, the text at the mistake's place, and a part of the message.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("format = 1", "format = 2", "2", "reads format 1"),
    ("kind = \"corner\"", "kind = \"Corner!\"", "\"Corner", "lower-case letters"),
    ("channel = \"forum\"", "chanel = \"forum\"", "chanel", "unknown field `chanel`"),
    ("type = \"secret\"", "type = \"password\"", "\"password", "unknown variant `password`"),
    ("key = \"token\"", "key = \"url\"", "\"url", "the field `url` stands twice"),
    (
        "key = \"token\"\ntype = \"secret\"",
        "use = \"forum_address\"",
        "\"forum",
        "the field `url` stands twice",
    ),
    ("key = \"token\"", "use = \"acess_token\"", "\"acess", "there is no common field"),
    ("key = \"token\"\n", "", "", "a field needs `key`"),
    (
        "label = { en = \"Access token\", es = \"Token de acceso\" }\n",
        "",
        "",
        "a field needs `label`",
    ),
    (
        "value = \"{{ config.token }}\"",
        "value = \"{{ config.tokn }}\"",
        "tokn",
        "`config.tokn` is not a field",
    ),
    ("value = \"{{ config.token }}\"", "value = \"{{ config.token }\"", "", "in this template"),
    ("records = \".posts[]\"", "records = \".posts[\"", "", "in this jq program"),
    ("text = \".body\"", "text = \".body | rang\"", "rang", "`rang` is not offered"),
    ("overlap = \"1h\"", "overlap = \"1 hour\"", "\"1 hour", "takes a number and a unit"),
    ("mention = \"post\"", "mention = \"poost\"", "\"poost", "there is no [mention.poost]"),
    ("type = \"page\"", "type = \"cursor\"", "{ type", "needs `next`"),
    ("method = \"POST\"", "method = \"SEND\"", "\"SEND", "takes GET, POST"),
    (
        "needs = [\"token\"]",
        "needs = [\"key\"]",
        "\"key",
        "`key` is not a field; the fields are url, token",
    ),
    ("id = \".id\"\ntext", "text", "", "missing field `id`"),
    (
        "author = \".author.name\"\n",
        "author_is = \"person\"\n",
        "\"person",
        "`person` is none of account, shown_name, collective, nor a jq program",
    ),
    (
        "author = \".author.name\"\n",
        "author_is = \"if .guest then \\\"shown_name\\\" else\"\n",
        "",
        "in this jq program",
    ),
    (
        "author = \".author.name\"\n",
        "author_is = \"shown_name\"\n",
        "\".author.id",
        "an author that is always a `shown_name` has no account",
    ),
    (
        "account = \".author.id\"",
        "account_space = \"corner.example\"",
        "\"corner",
        "`account_space` says where an `account` is unique",
    ),
    (
        "account = \".author.id\"",
        "account = \".author.id\"\naccount_space = \"{{ config.place }}\"",
        "place",
        "`config.place` is not a field",
    ),
    (
        "account = \".author.id\"",
        "account = \".author.id\"\naccount_space = \"x{{ config.token }}\"",
        "\"x",
        "`token` is a secret, and the account's space is shown",
    ),
    ("name = \"X-Token\"\n", "", "", "needs `name`"),
    (
        "query = { page = \"{{ page }}\" }",
        "query = { page = \"{{ pge }}\" }",
        "pge",
        "`pge` is not known here; known are config",
    ),
    ("\"{{ parent.thread }}\"", "\"{{ receipt.id }}\"", "", "`receipt` is not known here"),
    ("unit = \"characters\"", "unit = \"letters\"", "\"letters", "unknown variant `letters`"),
    (
        "max_length = 5000",
        "max_length = 5000\nrule = [{ valid = \"tests\", invalid = \"x\" }]",
        "tests",
        "`tests` is not offered",
    ),
    (
        "request = { url = \"{{ config.url }}/api/posts\", query = { page = \"{{ page }}\" } }\nrecords = \".posts[] | select(.deleted | not)\"",
        "",
        "",
        "say in `uncertain` why there is none",
    ),
    (
        "ours = \".author.name == $me.name and",
        "url = \".author.name == $me.name and",
        "",
        "`ours` is needed",
    ),
];

/// Replaces `from` with `to` in the tutorial's manifest, and expects the mistake at the text `place`
/// with `message` in its message.
#[test]
fn every_mistake_points_at_its_place() {
    let good = tutorial("manifest.md");
    assert!(from_manifest("x.toml", &good, fetcher()).is_ok());
    for (from, to, place, message) in MISTAKES {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let error = from_manifest("x.toml", &bad, fetcher()).map(|_| ()).unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains(message), "{to}: {shown}");
        assert!(shown.starts_with(&format!("x.toml:{}:{}: ", error.line, error.column)), "{shown}");
        if !place.is_empty() {
            let line = bad.lines().nth(error.line - 1).unwrap();
            let rest: String = line.chars().skip(error.column - 1).collect();
            assert!(rest.starts_with(place), "{to}: points at `{rest}`");
        }
    }
}

#[test]
fn a_manifest_without_streams_or_of_great_size_is_refused() {
    let good = tutorial("manifest.md");
    let (head, _) = good.split_once("[[stream]]").unwrap();
    let message = from_manifest("x.toml", head, fetcher()).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("has no [[stream]]"), "{message}");
    let long = format!("{good}\n# {}", "x".repeat(300_000));
    assert!(from_manifest("x.toml", &long, fetcher()).is_err());
    for hostile in
        ["", "=", "[[[[", "\u{0}", "a = [[[[[[[[[[[[[[[[[[[[[[", "format = 99999999999999"]
    {
        assert!(from_manifest("x.toml", hostile, fetcher()).is_err(), "{hostile:?}");
    }
}
