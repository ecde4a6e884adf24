"""Find the lines of questions in a file."""

import json
from dataclasses import dataclass

MOST_NOT_FOUND = 100
"""Questions whose line is looked for without success, before no line is looked for any more."""


@dataclass
class LineFinder:
    """Finds the lines of questions, which come in the order of the file."""

    text: str
    is_json: bool = True
    place: int = 0
    line: int = 1
    not_found: int = 0

    def line_of(self, words: str) -> int:
        """Return the 1-based line with these words, or 0 if it is not found."""
        if self.not_found > MOST_NOT_FOUND:
            return 0
        escaped = (json.dumps(words, ensure_ascii=False), json.dumps(words))
        for written in dict.fromkeys(escaped if self.is_json else (*escaped, words)):
            found = self.text.find(written, self.place)
            if found >= 0:
                self.line += self.text.count("\n", self.place, found)
                self.place = found
                return self.line
        self.not_found += 1
        return 0
