## What the house refuses or cannot do. Small first letter: the board begins sentences.
error-technical = Lo que dice el sistema
input-name = Nombre
input-email = Correo
input-password = Contraseña
input-keywords = Palabras clave
input-quote = Cita
input-text = Texto
input-reason = Motivo
input-title = Título
input-label = Nombre
input-description = Descripción
input-expires-at = Caducidad
input-interval-s = Recoger
input-allowed-host = Dirección privada permitida
input-back-to = Hasta cuándo
input-separator = Entre las celdas

lexicon-not-kept = las palabras de este espacio no se pueden guardar.
not-found =
    { $what ->
        [source] esta fuente no existe, o ya no.
        [import] esta importación no existe, o ya no.
        [upload] este archivo no espera aquí, o ya no.
        [mention] esta mención no existe, o ya no.
        [reply] esta respuesta no existe, o ya no.
        [theme] este tema no existe, o ya no.
        [idea] esta idea no existe, o ya no.
        [user] esta persona no está, o ya no.
        [author] esta autoría no existe, o ya no.
        [view] esta vista no existe, o ya no.
       *[other] aquí no hay nada, o ya no.
    }
account-disabled = esta cuenta está desactivada; habla con quien administra Plaza.
address-no-host = la dirección no nombra ningún servidor.
another-place = eso sería otro sitio; añade una fuente nueva para él.
answered-meanwhile = alguien ha respondido mientras tanto; léelo antes.
answers-unseen = hay respuestas que aún no has visto; léelas antes de enviar otra.
approver-lost = quien la aprobó ya no puede hacerlo; apruébala otra vez.
approver-token-lost =
    el token con el que se aprobó ya no vale: ha caducado, se ha revocado o quien lo creó ha perdido el permiso.
    Apruébala otra vez.
asked-to-wait = { $place } pide que Plaza espere.
backup-postgres = PostgreSQL se copia con su propia herramienta, pg_dump.
bad-cursor = la página siguiente ya no vale; empieza por la primera.
batch-twice = la mención «{ $id }» viene dos veces en el mismo lote.
beside = { $first }, { $more }
bodies-full = Plaza recibe ya todo lo que puede; envíalo otra vez en unos segundos.
body-ends-early = lo que enviaste llega cortado; envíalo otra vez.
body-large = lo que envías pasa de { $limit } bytes; envíalo en partes.
body-large-here = lo que envías es demasiado grande para esta dirección; envíalo en partes.
body-not-json = lo que envías no es JSON.
body-slow = lo que envías llega demasiado despacio o se ha parado; envíalo otra vez.
body-type = envíalo como { $expected }.
both = { $first } { $more }
cannot-split = { $what } no puede dividir una línea de tiempo ni una tabla.
changed-since = { $by } lo ha cambiado desde que lo leíste; vuelve a leerlo y envía la versión { $version }.
choose-idea = elige una idea.
choose-listed = elige uno de la lista.
choose-mention = elige al menos una mención.
choose-theme = elige un tema.
csrf-elsewhere = la petición viene de la página de otro sitio.
csrf-no-origin = la petición no dice de qué página viene; falta la cabecera Origin.
csrf-old = el formulario ha caducado; recarga la página y repite.
cursor-wrong = no es una página de esta lista; empieza por la primera.
cut-off = quedó a medias
date-out-of-range = «{ $value }» queda fuera; valen las fechas de 1970 a 9999.
date-unreadable = «{ $value }» no es una fecha que Plaza entienda; escríbela así: 2026-01-31T10:00:00Z.
themes-in-flux = los temas están cambiando en este momento; inténtalo de nuevo enseguida.
zone-unknown = «{ $value }» no es una zona horaria; escríbela así: Europe/Madrid o UTC.
delivery-refused = firma el envío con el secreto de la fuente, en menos de cinco minutos, y envíalo una sola vez.
edit-needed = di qué cambio quieres deshacer: envía el identificador del último como edit_id.
file-cut-off = la lectura del archivo quedó a medias.
file-no-room = el servidor no tiene sitio para el archivo.
file-reader-stopped = la lectura del archivo se ha parado.
forbidden = hace falta un rol que lo permita ({ $permission }).
forbidden-hosts =
    solo un administrador pone o cambia la dirección privada permitida; déjala como está. Hace falta el permiso
    { $permission }.
