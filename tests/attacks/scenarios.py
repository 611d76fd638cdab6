"""Group F: YAML of scenario files."""

from __future__ import annotations

from benefitdsl.limits import MAX_SCENARIO_BYTES, MAX_SCENARIO_DEPTH
from benefitdsl.messages import LANGUAGES
from benefitdsl.verify.said import Said
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.tell import Teller
from benefitdsl.verify.telling import failure_text
from benefitdsl.verify.yaml_tree import YamlRefused
from tests.attacks import doors
from tests.attacks.corpus import Attack, attack

HEAD = "rules: x.benefit\nscenarios:\n"


def outcome(data: bytes) -> list[str]:
    """What the file is refused for, and on which line; else `told`, and what does not hold, in so many words."""
    try:
        file = read_scenarios(data)
    except YamlRefused as refused:
        for language in LANGUAGES:
            if any(sign < " " for sign in refused.text(language)):
                raise AssertionError("a control character reaches the terminal") from None
        return [
            refused.found.key if isinstance(refused.found, Said) else refused.found,
            f"line {refused.line}",
        ]
    plan = doors.rulebook().plan
    teller = Teller(plan, (doors.rulebook().engine,), doors.rulebook().catalogue)  # type: ignore[arg-type]
    failures = [each for scenario in file.scenarios for each in teller.tell(scenario).failures]
    return ["told", *dict.fromkeys(failure_text(each, "f").splitlines()[0] for each in failures)]


def story(id: str, *steps: str) -> Attack:
    """A sound scenario with steps as they are written."""
    return attack(id, HEAD + "  - name: s\n    story:\n" + "".join(f"      - {step}\n" for step in steps))


def ordered(value: str) -> str:
    """A step with an order whose amount is written so."""
    return f"{{at: 2026-03-02 10:00, order: {{order: N1, amount: {value}}}}}"


def aliases(levels: int, width: int) -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


