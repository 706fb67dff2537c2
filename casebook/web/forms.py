"""The base of every form that does something, and the cleaning every text goes through."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

LONGEST_TEXT = 4000
LONGEST_KEY = 64

# Characters that turn text around or hide it; a name or a quarrel needs none of them.
_HIDDEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def clean(value: Any) -> Any:
    """Text in NFC with LF line ends, without control and direction characters, trimmed; anything else unchanged."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        char
        for char in text
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _HIDDEN)
    )
    return "".join(kept).strip()


class ActForm(FlaskForm):
    """A form that does one deed: it carries the key that answers a repetition and the version it was drawn from."""

    class Meta(FlaskForm.Meta):
        """Every text field is cleaned at the door."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Add the cleaning filter to fields of text."""
            filters = list(unbound_field.kwargs.get("filters", []))
            if issubclass(unbound_field.field_class, TextAreaField.__mro__[1]):
                unbound_field.kwargs["filters"] = [clean, *[f for f in filters if f is not clean]]
            return unbound_field.bind(form=form, **options)

    key = HiddenField(validators=[Length(max=LONGEST_KEY)])
    version = HiddenField(validators=[Length(max=20)])


def text_needed(sentence: Any, longest: int = LONGEST_TEXT) -> list[Any]:
    """Validators of a text that must be there, with its own sentence."""
    return [
        InputRequired(sentence),
        _not_blank(sentence),
        Length(max=longest, message=_l("Please shorten it to %(max)d characters.")),
    ]


def text_allowed(longest: int = LONGEST_TEXT) -> list[Any]:
    """Validators of a text that may be empty."""
    return [Length(max=longest, message=_l("Please shorten it to %(max)d characters."))]


def _not_blank(sentence: Any) -> Any:
    def check(form: Any, field: Any) -> None:
        if not field.data:
            raise ValidationError(sentence)

    return check
