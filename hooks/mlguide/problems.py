"""Problems as data: found anywhere during a build, sorted, and logged once at its end.

In:  `Problem`s from every part of the library.
Out: one WARNING line for each on MkDocs' logger, `file:line:column: message (suggestion)`, which is what makes
     `mkdocs build --strict` fail. `mkdocs serve` shows the same lines in a box on the page (see `markup.problem_box`).
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

# MkDocs counts warnings on the logger "mkdocs" and below it.
_LOGGER = logging.getLogger("mkdocs.mlguide")


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in the sources: where it is, what was found, and what would be right.

    `file` is relative to the project's root (POSIX separators); `line` and `column` count from 1, 0 means unknown.
    """

    file: str
    line: int
    column: int
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        position = [str(number) for number in (self.line, self.column) if number]
        where = ":".join([self.file, *position])
        return f"{where}: {self.message}" + (f" ({self.suggestion})" if self.suggestion else "")


@dataclass
class Problems:
    """The problems of one build; the same problem reported twice counts once."""

    _found: dict[Problem, None] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Keep `problem` until the end of the build."""
        self._found[problem] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep several problems."""
        for problem in problems:
            self.add(problem)

    def all(self) -> list[Problem]:
        """Every problem, by file, line and column."""
        return sorted(self._found)

    def by_file(self) -> dict[str, list[Problem]]:
        """The problems of each file that has any, by line and column."""
        found: dict[str, list[Problem]] = {}
        for problem in self.all():
            found.setdefault(problem.file, []).append(problem)
        return found

    def log(self) -> None:
        """Write every problem to MkDocs' log as a warning, and forget them: nothing is logged twice."""
        for problem in self.all():
            _LOGGER.warning("%s", problem)
        self._found.clear()


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A suggestion naming the up to three known words nearest to `word`; `otherwise` if none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    return "did you mean " + " or ".join(near) + "?" if near else otherwise