def merges(levels: int) -> str:
    rows = ["a0: &a0 {x: 1}"]
    rows += [f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


SCALARS = (
    "no",
    "on",
    "yes",
    "off",
    "~",
    "null",
    "12:30:45",
    "010",
    "0o10",
    "0x10",
    "1_000",
    ".inf",
    ".nan",
    "1e3",
    "+1",
    "=",
    "1.",
    ".5",
    "true",
    "１２",
    '"100"',
    "100.00",
    '""',
    "!!int 1",
    "-1",
)

ATTACKS = (
    attack("F01 aliases of aliases, 9 by 9", aliases(9, 9)),
    attack("F02 merge keys, 22 levels", merges(22)),
    attack("F02 a merge key of one's own", HEAD + "  - <<: {name: x}\n    story: []\n"),
    attack("F03 a list of itself", "&a [*a]"),
    attack("F03 a mapping of itself", "&a {x: *a}"),
    attack("F03 an alias of nothing", "[*nobody]"),
    attack("F04 1 000 brackets", "[" * 1_000),
    attack("F04 100 000 brackets", lambda: "[" * 100_000),
    attack("F04 100 000 pairs of brackets", lambda: "[" * 100_000 + "]" * 100_000),
    attack("F04 100 000 braces", lambda: "{" * 100_000),
    attack("F04 depth at the limit", "[" * MAX_SCENARIO_DEPTH + "]" * MAX_SCENARIO_DEPTH),
    attack("F04 depth at limit + 1", "[" * (MAX_SCENARIO_DEPTH + 1) + "]" * (MAX_SCENARIO_DEPTH + 1)),
    attack("F05 1 100 dashes", "- " * 1_100),
    attack("F05 100 000 dashes", lambda: "- " * 100_000),
    attack("F05 1 100 mappings, each further in", "\n".join(" " * n + "a:" for n in range(1_100))),
    attack("F05 100 000 question marks", lambda: "? " * 100_000),
    *(
        attack(f"F06 {tag}", f"{HEAD}  - name: {tag} x\n    story: []\n")
        for tag in (
            "!!python/object/apply:os.system [id]",
            "!!python/name:os.system",
            "!!python/module:os",
            "!!binary",
            "!!set",
            "!!omap",
            "!!str",
            "!local",
            "!<tag:x,2026:y>",
            "!",
            "!!python/object/new:type",
            "!e!x",
        )
    ),
    attack("F07 a key twice", HEAD + "  - name: a\n    name: b\n    story: []\n"),
    attack("F07 a key twice at the top", "scenarios: []\nscenarios: []\n"),
    attack(
        "F07 a field twice",
        HEAD + "  - name: a\n    story:\n      - {at: 2026-03-02, order: {order: a, order: b}}\n",
    ),
    attack("F07 a word in both languages", "scenarios: []\n场景: []\n"),
    *(story(f"F08 amount {value}", ordered(value)) for value in SCALARS),
    story("F08 a day that is none", "{at: 2024-02-30, sign_in: {}}"),
    story("F08 a time in full-width digits", "{at: ２０２６-03-02 10:00, sign_in: {}}"),
    story("F08 an hour as a number", "{at: 12:30:45, sign_in: {}}"),
    story("F09 1:59:59 …", ordered(":".join(["59"] * 20_000))),
    attack("F10 a key that is a mapping", "{[1]: 2}"),
    attack("F10 a key that is a list, written out", "? {a: b}\n: c\n"),
    attack("F10 a key that is null", "? \n: c\n"),
    attack("F11 100 000 documents", lambda: "--- a\n" * 100_000),
    attack("F11 two documents", "scenarios: []\n---\nscenarios: []\n"),
    attack("F11 another version", "%YAML 9.9\n---\nscenarios: []\n"),
    attack("F11 a version of 5 000 digits", f"%YAML {'9' * 5_000}.1\n---\nscenarios: []\n"),
    attack("F11 a tag handle", "%TAG ! tag:x,2026:\n---\nscenarios: []\n"),
    attack("F11 an end in the middle", "scenarios: []\n...\nscenarios: []\n"),
    attack("F12 tabs", "scenarios:\n\t- name: a\n"),
    attack("F12 next line", "scenarios: []\x85rules: x\n"),
    attack("F12 byte order mark inside", "scenarios: []\n\ufeffrules: x\n"),
    attack("F12 byte order mark at the start", "\ufeffscenarios: []\n"),
    attack("F12 10 MiB on a line", lambda: "scenarios: [" + "a" * (10 * 2**20) + "]\n"),
    attack(
        "F12 the limit on a line",
        lambda: ("rules: " + "a" * MAX_SCENARIO_BYTES)[: MAX_SCENARIO_BYTES - 15] + "\nscenarios: []\n",
    ),
    attack("F12 limit + 1 bytes", lambda: "#" * (MAX_SCENARIO_BYTES + 1)),
    attack("F12 UTF-16", "scenarios: []\n".encode("utf-16")),
    attack("F12 GB18030", "场景: []\n".encode("gb18030")),
    attack("F12 NUL", "scenarios: \0\n"),
    attack("F12 escape sequences", 'scenarios: "\\e[2J"\n'),
    attack("F12 a bell", 'scenarios: "\\a"\n'),
    attack("F12 a surrogate, written out", 'scenarios: "\\ud800"\n'),
    attack("F12 beyond Unicode, written out", 'scenarios: "\\U00110000"\n'),
    attack("F12 far beyond Unicode", 'scenarios: "\\UFFFFFFFF"\n'),
    attack("F12 an override of direction", 'scenarios: "\u202e"\n'),
    attack("F13 100 000 anchors", lambda: "[" + "&a x, " * 100_000 + "]"),
    attack("F13 one anchor", "scenarios: &a []\n"),
    attack("F14 rules that are elsewhere", "rules: ../../../../etc/passwd\nscenarios: []\n"),
    attack("F14 rules in the environment", "rules: ${HOME}/x\nscenarios: []\n"),
    story("F14 a path as an event", "{at: 2026-03-02, /etc/passwd: {}}"),
    story("F14 a variable as an amount", ordered("${AMOUNT}")),
    story("F14 a variable as a member", "{at: 2026-03-02, member: $USER, sign_in: {}}"),
    attack(
        "F14 99 times 5 000 steps",
        lambda: HEAD + "  - name: s\n    story:\n" + "      - {advance: 2026-03-02, repeat: 99}\n" * 5_000,
    ),
    story(
        "F14 99 times a long list",
        "{at: 2026-03-02, repeat: 99, order: {items: [" + '"{n}",' * 20_000 + "]}}",
    ),
    story("F14 a hundred times", "{at: 2026-03-02, repeat: 100, sign_in: {}}"),
    story("F14 no time", "{at: 2026-03-02, repeat: 0, sign_in: {}}"),
)
