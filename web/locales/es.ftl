## Frame
skip-to-content = Saltar al contenido
nav-label = Principal
nav-manage = Gestión
nav-more = Más
nav-home = Inicio
nav-mentions = Menciones
nav-replies = Respuestas
nav-themes = Temas
nav-ideas = Ideas
nav-models = Modelos
nav-sources = Fuentes
nav-users = Usuarios
nav-audit = Auditoría
nav-profile = Perfil
sign-out = Cerrar sesión
save = Guardar
cancel = Cancelar
close = Cerrar
delete = Eliminar
merge = Fusionar
search = Buscar
optional = opcional
never = nunca
live-new = Hay novedades · mostrar
pager-label = Páginas
pager-first = Primera página
pager-next = Página siguiente
field-name = Nombre
field-email = Correo electrónico
field-password = Contraseña
field-role = Rol
field-description = Descripción

## Times
time-now = ahora mismo
time-ago-minutes =
    { $n ->
        [one] hace 1 minuto
       *[other] hace { $shown } minutos
    }
time-ago-hours =
    { $n ->
        [one] hace 1 hora
       *[other] hace { $shown } horas
    }
time-ago-days =
    { $n ->
        [one] ayer
       *[other] hace { $shown } días
    }
time-in-minutes =
    { $n ->
        [one] dentro de 1 minuto
       *[other] dentro de { $shown } minutos
    }
time-in-hours =
    { $n ->
        [one] dentro de 1 hora
       *[other] dentro de { $shown } horas
    }
time-in-days =
    { $n ->
        [one] mañana
       *[other] dentro de { $shown } días
    }
time-seconds =
    { $n ->
        [one] 1 segundo
       *[other] { $shown } segundos
    }
time-minutes =
    { $n ->
        [one] 1 minuto
       *[other] { $shown } minutos
    }
time-hours =
    { $n ->
        [one] 1 hora
       *[other] { $shown } horas
    }
time-days =
    { $n ->
        [one] 1 día
       *[other] { $shown } días
    }
month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic

## Sign-in and first run
sign-in = Entrar
sign-in-title = Entrar en Plaza
sign-in-wrong = El correo o la contraseña no son correctos.
sign-in-too-many = Demasiados intentos. Vuelve a probar en { $wait }.
sign-in-disabled = Esta cuenta está desactivada. Habla con un administrador.
sign-in-weak = Elige otra contraseña: { $why }.
setup-title = Crea el administrador
setup-intro = La primera persona que entra en este Plaza. Después podrás añadir a otras.
setup-no-link = Abre el enlace de un solo uso que el servidor mostró al arrancar. Cada enlace sirve una vez; al reiniciar el servidor aparece otro.
setup-create = Crear y entrar
password-help = Al menos 12 caracteres. Una frase es fácil de recordar.

## Errors
error-home = Ir a Inicio
error-forbidden = No tienes permiso
error-forbidden-help = Tu rol no lo incluye. Un administrador puede cambiártelo.
error-not-found = Aquí no hay nada
error-not-found-help = La dirección no es correcta, o lo que había aquí ya no está.
error-csrf = Este formulario ha caducado
error-csrf-help = Por seguridad, Plaza no lo ha aceptado. Vuelve atrás, recarga la página y repite.
error-conflict = Ha cambiado mientras tanto
error-conflict-help = Otra persona lo ha cambiado, o su estado ya no lo permite. Vuelve a cargarlo.
error-invalid = Eso no se puede usar
error-invalid-help = Vuelve atrás, corrige lo que se indica abajo y prueba otra vez.
error-too-large = Demasiado grande
error-too-large-help = Envíalo en partes más pequeñas, o importa el archivo en el servidor con la orden plaza import.
error-busy = No disponible ahora
error-busy-help = Espera un momento y vuelve a probar.
error-internal = Algo ha fallado por nuestra parte
error-internal-help = No se ha cambiado nada. El registro del servidor dice por qué.

