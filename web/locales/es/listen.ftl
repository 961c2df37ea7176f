## Frame
delete = Eliminar
optional = opcional

## Columns
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
source-listening = escuchando
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
add-when-help = En { $zone }. Vacío significa ahora.
add-rating = ¿Qué impresión daba?
add-rating-none = Sin decir
add-save = Añadir mención
add-save-more = Añadir y escribir otra
import-title = Importar un archivo
import-file = Archivo
import-file-help = CSV, Excel (XLSX) o JSON. Después ves cómo lo lee Plaza y puedes corregirlo.
import-source = Nombre de la colección
import-source-help = El mismo nombre e id son la misma mención: importar otra vez no cambia nada.
import-start = Importar
import-no-file = Elige antes un archivo.
counts =
    { $new ->
        [one] 1 nueva
       *[other] { $new } nuevas
    }, { $edited ->
        [one] 1 editada
       *[other] { $edited } editadas
    }, { $unchanged } sin cambios, { $quarantined } en cuarentena

## Importing a file
import-of = Importación de «{ $name }»
import-upload = Ver el archivo
import-waiting = Subidos, aún sin importar:
import-look = Volver a mirar
import-discard = Descartar
import-reset = Empezar de nuevo
import-until = El archivo espera en el servidor solo para ti, y se elimina { $when }.
import-like = Se lee como el último archivo con estas columnas, de «{ $source }».
import-first = Los primeros registros, tal como se verán
import-columns = Columnas
import-column = Columna
import-samples = Valores
import-use = Es
import-use-of = Qué es «{ $name }»
import-settings = Cómo se lee el archivo
import-notes = Lo que ha notado Plaza
import-line = Fila { $n }
import-refused = rechazado
import-another = Importar otro archivo
import-goes-on = Sigue en marcha; esta página se actualiza sola.
import-ended = Ha terminado antes de tiempo: { $why } Lo que ya entró se queda; importa el archivo otra vez para seguir.
import-removed = Retiradas
import-restored = Devueltas a como eran
import-kept = Conservadas
import-count-new =
    { $n ->
        [0] Ninguna mención nueva
        [one] { $shown } mención nueva
       *[other] { $shown } menciones nuevas
    }
import-count-edited =
    { $n ->
        [one] { $shown } editada
       *[other] { $shown } editadas
    }
import-count-unchanged = { $shown } sin cambios
import-count-refused =
    { $n ->
        [one] { $shown } rechazada
       *[other] { $shown } rechazadas
    }
import-indexing = Ya se pueden encontrar { $done } de { $all }.
import-progress = Menciones que ya se pueden encontrar
import-came = Esto es lo primero que ha llegado
import-see-all = Verlas todas
import-drop = Suelta aquí un archivo
import-choose = o elígelo
import-how = Nombre y detalles
import-mend = Leerlas de otro modo
import-undo = Deshacer esta importación
import-undo-new =
    { $n ->
        [0] No queda ninguna de sus menciones nuevas.
        [one] { $shown } mención que trajo desaparece, como si nunca hubiera llegado.
       *[other] { $shown } menciones que trajo desaparecen, como si nunca hubieran llegado.
    }
import-undo-edited =
    { $n ->
        [one] { $shown } mención anterior vuelve a ser como era.
       *[other] { $shown } menciones anteriores vuelven a ser como eran.
    }
import-undo-used =
    { $n ->
        [one] { $shown } de ellas se respondió, citó, corrigió o cambió desde entonces: se queda.
       *[other] { $shown } de ellas se respondieron, citaron, corrigieron o cambiaron desde entonces: se quedan.
    }
import-undo-all = Retirar también esas
import-undo-sure = Sí, deshacerla
import-undo-unsure = Marca la casilla para confirmar que se deshace la importación.
imports-title = Importaciones
import-running = en marcha
import-done = terminada
import-failed = interrumpida
import-undoing = deshaciéndose
import-undone = deshecha
import-via-command = Por comando
import-via-board = En el panel
import-via-api = Por la API
import-via-quarantine = Desde la cuarentena
look-whole =
    { $n ->
        [one] El archivo tiene { $shown } registro.
       *[other] El archivo tiene { $shown } registros.
    }
