//! What the form of a drop folder asks for.

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Localized};

pub(super) static SPEC: ConnectorSpec = ConnectorSpec {
    kind: "folder",
    title: Localized { en: "Drop folder", es: "Carpeta de entrada" },
    summary: Localized {
        en: "Imports the JSON, CSV and Excel files that are put into a folder of the server.",
        es: "Importa los ficheros JSON, CSV y Excel que se dejan en una carpeta del servidor.",
    },
    fields: &[
        FieldSpec {
            key: "folder",
            label: Localized { en: "Folder", es: "Carpeta" },
            help: Localized {
                en: "A folder inside Plaza's inbox, or one that an operator allows; empty is the inbox itself.",
                es: "Una carpeta dentro de la entrada de Plaza, o una que un operador permita; vacío es la propia entrada.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "surveys",
        },
        FieldSpec {
            key: "map",
            label: Localized { en: "Columns", es: "Columnas" },
            help: Localized {
                en: "field=column, one a line, where the files name their columns otherwise; #3 is the third column.",
                es: "campo=columna, una por línea, si los archivos llaman de otro modo a sus columnas; #3 es la tercera.",
            },
            kind: FieldKind::Multiline,
            required: false,
            default: None,
            placeholder: "text=comment",
        },
        FieldSpec {
            key: "sheet",
            label: Localized { en: "Sheet", es: "Hoja" },
            help: Localized {
                en: "Of a workbook, by name or number; empty is the one that holds a table.",
                es: "De un libro de Excel, por nombre o número; vacío es la que contiene una tabla.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "Respuestas",
        },
        FieldSpec {
            key: "header_row",
            label: Localized { en: "Header row", es: "Fila de cabecera" },
            help: Localized {
                en: "The row that names the columns, counted from 1; empty finds it.",
                es: "La fila que nombra las columnas, contando desde 1; vacío la busca.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "4",
        },
        FieldSpec {
            key: "separator",
            label: Localized { en: "Separator", es: "Separador" },
            help: Localized {
                en: "Between the cells of a CSV file: comma, semicolon, tab, bar or another character.",
                es: "Entre las celdas de un CSV: comma (coma), semicolon (punto y coma), tab (tabulador), bar (barra) u otro carácter.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: ";",
        },
        FieldSpec {
            key: "encoding",
            label: Localized { en: "Encoding", es: "Codificación" },
            help: Localized {
                en: "Of text files, such as windows-1252; empty finds it.",
                es: "De los ficheros de texto, como windows-1252; vacío la busca.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "windows-1252",
        },
        FieldSpec {
            key: "dates",
            label: Localized { en: "Dates", es: "Fechas" },
            help: Localized {
                en: "dmy is 31/01/2026, mdy is 01/31/2026, ymd is 2026/01/31; empty finds it.",
                es: "dmy es 31/01/2026, mdy es 01/31/2026, ymd es 2026/01/31; vacío lo busca.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "dmy",
        },
        FieldSpec {
            key: "scale",
            label: Localized { en: "Scale of ratings", es: "Escala de las valoraciones" },
            help: Localized {
                en: "From the worst to the best, such as rating=0-10; empty finds it where it is sure.",
                es: "De la peor a la mejor, como rating=0-10; vacío la busca donde no hay duda.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "rating=0-10",
        },
    ],
    interval_s: 60,
    reply: None,
};
