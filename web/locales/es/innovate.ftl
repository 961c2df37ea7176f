## Closed sets
stage-new = Nueva
stage-exploring = En estudio
stage-planned = Planificada
stage-building = En desarrollo
stage-shipped = Entregada
stage-declined = Descartada
impact-3 = enorme (3)
impact-2 = alto (2)
impact-1 = medio (1)
impact-0-5 = bajo (0,5)
impact-0-25 = mínimo (0,25)

## Ideas
idea = Idea
ideas-intro = Lo que pide la gente, con sus palabras.
ideas-view = Vista
ideas-board = Tablero
ideas-list = Lista
ideas-new = Nueva idea
ideas-none = Todavía no hay ideas
ideas-none-help = Abre una mención, selecciona lo que pide la persona y crea una idea.
ideas-find = Buscar sugerencias
idea-move = Mover
idea-move-label = Fase de { $title }
idea-stage = Fase
idea-owner = Responsable
idea-no-owner = nadie
idea-title = Título
idea-title-placeholder = ¿Qué debería ser posible?
idea-quote = Cita de { $name }
idea-quote-help = Palabra por palabra. Déjala en lo esencial.
idea-create = Crear idea
idea-created = creada { $when }
idea-new-from-mention = La cita va con ella.
idea-similar = Ideas parecidas
idea-similar-none = Ninguna. Parece algo nuevo.
idea-add-here = Añadir la cita aquí
idea-quotes =
    { $n ->
        [one] 1 cita
       *[other] { $shown } citas
    }
idea-evidence = Citas
idea-no-evidence = Sin citas. Una idea es tan fuerte como lo que dijo la gente.
idea-edit = Editar
idea-is-merged = Esta idea está unida a otra.
idea-see-other = Verla
idea-unmerge = Separarla otra vez
idea-merge-into = Unir con
idea-merge-help = Sus citas se cuentan allí; se puede deshacer.
evidence-deleted = eliminada por su autor
evidence-no-words = La cita desapareció con el mensaje en el que estaba.
evidence-remove = Quitar esta cita
rice-formula = alcance × impacto × confianza ÷ esfuerzo
rice-incomplete = Rellena los cuatro para obtener la puntuación.
rice-reach = Alcance
rice-reach-help = Personas por trimestre. En las citas: { $people }.
rice-impact = Impacto
rice-confidence = Confianza
rice-confidence-help = De 0 a 100 %.
rice-effort = Esfuerzo
rice-effort-help = Meses-persona.
rice-save = Guardar puntuación
rice-bad-number = Escribe números, como 12 o 0,5; confianza de 0 a 100, esfuerzo mayor que 0.
idea-moved = «{ $title }» pasa a { $stage }
idea-undo = Deshacer
ideas-keys = J y K eligen una idea; [ y ] la pasan a la fase de al lado; también puedes arrastrarla.
idea-of = La lleva { $name }
idea-add-quotes = Buscar citas
idea-who-asks = Lo que piden, persona a persona
idea-asked = { $n ->
    [one] lo pidió 1 vez
   *[other] lo pidió { $shown } veces
  }
idea-quote-in = en { $lang }
idea-decline = Descartar
idea-merge = Unir
idea-merge-here = Unir con esta
rice-edit = Puntuar

## After an action
flash-idea-created = Idea creada.
flash-idea-moved = Movida.
flash-unmerged = Las ideas están separadas otra vez.
flash-quote-added = Cita añadida.
flash-quote-removed = Cita quitada.
