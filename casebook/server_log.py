"""The web server's log in our words: its own would name addresses and what was asked for."""

from typing import Any

from gunicorn.glogging import Logger

from casebook.logs import Discreet, take_over

# Past this class and the one it comes from: the place in the code is all that is kept of what was said.
AS_SAID = 3


class ServerLog(Logger):
    """No accesses at all, and of errors what `Discreet` leaves."""

    def setup(self, cfg: Any) -> None:
        """As the server sets up its log, in our format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Discreet())
        take_over()

    def warning(self, msg: Any, *args: Any, **more: Any) -> None:
        """As the server says it, from where it says it."""
        super().warning(msg, *args, stacklevel=AS_SAID, **more)

    def error(self, msg: Any, *args: Any, **more: Any) -> None:
        """As the server says it, from where it says it."""
        super().error(msg, *args, stacklevel=AS_SAID, **more)

    def exception(self, msg: Any, *args: Any, **more: Any) -> None:
        """As the server says it, from where it says it."""
        super().exception(msg, *args, stacklevel=AS_SAID, **more)

    def access(self, *_told: Any) -> None:
        """Nothing is written of who asked for what."""