look-part =
    { $n ->
        [one] Plaza ha mirado el primer registro.
       *[other] Plaza ha mirado los primeros { $shown } registros.
    }
look-bad =
    { $n ->
        [one] { $shown } de ellos se rechazaría, con su motivo
       *[other] { $shown } de ellos se rechazarían, cada uno con su motivo
    }
look-refused = { $rows } { $refused }.
look-found = Ahora { $value }: { $why }.
look-automatic = automático
look-sheets = Hoja
look-sheet =
    { $name } ({ $rows ->
        [one] 1 fila
       *[other] { $rows } filas
    })
look-sheet-hidden =
    { $name } ({ $rows ->
        [one] 1 fila
       *[other] { $rows } filas
    }, oculta)
look-separator = Entre las celdas
look-encoding = Codificación
look-dates = Fechas
look-scale = Escala de las notas
look-header-row = Fila con los nombres de las columnas
why-said = lo has dicho tú
why-only = no hay otra posibilidad
why-bytes = lo muestra el propio archivo
why-sep-line = lo dice una línea «sep=»
why-consistent = coinciden { $agree } de { $of } líneas
why-first-table = es la primera que tiene una tabla
why-field-name = lo dice su nombre
why-known-name = así lo llama un programa conocido
why-longest-text = tiene los textos más largos
why-values = solo así es posible «{ $example }»
why-column-name = lo dice su nombre
why-language = lo sugiere el idioma del archivo ({ $lang })
why-usual = nada lo indica; es lo habitual
separator-comma = coma
separator-semicolon = punto y coma
separator-tab = tabulador
separator-bar = barra
separator-space = espacio
dates-dmy = día/mes/año
dates-mdy = mes/día/año
dates-ymd = año/mes/día
scale-from-to = de { $worst } (lo peor) a { $best } (lo mejor)
use-text = texto
use-title = título
use-created-at = fecha
use-rating = nota
use-author = autor (alias)
use-author-name = autor (nombre visible)
use-id = identificador
use-url = enlace
use-channel = canal
use-country = país
use-lang = idioma
use-parent-id = identificador de lo que responde
use-conversation-id = identificador de su hilo
use-account = identificador de la cuenta del autor
use-account-space = dónde está esa cuenta
use-author-is = qué es el autor
use-ours = si es nuestro
use-extra = más datos (JSON)
use-keep = guardar como dato extra
use-ignore = dejar fuera
ask-scale = Las notas de «{ $column }» van de { $least } a { $most }. ¿En qué escala están? Plaza guarda cinco estrellas.
ask-scale-keep = en ninguna: guardar los valores como dato extra
ask-dates = «{ $example }», en «{ $column }», se puede leer de dos formas. Ahora se lee como { $taken }.
ask-own-ids =
    Ninguna columna es un identificador, así que cada registro recibe uno hecho de lo que dice: importar otra vez
    el mismo archivo no cambia nada.
ask-text = ¿Qué columna es el texto? Dilo en «Columnas»; antes no se puede importar nada.
note-sheet = Hoja «{ $name }».
note-sheet-hidden = Hoja «{ $name }», que Excel oculta.
note-header-row = Los nombres de las columnas están en la fila { $row }.
note-no-header = Ninguna fila da nombre a las columnas: se llaman por su lugar, Column 1, Column 2…
note-encoding = Codificación: { $name }.
note-bad-letters =
    { $n ->
        [one] { $shown } letra no se pudo leer y aparece como �; prueba otra codificación.
       *[other] { $shown } letras no se pudieron leer y aparecen como �; prueba otra codificación.
    }
note-separator = Entre las celdas: { $name }.
note-dates = Las fechas se leen como { $order }.
note-scale = Las notas de «{ $column }» se convierten: { $scale }.
note-unknown-scale = La escala de «{ $column }» no está clara: sus valores se guardan como dato extra.
note-taken = «{ $column }» se toma como: { $field }.
note-own-ids =
    { $n ->
        [one] { $shown } registro sin identificador recibe uno hecho de lo que dice.
       *[other] { $shown } registros sin identificador reciben uno hecho de lo que dicen.
    }
