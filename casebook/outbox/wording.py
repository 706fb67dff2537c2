"""The words of a mail: that something waits, and where to sign in. Nothing else leaves the house (security decision 9).

Only the reference and the address reach a template, and of one's own account when it happened: no name, no station, no
text of a case can be written there.
"""

from flask import current_app
from flask_babel import force_locale

from casebook.outbox.recipient import Recipient
from casebook.outbox.recipients import CITIZEN
from casebook.web.languages import LOCALES


def compose(kind: str, action: str, recipient: Recipient, public_url: str) -> tuple[str, str]:
    """Subject and body for this reader, in his language, from the template of the deed or the general one."""
    template = current_app.jinja_env.select_template(_templates(kind, action, recipient.audience))
    with force_locale(LOCALES[recipient.language]):
        text = template.render(reference=recipient.reference, address=_address(recipient, public_url), at=recipient.at)
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def _templates(kind: str, action: str, audience: str) -> list[str]:
    general = "citizen" if audience == CITIZEN else "staff"
    return [f"mail/{kind}/{action}/{audience}.txt", f"mail/{kind}/any/{general}.txt"]


def _address(recipient: Recipient, public_url: str) -> str:
    if recipient.page:
        return public_url.rstrip("/") + recipient.page
    # No reference in an address that leaves the house for a citizen: the page asks for it and for the query code.
    page = "/track" if recipient.audience == CITIZEN else f"/cases/{recipient.reference}"
    return public_url.rstrip("/") + page
