"""One hash over the golden corpus in many environments: hash seeds, locales, time zones, -O, versions of Python.

./run environments            every environment of this Python, and every other supported Python that is found
./run environments --here     this Python alone
./run environments --write    write down the hash that tests/packaging/test_environments.py asks for

Another Python gets an environment of its own under .cache/environments, with the versions that stand in this one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from shutil import which

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CACHE = ROOT / ".cache" / "environments"
NEEDED = ("lark", "pydantic", "pydantic-core", "pyyaml", "tzdata")
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables, and options of Python."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()


ENVIRONMENTS = (
    *(Environment(f"hash seed {seed}", {"PYTHONHASHSEED": seed}) for seed in ("0", "1", "random")),
    *(
        Environment(f"locale {name}", {"LANG": name, "LC_ALL": name})
        for name in ("C", "zh_CN.UTF-8", "tr_TR.UTF-8")
    ),
    *(
        Environment(f"time zone {zone}", {"TZ": zone})
        for zone in ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Apia")
    ),
    Environment("-O", {}, ("-O",)),
    Environment("-OO, ASCII, no bytecode", {"PYTHONUTF8": "0", "LC_ALL": "C"}, ("-OO", "-B")),
)


def run(python: str | Path, environment: Environment, *arguments: str) -> str:
    """What the corpus comes to, as lines; raises with what was said where it does not."""
    paths = [str(ROOT), str(ROOT / "src")]
    done = subprocess.run(
        [python, *environment.options, "-m", "tests.support.golden", *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": os.pathsep.join(paths),
            **environment.variables,
        },
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{environment.name}: {done.stderr[-2000:]}")
    return done.stdout


def others() -> list[tuple[str, Path]]:
    """Supported versions of Python that are here, other than this one, each with its own environment."""
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = [(name, _python(name)) for name in VERSIONS if name != this]
    return [(name, _prepared(name, python)) for name, python in found if python is not None]


def _python(name: str) -> str | None:
    pyenv = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{name}.*/bin/python3")
    )
    return str(pyenv[-1]) if pyenv else which(f"python{name}")


def _prepared(name: str, python: str) -> Path:
    """The Python of an environment that has what benefitdsl needs."""
    folder = CACHE / name
    made = folder / "bin" / "python"
    wanted = "\n".join(f"{each}=={version(each)}" for each in NEEDED)
    stamp = folder / "wanted.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"preparing Python {name}", file=sys.stderr, flush=True)
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([made, "-m", "pip", "install", "--quiet", *wanted.split()], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return made


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    first = run(sys.executable, Environment("here"))
    print(first, end="", flush=True)
    if options.write:
        from tests.support.golden import STORED

        STORED.parent.mkdir(exist_ok=True)
        STORED.write_text(first, encoding="utf-8")
        print(f"written: {STORED.relative_to(ROOT)}")
        return 0
    differing = 0
    pythons: list[tuple[str, str | Path]] = [("this Python", sys.executable)]
    pythons += [] if options.here else others()
    for name, python in pythons:
        environments = (
            ENVIRONMENTS if python == sys.executable else (Environment(f"Python {name}"), ENVIRONMENTS[2])
        )
        for environment in environments:
            differing += _told(f"{name}, {environment.name}", first, run(python, environment))
    print(f"{differing} differ")
    return 1 if differing else 0


def _told(name: str, first: str, found: str) -> int:
    parts = [line.split()[1] for line in found.splitlines() if line not in first.splitlines()]
    print(f"{name}: {'the same' if found == first else 'differs: ' + ', '.join(parts)}", flush=True)
    return int(found != first)


if __name__ == "__main__":
    sys.exit(main())
