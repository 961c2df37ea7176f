## Campos
field-email = Correo electrónico
field-password = Contraseña
field-role = Rol

## Entrar y primera vez
sign-in = Entrar
sign-in-title = Entra en Plaza
sign-in-forgot = ¿Has olvidado la contraseña? Pide un enlace a quien administra Plaza.
sign-in-wrong = El correo o la contraseña no coinciden. Prueba otra vez o pide un enlace a quien administra Plaza.
sign-in-too-many = Demasiados intentos. Vuelve a probar en { $wait }.
sign-in-crowded = Ahora mismo está entrando mucha gente. Vuelve a probar en { $wait }.
sign-in-disabled = Tu cuenta está cerrada. Habla con quien administra Plaza.
sign-in-held = Tu sesión había terminado. Lo que enviabas está guardado: entra y decide si se envía.
send-again-title = ¿Enviamos lo que escribías?
send-again-intro = Tu sesión terminó antes de que llegara. No se ha perdido nada.
send-again-go = Enviar ahora
send-again-leave = No enviar
setup-title = Crea tu cuenta de administrador
setup-intro = Eres la primera persona que entra en este Plaza. Después podrás añadir a las demás.
setup-closed-title = Este Plaza aún no tiene a nadie
setup-where = Para crear la primera cuenta hace falta un enlace que sirve una vez.
setup-where-log = El programa lo muestra al arrancar, en la terminal o en su registro: busca «setup».
setup-where-again = ¿No lo encuentras? Reinicia el programa y mostrará otro.
setup-old-link = Este enlace ya no sirve. Usa el último que mostró el programa, o reinícialo para tener otro.
setup-done-title = Este Plaza ya está en marcha
setup-done = El enlace ya se usó. Entra con tu cuenta o pide a quien administra Plaza que te cree una.
setup-create = Crear y entrar
reset-title = Elige una contraseña nueva
reset-for = Para { $name }, { $email }.
reset-set = Guardar y entrar
reset-gone-title = Este enlace ya no sirve
reset-gone = Se usó o ha terminado. Pide otro a quien administra Plaza.
password-help = Al menos 12 caracteres. Una frase es fácil de recordar.

## Personas
users-title =
    { $n ->
        [one] Trabaja aquí { $shown } persona
       *[other] Trabajan aquí { $shown } personas
    }
users-former =
    { $n ->
        [one] { $shown } persona que ya no está
       *[other] { $shown } personas que ya no están
    }
users-former-help = Lo que hicieron sigue con su nombre.
user-add = Añadir persona
user-add-help = Plaza crea una contraseña y la muestra una sola vez.
user-create = Añadir
user-seen = visto { $when }
user-never-seen = aún no ha entrado
user-left = se fue { $when }
user-since = Aquí desde { $when }
user-access = Acceso
user-disable = Cerrar la cuenta
user-disable-help = No puede entrar y sus tokens dejan de funcionar. Puedes volver a abrirla.
user-enable = Abrir la cuenta
user-disabled = cuenta cerrada
user-link = Hacer un enlace para otra contraseña
user-link-help = Sirve una vez durante dos días. Dáselo en mano o por un canal seguro; la contraseña actual vale hasta entonces.
user-link-until = Sirve una vez, hasta { $when }.
user-remove = Quitar de la casa
user-remove-help = No puede volver a entrar, sus tokens terminan y su correo queda libre. Lo que hizo sigue con su nombre.
user-remove-sure = Sí, { $name } ya no trabaja aquí
user-remove-unsure = Marca la casilla para quitar a esta persona.
secret-user = Contraseña de { $name }
secret-link = Enlace para { $name }
secret-token = Token «{ $name }»

## Sesiones
sessions-title = Sesiones abiertas
sessions-none = No hay ninguna sesión abierta.
session-this = esta
session-unknown = Navegador desconocido
session-since = desde { $when }
session-end = Cerrar
session-end-named = Cerrar la sesión de { $name }
sessions-end-all = Cerrar todas
sessions-end-others = Cerrar las demás

