//! The OpenAPI document, made from the handlers and the route table.

use std::sync::LazyLock;

use plaza_core::Permission;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Ref, RefOr,
};
use utoipa::{PartialSchema, ToSchema};

use crate::frame::problem::{Coded, Overtaken};
use crate::{Access, PROBLEM_JSON, Problem};

/// The document as JSON; it never changes while the process runs.
pub(crate) static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| document().to_json().unwrap_or_default());

fn document() -> OpenApi {
    let routes = crate::routes();
    let (documented, schemas) = routes.documentation();
    let mut paths = PathsBuilder::new();
    for (path, access, item) in documented {
        paths = paths.path(path, with_access(item.clone(), *access));
    }
    let mut components = ComponentsBuilder::new()
        .schema(Problem::name(), Problem::schema())
        .schema(Coded::name(), Coded::schema())
        .schema(Overtaken::name(), Overtaken::schema())
        .security_scheme("token", token_scheme())
        .security_scheme("session", session_scheme());
    for (name, schema) in schemas {
        components = components.schema(name, schema.clone());
    }
    let info = InfoBuilder::new().title("Plaza").version(env!("CARGO_PKG_VERSION")).description(
        Some("What people say, searched, answered where they said it, and turned into ideas."),
    );
    OpenApiBuilder::new()
        .info(info.build())
        .paths(paths.build())
        .components(Some(components.build()))
        .build()
}

fn token_scheme() -> SecurityScheme {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token, `plaza_…`."))
        .build();
    SecurityScheme::Http(scheme)
}

fn session_scheme() -> SecurityScheme {
    let description = "The board's session cookie. Requests that change something also need the \
                       `x-csrf-token` header with a token from `GET /api/v1/session`. The cookie \
                       is named `__Host-plaza` over https.";
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("plaza", description)))
}

/// Adds to every operation what follows from the route table: who may use it, and how it refuses.
fn with_access(mut item: PathItem, access: Access) -> PathItem {
    for operation in
        [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
            .into_iter()
            .flatten()
    {
        describe_access(operation, access);
        describe_answers(operation);
        let mut refusal = Response::new("Refused; the problem says why");
        let schema = RefOr::Ref(Ref::from_schema_name(Problem::name()));
        refusal.content.insert(PROBLEM_JSON.to_owned(), Content::new(Some(schema)).into());
        operation.responses.responses.insert("default".to_owned(), refusal.into());
    }
    item
}

/// Every response must have a description; most need no words beyond their status.
fn describe_answers(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            let words = if status == "201" { "What was made" } else { "What was asked for" };
            words.clone_into(&mut response.description);
        }
    }
}

fn describe_access(operation: &mut Operation, access: Access) {
    let needs = match access {
        Access::Public => return,
        Access::SignedIn => "Needs a session or an API token.".to_owned(),
        Access::Needs(permission) => format!(
            "Needs the permission `{}`: {}.",
            permission.name(),
            roles_with(permission).join(", ")
        ),
    };
    let description = match operation.description.take() {
        Some(text) => format!("{text}\n\n{needs}"),
        None => needs,
    };
    operation.description = Some(description);
    let scopes: [&str; 0] = [];
    operation.security = Some(vec![
        SecurityRequirement::new("token", scopes),
        SecurityRequirement::new("session", scopes),
    ]);
}

fn roles_with(permission: Permission) -> Vec<&'static str> {
    let roles = plaza_core::Role::ALL.into_iter().filter(|role| role.may(permission));
    roles.map(plaza_core::Role::name).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    /// The document names schemas by their types alone, whichever room those stand in.
    #[test]
    fn no_name_stands_for_two_schemas() {
        let routes = crate::routes();
        let mut seen: BTreeMap<&str, Value> = BTreeMap::new();
        for (name, schema) in routes.documentation().1 {
            let schema = json!(schema);
            let first = seen.entry(name).or_insert_with(|| schema.clone());
            assert_eq!(*first, schema, "{name} is the name of two types; give one another name");
        }
    }

    /// What is refused when it is sent must not be allowed by the description.
    #[test]
    fn bodies_take_no_fields_that_are_not_described() {
        let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
        let mut seen = Vec::new();
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                open_objects(&document, &operation["requestBody"], &mut seen);
            }
        }
        let open = seen.iter().filter(|(_, schema)| {
            schema["type"] == "object" && schema["additionalProperties"] != false
        });
        let open: Vec<&str> = open.map(|(name, _)| name.as_str()).collect();
        assert!(seen.len() > 20, "{seen:?}");
        // Records keep what they do not know in `extra`.
        assert_eq!(open, ["#/components/schemas/ImportRecord"]);
    }

    /// All named schemas that `part` leads to.
    fn open_objects(document: &Value, part: &Value, seen: &mut Vec<(String, Value)>) {
        match part {
            Value::Object(fields) => {
                if let Some(name) = fields.get("$ref").and_then(Value::as_str)
                    && seen.iter().all(|(known, _)| known != name)
                {
                    let schema = document.pointer(&name[1..]).unwrap();
                    seen.push((name.to_owned(), schema.clone()));
                    open_objects(document, schema, seen);
                }
                fields.values().for_each(|field| open_objects(document, field, seen));
            }
            Value::Array(items) => items.iter().for_each(|item| open_objects(document, item, seen)),
            _ => {}
        }
    }
}
