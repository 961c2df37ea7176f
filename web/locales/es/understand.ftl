## Columns
column-trend = 14 días
column-before-now = Antes → ahora
column-total = Total

## Conversation
insight-title = Análisis
insight-scores = Cifras del modelo
correct-sentiment = ¿Qué impresión da?
correct-intents = ¿Qué quiere?
correct-theme = ¿De qué va?
why-how = Cómo se calcula
insight-model = Leído por { $model }
insight-confirmed = ✓ Una persona dijo que es correcto.
confirm-insight = Es correcto
why-title = ¿Por qué?
why-against = En contra:
why-no-word = Ninguna palabra lo decidió por sí sola.
why-unavailable = El modelo { $model } no puede decir qué palabras pesaron más.
why-help =
    Se quitó cada palabra una vez y { $model } leyó de nuevo el texto: ×8 significa que la palabra hace la
    etiqueta ocho veces más probable frente a la alternativa; ÷2, la mitad.
insight-unsure = El modelo no está seguro. Corrígelo si lo sabes mejor.
insight-corrected = ✓ Corregido por una persona; el modelo ya no decide.
insight-cut = El modelo ha leído los primeros { $max } caracteres; el resto se guarda y se busca igual.
insight-none = Aún sin analizar. Suele tardar unos segundos.
correct-title = Corregir
correct-save = Guardar corrección
theme-none = sin tema
theme-sentence = { $people }; { $week }, { $before } en los 7 anteriores
theme-week = { $n ->
    [one] { $shown } mención en los últimos 7 días
   *[other] { $shown } menciones en los últimos 7 días
  }
theme-examples = { $n ->
    [one] Una que lo cuenta
    [2] Dos que lo cuentan
    [3] Tres que lo cuentan
    [4] Cuatro que lo cuentan
   *[other] { $shown } que lo cuentan
  }
theme-example-typical = La más típica
theme-example-newest = La más reciente
theme-example-most-negative = La más enfadada
theme-example-most-positive = La más contenta
theme-mentions = { $n ->
    [one] { $shown } mención
   *[other] { $shown } menciones
  }
theme-definition = Qué es y qué no es de este tema
theme-edit-words = Cambiar nombre y definición

## Themes
themes-intro = De qué habla la gente, a partir de lo que dice.
themes-active = Temas activos
themes-archived = Archivados
themes-rebuild = Recalcular temas
themes-none = Todavía no hay temas
themes-none-help = Los temas aparecen cuando hay bastantes menciones sobre lo mismo.
theme-pinned = Fijado
theme-pin = Fijar
theme-unpin = Soltar
theme-archive = Archivar
theme-restore = Restaurar
theme-is-archived = Archivado
theme-all-mentions = Abrir en Menciones
theme-no-quotes = No hay menciones en este tema.
theme-edit = Cambiar el tema
theme-keywords = Palabras clave
theme-keywords-help = Separadas por comas.
theme-merge-into = Unir con
theme-merge-help = Sus menciones pasan al otro tema.
themes-search = Buscar un tema
themes-mark = Todos los movimientos
themes-level = Niveles
themes-both-levels = Temas y subtemas
themes-main-level = Solo temas principales
themes-none-such = No hay ningún tema así.
themes-empty = { $n ->
    [one] { $shown } tema sin menciones
   *[other] { $shown } temas sin menciones
  }
theme-change = 7 días antes, { $before }; los últimos 7, { $now }
theme-mark-title = Más de lo que cambia por azar, frente al total de menciones
theme-mark-new = nuevo
theme-mark-rising = en alza
theme-mark-falling = a la baja
theme-parts = { $n ->
    [one] { $shown } subtema
   *[other] { $shown } subtemas
  }
theme-sub-themes = Subtemas
theme-sources = Fuentes
theme-languages = Idiomas
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

## Recalcular temas
rebuild-help =
    Plaza vuelve a agrupar las menciones y pone nombre a cada grupo. Lo que has cambiado tú (nombres, uniones, divisiones,
    menciones movidas, temas archivados) se queda como está.
rebuild-look = Ver qué cambiaría
rebuild-do = Recalcular temas
rebuild-see = Ver los temas
rebuild-watch = Ver cómo va
rebuild-looking = Plaza mira qué cambiaría; todavía no cambia nada.
rebuild-finding = Plaza agrupa las menciones.
rebuild-indexing = { $n ->
    [one] Hecho. Falta { $shown } cambio por llegar a las listas y las cifras.
   *[other] Hecho. Faltan { $shown } cambios por llegar a las listas y las cifras.
  }
rebuild-go-on = Puedes seguir con otra cosa.
rebuild-failed = No ha salido bien. Inténtalo otra vez; si vuelve a fallar, quien lleva el servidor puede ver por qué.
rebuild-nothing-would = No cambiaría nada
rebuild-nothing = No cambió nada
rebuild-last = La última vez fue
rebuild-new = { $n ->
    [0] -
    [one] { $shown } tema nuevo
   *[other] { $shown } temas nuevos
  }