forbidden-role = tu rol no lo incluye; hace falta el permiso { $permission }.
form-cut-off = el formulario llega cortado o es demasiado grande; envíalo otra vez.
heads-unreadable = lo aprendido aquí (w{ $id }) no se puede leer; retíralo con plaza models revert.
host-unknown = Plaza no responde con este nombre; abre su dirección pública o ajusta public_url.
idea-into-itself = una idea no se puede fusionar consigo misma.
idea-itself = es la misma idea; elige otra.
idea-merged-before = esta idea ya se fusionó; elige la que la contiene.
idea-not-merged = esta idea no está fusionada.
import-undone-before = la importación ya se había deshecho.
import-undone-running = la importación se ha deshecho mientras seguía en marcha; no entra nada más.
index-elsewhere = otro proceso escribe este índice; páralo antes.
index-failed = el índice de búsqueda ha fallado.
index-stalled =
    todo está guardado, pero el proceso que escribe el índice de búsqueda no avanza; mira qué dice con plaza doctor.
index-unwritable =
    todo está guardado, pero el índice de búsqueda no se puede escribir; en cuanto se arregle, Plaza sigue por sí
    sola.
input-wrong = ese valor no se puede usar.
internal = Plaza no ha podido hacerlo; el registro del servidor dice por qué, con el número de la petición.
job-crashed =
    { $times ->
        [one] Plaza se cerró a la mitad 1 vez.
       *[other] Plaza se cerró a la mitad { $times } veces.
    }
job-not-kept = la tarea no se puede guardar.
job-unreadable = la tarea «{ $name }» no se puede leer.
key-bad = la clave tiene que tener 64 cifras hexadecimales.
key-file = el archivo de la clave no se puede usar.
key-from-setting = la clave viene del ajuste key (PLAZA_KEY): indica tú la nueva.
key-in-file = la clave está en su archivo, que recibe una nueva; no indiques ninguna.
key-lost = falta la clave con la que se sellaron los secretos.
key-opens-all = la clave abre todos los secretos; no hay nada que dar por perdido.
key-other-destination = la dirección ha cambiado: vuelve a escribir los secretos.
key-replaced = la clave se ha cambiado mientras tanto; no se ha cambiado nada más.
key-same = es la clave que ya está en uso.
key-wrong = un secreto se selló con otra clave; restaura el archivo de la clave o vuelve a escribir el secreto.
keyword-no-word = «{ $keyword }» no contiene ninguna palabra.
keywords-none = hace falta al menos una.
kind-unknown = «{ $kind }» no es ninguno de estos: { $known }.
last-administrator = es la última persona con el rol de administración; dáselo antes a otra.
learning-cut-off = el aprendizaje quedó a medias.
line-long = caben de 1 a { $max } caracteres; has escrito { $length }.
look-cut-off = el archivo no se ha terminado de mirar; prueba otra vez.
look-not-told = no se puede mostrar cómo se lee el archivo.
map-field =
    no existe el campo «{ $name }»; un registro tiene { $known }; keep e ignore son para columnas que no son ninguno
    de ellos.
map-form = se escribe campo=columna.
map-repeats = repite un campo o una columna.
mark-accounts-only = solo se puede marcar una cuenta: un nombre visible puede ser de cualquiera.
mention-elsewhere = la mención { $id } no está en este tema.
method-wrong = esta dirección no admite ese método; la cabecera Allow dice cuáles admite.
model-run = el modelo no ha podido trabajar.
model-weights = los pesos del modelo faltan o están dañados.
must-be-past = tiene que estar en el pasado.
names-no-mention = falta la mención; abre una y cítala desde allí.
no-administrator-now = ya no tienes el rol de administración; pídeselo a quien lo tenga.
no-backfill = no se está leyendo hacia el pasado en esta fuente.
no-heads = no hay nada aprendido aquí en uso sobre { $base }.
no-random-bytes = el sistema no da números al azar.
no-randomness = el sistema no da números al azar.
no-room = el servidor no tiene sitio; libera espacio en el disco.
no-rows-again = no tiene filas en cuarentena que se puedan leer otra vez.
no-such-feeling = no es una de las cuatro impresiones.
no-such-role = ese rol no existe.
no-such-stage = esa fase no existe.
no-thread = el sistema no da otro hilo de trabajo.
no-uploads = este servidor no acepta archivos subidos.
none-offered = no es ninguna de las opciones.
not-analysed-yet = esta mención aún no se ha analizado; prueba otra vez en un momento.
not-json-writable = no se puede guardar.
option-dates = admite dmy (31/01/2026), mdy (01/31/2026) o ymd (2026/01/31), no «{ $value }».
option-encoding = no existe la codificación «{ $value }»; admite { $known }.
option-format = admite jsonl, csv o xlsx, no «{ $value }».
option-header-row = tiene que ser el número de una fila, contado desde 1, no «{ $value }».
option-scale =
    se escribe la columna o el campo y su escala, como rating=0-10, o rating=6-1 si 1 es lo mejor; no «{ $value }».
