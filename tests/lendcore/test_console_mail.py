import io

from django.core.mail import EmailMessage

from lendcore.console_mail import ReadableBackend


def test_a_long_link_is_printed_in_one_piece():
    link = "http://127.0.0.1:8000/password/link/northwind/NA/" + "dim1cn-9036" * 8 + "/"
    stream = io.StringIO()

    ReadableBackend(stream=stream).send_messages(
        [EmailMessage("Hello", f"Open {link} now.", to=["dana@example.com"])]
    )

    assert f"Open {link} now." in stream.getvalue()
    assert "To: dana@example.com" in stream.getvalue()
