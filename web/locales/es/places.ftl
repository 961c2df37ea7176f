## What happens with places outside: sources, deliveries, files.
account-blind = { $name } no ve los comentarios que esperan moderación; la cuenta de un editor sí.
address-no-path = «{ $value }» no tiene ruta.
address-with-user = la dirección de { $host } lleva un nombre de usuario; las credenciales van en sus propios campos.
answer-not-json = la respuesta no es JSON.
answer-not-unpacked = la respuesta de { $host } no se puede descomprimir: { $why }.
answer-of = la respuesta de { $host } { $why }
answer-other-json = no se entiende lo que responde { $host }: no es el JSON que se esperaba.
answer-packed-otherwise = la respuesta de { $host } viene comprimida de una forma que no se pidió.
answer-status = responde { $status }.
at-place = { $place }: { $why }
cause-broke-off = el otro lado corta la conexión
cause-ended = la conexión termina a la mitad
cause-network-down = la red de esta máquina no funciona
cause-no-host = no existe ningún servidor con ese nombre
cause-no-name-server = los servidores de nombres no responden
cause-no-way = desde la red de esta máquina no se llega allí
cause-none = no dice por qué
cause-not-allowed = esta máquina no permite la conexión
cause-other = la conexión falla
cause-refused = rechaza la conexión, o allí no escucha nadie
cause-timed-out = no responde a tiempo
cause-too-long = tarda demasiado
certificate-bad = su certificado no es de fiar
certificate-early = su certificado aún no vale; mira si el reloj de esta máquina va bien
certificate-expired = su certificado ha caducado
certificate-issuer = su certificado no lo firma nadie en quien confíe esta máquina
certificate-name = su certificado es para otro nombre
certificate-revoked = su certificado está revocado
check-user-password = revisa el usuario y la contraseña de esta fuente.
comment-deleted = el comentario se ha eliminado.
connects-no-accounts = no conecta cuentas.
credentials-again = no acepta las credenciales de esta fuente; vuelve a escribirlas.
cursor-unreadable =
    no se puede leer por dónde iba la recogida; elimina la fuente y añádela otra vez para empezar desde el
    principio.
delivery-unfit = el envío no encaja con su correspondencia.
encrypted-already = ya está cifrada
event-too-large = un aviso pasa de { $max } bytes.
feed-elsewhere = en la dirección de { $host } hay una página web y no un feed; su feed está en { $links }.
feed-not = lo que envía { $host } es { $kind } y no un feed.
feed-not-named = lo que envía { $host } no dice qué es, y no es un feed.
feed-not-there = en esta dirección de { $host } no hay ningún feed (404).
feed-reading-failed = el feed no se ha podido leer.
file-archive = es un archivo comprimido; descomprímelo antes.
file-encoding = no existe la codificación «{ $name }».
file-gzip = está comprimido con gzip; descomprímelo antes.
file-io = { $file } no se puede leer.
file-markup = es una página web o XML, quizá con un nombre de Excel; ábrelo en Excel y guárdalo como XLSX.
file-neither = no es texto ni un libro de cálculo; guárdalo como CSV, XLSX o JSON.
file-not-read = el archivo no se ha podido leer.
file-old-large = pasa de { $max } bytes; guárdalo como XLSX.
file-pdf = es un PDF; exporta la tabla como CSV o XLSX.
file-unreadable = está dañado o no es lo que parece.
file-unusable = { $file } no se puede importar: { $why }
folder-missing = crea antes la carpeta.
folder-no-right = Plaza necesita permiso para leer y escribir allí.
folder-outside = está fuera de las carpetas permitidas; quien administra el servidor la añade a inbox_folders.
folder-unusable = la carpeta { $folder } no se puede usar.
found-answers-blind = responde como { $name }, que no ve los comentarios retenidos; la cuenta de un editor sí.
found-answers-moderates = responde como { $name } y ve los comentarios retenidos.
found-comments =
    { $n ->
        [one] 1 comentario.
       *[other] { $n } comentarios.
    }
found-entries =
    { $n ->
        [one] { $title }: 1 entrada
       *[other] { $title }: { $n } entradas
    }
found-files =
    { $n ->
        [one] en { $folder } hay 1 archivo por importar.
       *[other] en { $folder } hay { $n } archivos por importar.
    }
found-in-a-room = { $us } está en una sala.
found-in-room = { $us } está en { $name }.
found-mentions =
    { $n ->
        [one] 1 mención en la primera página
       *[other] { $n } menciones en la primera página
    }
found-messages =
    { $n ->
        [one] en { $folder } hay 1 mensaje.
       *[other] en { $folder } hay { $n } mensajes.
    }
