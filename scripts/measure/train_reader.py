"""Train the reader: `python scripts/measure/train_reader.py SET […] --out FOLDER`.

Each SET is a folder in BEIR layout (`scripts/measure/reader_groups.py` says what is learned from
it), or a `.jsonl` file of such groups. The reader starts from the weights of MiniLM. Its embeddings
and lowest layers stay as they are, so that training is cheaper and less is shipped.

Loss: binary cross-entropy of "this passage answers the question", and for questions that one of
their passages answers, cross-entropy over the passages. One output each: the first is for the
verdict, the second for the order.

A run that was stopped goes on from its last checkpoint. The folder gets `reader.pt` (what changed),
the same with its step after each report, `checkpoint.pt` and `log.jsonl` (the learning curve).
Questions of one document in twenty are never learned from; the log has their figures.
"""

import argparse
import json
import pickle
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from chatbot.encoding.model_files import check_weights, find_model
from chatbot.errors import ChatbotError
from chatbot.index.build import build
from chatbot.settings import Settings
from scripts.measure.beir import read_beir
from scripts.measure.reader_groups import Group, groups_of, is_held_out, read_groups
from scripts.measure.reader_model import MAX_TOKENS, ReaderNetwork

SEED = 0
BATCH_PAIRS = 32
CHUNK = 64  # batches that are sorted by length together
RATE, HEAD_RATE = 1e-4, 5e-4
WARM_UP = 0.06  # share of the steps
ORDER_FROM = 0.1  # share of the steps before the order is learned too
WEIGHT_DECAY = 0.01
MAX_HELD_OUT = 400  # groups
REPORT_EVERY = 200  # steps


def main() -> int:
    """Train and print the curve; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="SET[=MOST]")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--groups-only", action="store_true", help="stop before the training")
    parser.add_argument("--rounds", type=float, default=1.0, help="passes over the groups")
    parser.add_argument("--start", type=Path, metavar="FILE", help="a reader.pt to start from")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    try:
        groups = collect(arguments.sets, arguments.out)
        if not arguments.groups_only:
            train(groups, arguments.out, arguments.rounds, arguments.start)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def collect(sets: Sequence[str], out: Path) -> list[Group]:
    """Return the groups of all sets; those of a set are kept in `out` and not made twice."""
    model = find_model(Settings().model)
    check_weights(model)
    groups: list[Group] = []
    encoder = None
    for named in sets:
        path, _, most = named.partition("=")
        kept = out / f"groups-{Path(path).stem}-{most or 'all'}.pickle"
        if path.endswith(".jsonl"):
            found = read_groups(Path(path), int(most or 10**9))
        elif kept.exists():
            found = pickle.loads(kept.read_bytes())  # noqa: S301 — written by this script
        else:
            test_set = read_beir(Path(path))
            encoder = encoder or build(Settings().corpus, Settings().index, model)[1]
            found = list(groups_of(test_set, encoder, model.identity, out, int(most or 10**9)))
            kept.write_bytes(pickle.dumps(found))
        pairs = sum(len(group.passages) for group in found)
        print(f"{Path(path).stem}: {len(found)} groups, {pairs} pairs", flush=True)
        groups += found
    return groups


def train(groups: Sequence[Group], out: Path, rounds: float, start: Path | None) -> None:
    """Train on the groups, with checkpoints in `out`, from the weights in `start` if given."""
    torch.manual_seed(SEED)
    learned, held_out = split(groups)
    tokenizer = pair_tokenizer()
    network = ReaderNetwork.from_encoder(find_model(Settings().model).folder)
    if start:
        network.load_state_dict(torch.load(start, weights_only=True), strict=False)
    batches = list(batches_of(learned, rounds))
    optimizer = torch.optim.AdamW(network.parameter_groups(RATE, HEAD_RATE, WEIGHT_DECAY))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, len(batches)))
    checkpoint = out / "checkpoint.pt"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"], strict=False)
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    print(f"{len(learned)} groups, {len(batches)} steps, from {first}", flush=True)
    losses: list[float] = []
    began = time.perf_counter()
    for step in range(first, len(batches)):
        network.train()
        loss = loss_of(network, batches[step], tokenizer, order=step > ORDER_FROM * len(batches))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if (step + 1) % REPORT_EVERY == 0 or step + 1 == len(batches):
            report(out, network, tokenizer, held_out, step + 1, losses, began)
            losses.clear()
            torch.save(network.changed(), out / "reader.pt")
            torch.save(network.changed(), out / f"reader-{step + 1}.pt")
            torch.save(
                {
                    "network": network.changed(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step + 1,
                },
                checkpoint,
            )


def split(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Return the groups to learn from, and those of the documents that are held out."""
    held_out = [group for group in groups if is_held_out(group.part)]
    learned = [group for group in groups if not is_held_out(group.part)]
    random = np.random.default_rng(SEED)
    kept = random.permutation(len(held_out))[:MAX_HELD_OUT]
    return learned, [held_out[row] for row in kept]


