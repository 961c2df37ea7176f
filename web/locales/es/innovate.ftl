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
ideas-intro = Lo que pide la gente, con sus propias palabras.
ideas-view = Vista
ideas-board = Tablero
ideas-list = Lista
ideas-new = Nueva idea
ideas-none = Todavía no hay ideas
ideas-none-help = Abre una mención, selecciona lo que pide la persona y crea una idea.
ideas-find = Buscar sugerencias
lane-empty = Nada por aquí.
idea-move = Mover
idea-move-label = Fase de { $title }
idea-moved-to = Movida a
idea-stage = Fase
idea-owner = Responsable
idea-no-owner = nadie
idea-title = Título
idea-title-placeholder = ¿Qué debería ser posible?
idea-quote = Cita de { $name }
idea-quote-help = Palabra por palabra. Déjala en lo esencial.
idea-create = Crear idea
idea-created = creada { $when }
idea-new-from-mention = Será su primera cita.
idea-similar = Ideas parecidas
idea-similar-none = Ninguna. Parece algo nuevo.
idea-add-here = Añadir la cita aquí
idea-quotes =
    { $n ->
        [one] 1 cita
       *[other] { $shown } citas
    }
idea-evidence = Citas
idea-evidence-title = Citas
idea-no-evidence = Sin citas. Una idea es tan fuerte como lo que dijo la gente.
idea-edit = Editar idea
idea-is-merged = Esta idea se ha fusionado con otra.
idea-see-other = Verla
idea-unmerge = Deshacer la fusión
idea-merge-into = Fusionar con
idea-merge-help = Las citas se cuentan allí; se puede deshacer.
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

## After an action
flash-idea-created = Idea creada.
flash-idea-moved = Movida.
flash-unmerged = Fusión deshecha.
flash-quote-added = Cita añadida.
flash-quote-removed = Cita quitada.