## Tokens
tokens-title = Tokens de la API
tokens-intro = Para programas: Authorization: Bearer … Un token nunca puede más de lo que puede ahora quien lo hizo.
tokens-mine = Tus tokens
tokens-none = Todavía no hay tokens.
token-add = Nuevo token
token-name-placeholder = Para qué sirve
token-create = Crear
token-ends = Termina
token-ends-30 = en 30 días
token-ends-90 = en 90 días
token-ends-365 = en un año
token-ends-never = nunca
token-ends-on = termina { $when }
token-ends-not = no termina
token-used = usado { $when }
token-unused = sin usar
token-by = de { $maker }
token-made-with = el token «{ $name }», y termina con él
token-made-by-operator = la línea de comandos
token-weaker = ahora solo { $role }
token-expired = terminado
token-asleep = parado: la cuenta de quien lo hizo está cerrada
token-rename = Cambiar el nombre
token-revoke = Revocar
token-revoke-named = Revocar el token { $name }
token-revoked = revocado
token-options = Opciones del token { $name }

## La casa
nav-house = La casa
nav-tokens = Tokens
settings-title = Así es esta casa
settings-intro = Lo que cambies aquí vale para todos y al momento. Lo demás lo dice la configuración del servidor.
settings-changed = Último cambio: { $who }
settings-name = Nombre de la casa
settings-name-help = Se ve en los correos y al entrar.
settings-brands = Marcas y productos
settings-brands-help = Uno por línea: la marca, sus productos, la competencia. No dan nombre a los temas, porque los dicen todos.
settings-lang = Idioma de trabajo
settings-lang-help = En él se nombran los temas cuando la gente lo habla.
settings-time-zone = Zona horaria
settings-time-zone-help = Dice cuándo empieza el día para quien no elige otra.
settings-public-url = Dirección pública
settings-public-url-help =
    La que escribe la gente, como https://plaza.ejemplo. Con ella se hacen los enlaces, y con https se protegen las
    sesiones: quizá tengas que volver a entrar.
settings-set-here = Puesto aquí.
settings-give-back = Volver a lo que dice la configuración

## Auditoría
audit-title = Quién hizo qué
audit-intro = Lo último primero.
audit-none = Nada todavía.
audit-none-found = Nadie hizo nada así en esos días.
audit-who = Quién
audit-kind = Qué
audit-since = Desde
audit-until = Hasta
audit-anybody = Cualquiera
audit-anything = Cualquier cosa
audit-filter = Filtrar
audit-clear = Quitar el filtro
audit-export = Exportar
audit-reason = motivo: { $value }
audit-before = antes: { $value }
audit-email = { $value }
audit-host = alcanza { $value }
audit-count = { $value } en total
audit-number = n.º { $id }
audit-nobody = Alguien sin identificar
audit-token = El token «{ $name }»
audit-kind-reply = Respuestas
audit-kind-mention = Menciones
audit-kind-author = Autores
audit-kind-theme = Temas
audit-kind-idea = Ideas
audit-kind-source = Fuentes
audit-kind-import = Importaciones
audit-kind-quarantine = Filas apartadas
audit-kind-models = Modelos
audit-kind-view = Vistas
audit-kind-user = Personas
audit-kind-session = Sesiones
audit-kind-token = Tokens
audit-kind-house = Ajustes de la casa