note-spoilt-ids =
    «{ $column }» no se usa como identificador: una hoja de cálculo ha redondeado sus números, como { $example }.
note-unread =
    Sin leer como { $field }: { $count }, como «{ $example }» en la fila { $line }; se guardan como dato extra.
note-unused = Se guardan como dato extra: { $columns }.
note-footer =
    { $n ->
        [one] { $shown } fila debajo de la tabla queda fuera.
       *[other] { $shown } filas debajo de la tabla quedan fuera.
    }
note-empty-rows =
    { $n ->
        [one] { $shown } fila vacía queda fuera.
       *[other] { $shown } filas vacías quedan fuera.
    }
trouble-empty = El archivo está vacío.
trouble-no-table = Ninguna de las hojas tiene una tabla: { $sheets }.
trouble-no-sheet = No hay ninguna hoja «{ $sheet }»; hay { $sheets }.
trouble-no-header = La fila { $row } no nombra columnas.
trouble-no-column = No hay ninguna columna «{ $column }»; hay { $columns }.
trouble-no-text = Ninguna columna es el texto. Hay { $columns }.
trouble-too-many = La tabla tiene más de { $most } columnas.
trouble-password = El archivo está protegido con contraseña. Guárdalo sin ella y súbelo otra vez.
trouble-unreadable = El archivo no se puede leer: { $why }
quarantine-mend = Corregir
quarantine-import = su importación
mend-title = Corregir un registro
mend-take = Incorporarlo
mend-reason = Por qué no merece incorporarse
mend-dismiss = Quitarlo de la lista

## Sources
sources-add = Añadir una fuente
sources-none = Todavía no hay fuentes
sources-none-help =
    Añade los sitios donde hablan tus clientes: un foro, un feed, las reseñas de tu aplicación. Plaza los lee
    por sí sola y dice aquí cómo va cada uno.
source-choose = Elige el tipo de sitio.
source-answers = se responde desde Plaza
source-name-help = Como la llama tu equipo.
source-interval = Recoger
interval-adaptive = automático, según las novedades
interval-demand = solo a petición
interval-every = cada { $time }
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
source-sent = llega cuando llega
source-recent =
    { $n ->
        [0] Nada nuevo en 14 días.
        [one] { $shown } mención nueva en 14 días.
       *[other] { $shown } menciones nuevas en 14 días.
    }
sources-count =
    { $n ->
        [0] No se recoge de ningún sitio.
        [one] Plaza escucha en { $shown } sitio.
       *[other] Plaza escucha en { $shown } sitios.
    }
sources-troubled =
    { $n ->
        [one] { $shown } necesita que lo mires.
       *[other] { $shown } necesitan que los mires.
    }
sources-search = Buscar una fuente
sources-search-go = Buscar
sources-search-none = Ninguna fuente se llama «{ $q }».
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
source-pace-adaptive = automático, cada { $time }
source-left-out = Dejado fuera
source-quota-title = Peticiones restantes
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
coverage-title = Cobertura por día
coverage-day = Día
coverage-collected = Nuevas
coverage-edited = Editadas
coverage-deleted = Eliminadas
coverage-quarantined = En cuarentena
coverage-gaps = Puede faltar
coverage-gaps-none = nada que se sepa
past-title = Histórico
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
quarantine-retry = Reintentar todo
source-kind-file = Archivo importado

## Users, tokens, audit, profile
hook-added = Añadida. Ahora pega esto donde la plataforma pide un webhook.
hook-address = Dirección de envío
hook-address-help =
    La plataforma debe alcanzarla desde fuera: pon en public_url la dirección https pública de Plaza. Los
    envíos sin una firma buena se rechazan.
hook-secret = Secreto
hook-done = Hecho

