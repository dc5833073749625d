"""Mail of the demo: printed as people read it.

Django's own console prints what goes over the wire, which breaks long links in two.
"""

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend


class ReadableBackend(EmailBackend):
    """Prints addresses, subject and text of each mail."""

    def write_message(self, message: EmailMessage) -> None:
        lines = (
            f"To: {', '.join(message.recipients())}",
            f"Subject: {message.subject}",
            "",
            str(message.body).rstrip(),
            "-" * 79,
            "",
        )
        self.stream.write("\n".join(lines))
