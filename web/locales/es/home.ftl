## Home
home-welcome = Te damos la bienvenida. Traigamos la conversación.
home-total =
    { $n ->
        [one] { $shown } mención recogida
       *[other] { $shown } menciones recogidas
    }
home-says-unanswered =
    { $n ->
        [one] Hay 1 mensaje sin responder
       *[other] Hay { $shown } mensajes sin responder
    }
home-says-approve =
    { $n ->
        [one] 1 respuesta espera tu visto bueno
       *[other] { $shown } respuestas esperan tu visto bueno
    }
home-says-trouble =
    { $n ->
        [one] 1 fuente necesita ayuda
       *[other] { $shown } fuentes necesitan ayuda
    }
home-says-calm = Nadie espera respuesta y las fuentes hacen su trabajo
home-timeline = Lo que ha dicho la gente, día a día
home-unanswered = Sin responder
home-unanswered-none = Nadie espera respuesta.
home-approve = Por aprobar
home-reply-to = a { $name }
home-rail = Lo que te espera
home-uncertain =
    { $n ->
        [one] 1 respuesta: comprueba si ha llegado
       *[other] { $shown } respuestas: comprueba si han llegado
    }
home-ideas = Ideas que se mueven
home-ideas-when = 30 días
home-trouble = Fuentes que necesitan ayuda
home-trouble-since = { $what }; se recogió por última vez { $when }
home-trouble-never = { $what }; no se ha recogido nunca
home-trouble-held =
    { $n ->
        [one] 1 elemento no se pudo leer
       *[other] { $shown } elementos no se pudieron leer
    }
home-trouble-look = Revisar la fuente
home-trouble-mend = Revisarlos
home-index-behind = Cambios que todavía no se encuentran: { $n }. El más antiguo espera desde { $since }.
home-index-stalled =
    Cambios que todavía no se encuentran: { $n }, el más antiguo desde { $since }. El índice de búsqueda no avanza.
    Quien administra Plaza puede ver el motivo con «plaza doctor».
steps-title = Primeros pasos
steps-source = Añade una fuente
steps-source-help = Un canal RSS, una página web, un foro, una sala de chat: donde hablen tus clientes.
steps-import = O importa un archivo
steps-import-help = CSV, Excel o JSON. Plaza reconoce las columnas y te las enseña antes de guardar nada.
steps-import-action = Importar
steps-read = Lee lo que dice la gente
steps-read-help = Busca, filtra y abre una conversación para responder.
steps-idea = Convierte una cita en una idea
steps-idea-help = Selecciona unas palabras en una conversación y elige «Crear una idea».

## Columns
column-coverage = Cobertura
