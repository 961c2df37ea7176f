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
state-all = todas

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
thread-open = Detalles
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
detail-author = Autor
detail-source = Fuente
detail-said = Dicho
detail-collected = Recogido
detail-channel = Canal
detail-country = País
thread-cut = Esta conversación es más larga; se muestran las mil primeras menciones.
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
more-by-author = Más de este autor

## Replies
composer-label = Responder en { $place }
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
replies-intro = Lo que decimos, del borrador al envío.
replies-by-state = Por estado
replies-let-go = Recién aprobada
replies-none = Aquí no hay respuestas
replies-none-help = Abre una conversación y escribe una.
replies-find = Buscar preguntas
reply-answers = Para
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
flash-reply-queued = Aprobada. Hasta que salga puedes deshacerla.
flash-reply-rejected = Devuelta a su autor.
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