def pair_tokenizer() -> Tokenizer:
    """Return the tokenizer of pairs. A long passage loses its end, a question nothing."""
    tokenizer = Tokenizer.from_file(str(find_model(Settings().model).folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    tokenizer.no_padding()
    return tokenizer


def batches_of(groups: Sequence[Group], rounds: float) -> Iterator[list[Group]]:
    """Yield batches of whole groups, of similar length, in random order."""
    random = np.random.default_rng(SEED)
    lengths = [
        max(len(group.question) + len(passage) for passage in group.passages) for group in groups
    ]
    order: list[int] = []
    while len(order) < rounds * len(groups):
        order += random.permutation(len(groups)).tolist()
    order = order[: int(rounds * len(groups))]
    size = CHUNK * BATCH_PAIRS // 3
    for start in range(0, len(order), size):
        chunk = sorted(order[start : start + size], key=lambda row: lengths[row])
        batches: list[list[Group]] = [[]]
        for row in chunk:
            if sum(len(group.passages) for group in batches[-1]) >= BATCH_PAIRS:
                batches.append([])
            batches[-1].append(groups[row])
        yield from (batches[row] for row in random.permutation(len(batches)))


def rate(step: int, steps: int) -> float:
    """Return the share of the learning rate at a step: up for a while, then down to 0."""
    warm = max(1, int(WARM_UP * steps))
    return min(step / warm, max(0.0, (steps - step) / (steps - warm)))


def outputs(network: ReaderNetwork, groups: Sequence[Group], tokenizer: Tokenizer) -> torch.Tensor:
    """Return the two outputs for all pairs of some groups, float32 [pairs, 2]."""
    pairs = [(group.question, passage) for group in groups for passage in group.passages]
    read = tokenizer.encode_batch(pairs)
    longest = max(len(tokens) for tokens in read)
    values = np.zeros((3, len(read), longest), dtype=np.int64)
    for row, tokens in enumerate(read):
        values[0, row, : len(tokens)] = tokens.ids
        values[1, row, : len(tokens)] = tokens.attention_mask
        values[2, row, : len(tokens)] = tokens.type_ids
    with torch.autocast("cpu", torch.bfloat16):
        found: torch.Tensor = network(*torch.from_numpy(values))
    return found.float()


def loss_of(
    network: ReaderNetwork, groups: Sequence[Group], tokenizer: Tokenizer, *, order: bool
) -> torch.Tensor:
    """Return the loss of one batch."""
    found = outputs(network, groups, tokenizer)
    truth = torch.tensor([float(answer) for group in groups for answer in group.answers])
    loss = torch.nn.functional.binary_cross_entropy_with_logits(found[:, 0], truth)
    if not order:
        return loss
    starts = np.cumsum([0, *(len(group.passages) for group in groups)])
    ordered = [
        -torch.log_softmax(found[start:end, 1], dim=0)[0]
        for start, end, group in zip(starts, starts[1:], groups, strict=False)
        if group.answers[0]
    ]
    return loss + 0.5 * torch.stack(ordered).mean() if ordered else loss


def report(
    out: Path,
    network: ReaderNetwork,
    tokenizer: Tokenizer,
    held_out: Sequence[Group],
    step: int,
    losses: Sequence[float],
    began: float,
) -> None:
    """Print and log the figures of the documents that are held out."""
    network.eval()
    with torch.no_grad():
        parts = [
            outputs(network, held_out[start : start + 16], tokenizer).numpy()
            for start in range(0, len(held_out), 16)
        ]
    found = np.concatenate(parts)
    truth = np.array([answer for group in held_out for answer in group.answers])
    starts = np.cumsum([0, *(len(group.passages) for group in held_out)])
    first = [
        found[start:end].argmax(axis=0) == 0
        for start, end, group in zip(starts, starts[1:], held_out, strict=False)
        if group.answers[0]
    ]
    by_verdict, by_order = np.mean(first, axis=0)
    values = {
        "step": step,
        "seconds": round(time.perf_counter() - began),
        "loss": round(float(np.mean(losses)), 4),
        "auroc": round(float(roc_auc_score(truth, found[:, 0])), 4),
        "first by verdict": round(float(by_verdict), 4),
        "first by order": round(float(by_order), 4),
    }
    print(json.dumps(values), flush=True)
    with (out / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(values) + "\n")


if __name__ == "__main__":
    sys.exit(main())
