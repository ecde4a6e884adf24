"""The network of the reader: MiniLM over a question and a passage, with two outputs."""

from pathlib import Path
from typing import Any

import torch

FROZEN_LAYERS = 2
"""Lowest layers that are not trained, like the embeddings."""
MAX_TOKENS = 96
HIDDEN = 256


class ReaderNetwork(torch.nn.Module):
    """A cross-encoder with two outputs for each pair: for the verdict and for the order.

    Args:
        body: The transformer.
    """

    def __init__(self, body: Any) -> None:  # noqa: ANN401 — transformers has no type for it
        super().__init__()
        self.body = body
        width = body.config.hidden_size
        self.head = torch.nn.Sequential(
            torch.nn.Linear(2 * width, HIDDEN), torch.nn.GELU(), torch.nn.Linear(HIDDEN, 2)
        )
        for part in (body.embeddings, *body.encoder.layer[:FROZEN_LAYERS]):
            part.requires_grad_(False)

    @classmethod
    def from_encoder(cls, folder: Path) -> "ReaderNetwork":
        """Start from the weights of an encoder."""
        from transformers import AutoModel

        return cls(AutoModel.from_pretrained(str(folder), attn_implementation="eager"))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return float [pairs, 2]: logits of "answers", and scores for the order.

        Args:
            ids: int64 [pairs, tokens].
            mask: int64 [pairs, tokens], 0 for padding.
            types: int64 [pairs, tokens], 1 for the passage.
        """
        layer = self.body(
            input_ids=ids, attention_mask=mask, token_type_ids=types, return_dict=True
        ).last_hidden_state
        return self.judged(layer, mask)

    def judged(self, layer: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return float [pairs, 2] for the last layer, float [pairs, tokens, width]."""
        kept = mask.unsqueeze(-1).to(layer.dtype)
        mean = (layer * kept).sum(dim=1) / kept.sum(dim=1)
        found: torch.Tensor = self.head(torch.cat([layer[:, 0], mean], dim=1))
        return found

    def parameter_groups(self, rate: float, head_rate: float, decay: float) -> list[dict[str, Any]]:
        """Return the trained parameters with their learning rates, for an optimizer."""
        body = [value for value in self.body.parameters() if value.requires_grad]
        return [
            {"params": body, "lr": rate, "weight_decay": decay},
            {"params": list(self.head.parameters()), "lr": head_rate, "weight_decay": decay},
        ]

    def changed(self) -> dict[str, torch.Tensor]:
        """Return what differs from the encoder: the trained parameters."""
        return {
            name: value.detach().clone()
            for name, value in self.named_parameters()
            if value.requires_grad
        }