## Adding a source from an address
source-paste = Pega una dirección
source-paste-go = Continuar
source-paste-help = La del foro, la tienda de aplicaciones, la cuenta, el buzón o la página. Plaza reconoce qué es y rellena lo demás.
source-paste-no-address = Falta el dominio. Pega la dirección entera, con https://
source-paste-unknown = No sabemos qué hay en esa dirección. Elige abajo qué es.
source-kinds-search = Buscar una plataforma
source-kinds-none = No hay ninguna plataforma que se llame «{ $q }». Si es una página, elige «Página web».
source-others = ¿No es esto? Puede ser también
source-lacks = Se leerá, pero no podrás responder: falta { $fields }. Escríbelo ahora, o guarda la fuente solo para leer.
source-lacks-now = Se lee, pero no se puede responder: falta { $fields }.
source-save-read = Guardar solo para leer
source-more = Más
source-test-typed = Probar lo escrito
trial-works = Funciona
trial-read =
    { $n ->
        [0] No hay menciones que leer.
        [one] Se ha leído { $shown } mención.
       *[other] Se han leído { $shown } menciones. Estas son las primeras:
    }
trial-refused =
    { $n ->
        [one] { $shown } no se entiende.
       *[other] { $shown } no se entienden.
    }
trial-none = Se llega al sitio, pero ahora no hay nada que leer. Puedes guardar la fuente igualmente.
trial-how = Qué se ha probado
trial-reason = No se entiende: { $why }
secret-again = Escríbelo otra vez: no se guarda para otra dirección ni más de cuatro horas.
group-forums = Foros
group-networks = Redes
group-reviews = Reseñas
group-support = Correo y atención
group-chats = Chats
group-news = Noticias y blogs
group-files = Encuestas, archivos y envíos
group-trouble = Con problemas

## After an action
flash-mention-added = Mención añadida.
flash-mention-known = Esta mención ya estaba.
flash-mention-refused = No se ha añadido: está en cuarentena. Mira el motivo en la fuente.
flash-upload-discarded = El archivo se ha descartado.
flash-import-undoing = La importación se está deshaciendo.
flash-quarantine-taken = Incorporado.
flash-quarantine-dismissed = Quitado de la lista.
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
flash-retried = Reintentado: { $counts }.

## Borrar menciones
mention-delete = Borrar para siempre
mentions-delete-title =
    { $n ->
        [0] No hay nada que borrar
        [one] Borrar { $shown } mención para siempre
       *[other] Borrar { $shown } menciones para siempre
    }
mentions-delete-found = Todo lo que encuentra «{ $query }».
mentions-delete-goes =
    Sus palabras se borran de todas partes, también de lo que dijeron los modelos, y no vuelven aunque la fuente o una
    importación las traigan otra vez. No se puede deshacer.
mentions-delete-quotes =
    { $n ->
        [one] { $shown } cita en una idea pierde su texto; la idea la sigue contando.
       *[other] { $shown } citas en ideas pierden su texto; las ideas las siguen contando.
    }
mentions-delete-waiting =
    { $n ->
        [one] { $shown } respuesta que no ha salido ya no saldrá.
       *[other] { $shown } respuestas que no han salido ya no saldrán.
    }
mentions-delete-sent =
    { $n ->
        [one] { $shown } respuesta nuestra sigue publicada.
       *[other] { $shown } respuestas nuestras siguen publicadas.
    }
mentions-delete-judgements =
    { $n ->
        [one] { $shown } corrección sigue enseñando a los modelos, sin el texto.
       *[other] { $shown } correcciones siguen enseñando a los modelos, sin el texto.
    }
mentions-delete-many =
    { $n ->
        [one] Se borra { $shown } de cada vez.
       *[other] Hay más: se borran { $shown } de cada vez.
    }
mentions-delete-reason = Por qué
mentions-delete-reason-help = Queda en la auditoría con tu nombre. No repitas aquí lo que quieres borrar.
mentions-delete-why = Di por qué se borran.
mentions-delete-moved =
    { $n ->
        [one] Ahora hay { $shown }. Míralo y confirma otra vez.
       *[other] Ahora hay { $shown }. Míralas y confirma otra vez.
    }
mentions-delete-go =
    { $n ->
        [one] Borrar { $shown } mención
       *[other] Borrar { $shown } menciones
    }
flash-mentions-deleted =
    { $n ->
        [one] Borrada { $shown } mención.
       *[other] Borradas { $shown } menciones.
    }
