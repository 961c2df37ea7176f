## Closed sets
sort-newest = Recientes
sort-relevance = Más útiles
facet-date = Fecha
facet-answer = Respuesta
facet-channel = Canal
facet-rating = Valoración
answer-unanswered = sin responder
answer-answered = respondida
answer-unasked = no la pide
answer-draft = con borrador
answer-mine = respondida por mí
answer-ours = lo nuestro
answer-anyone = de cualquiera
rating-few = ★ 1 y 2
rating-some = ★ 3
rating-many = ★ 4 y 5
span-today = Hoy
span-7d = 7 días
span-30d = 30 días
within-today = hoy
within-24h = en 24 horas
within-7d = en 7 días
within-30d = en 30 días
within-days = en { $days }
row-unanswered = sin responder
row-answered = respondida
row-idea = idea
row-ours = nuestra
row-deleted = borrada
facet-lang = Idioma
facet-sentiment = Sentimiento
facet-source = Fuente
facet-intent = Intención
facet-theme = Tema
facet-aspect = De qué se habla
facet-aspect-negative = Se habla mal de
facet-aspect-neutral = Se menciona
facet-aspect-positive = Se habla bien de
facet-confidence = El modelo está
confidence-low = poco seguro
confidence-high = seguro
facet-none = ninguno
facet-more = { $shown } más

## Mentions
search-label = Buscar en las menciones
search-placeholder = Busca lo que dice la gente…
mentions-add = Añadir o importar
filters = Filtros
filters-active = Filtros activos
filters-clear = Quitar todo
filter-remove = Quitar el filtro { $name }
results-found = { $mentions } de { $people }
ours-left-out = sin lo nuestro
ours-included = con lo nuestro
ours-only = solo lo nuestro
export = Exportar como CSV
results-more = Qué hacer con lo encontrado
results-delete = Borrar todas estas…
row-words-gone = Se ha borrado donde se dijo.
index-behind =
    { $n ->
        [one] Se busca en lo leído hasta ahora; falta 1 mención por leer.
       *[other] Se busca en lo leído hasta ahora; faltan { $shown } menciones por leer.
    }
index-progress = Lo que ya se puede encontrar
index-again = Mirar otra vez
results-late = Todavía no se ha leído lo que buscas
results-late-help = Aparece aquí en cuanto se lea; la página vuelve a mirar por sí sola.
filters-chosen =
    { $n ->
        [one] Filtros, 1
       *[other] Filtros, { $shown }
    }
filter-without = Quitar { $name }
facet-beyond = y { $shown } más
pick-days = Elegir fechas
pick-from = Desde
pick-until = Hasta
pick-show = Ver esos días
query-help-answers = preguntas, quejas y pocas estrellas sin respuesta nuestra; lo respondido
query-help-mine = con un borrador sin enviar; lo que he respondido yo
query-help-ours = lo que decimos nosotros; lo de cualquiera, también lo nuestro
views-manage = Ordenar y renombrar
sort-label = Orden
results-none = No se ha encontrado nada
results-none-help = Prueba con menos palabras, otra grafía con ~, o quita un filtro.
results-problem = No se ha entendido la búsqueda
results-problem-help = Corrige el lugar marcado arriba.
results-nothing-yet = Todavía no hay menciones
results-nothing-yet-help = Añade una fuente y Plaza recogerá lo que se diga allí; o importa un archivo.
query-help = Cómo buscar
query-help-words = todas las palabras, en cualquier forma, con o sin acentos
query-help-phrase = la frase exacta
query-help-operators = una u otra; sin una palabra
query-help-near = palabras cercanas
query-help-wild = comienzos; una letra distinta
query-help-fields = campos: sentiment, lang, source, theme
query-help-more-fields = campos: intent, author, country, channel
query-help-aspects = de qué se habla y cómo; lo que el modelo no tiene claro
query-help-ranges = números y fechas
views-title = Vistas guardadas
views-save = Guardar vista
views-share = Compartir con todo el mundo
views-shared = compartida
views-intro = Las tuyas primero; las compartidas las ve todo el mundo.
views-none = Todavía no hay ninguna. Busca algo y elige «Guardar vista».
views-up = Subir
views-rename = Renombrar

## After an action
flash-view-saved = Vista guardada.

## Queries that are not understood
query-too-long = La consulta es demasiado larga; se leen como mucho { $max } bytes.
query-too-deep = Hay demasiados paréntesis y operadores unos dentro de otros; como mucho { $max } niveles.
query-too-many-clauses = La consulta tiene demasiadas palabras y filtros; como mucho { $max }.
query-unclosed-quote = Estas comillas no se cierran.
query-unclosed-parenthesis = Este paréntesis no se cierra.
query-stray-parenthesis = Este paréntesis no cierra nada.
query-empty-parentheses = No hay nada entre estos paréntesis.
query-no-words = Aquí no hay nada que buscar: la puntuación sola no se busca. Escribe palabras, cifras, emojis o signos como € % +.
query-ignored = Se ha buscado sin { $signs }: la puntuación sola no se busca.
query-missing-left = A { $operator } le falta algo delante; escribe "{ $operator }" entre comillas para buscar la palabra.
query-missing-right = A { $operator } le falta algo detrás; escribe "{ $operator }" entre comillas para buscar la palabra.
query-bad-distance = La distancia es un número entero de 1 a { $max }, como en NEAR/5.
query-near-operand = NEAR admite palabras, frases y palabras entre paréntesis unidas por OR.
query-wildcard-alone = Un comodín necesita letras al lado, como en bat*.
query-wildcard-short = Este comodín coincide con demasiadas palabras; escribe al menos { $min } letras.
query-wildcard-long = Una palabra con comodines tiene como mucho { $max } bytes.
query-too-broad = Esto coincide con más de { $max } palabras distintas; escribe más letras.
query-fuzzy-short = Una palabra tan corta tiene demasiadas parecidas; ~ necesita aquí { $min } letras o más.
query-fuzzy-distance = ~ permite una o dos faltas: palabra~1 o palabra~2.
query-fuzzy-word = ~ va detrás de una sola palabra.
query-unknown-field = No existe el campo { $name }; los campos son { $known }. Pon entre comillas las palabras que lleven dos puntos.
query-empty-field = { $name }: necesita un valor justo detrás de los dos puntos.
query-bad-value = { $field }: no admite { $value }; admite { $known }.
query-bad-date = { $value } no es una fecha; escribe 2026-01-31, 2026-01, 2026-01..2026-03, >=2026-01-01, 24h, 7d, today o yesterday.
query-unknown-import = No existe la importación { $id }.
query-unknown-source = No existe la fuente { $name }.
query-unknown-theme = No existe el tema { $name }.
