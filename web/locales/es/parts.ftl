## Frame
pager-label = Páginas
pager-range = { $first }–{ $last } de { $total }
pager-first = Primera página
pager-next = Siguientes

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
channel-social = Redes
channel-blog = Blogs
channel-support = Soporte
channel-issue = Incidencias
channel-other = Otro
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

## Mentions
timeline-label = Menciones a lo largo del tiempo
timeline-label-hour = Menciones por hora, { $days }: { $total }; el máximo, { $most } ({ $when }).
timeline-label-day = Menciones por día, { $days }: { $total }; el máximo, { $most } ({ $when }).
timeline-label-week = Menciones por semana, { $days }: { $total }; el máximo, { $most } ({ $when }).
timeline-label-month = Menciones por mes, { $days }: { $total }; el máximo, { $most } ({ $when }).
timeline-label-year = Menciones por año, { $days }: { $total }; el máximo, { $most } ({ $when }).
timeline-bar = { $day }: { $count }
timeline-negative =
    { $n ->
        [one] 1 negativa
       *[other] { $shown } negativas
    }
timeline-today = hoy, hasta las { $time }
timeline-tick-today = hoy
timeline-unfinished-day = hoy va hasta las { $time }
timeline-unfinished-week = esta semana va hasta hoy a las { $time }
timeline-unfinished-month = este mes va hasta hoy a las { $time }
timeline-unfinished-year = este año va hasta hoy a las { $time }
timeline-skip = Saltar el gráfico
timeline-open = Cada barra abre sus menciones.
results-count =
    { $n ->
        [one] 1 mención
       *[other] { $shown } menciones
    }
mention-deleted = Eliminada donde se dijo,
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

## Conversation
insight-unsure-title = El modelo no está seguro
insight-mixed = Bien y mal
insight-mixed-title = Habla bien de una cosa y mal de otra.

## Themes
trend-label = 14 días, mínimo { $low }, máximo { $high }
share-label = { $what }: { $count }

## Sources
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
coverage-newest = Se muestra { $days }.
coverage-last =
    { $n ->
        [one] El último día.
       *[other] Los últimos { $shown } días.
    }
coverage-missing = puede faltar algo de { $names }
coverage-and = { $one }, y { $other }
coverage-hatched = Rayado: { $what }.
timeline-gap = Puede faltar: { $names }
names-more = { $names } y { $n } más
coverage-label =
    { $n ->
        [one] 14 días, { $shown } recogida
       *[other] 14 días, { $shown } recogidas
    }