## Lo que se hizo
did-other = { $who }: { $what }
did-source-create = { $who } añadió la fuente «{ $what }»
did-source-update = { $who } cambió la fuente «{ $what }»
did-source-archive = { $who } archivó la fuente «{ $what }»
did-source-bring-back = { $who } recuperó la fuente «{ $what }»
did-source-remove = { $who } mandó borrar la fuente «{ $what }» con sus menciones
did-source-removed = { $who } terminó de borrar la fuente «{ $what }»
did-source-pause = { $who } puso en pausa la fuente «{ $what }»
did-source-resume = { $who } reanudó la fuente «{ $what }»
did-source-collect = { $who } pidió recoger ahora la fuente «{ $what }»
did-source-backfill = { $who } pidió el histórico de la fuente «{ $what }»
did-source-backfill-stop = { $who } detuvo el histórico de la fuente «{ $what }»
did-source-test = { $who } probó la fuente «{ $what }»
did-source-retry-quarantine = { $who } reintentó lo apartado de la fuente «{ $what }»
did-mentions-add = { $who } añadió menciones a «{ $what }»
did-import = { $who } importó «{ $what }»
did-import-undo = { $who } mandó deshacer la importación «{ $what }»
did-import-undone = { $who } terminó de deshacer la importación «{ $what }»
did-quarantine-taken = { $who } corrigió filas apartadas de «{ $what }»
did-quarantine-dismissed = { $who } descartó filas apartadas de «{ $what }»
did-author-mark = { $who } dijo quién es «{ $what }»
did-mention-delete = { $who } borró para siempre la mención { $what }
did-mention-correct = { $who } corrigió lo que decía el modelo de la mención de { $what }
did-mention-confirm = { $who } confirmó lo que decía el modelo de la mención de { $what }
did-models-retrain = { $who } hizo aprender a los modelos
did-models-revert = { $who } deshizo lo último que aprendieron los modelos
did-theme-create = { $who } creó el tema «{ $what }»
did-theme-update = { $who } cambió el tema «{ $what }»
did-theme-merge = { $who } unió el tema «{ $what }» a otro
did-theme-split = { $who } dividió el tema «{ $what }»
did-theme-move = { $who } movió menciones al tema «{ $what }»
did-theme-undo = { $who } deshizo un cambio del tema «{ $what }»
did-themes-rebuild = { $who } recalculó los temas
did-view-save = { $who } guardó la vista
did-view-delete = { $who } borró la vista
did-view-rename = { $who } cambió el nombre de una vista
did-view-order = { $who } puso las vistas en otro orden
did-reply-draft = { $who } empezó una respuesta a { $what }
did-reply-edit = { $who } cambió la respuesta a { $what }
did-reply-submit = { $who } pidió el visto bueno para la respuesta a { $what }
did-reply-discard = { $who } descartó el borrador para { $what }
did-reply-approve = { $who } aprobó la respuesta a { $what }
did-reply-reject = { $who } devolvió la respuesta a { $what }
did-reply-cancel = { $who } retiró antes de salir la respuesta a { $what }
did-reply-retry = { $who } reintentó la respuesta a { $what }
did-reply-deliver = { $who } entregó la respuesta a { $what }
did-reply-resolve = { $who } aclaró si llegó la respuesta a { $what }
did-reply-retract = { $who } retiró la respuesta ya publicada a { $what }
did-idea-create = { $who } creó la idea «{ $what }»
did-idea-update = { $who } cambió la idea «{ $what }»
did-idea-move = { $who } movió de etapa la idea «{ $what }»
did-idea-evidence = { $who } añadió una cita a la idea «{ $what }»
did-idea-remove-evidence = { $who } quitó una cita de la idea «{ $what }»
did-idea-merge = { $who } unió la idea «{ $what }» a otra
did-idea-unmerge = { $who } separó la idea «{ $what }»
did-user-setup = { $who } puso en marcha Plaza como primera persona
did-user-create = { $who } añadió a { $what }
did-user-update = { $who } cambió la cuenta de { $what }
did-user-update-own = { $who } cambió su perfil
did-user-change-password = { $who } cambió su contraseña
did-user-reset-link = { $who } hizo un enlace con el que { $what } cambia la contraseña
did-user-reset-password = { $who } eligió otra contraseña con un enlace
did-user-remove = { $who } quitó de la casa a { $what }
did-user-sign-in = { $who } entró
did-user-sign-in-failed = { $who } probó una contraseña que no era
did-user-sign-in-disabled = { $who } intentó entrar con la cuenta cerrada
did-user-sign-out = { $who } salió
did-session-end = { $who } cerró sesiones de { $what }
did-token-create = { $who } hizo el token «{ $what }»
did-token-rename = { $who } cambió el nombre del token «{ $what }»
did-token-revoke = { $who } revocó el token «{ $what }»
did-house-update = { $who } cambió los ajustes de la casa
did-secrets-rotate = { $who } cambió la clave de los secretos
did-secrets-forget = { $who } borró los secretos sin clave

## Perfil
profile-display = Cómo ves Plaza
profile-language = Idioma
profile-theme = Apariencia
profile-zone = Zona horaria
profile-zone-house = La de la casa: { $zone }
profile-shortcuts = Atajos de una tecla
profile-shortcuts-help = Quítalos si los pulsas sin querer o usas un lector de pantalla. Pulsa ? para verlos.
profile-password = Contraseña
profile-sessions-help = Cambiar la contraseña cierra tus demás sesiones.
password-old = Contraseña actual
password-old-wrong = La contraseña actual no es esa. Si la has olvidado, pide un enlace a quien administra Plaza.
password-new = Contraseña nueva
password-change = Cambiar contraseña

## Después de una acción
flash-token-revoked = Revocado. Deja de funcionar ya.
flash-password-changed = Contraseña cambiada. Tus demás sesiones se han cerrado.
flash-sessions-ended = Sesión cerrada.
flash-user-removed = Ya no forma parte de la casa. Lo que hizo sigue con su nombre.
flash-brands-saved = Guardado. Los temas toman los nombres nuevos la próxima vez que los recalcules.