## Keyboard
keys-title = Atajos de teclado
keys-next = Elemento siguiente
keys-previous = Elemento anterior
keys-open = Abrir
keys-reply = Responder
keys-idea = Crear una idea
keys-search = Buscar
keys-help = Esta ayuda
keys-move-idea = Mover la idea a la fase anterior o siguiente

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
column-source = Fuente
column-week = 7 días
column-sentiment = Sentimiento
column-coverage = Cobertura
column-trend = 14 días
column-14-days = 14 días
column-change = Cambio
column-people = Personas
column-total = Total
column-state = Estado
column-last-success = Último éxito
column-newest = Mención más nueva
column-next = Próxima vez
column-last-seen = Última visita
column-last-used = Último uso
column-when = Cuándo
column-who = Quién
column-what = Qué
column-target = Sobre qué
column-detail = Detalle

## Closed sets
sentiment-negative = negativo
sentiment-neutral = neutro
sentiment-positive = positivo
sentiment-mixed = mixto
intent-idea = idea
intent-complaint = queja
intent-question = pregunta
intent-praise = elogio
intent-buy = quiere comprar
intent-leave = puede irse
state-draft = borrador
state-submitted = por aprobar
state-queued = sale enseguida
state-sending = enviándose
state-sent = enviada
state-failed = fallida
state-uncertain = comprobar a mano
state-retracted = retirada
state-all = todas
stage-new = Nueva
stage-exploring = En estudio
stage-planned = Planificada
stage-building = En desarrollo
stage-shipped = Entregada
stage-declined = Descartada
role-admin = Administración
role-manager = Dirección
role-community-manager = Gestión de comunidad
role-analyst = Análisis
role-r-and-d = I+D
role-viewer = Solo lectura
theme-auto = Como el dispositivo
theme-light = Claro
theme-dark = Oscuro
sort-newest = Recientes
sort-relevance = Relevancia
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
channel-face-to-face = En persona
channel-phone = Teléfono
channel-fair = Feria o evento
channel-forum = Foro
channel-review = Reseña
channel-comment = Comentario
channel-email = Correo electrónico
channel-chat = Chat
channel-news = Noticias
channel-survey = Encuesta
channel-ticket = Incidencia
channel-other = Otro
impact-3 = enorme (3)
impact-2 = alto (2)
impact-1 = medio (1)
impact-0-5 = bajo (0,5)
impact-0-25 = mínimo (0,25)
lang-es = español
lang-en = inglés
lang-fr = francés
lang-de = alemán
lang-it = italiano
lang-pt = portugués
lang-ca = catalán
lang-gl = gallego
lang-eu = euskera
lang-nl = neerlandés
lang-ru = ruso
lang-ja = japonés
lang-zh = chino
lang-ar = árabe
lang-other = otro
source-ok = al día
source-late = con retraso
source-failing = con errores
source-paused = en pausa
source-new = sin ejecutar
source-file = importada
source-blocked = credenciales rechazadas
source-gone = el sitio ya no existe
source-waiting = pide esperar
source-running = recogiendo

## Mentions
search-label = Buscar en las menciones
search-placeholder = Busca lo que dice la gente…
mentions-add = Añadir o importar
filters = Filtros
filters-active = Filtros activos
filters-clear = Quitar todo
filter-remove = Quitar el filtro { $name }
sort-label = Orden
timeline-label = Menciones a lo largo del tiempo
timeline-bar = { $day }: { $count }
results-count =
    { $n ->
        [one] 1 mención
       *[other] { $shown } menciones
    }
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
views-delete = Eliminar la vista { $name }
mention-deleted = Eliminada donde se dijo.
mention-deleted-long = Eliminada donde se dijo. Las palabras se conservan aquí para quien trabaja con ellas.
mention-ours = nuestra
mention-near = casi idéntica
mention-edited = editada
mention-replies =
    { $n ->
        [one] 1 respuesta
       *[other] { $shown } respuestas
    }
mention-ideas =
    { $n ->
        [one] 1 idea
       *[other] { $shown } ideas
    }
mention-anonymous = Anónimo
mention-rating = { $n } de 5 estrellas

