"""What is released is what was tested: sdist → wheel → an empty environment, with no network."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from benefitdsl.resources import GrammarMissing, grammar_text

ROOT = Path(__file__).resolve().parents[2]
GRAMMAR = {
    path.relative_to(ROOT / "grammar").as_posix() for path in (ROOT / "grammar").rglob("*") if path.is_file()
}


def run(*command: str | Path, **environment: str) -> str:
    # PYTHONPATH would lead back to the checkout.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environment
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it: a file that the sdist forgets is missing here."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, ROOT)
    [built] = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel where nothing else is; return that environment's Python.

    A wheel is a zip that lies in site-packages. The dependencies are lent by a path, without the `.pth` file that
    makes this checkout importable: paths in PYTHONPATH do not run those.
    """
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    zipfile.ZipFile(wheel).extractall(site)
    return Path(sysconfig.get_path("scripts", "venv", {"base": str(home)})) / Path(sys.executable).name


def in_wheel(python: Path, program: str) -> str:
    return run(python, "-c", program, PYTHONPATH=sysconfig.get_path("purelib"))


def test_the_wheel_has_the_whole_grammar(wheel: Path) -> None:
    prefix = "benefitdsl/_grammar/"
    packed = {
        name.removeprefix(prefix) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(prefix)
    }
    assert packed == GRAMMAR


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    source = ROOT / "src"
    here = {
        path.relative_to(source).as_posix() for path in source.rglob("*") if path.suffix not in {"", ".pyc"}
    }
    assert here - set(zipfile.ZipFile(wheel).namelist()) == set()
    assert "benefitdsl/py.typed" in here


def test_the_installed_package_is_not_the_checkout(python: Path) -> None:
    place = Path(in_wheel(python, "import benefitdsl; print(benefitdsl.__file__)"))
    assert not place.is_relative_to(ROOT)


@pytest.mark.parametrize("name", sorted(GRAMMAR))
def test_the_installed_package_reads_its_grammar(python: Path, name: str) -> None:
    program = f"from benefitdsl.resources import grammar_text; print(ascii(grammar_text({name!r})))"
    assert in_wheel(python, program) == ascii((ROOT / "grammar" / name).read_text(encoding="utf-8"))


def test_every_entry_point_loads(python: Path) -> None:
    program = "import importlib.metadata as m; print(*[e.load() for e in m.distribution('benefitdsl').entry_points])"
    assert "function main" in in_wheel(python, program)


def test_without_click_the_command_line_says_what_it_needs(python: Path) -> None:
    program = "from benefitdsl.adapters.cli import main; main()"
    done = subprocess.run([python, "-E", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "benefitdsl: the command line needs click: pip install 'benefitdsl[cli]'\n"


def test_a_grammar_file_that_is_not_there() -> None:
    with pytest.raises(GrammarMissing, match=r"grammar file `words/xx\.toml` is not in"):
        grammar_text("words/xx.toml")


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/hostname", "words/../../run"])
def test_a_name_that_leaves_the_grammar(name: str) -> None:
    with pytest.raises(ValueError, match="leaves the grammar's folder"):
        grammar_text(name)
