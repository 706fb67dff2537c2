"""Addresses of this site that came from outside."""

import re

# Browsers read a second slash or a backslash as the start of another host, and leave out control characters first.
_OWN = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def own_path(address: str | None, otherwise: str = "/") -> str:
    """The address if it is a path on this site; `otherwise` for anything that could lead elsewhere."""
    return address if address and _OWN.fullmatch(address) else otherwise