## Adding by hand, importing
add-title = Añadir o importar menciones
add-intro = Para lo que ningún conector oye: en persona, por teléfono, en una feria.
add-by-hand = Añadir a mano
add-text = Qué se ha dicho
add-text-placeholder = Con sus propias palabras, hasta donde recuerdes.
add-author = Quién lo ha dicho
add-author-help = Puede quedar vacío; basta un nombre o un papel.
add-channel = Dónde
add-when = Cuándo
add-when-help = UTC. Vacío significa ahora.
add-rating = Qué tan contenta parecía
add-rating-none = Sin decir
add-save = Añadir mención
add-save-more = Añadir y escribir otra
import-title = Importar un archivo
import-file = Archivo
import-file-help = JSONL, CSV o XLSX con los nombres de columna en la primera línea; id y text (o title) son obligatorios.
import-source = Nombre de la colección
import-source-help = El mismo nombre e id son la misma mención: importar otra vez no cambia nada.
import-start = Importar
import-no-file = Elige antes un archivo.
import-unknown-format = Plaza lee archivos .jsonl, .csv y .xlsx.

## Conversation
heading-by = { $author } en { $place }
thread-count =
    { $n ->
        [one] 1 mensaje
       *[other] { $shown } mensajes
    }
thread-label = Conversación
thread-open = Detalles
open-in-place = Abrir en su sitio
make-idea = Crear una idea
make-idea-quote = Crear una idea con esta cita
versions-title =
    { $n ->
        [one] 1 versión anterior
       *[other] { $shown } versiones anteriores
    }
version-until = Hasta el { $when }
near-title =
    { $n ->
        [one] 1 mención casi idéntica
       *[other] { $shown } menciones casi idénticas
    }
details-title = Detalles
detail-author = Autor
detail-source = Fuente
detail-said = Dicho
detail-collected = Recogido
detail-channel = Canal
detail-country = País
more-by-author = Más de este autor
insight-title = Análisis
insight-model = El modelo que lo dice
insight-unsure-title = El modelo no está seguro
insight-mixed = Bien y mal
insight-mixed-title = Habla bien de una cosa y mal de otra.
insight-confirmed = ✓ Una persona dijo que es correcto.
confirm-insight = Es correcto
why-title = ¿Por qué?
why-for = A favor:
why-against = En contra:
why-no-word = Ninguna palabra lo decidió por sí sola.
why-unavailable = El modelo { $model } no puede decir qué palabras pesaron más.
why-help = Se quitó cada palabra una vez y { $model } leyó de nuevo el texto: ×8 significa que la palabra hace la etiqueta ocho veces más probable frente a la alternativa; ÷2, la mitad.
insight-unsure = El modelo no está seguro. Corrígelo si lo sabes mejor.
insight-corrected = ✓ Corregido por una persona; el modelo ya no decide.
insight-none = Aún sin analizar. Suele tardar unos segundos.
correct-title = Corregir
correct-save = Guardar corrección
theme-none = sin tema

## Replies
composer-label = Responder en { $place }
composer-placeholder = Di quién eres y sé útil ante todo.
composer-send = Enviar
composer-submit = Pedir aprobación
composer-save = Guardar borrador
composer-limit = Hasta { $max } { $unit }
composer-meter = { $used } de { $max } { $unit }
unit-characters = caracteres
unit-graphemes = caracteres
unit-bytes = bytes
no-replier = Este sitio no admite respuestas desde Plaza. Responde allí:
no-replier-no-address = Este sitio no admite respuestas desde Plaza, y Plaza no tiene la dirección de este mensaje.
problem-empty = Escribe algo primero.
problem-too-long = Demasiado larga: { $length } de { $max }.
problem-parent-deleted = El mensaje se ha eliminado.
problem-parent-edited = El mensaje se ha editado después de empezar esta respuesta. Vuelve a leerlo.
problem-duplicate-text = El mismo texto se ha enviado aquí hace poco.
problem-not-supported = Este sitio no admite respuestas desde Plaza; ábrelo y responde allí.
problem-thread-closed = El hilo está cerrado.
problem-against-rule = La plataforma rechaza un texto así: { $rule }.
replies-intro = Lo que decimos, del borrador al envío.
replies-by-state = Por estado
replies-none = Aquí no hay respuestas
replies-none-help = Abre una conversación y escribe una.
replies-find = Buscar preguntas
reply-answers = Para
reply-approved-by = aprobada por { $name }
reply-held = retenida allí por moderación
reply-text = Texto de la respuesta
reply-save-text = Guardar texto
reply-reason = Motivo (opcional)
reply-see = Verla en su sitio
reply-submit = Pedir aprobación
reply-approve = Aprobar y enviar
reply-send = Enviar
reply-reject = Devolver
reply-undo = Deshacer
reply-retry = Reintentar
reply-retract = Eliminar allí
reply-was-sent = Está allí
reply-was-not-sent = No está allí
reply-hint-queued = Sale en unos segundos; hasta entonces se puede deshacer.
reply-hint-uncertain = No sabemos si ha llegado. Abre el sitio, mira, y díselo a Plaza.
reply-hint-sent = Eliminarla allí no deshace lo que la gente ya ha leído o recibido por correo.
reply-hint-failed = No se ha publicado nada.

