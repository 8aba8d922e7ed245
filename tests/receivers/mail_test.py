"""Mails to a real mail server: TLS, login, threads, and servers that refuse."""

import ssl
import subprocess

import pytest
from aiosmtpd.smtp import AuthResult

from support.channels import ask_test, save, wait_for
from support.mail_server import Handler, MailServer
from support.server import Server

USER, PASSWORD = "ontos", "correct horse"


def login(server, session, envelope, mechanism, data):
    is_right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=is_right, handled=False)


def silent_login(server, session, envelope, mechanism, data):
    """As aiosmtpd does by default: a client that may not log in gets no answer at all."""
    return AuthResult(success=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, pem = folder / "key.pem", folder / "cert.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-keyout", key, "-out", pem, *subject],
        check=True,
        capture_output=True,
    )
    return key, pem


def smtp(certificate, handler, *, tls="starttls", authenticator=login):
    key, pem = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, key)
    options = {}
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if tls != "none":
        options |= {"authenticator": authenticator, "auth_required": True}
        options |= {"auth_require_tls": tls == "starttls"}
    return MailServer(handler, context if tls == "implicit" else None, options)


def ontos(certificate, port, *flags, scheme="smtp", password=PASSWORD):
    return Server(
        flags=(
            "--smtp-url", f"{scheme}://localhost:{port}", "--smtp-from", "alerts@ontos.example",
            "--smtp-user", USER, "--smtp-password", password,
            "--outbound-ca-file", str(certificate[1]), "--notification-timeout-seconds", "3",
            *flags,
        )
    )  # fmt: skip


def send_test(server, **members):
    client = server.client()
    save(client, type="email", address="ops@example.com")
    identifier = ask_test(client)
    done = wait_for(client, identifier, **members)
    client.close()
    return done


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", "smtp"), ("implicit", "smtps")])
def test_a_mail_arrives_encrypted_with_both_parts(certificate, tls, scheme):
    handler = Handler()
    with (
        smtp(certificate, handler, tls=tls) as mail,
        ontos(certificate, mail.port, scheme=scheme) as server,
    ):
        done = send_test(server, state="delivered", attempts=1)
        log = server.log_text()
    ((session, envelope, message),) = handler.mails
    assert session.ssl is not None or tls == "implicit"
    assert session.authenticated
    assert envelope.mail_from == "alerts@ontos.example"
    assert envelope.rcpt_tos == ["ops@example.com"]
    assert message["message-id"] == f"<{done['id']}@ontos.example>"
    assert message["in-reply-to"] == message["references"]
    assert message["subject"] == "[TEST] info: ops"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert "This is a test of the channel ops" in text.get_content()
    assert "<h2" in html.get_content()
    assert message.get_content_type() == "multipart/alternative"
    assert PASSWORD not in log


def test_nothing_is_said_to_a_server_without_tls(certificate):
    handler = Handler()
    with smtp(certificate, handler, tls="none") as mail, ontos(certificate, mail.port) as server:
        done = send_test(server, attempts=1)
    assert done["state"] == "queued"
    assert "TLS" in done["last_error"] or "SSL" in done["last_error"]
    assert handler.mails == []


def test_clear_text_can_be_asked_for(certificate):
    handler = Handler()
    with (
        smtp(certificate, handler, tls="none") as mail,
        Server(
            flags=(
                "--smtp-url", f"smtp://localhost:{mail.port}", "--smtp-tls", "none",
                "--smtp-from", "alerts@ontos.example",
            )
        ) as server,
    ):  # fmt: skip
        send_test(server, state="delivered", attempts=1)
    assert len(handler.mails) == 1


@pytest.mark.parametrize("authenticator", [login, silent_login], ids=["refuses", "hangs"])
def test_a_wrong_password_is_told_and_not_shown(certificate, authenticator):
    handler = Handler()
    with (
        smtp(certificate, handler, authenticator=authenticator) as mail,
        ontos(certificate, mail.port, password="wrong horse") as server,
    ):
        done = send_test(server, attempts=1)
        assert "wrong horse" not in server.log_text() + done["last_error"]
    assert done["last_error"]
    assert handler.mails == []


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate):
    handler = Handler()
    with (
        smtp(certificate, handler) as mail,
        Server(
            flags=(
                "--smtp-url", f"smtp://localhost:{mail.port}",
                "--smtp-from", "alerts@ontos.example",
            )
        ) as server,
    ):  # fmt: skip
        done = send_test(server, attempts=1)
    assert "certificate" in done["last_error"]
    assert handler.mails == []


def test_a_mail_is_tried_again_after_a_451(certificate):
    handler = Handler("451 4.3.0 try again")
    with smtp(certificate, handler) as mail, ontos(certificate, mail.port) as server:
        done = send_test(server, state="delivered", attempts=2)
    assert done["attempt_log"][0]["status"] == 451
    assert len(handler.mails) == 1
