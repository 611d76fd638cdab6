"""The texts that ship beside the code: the grammar, read from the wheel or from the checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath


class GrammarMissing(FileNotFoundError):
    """A grammar file this version of benefitdsl should have come with is not there."""

    def __init__(self, relative_name: str, place: str) -> None:
        super().__init__(f"grammar file `{relative_name}` is not in {place}; the installation is incomplete")
        self.relative_name = relative_name
        self.place = place


def grammar_text(relative_name: str) -> str:
    """Return one file of the grammar, such as `benefit.lark` or `words/zh.toml`.

    The name is relative to the grammar's folder, with forward slashes, and stays inside it.
    """
    path = PurePosixPath(relative_name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"`{relative_name}` leaves the grammar's folder")
    folder = grammar_folder()
    try:
        return folder.joinpath(*path.parts).read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise GrammarMissing(relative_name, str(folder)) from None


def grammar_folder() -> Traversable:
    """Return the grammar's folder: inside the package in a wheel, at the top of a checkout otherwise."""
    packed = files("benefitdsl") / "_grammar"
    # An editable install runs from `src/`, where no `_grammar` is: force-include copies it into wheels only.
    return packed if packed.is_dir() else Path(__file__).resolve().parents[2] / "grammar"