## Themes
themes-intro = De qué habla la gente, a partir de lo que dice.
themes-active = Temas activos
themes-archived = Archivados
themes-rebuild = Buscar temas de nuevo
themes-none = Todavía no hay temas
themes-none-help = Los temas aparecen cuando hay bastantes menciones sobre lo mismo.
theme-pinned = Fijado
theme-pin = Fijar
theme-unpin = Soltar
theme-archive = Archivar
theme-restore = Restaurar
theme-is-archived = Archivado
theme-all-mentions = Todas las menciones
theme-quotes = Citas representativas
theme-no-quotes = No hay menciones en este tema.
theme-edit = Editar tema
theme-keywords = Palabras clave
theme-keywords-help = Separadas por comas.
theme-merge-into = Fusionar con
theme-merge-help = Sus menciones pasan al otro tema.
theme-change-new = nuevo
themes-search = Buscar un tema
themes-mark = Todos los movimientos
themes-level = Niveles
themes-both-levels = Temas y subtemas
themes-main-level = Solo temas principales
themes-none-such = No hay ningún tema así.
theme-mark-new = nuevo
theme-mark-rising = en alza
theme-mark-falling = a la baja
theme-mark-title = Frente a la semana anterior y al total de menciones: p { $p }
theme-parts = { $n ->
    [one] { $shown } subtema
   *[other] { $shown } subtemas
  }
theme-sub-themes = Subtemas
theme-sources = Fuentes
theme-languages = Idiomas
theme-members = Últimas menciones
theme-choose-mention = Elegir esta mención
theme-move-to = Mover las elegidas a
theme-move-new = un tema nuevo
theme-move = Mover
theme-new-name = Nombre del tema nuevo
theme-keywords-found = Encontradas con el tema. Si las cambias, deciden qué menciones le pertenecen.
theme-split = Dividir en dos
theme-split-name = Nombre de la parte nueva
theme-split-help = Las menciones menos parecidas al resto forman un tema propio. Para elegirlas tú, márcalas en la lista.
theme-history = Historial
theme-undo = Deshacer el último cambio
theme-edit-update = Editado
theme-edit-pin = Fijado
theme-edit-unpin = Soltado
theme-edit-archive = Archivado
theme-edit-restore = Restaurado
theme-edit-merge = Fusionado
theme-edit-split = Dividido
theme-edit-move = Menciones movidas
trend-label = 14 días, mínimo { $low }, máximo { $high }
share-label = { $what }: { $count }

## Ideas
idea = Idea
ideas-intro = Lo que pide la gente, con sus palabras como prueba.
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
idea-new-from-mention = La cita será su primera prueba.
idea-similar = Ideas parecidas
idea-similar-none = Ninguna. Parece algo nuevo.
idea-add-here = Añadir la cita aquí
idea-people =
    { $n ->
        [one] 1 persona
       *[other] { $shown } personas
    }
idea-quotes =
    { $n ->
        [one] 1 cita
       *[other] { $shown } citas
    }
idea-evidence = Citas
idea-evidence-title = Pruebas
idea-no-evidence = Sin citas. Una idea es tan fuerte como lo que dijo la gente.
idea-edit = Editar idea
idea-is-merged = Esta idea se ha fusionado con otra.
idea-see-other = Verla
idea-unmerge = Deshacer la fusión
idea-merge-into = Fusionar con
idea-merge-help = Las pruebas se cuentan allí; se puede deshacer.
evidence-deleted = eliminada en su origen
evidence-remove = Quitar esta cita
rice-formula = alcance × impacto × confianza ÷ esfuerzo
rice-incomplete = Rellena los cuatro para obtener la puntuación.
rice-reach = Alcance
rice-reach-help =
    { $n ->
        [one] Personas por trimestre. En las pruebas: 1 persona.
       *[other] Personas por trimestre. En las pruebas: { $shown } personas.
    }
