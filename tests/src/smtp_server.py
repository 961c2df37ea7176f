"""A real SMTP server (aiosmtpd) for tests, which delivers into a real IMAP server.

Arguments: port for STARTTLS, port for TLS, IMAP port, certificate, key, password, fault folder.
A file there, named by a recipient, says what goes wrong with them: "drop" loses the answer after the message was taken, "drop-saved" too but keeps a copy in Sent,
"lose" drops the message and the answer, "later" and "never" refuse the recipient.
"""

import asyncio
import imaplib
import pathlib
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

smtp_port, smtps_port, imap_port = map(int, sys.argv[1:4])
certificate, key, password, faults = sys.argv[4:8]


def fault_of(address):
    try:
        return pathlib.Path(faults, address).read_text().strip()
    except FileNotFoundError:
        return ""


def put(user, folder, message):
    mailbox = imaplib.IMAP4("127.0.0.1", imap_port)
    mailbox.login(user, password)
    mailbox.append(folder, None, None, message)
    mailbox.logout()


class Deliver:
    async def handle_RCPT(self, server, session, envelope, address, options):
        fault = fault_of(address)
        if fault == "later":
            return "451 4.7.1 greylisted, come again"
        if fault == "never":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = fault_of(envelope.rcpt_tos[0])
        if fault != "lose":
            for address in envelope.rcpt_tos:
                await asyncio.to_thread(put, address, "INBOX", envelope.content)
        if fault == "drop-saved":
            await asyncio.to_thread(put, envelope.mail_from, "Sent", envelope.content)
        if fault:
            server.transport.abort()
            await asyncio.sleep(3600)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.password == password.encode()
    return AuthResult(success=good, handled=False)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
common = {"authenticator": authenticate, "auth_required": True, "hostname": "127.0.0.1"}
plain = Controller(Deliver(), port=smtp_port, tls_context=context, **common)
secure = Controller(Deliver(), port=smtps_port, ssl_context=context, auth_require_tls=False, **common)
plain.start()
secure.start()
threading.Event().wait()
