## Frame
delete = Eliminar
optional = opcional

## Columns
column-14-days = 14 días
column-state = Estado
column-last-success = Último éxito
column-newest = Mención más nueva
column-next = Próxima vez

## Closed sets
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
source-archived = archivada
source-removing = eliminándose

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
counts = { $new } nuevas, { $edited } editadas, { $unchanged } sin cambios, { $quarantined } en cuarentena

## Sources
sources-intro = Dónde escucha Plaza.
sources-add = Añadir una fuente
sources-none = Todavía no hay fuentes
sources-none-help =
    Añade los sitios donde hablan tus clientes: un foro, un feed, las reseñas de tu aplicación. Plaza los lee
    por sí sola y dice aquí cómo va cada uno.
source-choose = Elige el tipo de sitio.
source-answers = se responde desde Plaza
source-name-help = Como la llama tu equipo.
source-interval = Recoger
interval-adaptive = según las novedades
interval-demand = solo a petición
interval-every = cada { $time }
source-advanced = Avanzado
source-allowed-host = Dirección privada permitida
source-allowed-host-help =
    Plaza no se conecta a redes privadas, salvo que un administrador indique aquí un servidor y un puerto; con
    correo, uno por servidor, separados por una coma. Queda en la auditoría.
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
source-delete = Eliminar esta fuente…
source-delete-title = Eliminar «{ $name }»
source-delete-count =
    { $n ->
        [0] No tiene menciones.
        [one] De ella viene { $shown } mención.
       *[other] De ella vienen { $shown } menciones.
    }
source-delete-choose = Elige qué pasa con sus menciones.
source-delete-unsure = Marca la casilla para confirmar que también se eliminan las menciones.
source-delete-go = Eliminar
source-archive = Dejar de recoger y conservar las menciones
source-archive-help =
    La fuente se archiva. Sus menciones se quedan, con su nombre en todas partes: búsquedas, gráficos e ideas.
    Puedes recuperarla cuando quieras; sus contraseñas y claves se eliminan y se piden de nuevo entonces.
source-archive-replies =
    { $n ->
        [one] Hay { $shown } respuesta a sus menciones en camino o por aprobar. Ya no podrá salir.
       *[other] Hay { $shown } respuestas a sus menciones en camino o por aprobar. Ya no podrán salir.
    }
source-remove = Eliminarla con sus menciones
source-remove-help =
    Las palabras de sus menciones desaparecen de todas partes, también de búsquedas y citas, y no se pueden
    recuperar. Se hace en segundo plano. Quedan las cifras de días pasados y nuestras propias respuestas.
source-remove-replies =
    { $n ->
        [one] Hay { $shown } respuesta en camino o por aprobar: cancélala antes.
       *[other] Hay { $shown } respuestas en camino o por aprobar: cancélalas antes.
    }
source-remove-answered =
    { $n ->
        [one] { $shown } mención tiene respuesta: conserva su sitio, vacío, en la conversación.
       *[other] { $shown } menciones tienen respuesta: conservan su sitio, vacío, en las conversaciones.
    }
source-remove-quoted =
    { $n ->
        [one] { $shown } mención sostiene ideas: sus citas pierden las palabras y siguen contando.
       *[other] { $shown } menciones sostienen ideas: sus citas pierden las palabras y siguen contando.
    }
source-remove-neighbors =
    Otras fuentes leen el mismo sitio. Las menciones que también trajeron ellas, o que pudieron traer antes de que
    Plaza lo anotara, pasan a ser suyas y se quedan.
source-remove-sure = Sí, eliminar «{ $name }» y todas sus menciones
source-is-archived = Esta fuente está archivada.
source-is-archived-help = No se recoge nada. Sus menciones se quedan, con su nombre.
source-is-removing = Esta fuente se está eliminando con sus menciones.
source-is-removing-help = Continúa en segundo plano, también después de un reinicio.
source-bring-back = Recuperarla
sources-archived = Archivadas
source-asked = empieza en un momento
source-asked-later = pedida; empieza { $when }, cuando la plataforma lo permita
source-overdue = pendiente desde hace { $time }
source-paused-note = en pausa
source-waits-for-person = espera a que alguien la arregle
source-pace-adaptive = por sí sola, ahora cada { $time }
source-left-out = Dejado fuera
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
source-advice-malformed =
    El sitio responde de otra manera que la esperada. Usa «Probar»; si ha cambiado, busca un Plaza más nuevo o
    corrige su manifiesto.
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
past-title = El pasado
past-now = Este tipo de sitio solo muestra lo que hay ahora. Lo que ya no muestra no se puede leer.
past-whole = Plaza lee aquí todo desde el principio; no queda nada por pedir.
past-help =
    La recogida empieza por lo reciente. Desde aquí Plaza puede seguir leyendo hacia el pasado, en segundo
    plano, cuando no hay novedades que recoger.
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
quarantine-title = Cuarentena
quarantine-none = No hay nada en cuarentena.
quarantine-raw = Tal como llegó
quarantine-retry = Probar todo de nuevo
source-kind-file = Archivo importado

## Users, tokens, audit, profile
hook-added = Añadida. Ahora pega esto donde la plataforma pide un webhook.
hook-address = Dirección de envío
hook-address-help =
    La plataforma debe alcanzarla desde fuera: pon en public_url la dirección https pública de Plaza. Los
    envíos sin una firma buena se rechazan.
hook-secret = Secreto
hook-done = Hecho

## After an action
flash-mention-added = Mención añadida.
flash-mention-known = Esta mención ya estaba.
flash-mention-refused = No se ha añadido: está en cuarentena. Mira el motivo en la fuente.
flash-imported = Importado: { $counts }.
flash-source-added = Fuente añadida. Plaza ya está recogiendo.
flash-source-archived = Archivada. Sus menciones se quedan; puedes recuperarla aquí.
flash-source-removing = Se está eliminando con sus menciones, en segundo plano.
flash-source-back = Ha vuelto, con todas sus menciones.
flash-source-back-paused = Ha vuelto, pero en pausa: completa sus ajustes (las claves no se guardaron) y reanúdala.
flash-source-paused = En pausa.
flash-source-resumed = Reanudada.
flash-source-collecting = La recogida empieza ahora mismo.
flash-source-collecting-later = Pedido. La plataforma quiere que la dejemos en paz hasta el { $when }; la recogida empieza entonces.
flash-past-started = Plaza lee hacia el pasado cuando no hay novedades que recoger.
flash-past-stopped = Parada. Puede continuar desde ahí.
flash-source-works = Funciona: { $found }
flash-retried = Probado de nuevo: { $counts }.
