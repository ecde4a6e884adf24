"""LlamaIndex: a `VectorStoreIndex` in memory, and its retriever."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from numpy.typing import NDArray


class Peer:
    """See `worker.Peer`."""

    name = "llama-index"

    def __init__(self, model: Path) -> None:
        self.embed = HuggingFaceEmbedding(model_name=str(model))

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Index all as documents or, with vectors, as nodes that have them."""
        if vectors is None:
            documents = [Document(text=text, id_=str(row)) for row, text in enumerate(texts)]
            self.index = VectorStoreIndex.from_documents(documents, embed_model=self.embed)
        else:
            nodes = [
                TextNode(text=text, id_=str(row), embedding=vector)
                for row, (text, vector) in enumerate(zip(texts, vectors.tolist(), strict=True))
            ]
            self.index = VectorStoreIndex(nodes, embed_model=self.embed)

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of the nearest passages, nearest first."""
        found = self.index.as_retriever(similarity_top_k=k).retrieve(question)
        return [int(one.node.ref_doc_id or one.node.node_id) for one in found]