option-separator = tiene que ser un solo carácter, o comma, semicolon, tab, bar o space; no «{ $value }».
option-unknown = esa opción no existe; un archivo se lee con { $known }.
panicked = se ha parado por un fallo de programación.
password-common = es de las primeras que otros probarían; usa varias palabras.
password-email = se parece a la dirección de correo; usa varias palabras.
password-length = necesita de { $min } a { $max } caracteres; esta tiene { $length }.
password-repeats = repite los mismos pocos caracteres; usa varias palabras.
passwords-unchecked = ahora no se pueden comprobar contraseñas.
past-not-shown = este sitio solo muestra lo que hay ahora; su pasado no se puede leer.
past-whole-already = la recogida normal ya lee todo desde el principio.
path-not-utf8 = la ruta { $path } no está en UTF-8.
place-takes-no-replies = este sitio no admite respuestas.
place-takes-no-replies-now = este sitio ya no admite respuestas.
plaza-stops = Plaza se está cerrando; prueba otra vez.
quarantine-done = alguien ya se ha ocupado.
quote-empty = la cita está vacía.
quote-not-found = la mención no dice eso palabra por palabra.
rate-limited = { $why }
reading-texts = los textos no se han podido leer: { $why }.
record-bad-country = el país tiene que ser un código de dos letras, como ES, no «{ $value }».
record-bad-date = la fecha es { $value }; valen desde 1970 hasta dentro de dos días.
record-bad-rating = la nota tiene que estar entre 0 y 5, no { $value }.
record-bad-url = el enlace tiene que empezar por http:// o https://, no «{ $value }».
record-large = el registro pasa de { $max } bytes.
record-missing = falta { $field }.
record-no-text = no tiene ni texto ni título.
record-not-utf8 = el registro no está en UTF-8.
record-own-parent = responde a sí misma.
record-too-long = { $field } tiene { $length } { $unit }; caben { $max }.
list-or-state = no se puede pedir junto con un estado.
reply-against-rule = la plataforma rechaza un texto así: { $rule }.
reply-duplicate = el mismo texto se ha enviado aquí hace poco.
reply-empty = la respuesta está vacía.
reply-given-up =
    { $tries ->
        [one] Plaza lo deja tras 1 intento. { $why }
       *[other] Plaza lo deja tras { $tries } intentos. { $why }
    }
reply-held-long =
    { $days ->
        [one] el sitio no ha dicho nada de ella en 1 día; míralo allí.
       *[other] el sitio no ha dicho nada de ella en { $days } días; míralo allí.
    }
reply-id-unknown = Plaza no sabe qué identificador tiene esta respuesta allí; elimínala en el propio sitio.
reply-is-now = esta respuesta ahora está «{ $state }»; vuelve a cargarla.
reply-key-taken = ya hay una respuesta con esa clave.
reply-no-answer = la plataforma no ha respondido a tiempo.
reply-not-arrived = no había llegado; se envía otra vez.
reply-not-published = quienes moderan el sitio no la han publicado.
reply-not-supported = este sitio no admite respuestas desde Plaza; ábrelo y responde allí.
reply-parent-deleted = el mensaje se ha eliminado.
reply-parent-edited = el mensaje se ha editado después de empezar esta respuesta.
reply-seen-unpublished = { $name } ha visto que no se publicó.
reply-state-now = esta respuesta ahora está «{ $state }».
reply-step = una respuesta «{ $from }» no puede pasar a «{ $to }».
reply-still-held =
    sigue pendiente de quienes moderan el sitio, y Plaza no puede retirarla. Pídeselo a ellos, o elimínala allí
    cuando se publique. { $error }