rice-impact = Impacto
rice-confidence = Confianza
rice-confidence-help = De 0 a 100 %.
rice-effort = Esfuerzo
rice-effort-help = Meses-persona.
rice-save = Guardar puntuación
rice-bad-number = Escribe números, como 12 o 0,5; confianza de 0 a 100, esfuerzo mayor que 0.

## Sources
sources-intro = Dónde escucha Plaza.
sources-add = Añadir una fuente
sources-none = Todavía no hay fuentes
sources-none-help = Añade los sitios donde hablan tus clientes: un foro, un feed, las reseñas de tu aplicación. Plaza los lee por sí sola y dice aquí cómo va cada uno.
source-choose = Elige el tipo de sitio.
source-answers = se responde desde Plaza
source-name-help = Como la llama tu equipo.
source-interval = Recoger
interval-adaptive = según las novedades
interval-demand = solo a petición
interval-every = cada { $time }
source-advanced = Avanzado
source-allowed-host = Dirección privada permitida
source-allowed-host-help = Plaza no se conecta a redes privadas, salvo que indiques aquí un servidor y un puerto (varios, separados por comas). Queda en la auditoría.
secret-kept = se mantiene; escribe para cambiarlo
source-save = Guardar y recoger
source-test = Probar
source-collect = Recoger ahora
source-pause = Pausar
source-resume = Reanudar
source-mentions = Sus menciones
source-on-demand = a petición
source-failures = Fallos seguidos
source-settings = Ajustes
source-quarantined =
    { $n ->
        [one] { $shown } en cuarentena
       *[other] { $shown } en cuarentena
    }
source-delete = Eliminar esta fuente
source-delete-help = Se deja de recoger y se eliminan sus ajustes. Las menciones se quedan.
source-delete-sure = Sí, eliminar «{ $name }»
source-asked = empieza en un momento
source-asked-later = pedida; empieza { $when }, cuando la plataforma lo permita
source-overdue = pendiente desde hace { $time }
source-paused-note = en pausa
source-waits-for-person = espera a que alguien la arregle
source-pace-adaptive = por sí sola, ahora cada { $time }
source-quota-title = Peticiones restantes
source-quota-untold = la plataforma no lo dice
source-quota =
    { $n ->
        [one] queda { $shown } petición
       *[other] quedan { $shown } peticiones
    }
source-quota-of = quedan { $left } de { $limit } peticiones
source-quota-until = { $quota }, se renuevan { $when }
source-advice-unauthorized = Vuelve a escribir sus credenciales en Ajustes; hasta entonces Plaza lo intenta una vez al día.
source-advice-rate-limited = No hay que hacer nada: sigue por sí sola cuando la plataforma lo permita.
source-advice-gone = Mira si el sitio se ha mudado. Plaza no vuelve a preguntar hasta que cambies los ajustes o elijas «Recoger ahora».
source-advice-malformed = El sitio responde de otra manera que la esperada. Usa «Probar»; si ha cambiado, busca un Plaza más nuevo o corrige su manifiesto.
source-advice-transient = De momento no hay que hacer nada: Plaza lo vuelve a intentar por sí sola.
source-advice-settings = Corrige sus ajustes.
source-advice-secrets = Restaura el archivo de la clave o vuelve a escribir sus credenciales en Ajustes.
source-advice-internal = El fallo es de Plaza: libera espacio en el disco o mira su registro.
source-title-late = Último éxito: { $when }
coverage-title = Cobertura por día
coverage-day = Día (UTC)
coverage-collected = Nuevas
coverage-edited = Editadas
coverage-deleted = Eliminadas
coverage-quarantined = En cuarentena
coverage-gaps = Puede faltar
coverage-gaps-none = nada que se sepa
gap-failed = no se pudo recoger
gap-paused = en pausa
gap-idle = mucho tiempo sin preguntar
gap-truncated = más de lo que se pudo leer
coverage-fed = Datos de { $names }.
coverage-fed-none = Ninguna fuente ha aportado datos.
coverage-failing = Con errores: { $names }.
coverage-waiting = Piden esperar: { $names }.
coverage-late = Con retraso: { $names }.
coverage-paused = En pausa: { $names }.
coverage-held = En cuarentena: { $names }.
coverage-marked =
    { $n ->
        [one] En { $shown } barra marcada puede faltar algo.
       *[other] En { $shown } barras marcadas puede faltar algo.
    }
