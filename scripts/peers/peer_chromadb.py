"""chromadb with its default embedding function, which runs all-MiniLM-L6-v2 in ONNX Runtime."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb import Documents, EmbeddingFunction
from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2
from numpy.typing import NDArray


class Peer:
    """See `worker.Peer`."""

    name = "chromadb"

    def __init__(self, model: Path) -> None:
        self.embed = self.embedding_function(model)
        client = chromadb.Client(chromadb.Settings(anonymized_telemetry=False))
        self.client = client
        self.collection = client.create_collection("passages", embedding_function=self.embed)

    def embedding_function(self, model: Path) -> EmbeddingFunction[Documents]:
        """The default one, told that its download is there already."""
        ONNXMiniLM_L6_V2.DOWNLOAD_PATH = Path(os.environ["PEERS_ONNX"])
        return ONNXMiniLM_L6_V2()

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Add all, as many at a time as are taken."""
        step = self.client.get_max_batch_size()
        for start in range(0, len(texts), step):
            rows = range(start, min(start + step, len(texts)))
            self.collection.add(
                ids=[str(row) for row in rows],
                documents=[texts[row] for row in rows],
                embeddings=None if vectors is None else vectors[rows.start : rows.stop],
            )

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of the nearest passages, nearest first."""
        found = self.collection.query(query_texts=[question], n_results=k)
        return [int(row) for row in found["ids"][0]]
