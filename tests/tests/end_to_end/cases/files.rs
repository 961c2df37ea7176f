//! Files.

use anyhow::{Result, ensure};

use super::TakenIn;
use super::doors::{Door, both};

/// The files, and how many of their rows cannot be taken in.
const FILES: [(&str, u64); 22] = [
    ("01-csv-spanish-dates/encuesta.csv", 0),
    ("03-csv-sep-line/tienda.csv", 0),
    ("04-csv-commas-in-question/satisfaccion.csv", 0),
    ("05-csv-same-header-twice/dos-preguntas.csv", 0),
    ("05-csv-same-header-twice/formulario.csv", 0),
    ("06-csv-backslash-quotes/comentarios.csv", 0),
    ("07-csv-placeholders/export.csv", 1),
    ("08-csv-nps/nps.csv", 0),
    ("09-json-array/resenas.json", 0),
    ("09-json-array/una-linea.json", 0),
    ("10-xlsx-x000d/opiniones.xlsx", 0),
    ("11-xlsx-serial-dates/mac1904.xlsx", 0),
    ("11-xlsx-serial-dates/sin-formato.xlsx", 0),
    ("12-xlsx-title-rows/informe.xlsx", 0),
    ("12-xlsx-title-rows/oculta.xlsx", 0),
    ("12-xlsx-title-rows/portada.xlsx", 0),
    ("13-csv-ids-spoilt-by-excel/google-forms.csv", 0),
    ("13-csv-ids-spoilt-by-excel/tweets.csv", 0),
    ("44-csv-crlf-lines/blank.csv", 0),
    ("45-csv-google-play/reviews_com.ejemplo.app_202601.csv", 1),
    ("47-csv-cr-only/mac-roman.csv", 0),
    ("47-csv-cr-only/mac.csv", 0),
];

// Commands are waited for on a thread of their own, beside the server.
#[tokio::test(flavor = "multi_thread")]
async fn files_as_people_have_them() -> Result<()> {
    for door in both().await? {
        for (file, refused) in FILES {
            let quarantined = door.import(file, &[], &[]).await?;
            ensure!(quarantined == refused, "{file}: {quarantined} refused");
        }
        same_file_again(&door).await?;
        let taken = door.export()?;
        texts(&taken)?;
        dates(&taken)?;
        ratings(&taken)?;
        columns(&taken)?;
        ids(&taken)?;
    }
    Ok(())
}

/// Rows without ids are known again.
async fn same_file_again(door: &Door) -> Result<()> {
    let quarantined = door.import("13-csv-ids-spoilt-by-excel/google-forms.csv", &[], &[]).await?;
    ensure!(quarantined == 0, "{quarantined} refused");
    Ok(())
}

fn texts(taken: &TakenIn) -> Result<()> {
    let play = FILES[19].0;
    for (file, wanted) in [
        (FILES[1].0, &["Muy cómodo el sofá", "Cojea una pata"][..]),
        (FILES[2].0, &["La app va lenta al pagar", "Nada, todo bien"]),
        (
            FILES[5].0,
            &[
                "Dijo \"no es culpa nuestra\", y colgó",
                "La tienda \"outlet\" tiene mejor precio",
                "Todo correcto",
            ],
        ),
        (
            FILES[6].0,
            &[
                "Aspira poco",
                "El filtro huele a quemado",
                "Buen servicio posventa",
                "Funciona como dicen",
                "Entrega rapidísima",
            ],
        ),
        (FILES[8].0, &["Los auriculares se desconectan", "Suenan de lujo"]),
        (FILES[9].0, &["Los auriculares se desconectan", "Suenan de lujo"]),
        (FILES[13].0, &["El local estaba sucio", "Personal encantador"]),
        (FILES[14].0, &["Faltan enchufes", "Buen wifi"]),
        (FILES[15].0, &["Faltan enchufes", "Buen wifi"]),
        (FILES[18].0, &["Bien", "Mal", "Regular"]),
        (play, &["No carga el mapa, ¡arregladlo!", "It closes by itself"]),
        (FILES[20].0, &["Batería hinchada, ¿qué hago, señor?", "Bien"]),
        (
            FILES[21].0,
            &[
                "Hola, qué tal, el pedido llegó, pero roto",
                "Todo bien, gracias, un saludo",
                "Regular",
            ],
        ),
    ] {
        taken.expect(file, "text", wanted)?;
    }
    let lines = taken.one(FILES[10].0, "id", "1")?;
    ensure!(lines["text"] == "Primera queja\nSegunda queja\nGracias", "{lines}");
    Ok(())
}

fn dates(taken: &TakenIn) -> Result<()> {
    let day = "2026-01-31T00:00:00Z";
    let half_past = "2026-01-31T10:30:00Z";
    let survey = [day, "2026-02-01T18:30:00Z", "2026-03-05T00:00:00Z"];
    taken.expect(FILES[0].0, "created_at", &survey)?;
    taken.expect(FILES[2].0, "created_at", &[day, "2026-02-01T00:00:00Z"])?;
    taken.expect(FILES[11].0, "created_at", &[day])?;
    taken.expect(FILES[12].0, "created_at", &[day, day, day, half_past, half_past])?;
    // Written in the morning and in the evening, in the time of Madrid.
    let forms = ["2026-01-31T09:22:05Z", "2026-01-31T09:22:05Z", "2026-02-01T18:03:44Z"];
    taken.expect(FILES[16].0, "created_at", &forms)?;
    taken.expect(FILES[19].0, "created_at", &["2026-01-31T10:00:00Z", "2026-02-01T11:00:00Z"])
}

fn ratings(taken: &TakenIn) -> Result<()> {
    taken.expect(FILES[0].0, "rating", &["4.5", "2.0", "1.0"])?;
    taken.expect(FILES[6].0, "rating", &["", "", "", "5.0", "4.0"])?;
    // From 0 to 10, all of it on one scale.
    taken.expect(FILES[7].0, "rating", &["5.0", "4.5", "3.5", "2.5", "1.5", "0.0"])?;
    taken.expect(FILES[18].0, "rating", &["5.0", "", "3.0"])?;
    taken.expect(FILES[19].0, "rating", &["2.0", "1.0"])
}

/// Every answer is kept, also under a question that stands there twice or has no name.
fn columns(taken: &TakenIn) -> Result<()> {
    let questions = taken.one(FILES[3].0, "id", "1")?;
    ensure!(questions["text"] == "Sonido flojo", "{questions}");
    ensure!(questions["extra"]["¿Por qué?"] == "Precio alto", "{questions}");
    let form = taken.one(FILES[4].0, "id", "1")?;
    let extra = serde_json::json!({
        "Comentarios": "El color no es el de la foto",
        "Comentarios (2)": "Tardó dos semanas",
        "Column 5": "se perdió el paquete",
    });
    ensure!(form["extra"] == extra, "{form}");
    let sloppy = taken.one(FILES[6].0, "text", "Entrega rapidísima")?;
    ensure!(sloppy["url"] == "https://www.tienda.example/r/5", "{sloppy}");
    ensure!(sloppy["country"] == "ES", "{sloppy}");
    Ok(())
}

fn ids(taken: &TakenIn) -> Result<()> {
    for file in [FILES[16].0, FILES[17].0] {
        let mut ids = taken.all(file, "id");
        ids.dedup();
        ensure!(ids.len() == 3 && taken.of(file).len() == 3, "{file}: {ids:?}");
    }
    let spoilt = taken.all(FILES[17].0, "id");
    ensure!(spoilt.iter().all(|id| !id.contains("E+")), "{spoilt:?}");
    Ok(())
}
