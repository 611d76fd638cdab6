"""Every limit of the language and of evaluation, in one table: what `benefitdsl limits` shows.

A limit is a promise that a rule file or an event stays cheap to read. Whoever enforces one imports its constant and
reports the number in the message, so that the author is told how far she may go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["bytes", "characters", "digits", "levels", "pieces"]

# What a person writes.
MAX_FILE_BYTES: Final = 256 * 1024
MAX_PROGRAMME_BYTES: Final = 16 * 1024 * 1024
MAX_FILES: Final = 1_000
MAX_FOLDER_DEPTH: Final = 16
MAX_LINE_CHARACTERS: Final = 32 * 1024
MAX_TOKENS: Final = 50_000
MAX_DEPTH: Final = 64
MAX_RULES: Final = 20_000
MAX_RULE_NODES: Final = 2_000
MAX_NAME_CHARACTERS: Final = 64
MAX_STRING_CHARACTERS: Final = 1_000
MAX_LIST_ITEMS: Final = 1_000
MAX_WHOLE_DIGITS: Final = 15
MAX_FRACTION_DIGITS: Final = 6
MAX_SCENARIO_BYTES: Final = 1024 * 1024
MAX_SCENARIO_DEPTH: Final = 32
MAX_SCENARIO_VALUES: Final = 200_000

# What one event may cost.
MAX_EVENT_STEPS: Final = 10_000
MAX_EVENT_EFFECTS: Final = 100
MAX_COMBINATIONS: Final = 20_000

# What a host may send.
MAX_EVENT_BYTES: Final = 64 * 1024
MAX_EVENT_DEPTH: Final = 16
MAX_EVENT_KEYS: Final = 256
MAX_BATCH_EVENTS: Final = 500
MAX_BODY_BYTES: Final = 1024 * 1024
MAX_HEADER_BYTES: Final = 16 * 1024
MAX_ROW_CHARACTERS: Final = 1_000_000

# What is shown.
MAX_ERRORS: Final = 50
MAX_SHOWN_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the table; the words for it stand under `[limits]` in `messages/words.*.toml`, by `name`."""

    name: str
    value: int
    unit: Unit


LIMITS: Final = (
    Limit("file", MAX_FILE_BYTES, "bytes"),
    Limit("programme", MAX_PROGRAMME_BYTES, "bytes"),
    Limit("files", MAX_FILES, "pieces"),
    Limit("folder_depth", MAX_FOLDER_DEPTH, "levels"),
    Limit("line", MAX_LINE_CHARACTERS, "characters"),
    Limit("tokens", MAX_TOKENS, "pieces"),
    Limit("depth", MAX_DEPTH, "levels"),
    Limit("rules", MAX_RULES, "pieces"),
    Limit("rule_nodes", MAX_RULE_NODES, "pieces"),
    Limit("name", MAX_NAME_CHARACTERS, "characters"),
    Limit("string", MAX_STRING_CHARACTERS, "characters"),
    Limit("list", MAX_LIST_ITEMS, "pieces"),
    Limit("whole_digits", MAX_WHOLE_DIGITS, "digits"),
    Limit("fraction_digits", MAX_FRACTION_DIGITS, "digits"),
    Limit("scenario", MAX_SCENARIO_BYTES, "bytes"),
    Limit("scenario_depth", MAX_SCENARIO_DEPTH, "levels"),
    Limit("scenario_values", MAX_SCENARIO_VALUES, "pieces"),
    Limit("event_steps", MAX_EVENT_STEPS, "pieces"),
    Limit("event_effects", MAX_EVENT_EFFECTS, "pieces"),
    Limit("combinations", MAX_COMBINATIONS, "pieces"),
    Limit("event", MAX_EVENT_BYTES, "bytes"),
    Limit("event_depth", MAX_EVENT_DEPTH, "levels"),
    Limit("event_keys", MAX_EVENT_KEYS, "pieces"),
    Limit("batch", MAX_BATCH_EVENTS, "pieces"),
    Limit("body", MAX_BODY_BYTES, "bytes"),
    Limit("header", MAX_HEADER_BYTES, "bytes"),
    Limit("row", MAX_ROW_CHARACTERS, "characters"),
    Limit("errors", MAX_ERRORS, "pieces"),
    Limit("shown", MAX_SHOWN_CHARACTERS, "characters"),
)