found-next-page = y hay una página más
found-no-account = sin cuenta, así que Plaza solo recoge.
found-smtp = las respuestas salen por { $host }.
found-sound = los ajustes están bien; haz un envío de prueba desde la plataforma.
found-unreadable = { $n } sin poder leerse
further-page-unread = otra página no se ha podido leer, así que la lista acaba antes de ella: { $why }
gone = { $why }
header-value = el valor de la cabecera { $name } tiene saltos de línea u otros caracteres de control.
host-says = { $host } dice: «{ $words }»
host-unusable = { $host } no se puede usar: { $why }.
imap-no-folder = { $host } no tiene para esta cuenta la carpeta { $folder }.
imap-no-greeting = { $host } no saluda como un servidor IMAP.
imap-no-idle = { $host } no avisa por sí solo (no tiene IDLE).
imap-no-uids = { $host } no numera los mensajes de { $folder } (no tiene UID).
imap-nonsense = no se entiende lo que responde { $host }.
imap-unknown-answer = { $host } responde algo que no es IMAP.
item-lacks = le falta algo que todo elemento necesita.
item-no-words = no tiene texto ni título propios; lo que cita no cuenta.
item-rating-only = tiene una nota y ni una palabra.
item-unfit = no encaja con lo que espera el manifiesto.
item-unreadable = no se puede leer.
key-cannot-sign = con la clave privada de esta fuente no se puede firmar.
key-not-accepted = la plataforma no acepta la clave de esta fuente; vuelve a escribirla.
limit-used-up = se ha gastado el límite de peticiones a { $place }.
list-cut = la lista de lo que sigue publicado no termina, o repite una página: por ella no se da nada por eliminado.
list-empty = la lista de lo que sigue publicado está vacía: por ella no se da nada por eliminado.
list-half-missing =
    en la lista de lo que sigue publicado falta más de la mitad de lo conocido: se da por eliminado si la próxima
    lista dice lo mismo.
list-unreadable =
    la lista de lo que sigue publicado tiene registros que no se pueden leer: por ella no se da nada por eliminado.
login-lacks = la respuesta no trae «{ $name }».
login-line-break = el usuario o la contraseña contienen un salto de línea.
login-no-cookie = la respuesta al entrar no trae ninguna cookie.
login-no-token = la respuesta al entrar no trae ningún token de acceso.
mail-no-retract = un correo no se puede retirar.
mail-no-sender = el mensaje no tiene remitente al que responder.
mail-no-smtp = la fuente no tiene servidor SMTP, así que solo lee.
mail-nobody-knows = solo el destinatario sabe qué ha sido de un correo.
mail-not-there = el mensaje ya no está en ninguna carpeta del buzón.
mail-refuses-login = { $host } rechaza el usuario o la contraseña.
mail-too-slow = el servidor de correo tarda más de { $seconds } s.
mail-unknown =
    la conexión se cortó al entregar el mensaje y en el buzón no hay copia; pregunta al destinatario o mira el
    registro del servidor de correo.
mail-unwritable = la respuesta no se puede escribir como mensaje.
manifest-unfit = la respuesta no encaja con el manifiesto.
mapping-flaw = en el byte { $offset } la correspondencia tiene un error.
matrix-banned = { $us } está expulsada por { $sender }{ $reason }.
matrix-encrypted = la sala está cifrada: Plaza no puede leerla.
matrix-lacks = en la respuesta del servidor falta «{ $name }»; mira si es un servidor de Matrix.
matrix-left = { $us } ha salido de la sala.
matrix-let-in = déjala entrar otra vez o elimina esta fuente.
matrix-many-since = nuestra cuenta ha escrito desde entonces más de { $most } mensajes en esta sala.
matrix-no-event = el servidor no dice qué evento ha creado.
matrix-no-longer = { $us } ya no está en la sala.
matrix-not-in-room = { $us } no está en la sala; invítala, o deja que Plaza entre.
matrix-removed = { $sender } ha sacado a { $us } de la sala{ $reason }.
matrix-says = el servidor dice: «{ $words }» ({ $code })
message-not-there = el mensaje no está.
missing-beside-password = falta junto a la contraseña.
missing-beside-user = falta junto al usuario.
names-no-place = no nombra ningún sitio.
needs-item = necesita un selector en el que buscar; rellena también «item».
next-page-elsewhere = la página siguiente estaría en otro servidor ({ $host }).
next-page-long = la dirección de la página siguiente es demasiado larga.
next-page-unread = la página siguiente no se ha podido leer, así que la lista acaba antes de ella: { $why }
next-page-waits = la página siguiente no se ha podido leer, así que el resto espera a la próxima vez: { $why }
no-access-token =
    { $place } no da un token de acceso ({ $reason }); vuelve a escribir las credenciales de esta fuente o conecta
    otra vez la cuenta.