reply-still-there = sigue publicada; prueba otra vez en un momento o elimínala allí. { $error }
reply-text-taken = ya hay una respuesta con el mismo texto en ese sitio.
reply-thread-closed = el hilo está cerrado.
reply-too-long = la respuesta tiene { $length } caracteres; la plataforma admite { $max }.
reply-too-slow = la plataforma tardó demasiado y no se llegó a enviar nada.
reply-twin = lo que está publicado puede ser otra respuesta nuestra con las mismas palabras.
reply-unknown = no se sabe si sigue publicada; míralo allí. { $error } { $why }
requests-of-all = hay demasiadas peticiones en marcha.
requests-of-one = hay demasiadas peticiones de tu dirección en marcha; espera a que terminen.
rice-takes-confidence = la confianza va de 0 a 1.
rice-takes-effort = el esfuerzo va de 0,01 a 10.000 personas-mes.
rice-takes-impact = el impacto va de 0 a 10.
rice-takes-reach = el alcance va de 0 a 1.000.000.000 de personas.
rotation-cut-off = el cambio de clave quedó a medias; no se ha cambiado nada.
said = { $what } Dice: «{ $words }»
search-cut-off = la búsqueda quedó a medias; prueba otra vez.
secrets-go-only = la dirección ha cambiado y los secretos solo van adonde se escribieron; vuelve a escribir { $fields }.
secrets-needed = la dirección ha cambiado: vuelve a escribir { $fields }.
setting-required = hace falta.
setting-unknown = no es un ajuste de { $kind }; tiene { $known }.
setting-wrong = { $key }: { $why }
setup-link-used = este enlace no es correcto o ya se ha usado; el más nuevo está en lo que escribe plaza serve.
shutting-down = Plaza se está cerrando.
sign-in-is-wrong = el correo o la contraseña no son correctos.
sign-in-many = ahora mismo entran muchas personas a la vez.
sign-in-needed = inicia sesión, o envía Authorization: Bearer con un token de API válido.
sign-in-tries = demasiados intentos fallidos.
source-archived-namesake =
    ya hay una fuente archivada de otro sitio ({ $place }) con el nombre «{ $name }», y sus menciones se ven con ese
    nombre; elige otro, o elimina esa fuente con sus menciones.
source-being-collected = esta fuente ya se está recogiendo.
source-being-deleted = «{ $name }» se está eliminando con sus menciones; prueba otra vez cuando termine.
source-deleted-meanwhile = su fuente se ha eliminado mientras tanto; no entra nada más.
source-deleting = ya se está eliminando.
source-has-replies =
    { $n ->
        [one] 1 de sus respuestas está en camino o por aprobar; espera a que termine o cancélala antes.
       *[other] { $n } de sus respuestas están en camino o por aprobar; espera a que terminen o cancélalas antes.
    }
