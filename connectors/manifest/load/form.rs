//! The form: the settings of a source.

use plaza_core::{Choice, FieldKind, FieldSpec, Localized, Message, say};
use toml::Spanned;

use super::super::entering::{FieldFile, FieldType};
use super::super::format::{Text, Words};
use super::super::jq::Program;
use super::fields::Field;
use super::reader::{Reader, Result};

/// Fields and their rules: the key, what must hold, and the message where it does not.
pub(super) type Form = (Vec<FieldSpec>, Vec<(String, Program, Message)>);

impl Reader<'_> {
    /// Reads the form; `needs` are the fields that answering asks for.
    pub(super) fn form(&mut self, raw: &[Spanned<FieldFile>], needs: &[Text]) -> Result<Form> {
        let (mut specs, mut rules) = (Vec::new(), Vec::new());
        for field in raw {
            let field = self.field(field)?;
            self.learn_field(&field)?;
            if let Some(valid) = &field.raw.valid {
                let why = match &field.raw.invalid {
                    Some(invalid) => in_both(invalid, field.raw.invalid_es.as_deref()),
                    None => say!("not-valid", "is not valid"),
                };
                rules.push((field.key.get_ref().clone(), self.jq(valid)?, why));
            }
            let is_needed = needs
                .iter()
                .any(|need| need.get_ref().split('|').any(|key| key == field.key.get_ref()));
            specs.push(self.field_spec(&field, is_needed)?);
        }
        Ok((specs, rules))
    }

    /// Checks a field's key, and remembers it for the templates.
    fn learn_field(&mut self, field: &Field<'_>) -> Result<()> {
        let key = field.key.get_ref();
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(self.wrong(&field.key, "takes letters, digits and `_`"));
        }
        if self.fields.contains(key) {
            return Err(self.wrong(&field.key, format!("the field `{key}` stands twice")));
        }
        self.fields.push(key.clone());
        if field.kind == FieldType::Secret {
            self.secrets.push(key.clone());
            if let Some(default) = &field.raw.default {
                return Err(self.wrong(default, "a secret has no default"));
            }
        }
        Ok(())
    }

    fn field_spec(&self, field: &Field<'_>, is_needed: bool) -> Result<FieldSpec> {
        let kind = field_kind(field);
        if let FieldKind::Choice { options, .. } = kind {
            let default = field.raw.default.as_ref();
            let wrong = default.filter(|d| options.iter().all(|one| one.value != d.get_ref()));
            if options.is_empty() || wrong.is_some() {
                let why = "a choice has `options`, and its default is one of them";
                return Err(self.wrong(wrong.unwrap_or(&field.key), why));
            }
        }
        let asked = is_needed || (field.required && field.raw.default.is_none());
        Ok(FieldSpec {
            key: leak(field.key.get_ref()),
            label: words(&field.label),
            help: words(&field.help),
            kind: field_kind(field),
            required: field.required,
            default: field.raw.default.as_ref().map(|text| leak(text.get_ref())),
            placeholder: leak(&field.placeholder),
            more: field.raw.more.unwrap_or(!asked),
            strip: leak_all(&field.strip),
        })
    }
}

fn field_kind(field: &Field<'_>) -> FieldKind {
    match field.kind {
        FieldType::Text => FieldKind::Text,
        FieldType::Multiline => FieldKind::Multiline,
        FieldType::Url => FieldKind::Url,
        FieldType::Secret => FieldKind::Secret,
        FieldType::Bool => FieldKind::Bool,
        FieldType::Choice => FieldKind::Choice { options: options(field), open: false },
        FieldType::Number => FieldKind::Number {
            min: field.raw.min.unwrap_or(i64::MIN),
            max: field.raw.max.unwrap_or(i64::MAX),
        },
    }
}

fn options(field: &Field<'_>) -> &'static [Choice] {
    let options = field.raw.options.iter();
    Vec::leak(options.map(|o| Choice { value: leak(&o.value), label: words(&o.label) }).collect())
}

pub(super) fn words(words: &Words) -> Localized {
    Localized { en: leak(&words.en), es: leak(&words.es) }
}

/// Manifests are read once per process and are kept until it ends, like the built-in descriptions.
pub(super) fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// Words of a manifest: in both languages where it has them.
pub(super) fn in_both(en: &str, es: Option<&str>) -> Message {
    es.map_or_else(|| Message::verbatim(en), |es| Message::localized(en, es))
}

pub(super) fn leak_all<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
) -> &'static [&'static str] {
    Vec::leak(texts.into_iter().map(|text| leak(text.as_ref())).collect())
}