no-access-token-for = { $host } no da un token de acceso para las credenciales de esta fuente; vuelve a escribirlas.
no-account-to-answer = esta fuente no tiene ninguna cuenta con la que responder.
no-address = «{ $value }» no es una dirección.
no-address-part = «{ $value }» no puede formar parte de una dirección.
no-css-selector = no es un selector CSS: «{ $value }».
no-encryption = no hay conexión cifrada con { $host }: { $why }.
no-host-name = «{ $host }» no es el nombre de un servidor.
no-live = no hay ninguna conexión en vivo abierta.
no-past = este sitio no se puede leer hacia el pasado.
no-random-numbers = el sistema no da números al azar.
no-redirects = esta clase de petición no sigue redirecciones; usa la dirección final.
no-refresh-token = no da un token de renovación; pide un permiso que lo incluya.
no-tls-here = esta máquina no puede cifrar conexiones; instala sus certificados raíz.
no-token-came = no ha llegado ningún token.
not-looked-again = lo ya recogido no se puede volver a mirar ({ $ids }): { $why }
not-unpacked = no se puede descomprimir.
not-valid = no vale.
only-http = solo se leen http y https, no { $scheme }.
page-by-scripts = { $what } La página parece construirse con scripts, que Plaza no ejecuta.
page-goes-back =
    la página siguiente que nombra el sitio es una que se acaba de leer, así que la lectura termina ahí; mira «next»
    en «pagination».
page-many-items = la página tiene más de { $max } elementos; el resto queda fuera.
page-no-item = ningún elemento de la página coincide con el selector «item».
page-no-schema =
    la página no tiene reseñas, comentarios ni publicaciones de schema.org; rellena los selectores CSS, empezando
    por «item».
page-not-html = la página es { $kind }, no HTML.
page-only-schema =
    la página no tiene reseñas, comentarios ni publicaciones de schema.org, solo { $kinds }; rellena los selectores
    CSS, empezando por «item».
page-repeated =
    dos páginas seguidas muestran los mismos registros, así que la lectura termina ahí: la petición no usa «page», o
    el sitio repite su última página (di entonces en «last» o «size» cuál es la última).
page-unread = la página no se puede leer.
place-answered = responde { $status } ({ $host }).
place-broke-off = { $host } corta la conexión: { $why }.
place-broke-off-answer = { $host } corta su respuesta: { $why }.
place-broke-off-listening = { $host } ha cortado mientras Plaza escuchaba.
place-deletes-none = esta plataforma no elimina respuestas.
place-down = { $place } no está disponible por ahora.
place-ended = { $host } ha cerrado la conexión.
place-headers =
    { $bytes ->
       *[other] { $host } envía { $bytes } bytes de cabeceras.
    }
place-leads-elsewhere =
    la plataforma lleva a { $origin }, adonde no se envían los secretos de esta fuente; si se ha mudado, cambia la
    dirección de la fuente y vuelve a escribir los secretos.
place-leads-inside =
    { $host } lleva a { $address }, que no es una dirección pública de internet; si es tuya, un administrador puede
    permitir justo ese servidor y ese puerto para la fuente.
place-listen-later = { $host } deja escuchar otra vez más tarde.
place-needs-tls = { $host } está en internet: usa ahí tls o starttls, nunca none.
place-no-answer = { $host } no responde a tiempo.
place-no-stream = { $host } responde { $status } en lugar de un canal en vivo.
place-not-public =
    { $host } no es una dirección pública de internet; si es tuya, un administrador puede permitir justo ese
    servidor y ese puerto para la fuente.
