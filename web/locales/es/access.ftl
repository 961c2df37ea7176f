## Frame
field-email = Correo electrónico
field-password = Contraseña
field-role = Rol

## Sign-in and first run
sign-in = Entrar
sign-in-title = Entrar en Plaza
sign-in-wrong = El correo o la contraseña no son correctos.
sign-in-too-many = Demasiados intentos. Vuelve a probar en { $wait }.
sign-in-crowded = Ahora mismo está entrando mucha gente. Vuelve a probar en { $wait }.
sign-in-disabled = Esta cuenta está desactivada. Habla con un administrador.
sign-in-weak = Elige otra contraseña: { $why }.
setup-title = Crea el administrador
setup-intro = La primera persona que entra en este Plaza. Después podrás añadir a otras.
setup-no-link =
    Abre el enlace de un solo uso que el servidor mostró al arrancar. Cada enlace sirve una vez; al reiniciar
    el servidor aparece otro.
setup-create = Crear y entrar
password-help = Al menos 12 caracteres. Una frase es fácil de recordar.

## Columns
column-last-seen = Última visita
column-last-used = Último uso
column-expires = Termina
column-when = Cuándo
column-who = Quién
column-what = Qué
column-target = Sobre qué
column-detail = Detalle

## Users, tokens, audit, profile
users-intro = Quién trabaja aquí y qué puede hacer.
users-people = Personas
user-add = Añadir usuario
user-add-help = Plaza crea una contraseña y la muestra una sola vez.
user-create = Crear
user-disable = Desactivar
user-enable = Activar
user-disabled = desactivado
user-role-of = Rol de { $name }
secret-user = Contraseña de { $name }
secret-token = Token «{ $name }»
tokens-title = Tokens de la API
tokens-intro =
    Para programas: Authorization: Bearer … Un token nunca puede más de lo que puede ahora la persona que lo creó.
tokens-none = Todavía no hay tokens.
token-add = Nuevo token
token-name-placeholder = Para qué sirve
token-create = Crear
token-expires = Último día
token-expires-help = Funciona hasta el final de ese día (UTC). Déjalo vacío si no debe terminar.
token-by = Creado por { $maker }
token-made-with = el token «{ $name }», y termina con él
token-made-by-operator = la línea de comandos; cualquier administrador puede revocarlo
token-weaker = ahora solo { $role }
token-expired = terminado
token-asleep = parado: quien lo creó está desactivado
token-revoke = Revocar
token-revoked = revocado
audit-intro = Quién hizo qué, lo último primero.
audit-none = Nada todavía.

## Modelos
profile-display = Presentación
profile-language = Idioma
profile-theme = Apariencia
profile-password = Contraseña
profile-sessions = Sesión
profile-sessions-help = Cambiar la contraseña cierra tus demás sesiones.
profile-keys = Pulsa en cualquier momento:
password-old = Contraseña actual
password-new = Contraseña nueva
password-change = Cambiar contraseña

## After an action
flash-token-revoked = Revocado. Deja de funcionar ya.
flash-password-changed = Contraseña cambiada. Tus demás sesiones se han cerrado.
