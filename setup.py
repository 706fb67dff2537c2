"""Compiles the translations while the package is built; everything else stands in setup.cfg."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import Command, setup
from setuptools.command.build_py import build_py

TRANSLATIONS = Path(__file__).parent / "casebook" / "translations"


def compile_translations(root: Path) -> None:
    """Write each locale's messages.mo from its messages.po and parts/*.po, read in this order; the later part wins."""
    for locale in sorted({source.relative_to(root).parts[0] for source in root.glob("*/*/*.po")}):
        folder = root / locale / "LC_MESSAGES"
        folder.mkdir(exist_ok=True)
        sources = (*folder.glob("messages.po"), *sorted((root / locale).glob("parts/*.po")))
        with open(folder / "messages.mo", "wb") as file:
            write_mo(file, merged(locale, sources))


def merged(locale: str, sources: tuple[Path, ...]) -> Catalog:
    """Return one catalogue of all finished messages of these files; the later file wins."""
    catalog = Catalog(locale)
    for source in sources:
        with open(source, "rb") as file:
            messages = list(read_po(file, locale))
        for message in messages:
            if message.id and any(message.string) and not message.fuzzy:
                # Without the deletion Babel would keep the earlier string.
                catalog.delete(message.id, message.context)
                catalog[message.id] = message
    return catalog


class Translations(Command):
    """python setup.py translations: compiles in place, as `make translations` does."""

    user_options: list[tuple[str, str | None, str]] = []

    def initialize_options(self) -> None:
        """Nothing to choose."""

    def finalize_options(self) -> None:
        """Nothing to choose."""

    def run(self) -> None:
        compile_translations(TRANSLATIONS)


class BuildPy(build_py):
    """Builds the package (also an editable one) with its translations compiled first."""

    def run(self) -> None:
        compile_translations(TRANSLATIONS)
        super().run()


if __name__ == "__main__":
    setup(cmdclass={"build_py": BuildPy, "translations": Translations})