place-redirects = { $host } redirige más de { $max } veces.
place-redirects-badly = { $host } redirige a una dirección que no se entiende.
place-silent = { $host } lleva un rato sin decir nada.
place-slow = { $host } no responde en { $seconds } s.
place-stopped = { $host } se para a mitad de su respuesta.
place-stranger = { $place } no reconoce a Plaza: no acepta las credenciales de esta fuente; vuelve a escribirlas.
place-too-large = { $host } envía más de { $max } bytes, que es el límite.
place-too-often = { $place } dice que Plaza pregunta demasiado a menudo.
place-too-often-tokens = { $host } dice que Plaza pide tokens de acceso demasiado a menudo.
place-took-long = { $host } tarda demasiado en responder.
place-unreachable = no se puede conectar con { $host }: { $why }.
record-long = es más largo de lo que puede ser un registro.
record-not-json = no es JSON.
record-wrong = hay un valor que su campo no admite.
record-wrong-value = el valor de { $field } no se puede usar.
reply-not-shown = no se ve.
reply-not-shown-yet = el sitio ha aceptado la respuesta y todavía no la muestra.
reply-parent-gone = { $place }: lo que esto responde se ha eliminado.
request-unsendable = la petición a { $host } no se puede enviar: { $why }.
robots-refuse = el robots.txt de { $host } no permite esta página.
robots-refuse-target = { $host } redirige a una página que robots.txt no permite.
robots-rule = hay una regla que no se entiende.
robots-unread = el robots.txt de { $host } no se puede leer, así que no se pide nada más: { $why }
row-cells = tiene más celdas que la cabecera; una celda que contiene el separador va entre comillas.
row-not-text = sus letras no se pueden leer; elige otra codificación.
row-open-quote = abre unas comillas y no las cierra.
row-unreadable = el archivo no se puede seguir leyendo.
same-words-before = esta cuenta ya escribió las mismas palabras bajo este comentario; cámbialas.
sign-in-ended = la conexión de la cuenta terminó así: «{ $words }».
sign-in-no-code = la dirección no trae ningún código.
sign-in-other = la dirección es de otra conexión; empieza de nuevo.
smtp-broke-off = { $host } corta antes de decir si acepta el mensaje: { $why }.
smtp-too-slow = { $host } tarda más de { $seconds } s antes de aceptar el mensaje.
takes-an-address = no es una dirección.
takes-base64 = tiene que ser base64 después de { $prefix }, como lo muestra la plataforma.
takes-folders = se escriben nombres de carpetas con / entre ellos, sin «..», «done» ni «failed».
takes-host-not = se escribe servidor:puerto, como foro.intranet:8443, no «{ $value }».
takes-hosts-most = como mucho { $max } veces servidor:puerto.
takes-mail-address = tiene que ser una dirección de correo, como ana@ejemplo.com.
takes-mail-addresses = se escriben direcciones y @dominios separados por comas, no { $value }.
takes-no-breaks = no admite saltos de línea.
takes-pem = tienen que ser certificados en formato PEM, que empiezan por -----BEGIN CERTIFICATE-----
takes-port = tiene que ser un puerto.
takes-room = tiene que ser una dirección como #comunidad:matrix.ejemplo o un identificador que empiece por !
takes-secret = necesita al menos { $min } caracteres.
takes-security = admite tls, starttls o none.
thread-too-long = el hilo es demasiado largo para buscar en él.
tls-broken = no cifra la conexión como debería
token-answer-wrong = la respuesta con el token no es como pide RFC 6749.
trial-all-there = siguen todas
trial-asked-one = probado 1 de { $all }: { $since }
trial-deleted =
    { $n ->
        [one] 1 eliminada
       *[other] { $n } eliminadas
    }
trial-failed = no se ha podido leer
trial-gone =
    { $n ->
        [one] 1 ya no está
       *[other] { $n } ya no están
    }
trial-held = las respuestas que esperan moderación
trial-later-pages = las páginas a partir de la tercera
trial-live = la conexión en vivo
trial-mentions =
    { $n ->
        [one] 1 mención
       *[other] { $n } menciones
    }
trial-no-page-2 = no hay página 2
trial-no-parent = no se ha probado: ningún registro anterior lleva ahí
trial-no-second-look = la segunda mirada no se ha probado: no se encontró nada
trial-not-read = con estos ajustes no se lee
trial-not-tried = sin probar: { $parts }
trial-page = página { $n }: { $what }
trial-records =
    { $n ->
        [one] 1 registro
       *[other] { $n } registros
    }
trial-reply = enviar una respuesta y buscarla
trial-retract = retirar una respuesta
trial-second-look = segunda mirada a { $n }: { $what }
trial-stream = { $stream }: { $what }
trial-unreadable = { $n } sin poder leerse
unauthorized = { $why }
unpacked-too-large = pasa de { $max } bytes una vez descomprimida, que es el límite.
websocket-wrong = { $host } no responde como debe un WebSocket.
wordpress-hides-reply = WordPress dice que esta respuesta ya está, pero no se la muestra a esta cuenta.
wordpress-no-account-name = el sitio no dice quién es la cuenta.
wordpress-no-id = WordPress no dice qué comentario ha creado.
wordpress-no-parent = WordPress no dice a qué pertenece el comentario.
wordpress-no-such-id = «{ $id }» no es un comentario ni una entrada de WordPress.
wordpress-no-total = el sitio no dice cuántos elementos tiene (X-WP-Total); quizá un proxy quita esa cabecera.
wordpress-not-there = en esta dirección no hay un WordPress con API REST.
wordpress-says = WordPress dice: «{ $words }» ({ $code })