timeline-gap = Puede faltar: { $names }
names-more = { $names } y { $n } más
past-title = El pasado
past-now = Este tipo de sitio solo muestra lo que hay ahora. Lo que ya no muestra no se puede leer.
past-whole = Plaza lee aquí todo desde el principio; no queda nada por pedir.
past-help = La recogida empieza por lo reciente. Desde aquí Plaza puede seguir leyendo hacia el pasado, en segundo plano, cuando no hay novedades que recoger.
past-span = Hasta cuándo
past-quarter = tres meses atrás
past-year = un año atrás
past-five-years = cinco años atrás
past-all = hasta donde permita el sitio
past-start = Leer hacia el pasado
past-go-on = Continuar
past-stop = Parar
past-state-running = leyendo
past-state-stopped = parada
past-state-done = terminada
past-state-failed = abandonada
past-seen =
    { $n ->
        [one] { $shown } mención leída
       *[other] { $shown } menciones leídas
    }
past-read = { $seen }, { $added } de ellas nuevas.
past-reached = Se ha llegado al { $day }.
coverage-none = No se ha recogido nada en los últimos 14 días.
coverage-label =
    { $n ->
        [one] 14 días, { $shown } recogida
       *[other] 14 días, { $shown } recogidas
    }
quarantine-title = Cuarentena
quarantine-none = No hay nada en cuarentena.
quarantine-raw = Tal como llegó
quarantine-retry = Probar todo de nuevo

## Users, tokens, audit, profile
users-intro = Quién trabaja aquí y qué puede hacer.
users-people = Personas
user-add = Añadir usuario
user-add-help = Plaza crea una contraseña y la muestra una sola vez.
user-create = Crear
user-disable = Desactivar
user-enable = Activar
user-disabled = desactivado
user-role-of = Rol de { $name }
secret-user = Contraseña de { $name }
secret-token = Token «{ $name }»
secret-once = Cópialo ahora: no se vuelve a mostrar.
hook-added = Añadida. Ahora pega esto donde la plataforma pide un webhook.
hook-address = Dirección de envío
hook-address-help = La plataforma debe alcanzarla desde fuera: pon en public_url la dirección https pública de Plaza. Los envíos sin una firma buena se rechazan.
hook-secret = Secreto
hook-done = Hecho
tokens-title = Tokens de la API
tokens-intro = Para programas: Authorization: Bearer …
tokens-none = Todavía no hay tokens.
token-add = Nuevo token
token-name-placeholder = Para qué sirve
token-create = Crear
token-revoke = Revocar
token-revoked = revocado
audit-intro = Quién hizo qué, lo último primero.
audit-none = Nada todavía.

## Modelos
models-intro = Cuántas veces coincidís con lo que dicen los modelos, y qué se aprendió de ello.
models-in-use = En uso: { $model }
models-accuracy = Acierto aquí
models-accuracy-help = De las menciones que alguien confirmó o corrigió. La gente mira lo que le llama la atención, así que no es una muestra al azar; han de acertarse todas las intenciones de una mención.
models-model = Modelo
models-task = Tarea
models-judged = Juzgadas
models-agreed = Aciertos
models-right = Proporción de aciertos
models-share = { $share } (intervalo del 95 %: de { $low } a { $high })
models-too-few =
    { $n ->
        [0] Nadie ha juzgado aún
        [one] 1 juicio: muy pocos para decirlo
       *[other] { $shown } juicios: muy pocos para decirlo
    }
