"""chromadb with its embedding function for sentence-transformers."""

from pathlib import Path

import peer_chromadb
from chromadb import Documents, EmbeddingFunction
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction


class Peer(peer_chromadb.Peer):
    """See `worker.Peer`."""

    name = "chromadb, sentence-transformers"

    def embedding_function(self, model: Path) -> EmbeddingFunction[Documents]:
        """The model as sentence-transformers loads it."""
        return SentenceTransformerEmbeddingFunction(model_name=str(model))
