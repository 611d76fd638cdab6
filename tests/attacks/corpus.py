"""What an attack on the language is: bytes of a rule file, and the codes of the errors that must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEAD = """\
programme x
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

"""
HEAD_ZH = """\
会员计划 x
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
结束

积分 京豆
结束

"""


@dataclass(frozen=True, slots=True)
class Attack:
    """`codes` are all codes of errors, in sorted order, each once; none where the file is accepted."""

    id: str
    make: Callable[[], bytes]
    codes: tuple[str, ...]


def attack(id: str, data: str | bytes | Callable[[], str | bytes], *codes: str) -> Attack:
    """An attack made of a whole file; large ones are made when they are needed."""

    def made() -> bytes:
        found = data() if callable(data) else data
        return found if isinstance(found, bytes) else found.encode("utf-8", "surrogatepass")

    return Attack(id, made, codes)


def block(text: str) -> str:
    """A sound programme with something behind it."""
    return HEAD + text


def asked(condition: str) -> str:
    """A sound programme with a rule that asks for something."""
    return f"{HEAD}rule r\n  when: order\n  if: {condition}\n  then: give 1 beans\nend\n"


def done(actions: str) -> str:
    return f"{HEAD}rule r\n  when: order\n  then: {actions}\nend\n"


def named(name: str, kind: str = "tag") -> str:
    """A sound programme that defines a name."""
    return f"{HEAD}{kind} {name}\nend\n"


def titled(text: str) -> str:
    """A sound programme with a text as it is written, marks included."""
    return f"{HEAD}tag t {text}\nend\n"
