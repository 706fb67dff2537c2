"""The keys of sign-in, read once per application from instance/keys; never in the database, never in its backup."""

from flask import Flask, current_app

from casebook.settings import secret_key
from casebook.vault.cipher import KEY_SIZE

EXTENSION = "sign_in_keys"
# What seals the secrets of code generators; from what recovery codes and one-time links are made.
SECOND_FACTOR, RECOVERY_CODES, ACCOUNT_LINKS = "second-factor", "recovery-codes", "account-links"
NAMES = (SECOND_FACTOR, RECOVERY_CODES, ACCOUNT_LINKS)


def attach(app: Flask) -> None:
    """Load the keys into the application, making the first ones where there are none."""
    instance = app.config["SETTINGS"].instance
    keys = {name: secret_key(instance, name) for name in NAMES}
    for name, key in keys.items():
        # A file cut short or written over is found at the start, not at the first sign-in.
        if len(key) != KEY_SIZE:
            raise RuntimeError(f"the key file {name} holds {len(key)} bytes, not {KEY_SIZE}")
    app.extensions[EXTENSION] = keys


def key(name: str) -> bytes:
    """One of the keys of the present application."""
    return current_app.extensions[EXTENSION][name]
