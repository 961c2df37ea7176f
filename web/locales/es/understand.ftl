## Columns
column-trend = 14 días
column-change = Cambio
column-total = Total

## Conversation
insight-title = Análisis
insight-model = El modelo que lo dice
insight-confirmed = ✓ Una persona dijo que es correcto.
confirm-insight = Es correcto
why-title = ¿Por qué?
why-for = A favor:
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

## Modelos
models-intro = Cuántas veces coincide el equipo con lo que dicen los modelos, y qué han aprendido de ello.
models-in-use = En uso: { $model }
models-accuracy = Acierto aquí
models-accuracy-help =
    De las menciones que alguien confirmó o corrigió. La gente mira lo que le llama la atención, así que no es
    una muestra al azar; han de acertarse todas las intenciones de una mención.
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
models-training = Los modelos aprenden de los juicios del equipo. Vuelve a cargar esta página en un momento.
models-trial = Último intento de aprender
models-trial-promoted = Mejor que antes, así que está en uso: { $model }.
models-trial-kept = No es claramente mejor, así que nada cambia: sigue en uso { $model }.
models-trial-too-few = { $learnt } juicios para aprender y { $heldout } para probar aún no bastan.
models-trial-not-better =
    De { $heldout } juicios apartados, { $before } aciertos antes y { $after } después (gana { $wins }, pierde
    { $losses }; por azar en el { $chance } de los casos).
models-trial-better =
    De { $heldout } juicios apartados, { $before } aciertos antes y { $after } después (gana { $wins }, pierde
    { $losses }; por azar en el { $chance } de los casos).
models-trial-help =
    Un tercio de los juicios se aparta para la prueba. Lo aprendido solo se usa si el azar ganaría tanto como
    mucho en el 5 % de los casos (prueba exacta de McNemar).
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

## After an action
flash-corrected = Gracias. Tu corrección cuenta desde ahora.
flash-confirmed = Gracias. Desde ahora cuenta como correcto.
flash-retrain = Los modelos aprenden de los juicios del equipo, en segundo plano.
flash-reverted = Lo último aprendido ya no se usa. Las menciones se analizan de nuevo.
flash-themes-rebuilt = Temas recalculados.
flash-theme-split = Tema dividido.
flash-theme-moved = Menciones movidas.
flash-theme-undone = Cambio deshecho.