models-retrain = Aprender de los juicios
models-revert = Deshacer lo aprendido
models-training = Aprendiendo de vuestros juicios. Vuelve a cargar esta página en un momento.
models-trial = Último intento de aprender
models-trial-promoted = Mejor que antes, así que está en uso: { $model }.
models-trial-kept = No es claramente mejor, así que nada cambia: sigue en uso { $model }.
models-trial-too-few = { $learnt } juicios para aprender y { $heldout } para probar aún no bastan.
models-trial-not-better = De { $heldout } juicios apartados, { $before } aciertos antes y { $after } después (gana { $wins }, pierde { $losses }; por azar en el { $chance } de los casos).
models-trial-better = De { $heldout } juicios apartados, { $before } aciertos antes y { $after } después (gana { $wins }, pierde { $losses }; por azar en el { $chance } de los casos).
models-trial-help = Un tercio de los juicios se aparta para la prueba. Lo aprendido solo se usa si el azar ganaría tanto como mucho en el 5 % de los casos (prueba exacta de McNemar).
models-heads = Lo aprendido aquí
models-heads-none = Nada todavía: { $model } trabaja como llegó.
task-sentiment = Sentimiento
task-intents = Intenciones
outcome-too-few = muy pocos
outcome-not-better = no mejora
outcome-better = mejora
head-active = en uso
head-retired = sustituido
head-reverted = deshecho
profile-display = Presentación
profile-language = Idioma
profile-theme = Apariencia
profile-password = Contraseña
profile-sessions = Sesión
profile-sessions-help = Cambiar la contraseña cierra tus demás sesiones.
profile-keys = Pulsa en cualquier momento:
password-old = Contraseña actual
password-new = Contraseña nueva
password-change = Cambiar contraseña

## After an action
flash-saved = Guardado.
flash-deleted = Eliminado.
flash-view-saved = Vista guardada.
flash-mention-added = Mención añadida.
flash-mention-known = Esta mención ya estaba.
flash-mention-refused = No se ha añadido: está en cuarentena. Mira el motivo en la fuente.
flash-imported = Importado: { $counts }.
flash-corrected = Gracias. Tu corrección cuenta desde ahora.
flash-confirmed = Gracias. Desde ahora cuenta como correcto.
flash-retrain = Los modelos aprenden de vuestros juicios en segundo plano.
flash-reverted = Se deshizo lo último aprendido. Las menciones se analizan de nuevo.
flash-reply-saved = Borrador guardado.
flash-reply-submitted = Entregada para su aprobación.
flash-reply-queued = Aprobada. Sale en unos segundos.
flash-reply-rejected = Devuelta a su autor.
flash-reply-undone = Deshecha. Vuelve a ser un borrador.
flash-reply-resolved = Anotado.
flash-reply-retracted = Eliminada donde se publicó.
flash-idea-created = Idea creada.
flash-idea-moved = Movida.
flash-merged = Fusionado.
flash-unmerged = Fusión deshecha.
flash-quote-added = Cita añadida.
flash-quote-removed = Cita quitada.
flash-source-added = Fuente añadida. Plaza ya está recogiendo.
flash-source-paused = En pausa.
flash-source-resumed = Reanudada.
flash-source-collecting = La recogida empieza ahora mismo.
flash-source-collecting-later = Pedido. La plataforma quiere que la dejemos en paz hasta el { $when }; la recogida empieza entonces.
flash-past-started = Plaza lee hacia el pasado cuando no hay novedades que recoger.
flash-past-stopped = Parada. Puede continuar desde ahí.
flash-source-works = Funciona: { $found }
flash-retried = Probado de nuevo: { $counts }.
flash-themes-rebuilt = Temas buscados de nuevo.
flash-theme-split = Tema dividido.
flash-theme-moved = Menciones movidas.
flash-theme-undone = Cambio deshecho.
flash-token-revoked = Revocado. Deja de funcionar ya.
flash-password-changed = Contraseña cambiada. Tus demás sesiones se han cerrado.
counts = { $new } nuevas, { $edited } editadas, { $unchanged } sin cambios, { $quarantined } en cuarentena
error-upstream = El otro lado no responde como debería
error-upstream-help = Comprueba la dirección y las credenciales; prueba más tarde.

## Queries that are not understood
query-too-long = La consulta es demasiado larga; se leen como mucho { $max } bytes.
query-too-deep = Hay demasiados paréntesis y operadores unos dentro de otros; como mucho { $max } niveles.
query-too-many-clauses = La consulta tiene demasiadas palabras y filtros; como mucho { $max }.
query-unclosed-quote = Estas comillas no se cierran.
query-unclosed-parenthesis = Este paréntesis no se cierra.
query-stray-parenthesis = Este paréntesis no cierra nada.
query-empty-parentheses = No hay nada entre estos paréntesis.
query-no-words = No hay ninguna letra ni cifra que buscar.
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
query-unknown-source = No existe la fuente { $name }.
query-unknown-theme = No existe el tema { $name }.
source-kind-file = Archivo importado
reply-edit = Editar
