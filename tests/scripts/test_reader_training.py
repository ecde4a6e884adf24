import json

import numpy as np
import torch

from chatbot.encoding.model_files import find_model
from chatbot.settings import BUNDLED_MODEL
from chatbot.text.terms import TermSplitter
from letters import LetterEncoder
from scripts.measure.beir import read_beir
from scripts.measure.reader_frames import Frames
from scripts.measure.reader_groups import Group, groups_of, typed
from scripts.measure.reader_model import ReaderNetwork
from scripts.measure.reader_sets import LONGEST, Passage, Question, pieces, write
from scripts.measure.train_reader import (
    batches_of,
    loss_of,
    outputs,
    pair_tokenizer,
    rate,
    split,
)

THINGS = ("pool", "gym", "bar", "garden", "kitchen", "lift")
QUESTIONS = [f"Do you have a {thing}?" for thing in THINGS]


def random():
    return np.random.default_rng(0)


def test_a_frame_has_another_word_of_the_same_place_that_the_document_lacks():
    frames = Frames([*QUESTIONS, "Is it free?"], TermSplitter("en"))
    known = frozenset({"gym", "bar", "garden", "kitchen"})
    assert frames.exchanged(QUESTIONS[0], known, random()) == "Do you have a lift?"
    assert frames.exchanged(QUESTIONS[0], known | {"lift"}, random()) is None
    assert frames.exchanged("Is it free?", frozenset(), random()) is None


def test_a_typed_question_has_errors_or_only_key_words():
    changed = {
        typed("Where can I find the swimming pool?", np.random.default_rng(n)) for n in range(9)
    }
    assert "find swimming pool" in changed
    assert len(changed) > 2
    assert all(text == text.lower() for text in changed)


def test_pieces_are_whole_sentences_that_cover_the_text():
    text = "The hall opens at nine. " * 60
    cut = pieces("hall", "Hall", text)
    assert [passage.text for _, _, passage in cut] == [text[start:end] for start, end, _ in cut]
    assert " ".join(passage.text for _, _, passage in cut) == text.strip()
    assert all(len(passage.text) <= LONGEST and passage.text.endswith(".") for _, _, passage in cut)


def test_a_written_set_is_read_with_its_parts(tmp_path):
    first, second = Passage("a", "Is it free?", "Yes."), Passage("b", "", "No dogs.")
    write(tmp_path / "set", [first, second], [Question("b", "May I bring a dog?", (second,))])
    found = read_beir(tmp_path / "set")
    assert found.parts == ("a", "b")
    [query] = found.queries
    assert (query.text, query.part, query.relevant) == ("May I bring a dog?", "b", frozenset("1"))


def test_entries_ask_for_themselves_among_those_of_their_document(tmp_path):
    faq = [Passage("one", "Alpha beta?", "Gamma."), Passage("one", "Kilo lima?", "Mike.")]
    write(tmp_path / "set", [*faq, Passage("two", "Papa?", "Quebec.")], [])
    groups = list(groups_of(read_beir(tmp_path / "set"), LetterEncoder(), "letters", tmp_path, 9))
    assert {group.part for group in groups} == {"set/one", "set/two"}
    hidden = next(group for group in groups if group.question == "Alpha beta?")
    assert hidden.passages == ("Gamma.", "Mike.")
    assert hidden.answers == (True, False)
    shown = next(group for group in groups if group.question.startswith("alpha"))
    assert shown.passages == ("Alpha beta? Gamma.", "Kilo lima? Mike.")


def example_groups(count=40):
    return [
        Group(f"set/{number}", f"Is {number} free?", (f"{number} is free.", "No."), (True, False))
        for number in range(count)
    ]


def test_documents_that_are_held_out_are_never_learned_from():
    learned, held_out = split(example_groups(400))
    assert len(learned) + len(held_out) == 400
    assert held_out
    assert not {group.part for group in learned} & {group.part for group in held_out}


def test_batches_hold_every_group_once_and_are_the_same_each_time():
    groups = example_groups(100)
    first, second = (list(batches_of(groups, 1.0)) for _ in range(2))
    assert first == second
    assert sorted(json.dumps(group.part) for batch in first for group in batch) == sorted(
        json.dumps(group.part) for group in groups
    )


def test_the_rate_rises_and_falls_to_nothing():
    rates = [rate(step, 100) for step in range(101)]
    assert max(rates) == 1
    assert rates[0] < rates[3] < rates[6]
    assert rates[50] > rates[90] > rates[100] == 0


def test_a_few_pairs_are_learned_by_heart():
    torch.manual_seed(0)
    pool, breakfast = "A pool, on the roof.", "Breakfast is at 7."
    groups = [
        Group("a", "Is there a pool?", (pool, breakfast), (True, False)),
        Group("b", "When is breakfast?", (breakfast, pool), (True, False)),
        Group("c", "Is there a gym?", (pool, breakfast), (False, False)),
    ]
    tokenizer = pair_tokenizer()
    network = ReaderNetwork.from_encoder(find_model(BUNDLED_MODEL).folder)
    optimizer = torch.optim.AdamW(network.parameter_groups(2e-4, 1e-3, 0.0))
    for _ in range(15):
        optimizer.zero_grad()
        loss_of(network, groups, tokenizer, order=True).backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        found = outputs(network, groups, tokenizer)[:, 0]
    truth = torch.tensor([answer for group in groups for answer in group.answers])
    assert found[truth].min() > 0 > found[~truth].max()
