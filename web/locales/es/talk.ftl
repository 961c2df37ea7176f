## Closed sets
state-draft = borrador
state-submitted = por aprobar
state-queued = sale enseguida
state-sending = enviándose
state-held = espera a la moderación
state-sent = enviada
state-failed = fallida
state-uncertain = comprobar a mano
state-retracted = retirada

## Mentions
mention-kept = Lo que decía; desaparece el { $when } y solo lo ve quien aprueba respuestas

## Conversation
heading-by = { $author } en { $place }
thread-count =
    { $n ->
        [one] 1 mensaje
       *[other] { $shown } mensajes
    }
thread-label = Conversación
thread-open = Abrir
thread-earlier =
    { $n ->
        [one] 1 mensaje anterior
       *[other] { $shown } mensajes anteriores
    }
thread-later =
    { $n ->
        [one] 1 mensaje posterior
       *[other] { $shown } mensajes posteriores
    }
thread-to = para { $name }
thread-previous = Anterior
thread-next = Siguiente
open-in-place = Abrir en su sitio
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
detail-source = Fuente
detail-said = Dicho
detail-collected = Recogido
detail-channel = Canal
detail-country = País
thread-cut = Esta conversación es más larga: Plaza lee sus mil primeros mensajes.
detail-cut = El mensaje es más largo de lo que se lee; el resto quedó fuera.
detail-tags-left-out =
    { $n ->
        [one] Tenía una etiqueta más, que quedó fuera.
       *[other] Tenía { $shown } etiquetas más, que quedaron fuera.
    }
detail-attachments-left-out =
    { $n ->
        [one] Tenía un adjunto más, cuyo nombre no se guardó.
       *[other] Tenía { $shown } adjuntos más, cuyos nombres no se guardaron.
    }
more-by-author = Todo lo que ha dicho

## Replies
composer-label = Responder en público en { $place }
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
problem-too-long = Demasiado larga: { $length } de { $max }.
problem-parent-deleted = El mensaje se ha eliminado.
problem-parent-edited = El mensaje se ha editado después de empezar esta respuesta. Vuelve a leerlo.
problem-duplicate-text = El mismo texto se ha enviado aquí hace poco.
problem-not-supported = Este sitio no admite respuestas desde Plaza; ábrelo y responde allí.
problem-thread-closed = El hilo está cerrado.
problem-against-rule = La plataforma rechaza un texto así: { $rule }.
replies-lists = Listas
replies-list-to-approve = Por aprobar
replies-list-problems = Con problemas
replies-list-mine = Mías
replies-list-sent = Enviadas
replies-list-retracted = Retiradas
replies-title-to-approve =
    { $n ->
        [0] Nada por aprobar
        [one] 1 respuesta espera tu visto bueno
       *[other] { $shown } respuestas esperan tu visto bueno
    }
replies-title-problems =
    { $n ->
        [0] Ningún problema
        [one] 1 respuesta no ha llegado como debía
       *[other] { $shown } respuestas no han llegado como debían
    }
replies-title-mine =
    { $n ->
        [0] No tienes nada a medias
        [one] Tienes 1 respuesta a medias
       *[other] Tienes { $shown } respuestas a medias
    }
replies-title-sent = Lo que hemos respondido
replies-title-retracted = Lo que retiramos
replies-intro-to-approve = Lee lo que preguntan y lo que se va a decir. Nada sale sin un sí.
replies-intro-problems = Fallaron, no sabemos si llegaron, o esperan a la moderación del sitio.
replies-intro-mine = Tus borradores, lo que espera aprobación y lo que está saliendo.
replies-intro-sent = Lo que está saliendo y lo que ya se puede leer, lo más nuevo primero.
replies-intro-retracted = Se publicaron y después las eliminamos allí.
replies-empty-to-approve = Nada por aprobar
replies-empty-help-to-approve = Cuando alguien pida tu visto bueno, aparecerá aquí.
replies-empty-problems = Ningún problema
replies-empty-help-problems = Si una respuesta falla o no se sabe si ha llegado, aparecerá aquí.
replies-empty-mine = No tienes nada a medias
replies-empty-help-mine = Abre una mención y escribe: lo que dejes a medias te espera aquí.
replies-empty-sent = Todavía no ha salido ninguna
replies-empty-help-sent = Cuando salga la primera respuesta, aparecerá aquí.
replies-empty-retracted = Ninguna retirada
replies-empty-help-retracted = Lo que elimines donde se publicó aparecerá aquí.
replies-retracted =
    { $n ->
        [one] 1 retirada
       *[other] { $shown } retiradas
    }
reply-toast = Aprobada; sale en { $seconds } s
reply-approve-text = Aprobar con estos cambios
reply-returned = Te la han devuelto: { $reason }
reply-discard = Descartar
reply-discard-help = Nadie la ha leído todavía. Se borra para siempre.
reply-approved-by = aprobada por { $name }
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
reply-hint-queued = Sale en { $seconds } s; hasta entonces puedes deshacerla.
reply-hint-now = Sale ahora.
reply-hint-waits = El sitio pide paciencia. Sale en { $wait }; hasta entonces puedes deshacerla.
reply-hint-tried =
    { $n ->
        [one] El primer intento no ha funcionado.
       *[other] { $shown } intentos no han funcionado.
    }
reply-hint-again = El siguiente es en { $wait }; hasta entonces puedes deshacerla.
reply-hint-sending = Se envió y no hubo respuesta. Plaza mira en { $wait } si ha llegado.
reply-hint-sending-now = Se envió y no hubo respuesta. Plaza mira ahora si ha llegado.
reply-hint-held = El sitio la mostrará cuando su moderación la acepte. Plaza vuelve a mirar en { $wait }.
reply-hint-held-now = El sitio la mostrará cuando su moderación la acepte. Plaza vuelve a mirar ahora.
reply-hint-uncertain = No sabemos si ha llegado. Abre el sitio, mira, y díselo a Plaza.
reply-hint-sent = Eliminarla allí no deshace lo que la gente ya ha leído o recibido por correo.
reply-hint-failed = No se ha publicado nada.
reply-edit = Editar

## After an action
flash-reply-saved = Borrador guardado.
flash-reply-submitted = Entregada para su aprobación.
flash-reply-rejected = Devuelta a su autor.
flash-reply-unapproved = Deshecha. Vuelve a esperar aprobación.
flash-reply-discarded = Borrador descartado.
flash-reply-undone = Deshecha. Vuelve a ser un borrador.
flash-reply-resolved = Anotado.
flash-reply-retracted = Eliminada donde se publicó.

## Colleagues
reply-state = Estado
answered-title = Ya ha respondido alguien
answered-help = Desde que abriste la conversación, este mensaje ha recibido una respuesta nuestra. Lo tuyo no se ha enviado; queda guardado.
answered-theirs = La respuesta que ya hay
answered-yours = Tu respuesta
answered-send = Enviar la mía de todas formas
answered-back = Volver a la conversación
answered-line = { $name } ya tiene una respuesta para esto ({ $state }): { $text }

## Quién lo escribió
author-is-account = Una cuenta
author-is-shown-name = Un nombre que puede mostrar cualquiera
author-is-collective = Una etiqueta para muchas personas
author-account = Cuenta { $id }
author-was = Se llamaba { $handle } hasta el { $until }
author-mark = Qué es esta cuenta
author-mark-none = Cuenta como persona
author-mark-staff = De la casa
author-mark-bot = Robot
author-mark-save = Marcar
author-mark-help = Quien es de la casa y los robots no cuentan como personas.
reply-by-program = Un programa
