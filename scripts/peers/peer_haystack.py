"""Haystack: the in-memory document store, and a pipeline of text embedder and retriever."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from numpy.typing import NDArray


class Peer:
    """See `worker.Peer`."""

    name = "haystack-ai"

    def __init__(self, model: Path) -> None:
        self.model = str(model)
        self.store = InMemoryDocumentStore()
        self.pipeline = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=self.model, progress_bar=False)
        self.pipeline.add_component("text_embedder", embedder)
        self.pipeline.add_component("retriever", InMemoryEmbeddingRetriever(self.store))
        self.pipeline.connect("text_embedder.embedding", "retriever.query_embedding")
        self.pipeline.warm_up()

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Embed all, unless that was done, and write them into the store."""
        given = [None] * len(texts) if vectors is None else vectors.tolist()
        documents = [
            Document(id=str(row), content=text, embedding=vector)
            for row, (text, vector) in enumerate(zip(texts, given, strict=True))
        ]
        if vectors is None:
            embedder = SentenceTransformersDocumentEmbedder(model=self.model, progress_bar=False)
            embedder.warm_up()
            documents = embedder.run(documents)["documents"]
        self.store.write_documents(documents)

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of the nearest passages, nearest first."""
        found = self.pipeline.run({"text_embedder": {"text": question}, "retriever": {"top_k": k}})
        return [int(document.id) for document in found["retriever"]["documents"]]
