## Home
home-welcome = Te damos la bienvenida. Traigamos la conversación.
home-total =
    { $n ->
        [one] { $shown } mención recogida
       *[other] { $shown } menciones recogidas
    }
home-timeline = Los últimos 30 días
home-sources = Dónde se ha dicho, y qué nos puede faltar
home-all-sources = Todas las fuentes
home-no-sources = Todavía no hay fuentes: no hay nada que escuchar.
home-new-24h = nuevas en 24 horas
home-new-7d = nuevas en 7 días
home-questions = preguntas en 7 días
home-waiting = respuestas por aprobar
home-uncertain = respuestas por comprobar a mano
home-index-behind = Cambios que todavía no se encuentran: { $n }. El más antiguo espera desde { $since }.
home-index-stalled =
    Cambios que todavía no se encuentran: { $n }, el más antiguo desde { $since }. El índice de búsqueda no avanza.
    Quien administra Plaza puede ver el motivo con «plaza doctor».
steps-title = Primeros pasos
steps-source = Añade una fuente
steps-source-help = Un canal RSS, una página web, un foro, una sala de chat: donde hablen tus clientes.
steps-import = O importa un archivo
steps-import-help = JSONL, CSV o Excel, con al menos un id y un texto en cada registro.
steps-import-action = Importar
steps-read = Lee lo que dice la gente
steps-read-help = Busca, filtra y abre una conversación para responder.
steps-idea = Convierte una cita en una idea
steps-idea-help = Selecciona unas palabras en una conversación y elige «Crear una idea».

## Columns
column-coverage = Cobertura
