"""LangChain with `HuggingFaceEmbeddings` and its FAISS vector store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from numpy.typing import NDArray


class Peer:
    """See `worker.Peer`."""

    name = "langchain with FAISS"

    def __init__(self, model: Path) -> None:
        self.embed = HuggingFaceEmbeddings(model_name=str(model))

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Make the store of all texts, with these vectors if there are any."""
        ids = [str(row) for row in range(len(texts))]
        if vectors is None:
            self.store = FAISS.from_texts(list(texts), self.embed, ids=ids)
        else:
            pairs = zip(texts, vectors.tolist(), strict=True)
            self.store = FAISS.from_embeddings(list(pairs), self.embed, ids=ids)

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of the nearest passages, nearest first."""
        return [int(document.id or "-1") for document in self.store.similarity_search(question, k)]
