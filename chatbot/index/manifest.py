"""The manifest of an index: the inputs of its build, and the folder with its files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot.errors import IndexUnusableError

# Raise it whenever the files or the cutting of passages change: older indexes are rebuilt.
FORMAT_VERSION = 8
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The inputs of a build.

    Attributes:
        format_version: `FORMAT_VERSION` when it was built.
        folder: Name of the folder with its files, beside the manifest.
        model: Identity of the embedding model.
        language: ISO 639-1 code of the language in which its terms are stemmed.
        documents: Document id → hash of its file.
        counts: Numbers of documents, entries, passages and tokens.
        files: Name → [size in bytes, sha256] of each file in the folder.
    """

    format_version: int
    folder: str
    model: str
    language: str
    documents: Mapping[str, str]
    counts: Mapping[str, int]
    files: Mapping[str, Sequence[Any]]

    def matches(self, documents: Mapping[str, str], model: str) -> bool:
        """Tell if the index was built from these files with this model by this code."""
        return (
            self.format_version == FORMAT_VERSION
            and self.model == model
            and dict(self.documents) == dict(documents)
        )

    def to_json(self) -> str:
        """Return the text of the manifest file."""
        return json.dumps(asdict(self), indent=2)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an index folder.

    Raises:
        IndexUnusableError: There is none, or it is damaged or of another format.
    """
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_bytes())
        if values["format_version"] != FORMAT_VERSION:
            raise IndexUnusableError(f"{path}: this index has another format. Build it again.")
        manifest = Manifest(**values)
        if Path(manifest.folder).name != manifest.folder:
            raise ValueError("the folder is not beside the manifest")
        if not isinstance(manifest.language, str):
            raise TypeError("the language is not a text")
    except FileNotFoundError as error:
        raise IndexUnusableError(f"{folder}: there is no index here. Build it first.") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnusableError(f"{path}: the manifest is damaged. Build it again.") from error
    return manifest
