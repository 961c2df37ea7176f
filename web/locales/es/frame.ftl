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
nav-users = Personas
nav-audit = Auditoría
nav-settings = Ajustes
nav-profile = Perfil
sign-out = Cerrar sesión
save = Guardar
cancel = Cancelar
close = Cerrar
merge = Unir
search = Buscar
never = nunca
live-new = Novedades · ver
live-ended = Tu sesión ha terminado: entra otra vez; tu texto sigue aquí
live-kept = Recuperado de { $when }
live-drop = Descartar
field-name = Nombre
field-description = Descripción

## Times
time-now = ahora
time-ago-minutes = hace { $shown } min
time-ago-hours = hace { $shown } h
time-ago-day = ayer
time-in-minutes = dentro de { $shown } min
time-in-hours = dentro de { $shown } h
time-in-day = mañana
time-in-days =
    { $n ->
        [one] dentro de 1 día
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
weekday-0 = lunes
weekday-1 = martes
weekday-2 = miércoles
weekday-3 = jueves
weekday-4 = viernes
weekday-5 = sábado
weekday-6 = domingo
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
month-long-1 = enero
month-long-2 = febrero
month-long-3 = marzo
month-long-4 = abril
month-long-5 = mayo
month-long-6 = junio
month-long-7 = julio
month-long-8 = agosto
month-long-9 = septiembre
month-long-10 = octubre
month-long-11 = noviembre
month-long-12 = diciembre
date-long = { $day } de { $month }
date-long-year = { $day } de { $month } de { $year }
days-one = el { $day }
days-span = del { $from } al { $until }
days-newest = { $days }, lo más reciente

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
error-invalid-help = Vuelve atrás, corrige lo que se indica abajo y repite.
error-secrets-needed = La dirección ha cambiado y los secretos solo van adonde se introdujeron: vuelve a escribirlos
error-secrets-needed-help = Vuelve atrás, escribe de nuevo los secretos de la fuente y guarda.
error-too-large = Demasiado grande
error-too-large-help = Envíalo en partes más pequeñas, o importa el archivo en el servidor con la orden plaza import.
error-too-slow = Demasiado lento
error-too-slow-help = Lo que enviaste llegó demasiado despacio o se quedó a medias. Vuelve a enviarlo.
error-store-away = La base de datos no responde
error-store-away-help = No se ha cambiado ni perdido nada. Espera un momento y vuelve a cargarla; si dura, avisa a quien administra Plaza.
error-busy = No disponible ahora
error-busy-help = Espera un momento y vuelve a probar.
error-internal = Algo ha fallado por nuestra parte
error-internal-help = No se ha cambiado nada. El registro del servidor dice por qué.
error-upstream = El otro lado no responde como debería
error-upstream-help = Comprueba la dirección y las credenciales; prueba más tarde.

## Somebody else was quicker
overtaken-title = Alguien se te ha adelantado
overtaken-by = { $name } lo ha cambiado { $when }, después de que lo abrieras.
overtaken-by-somebody = Esto ha cambiado desde que lo abriste.
overtaken-help = No se pierde nada de lo tuyo y todavía no se ha guardado nada. Compara los dos textos, cambia el tuyo si quieres y elige.
overtaken-act-help = Todavía no se ha hecho nada. Así está ahora; mira si lo sigues queriendo.
overtaken-yours = Lo tuyo
overtaken-theirs = Lo que hay ahora
overtaken-keep = Guardar lo mío encima
overtaken-take = Dejar lo que hay
overtaken-act = Hacerlo de todas formas
overtaken-leave = Dejarlo
overtaken-nothing = (nada)

## Keyboard
keys-everywhere = En todas partes
keys-lists = En las listas
keys-conversation = En una conversación
keys-write = Escribir la respuesta
keys-send = Enviarla
keys-next-conversation = Conversación siguiente
keys-previous-conversation = Conversación anterior
keys-back = Volver a la lista
keys-undo = Deshacer el envío
keys-approve = Aprobar la elegida
keys-send-back = Devolverla con un motivo
keys-title = Atajos de teclado
keys-next = Elemento siguiente
keys-previous = Elemento anterior
keys-open = Abrir
keys-reply = Responder
keys-idea = Crear una idea
keys-search = Buscar
keys-help = Esta ayuda
keys-move-idea = Mover la idea a la fase anterior o siguiente

## Columns
column-source = Fuente
column-week = 7 días
column-sentiment = Sentimiento
column-people = Personas
column-accounts = Cuentas
column-voices = Voces desconocidas
column-accounts-and-voices = Cuentas y voces desconocidas

## Counts of people: one rule, in frame/people.rs
people-people =
    { $n ->
        [one] 1 persona
       *[other] { $shown } personas
    }
people-accounts =
    { $n ->
        [one] 1 cuenta
       *[other] { $shown } cuentas
    }
people-unknown =
    { $n ->
        [one] 1 voz desconocida
       *[other] { $shown } voces desconocidas
    }
people-both = { $accounts } y { $unknown }

## Closed sets
role-admin = Administrador
role-manager = Responsable
role-community-manager = Gestor de comunidad
role-analyst = Analista
role-r-and-d = I+D
role-viewer = Lector
theme-auto = Como el dispositivo
theme-light = Claro
theme-dark = Oscuro

## Conversation
make-idea = Crear una idea
details-title = Detalles

## Replies
problem-empty = Escribe algo primero.

## Users, tokens, audit, profile
secret-once = Cópialo ahora: no se vuelve a mostrar.

## After an action
flash-saved = Guardado.
flash-deleted = Eliminado.
flash-merged = Hecho: ya van juntos.
