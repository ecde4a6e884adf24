"""The encoder for questions: exported once, run with ONNX Runtime, without PyTorch.

An export is a folder that `onnx_export.py` writes beside the index:

encoder.onnx    From token ids to the last hidden layer: the source of both kinds of vectors.
tokenizer.json  From text to token ids, truncated to the longest input of the model.
encoder.json    An `Export`, with the hashes of all three files.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings, unit_length
from chatbot.errors import ExportUnusableError
from chatbot.files import check_file

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding as Tokens

# Raise this number if the content of exports changes. Older exports are then made again.
EXPORT_VERSION = 2
NETWORK = "encoder.onnx"
TOKENIZER = "tokenizer.json"
DESCRIPTION = "encoder.json"
POOLINGS = ("mean", "cls")
MAX_BATCH_TOKENS = 128
"""Largest number of tokens in a batch, padding included. More are not faster."""
MANY_TEXTS = 256
"""Smallest number of texts for a second session. Opening one takes 90 MB and a second."""


@dataclass(frozen=True, slots=True)
class Export:
    """The description of an exported encoder.

    Attributes:
        dimension: Length of every vector.
        pooling: "mean" or "cls": a sentence vector is the mean of all token vectors, or the first.
        prompts: "query" and "document" → prefix of each text.
        special_ids: Ids of the special tokens, such as [CLS].
        padding_id: Id of the token that pads the shorter texts of a batch.
        files: Name → [size in bytes, SHA-256] of the other files.
    """

    dimension: int
    pooling: str
    prompts: Mapping[str, str]
    special_ids: Sequence[int]
    padding_id: int
    files: Mapping[str, Sequence[Any]]

    def to_json(self) -> str:
        """Return the description as the text of its file."""
        values = asdict(self)
        return json.dumps({"export": values, "sha256": _digest(values)}, indent=2)

    @classmethod
    def read(cls, path: Path) -> "Export":
        """Read a description from its file.

        Raises:
            OSError: The file is missing.
            ValueError, TypeError, KeyError: It is damaged.
        """
        stored = json.loads(path.read_bytes())
        if _digest(stored["export"]) != stored["sha256"]:
            raise ValueError(f"{path.name} has another content")
        export = cls(**stored["export"])
        if export.pooling not in POOLINGS:
            raise ValueError(f"{path.name} names an unknown pooling, {export.pooling!r}")
        return export


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


class OnnxEncoder:
    """An encoder that runs an exported model on the CPU.

    Args:
        folder: The folder of the export.

    Raises:
        ExportUnusableError: A file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._network = folder / NETWORK
        try:
            self._export = Export.read(folder / DESCRIPTION)
            for name in (NETWORK, TOKENIZER):
                check_file(folder / name, *self._export.files[name])
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._special_ids = np.array(self._export.special_ids, dtype=np.int32)
            # A query is too short for two threads. On a busy machine, the second one only spins.
            self._session = _session(self._network, threads=1)
        except Exception as error:  # the two libraries may raise anything
            raise ExportUnusableError(f"{folder}: this export is damaged ({error}).") from error
        self._inputs = {value.name for value in self._session.get_inputs()}

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._export.dimension

    def encode_questions(self, texts: Sequence[str]) -> Embeddings:
        """Encode queries."""
        return self._encode(self._session, texts, self._export.prompts["query"], progress=False)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Embeddings:
        """Encode passages, with a progress bar on standard error if wanted."""
        prompt = self._export.prompts["document"]
        return self._encode(self._session_for(len(texts)), texts, prompt, progress=progress)

    def _session_for(self, count: int) -> "InferenceSession":
        """Return a new session with a thread for each core if there are many texts."""
        if count < MANY_TEXTS:
            return self._session
        try:
            return _session(self._network, threads=0)
        except Exception:  # ONNX Runtime may raise anything; the file may be gone
            return self._session

    def _encode(
        self, session: "InferenceSession", texts: Sequence[str], prompt: str, *, progress: bool
    ) -> Embeddings:
        read = [self._tokenizer.encode(prompt + text) for text in texts]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        token_vectors = [np.empty((0, self.dimension), dtype=np.float32)] * (1 + len(texts))
        token_ids = [np.empty(0, dtype=np.int32)] * (1 + len(texts))
        token_starts = [np.empty(0, dtype=np.int32)] * (1 + len(texts))
        batches: Iterable[Sequence[int]] = _batches([len(tokens) for tokens in read])
        if progress:
            from tqdm import tqdm

            batches = tqdm(batches, desc="Encoding")
        for rows in batches:
            layers = self._last_layer(session, [read[row] for row in rows])
            for row, layer in zip(rows, layers, strict=True):
                ids = np.array(read[row].ids, dtype=np.int32)
                starts = np.array([start for start, _ in read[row].offsets], dtype=np.int32)
                starts -= len(prompt)
                tokens = layer[: len(ids)]
                vectors[row] = self._pooled(tokens)
                kept = ~np.isin(ids, self._special_ids) & (starts >= 0)
                token_vectors[1 + row] = tokens[kept]
                token_ids[1 + row] = ids[kept]
                token_starts[1 + row] = starts[kept]
        return Embeddings(
            vectors=unit_length(vectors),
            token_vectors=unit_length(np.concatenate(token_vectors)),
            token_ids=np.concatenate(token_ids),
            token_starts=np.concatenate(token_starts),
            offsets=np.cumsum([len(ids) for ids in token_ids], dtype=np.int64),
        )

    def _last_layer(
        self, session: "InferenceSession", read: Sequence["Tokens"]
    ) -> NDArray[np.float32]:
        """Return float32 [texts, longest, dimension], with padding after the end of each text."""
        shape = (len(read), max(len(tokens) for tokens in read))
        values = {
            "input_ids": np.full(shape, self._export.padding_id, dtype=np.int64),
            "attention_mask": np.zeros(shape, dtype=np.int64),
            "token_type_ids": np.zeros(shape, dtype=np.int64),
        }
        for row, tokens in enumerate(read):
            values["input_ids"][row, : len(tokens)] = tokens.ids
            values["attention_mask"][row, : len(tokens)] = 1
            values["token_type_ids"][row, : len(tokens)] = tokens.type_ids
        [layer] = session.run(None, {name: values[name] for name in self._inputs})
        return np.asarray(layer)

    def _pooled(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(tokens[0] if self._export.pooling == "cls" else tokens.mean(axis=0))


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group texts of these lengths into batches, shortest first, to reduce padding."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not batches or (len(batches[-1]) + 1) * lengths[row] > MAX_BATCH_TOKENS:
            batches.append([])
        batches[-1].append(row)
    return batches


def _session(network: Path, *, threads: int) -> "InferenceSession":
    """Open a network; 0 threads means one for each core."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