rebuild-gone = { $n ->
    [0] -
    [one] { $shown } tema desaparece
   *[other] { $shown } temas desaparecen
  }
rebuild-renamed = { $n ->
    [0] -
    [one] { $shown } tema cambia de nombre
   *[other] { $shown } temas cambian de nombre
  }
rebuild-moved = { $n ->
    [0] -
    [one] { $shown } mención cambia de tema
   *[other] { $shown } menciones cambian de tema
  }
rebuild-kept = { $n ->
    [0] -
    [one] { $shown } tema se queda como está
   *[other] { $shown } temas se quedan como están
  }
rebuild-held = { $n ->
    [0] -
    [one] { $shown } es cosa tuya y no se toca
   *[other] { $shown } son cosa tuya y no se tocan
  }
rebuild-list-new = Nuevos
rebuild-list-gone = Desaparecen
rebuild-list-renamed = Con otro nombre
rebuild-goes-into = casi todo pasa a «{ $theme }»
theme-edit-update = Editado
theme-edit-pin = Fijado
theme-edit-unpin = Soltado
theme-edit-archive = Archivado
theme-edit-restore = Restaurado
theme-edit-merge = Unido
theme-edit-split = Dividido
theme-edit-move = Menciones movidas

## Modelos
models-intro = Cuántas veces coincide la gente con lo que dicen los modelos, y qué se aprendió de ello.
models-in-use = En uso: { $model }.
models-accuracy = Cuánto acierta el modelo aquí
models-accuracy-help = Se cuenta en las menciones que alguien ha valorado; han de acertarse todas las intenciones de una mención.
models-earlier = Modelos anteriores
models-share = Acierta el { $share } en { $judged } valoraciones (entre el { $low } y el { $high })
models-too-few =
    { $n ->
        [one] Falta 1 valoración para decirlo
       *[other] Faltan { $shown } valoraciones para decirlo
    }
models-judge-missing =
    { $n ->
        [one] Falta 1 valoración · valorarla ahora
       *[other] Faltan { $shown } valoraciones · valorar ahora
    }
models-judge-more = Valorar más
models-retrain = Aprender de las valoraciones
models-revert = Deshacer lo aprendido
models-training = Los modelos aprenden de las valoraciones. Vuelve a cargar esta página en un momento.
models-trial = Último intento de aprender
models-trial-promoted = Mejor que antes, así que está en uso: { $model }.
models-trial-kept = No es claramente mejor, así que nada cambia: sigue en uso { $model }.
models-trial-too-few = { $learnt } valoraciones para aprender y { $heldout } para probar aún no bastan.
models-trial-figures = De { $heldout } valoraciones apartadas, antes acertaba en { $before } y después en { $after }.
models-trial-help = Un tercio de las valoraciones se aparta para la prueba. Lo aprendido solo se usa si la mejora no puede ser casualidad.
models-heads = Lo aprendido aquí
models-heads-none = Nada todavía: { $model } trabaja como llegó.
judge-title = Valorar textos
judge-left =
    { $n ->
        [one] Falta 1 valoración
       *[other] Faltan { $shown } valoraciones
    }
judge-enough =
    { $n ->
        [one] 1 valoración: ya se puede decir cuánto acierta el modelo
       *[other] { $shown } valoraciones: ya se puede decir cuánto acierta el modelo
    }
judge-help = Un texto cada vez, elegido al azar. Lo que dice el modelo se ve después, para que no te condicione.
judge-skip = Otro
judge-open = Abrir la conversación
judge-none = Nada por valorar
judge-none-help = Cuando se diga algo más, aparecerá aquí.
judge-agreed = { $said }; el modelo dice lo mismo
judge-differed = { $said }; el modelo decía: { $model }
task-sentiment = Sentimiento
task-intents = Intenciones
outcome-too-few = muy pocas
outcome-not-better = no mejora
outcome-better = mejora
head-active = en uso
head-retired = sustituido
head-reverted = deshecho

## After an action
flash-corrected = Gracias. Tu corrección cuenta desde ahora.
flash-confirmed = Gracias. Desde ahora cuenta como correcto.
flash-retrain = Los modelos aprenden de las valoraciones en segundo plano.
flash-judge-undone = Deshecho.
flash-reverted = Se deshizo lo último aprendido. Las menciones se analizan de nuevo.
flash-themes-looking = Plaza mira qué cambiaría.
flash-themes-rebuilding = Plaza agrupa las menciones.
flash-theme-split = Tema dividido.
flash-theme-moved = Menciones movidas.
flash-theme-undone = Cambio deshecho.