source-is-paused = la fuente está en pausa.
source-name-taken = ya hay una fuente con ese nombre.
source-named-exists = ya hay una fuente con el nombre «{ $name }».
source-not-archived = solo vuelve una fuente archivada.
source-stopped = la recogida se ha parado.
source-taken-over = otro proceso se ha hecho cargo de la fuente.
stale = otra persona lo ha cambiado mientras tanto; vuelve a cargarlo.
stale-by = { $by } lo ha cambiado mientras tanto; vuelve a cargarlo.
stopping = Plaza se está cerrando; lo hecho hasta ahora se conserva.
store-away = la base de datos no responde o está demasiado ocupada; prueba otra vez en un momento.
store-damaged = la base de datos está dañada; restaura la última copia.
store-failed = la base de datos ha fallado.
store-full = el disco de la base de datos está lleno; libera espacio.
store-replaced = la base de datos se ha cambiado por otra mientras se indexaba.
streams-of-all = ya hay tantos canales de novedades abiertos como puede haber.
streams-of-one = tienes abiertos tantos canales de novedades como se puede; cierra algunas páginas.
takes-address = tiene que ser una dirección que empiece por http:// o https://.
takes-at-most = como mucho { $max }.
takes-characters = caben como mucho { $max } caracteres.
takes-days = va de 1 a { $max }, no { $value }.
takes-email = tiene que ser una dirección como ana@ejemplo.com, de { $max } bytes como mucho.
takes-etag = espera el ETag de una versión, como "3".
takes-file-name = tiene que ser el nombre de un archivo, sin carpeta.
takes-host = se escribe servidor:puerto, como wiki.ejemplo.com:8443.
takes-hosts = como mucho { $most } veces servidor:puerto, una por cada servidor de los ajustes.
takes-interval = admite 0 (solo a petición) o de { $min } segundos a 31 días.
takes-keywords = como mucho { $max } palabras clave.
takes-lang = tiene que ser un código de idioma, como es.
takes-lang-or-other = tiene que ser un código de dos letras, como es, u other.
takes-mentions = de 1 a { $max } menciones.
takes-most-records = como mucho { $max } registros en cada petición.
takes-names = caben como mucho { $max } nombres; hay { $length }.
takes-number = tiene que ser un número entero de { $min } a { $max }.
takes-one-host = un solo servidor:puerto: los ajustes nombran un servidor.
takes-plain-name = tiene que ser un nombre sin caracteres de control.
takes-public-address = tiene que ser una dirección como https://plaza.ejemplo, sin ruta.
takes-records = tiene que ser un registro de importación o una lista de ellos.
takes-settings = como mucho { $max } ajustes.
takes-one-of = tiene que ser uno de { $known }.
no-whole-address = tiene que ser una dirección entera, con su dominio.
takes-yes-or-no = tiene que ser sí o no.
technical = algo ha fallado por dentro.
text-control = caben de 1 a { $max } caracteres, ninguno de control.
text-empty = no puede quedar vacío; caben de 1 a { $max } caracteres.
text-long = caben como mucho { $max } caracteres; has escrito { $length }.
text-nul = contiene el carácter NUL, que no se puede guardar.
theme-edited-after = el tema { $theme } se cambió después; deshaz antes su último cambio.
theme-into-itself = un tema no se puede fusionar consigo mismo.
theme-itself = es el mismo tema; elige otro.
theme-merged-choose = ese tema se fusionó; elige el que lo contiene ahora.
theme-merged-itself = uno de los temas ya se había fusionado; elige en el que se convirtió.
theme-merged-split = este tema se fusionó; divide el que lo contiene ahora.
theme-nothing-to-undo = no hay nada que deshacer en este tema.
theme-too-alike = las menciones de este tema son muy pocas o muy parecidas para dividirlas; elige tú las menciones.
themes-cut-off = la búsqueda de temas quedó a medias.
token-end-past = está en el pasado; elige un día posterior, o ninguno.
token-shared-views = un token de API solo puede guardar vistas compartidas.
too-long-given-up = esto tarda más de { $seconds } s y se ha dejado; pide menos.
too-long-goes-on = esto tarda más de { $seconds } s y sigue en marcha; mira luego cómo ha ido.
too-many-buckets = la línea de tiempo tendría { $count } tramos; elige tramos más largos o menos días.
try-again-in = prueba otra vez dentro de { $seconds } s.
upload-cut-off = el archivo llega cortado o es demasiado grande; envíalo otra vez o usa plaza import.
upload-no-room = el servidor no tiene sitio para el archivo; libera espacio en el disco.
upload-not-kept = el archivo subido no se puede guardar.
uploads-by-command = este servidor no acepta archivos subidos; usa plaza import.
uploads-many = hay demasiados archivos subidos sin importar; impórtalos o descártalos, o prueba mañana.
user-email-taken = ya hay una persona con esa dirección de correo.
version-needed = di qué versión has leído: envía su version, o su ETag en If-Match.

## La casa y su gente
input-brands = Marcas y productos
input-time-zone = Zona horaria
input-public-url = Dirección pública
input-lang = Idioma
input-count = Cuántas
reset-link-used = este enlace ya se usó o ha terminado; pide otro a quien administra Plaza.
deleted-many = se borran como mucho { $max } de cada vez; has elegido { $count }.
account-closed = esta cuenta está cerrada; ábrela antes.
own-account-closed = tu cuenta está cerrada; habla con quien administra Plaza.
token-was-revoked = este token está revocado; usa otro.
token-has-ended = este token terminó el { $at }; haz otro.
token-maker-gone = este token se paró con la cuenta o el token con que se hizo.
mentions-moved =
    { $count ->
        [one] ahora hay una mención; mírala otra vez.
       *[other] ahora hay { $count } menciones; míralas otra vez.
    }
