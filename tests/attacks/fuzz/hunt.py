"""A hunt for inputs that a target does not stand: counts, the slowest input, and one input for each finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import process_time

from tests.attacks.fuzz.targets import Broken, Target
from tests.attacks.guards import TookTooLong, in_time
from tests.support.texts.laws import broken

SECONDS = (
    2.0  # of the processor, for 4 KiB; the promise is 100 ms, a fuzzer that watches every line is slower
)


@dataclass(slots=True)
class Hunt:
    target: Target
    seconds: float = SECONDS
    inputs: int = 0
    taken: int = 0
    slowest: float = 0.0
    findings: dict[str, bytes] = field(default_factory=dict)

    def play(self, data: bytes) -> str:
        """Play one input; returns what is wrong with it, "" if nothing is."""
        start, found = process_time(), ""
        try:
            with in_time(self.seconds):
                self.taken += self.target.play(data)
        except TookTooLong:
            found = f"not done within {self.seconds} s"
        except Broken as error:
            found = f"Broken: {error}"
        except Exception as error:
            found = broken(error)
        self.inputs += 1
        self.slowest = max(self.slowest, process_time() - start)
        if found:
            kept = self.findings.get(found)
            self.findings[found] = data if kept is None or len(data) < len(kept) else kept
        return found
