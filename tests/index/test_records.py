"""Records in a file that are read one by one."""

import pytest

from chatbot.index.records import Records, write_records

RECORDS = [
    {"text": "Zürich 😀\n“quoted”\u2028", "span": [0, 7]},
    {},
    "only text",
    [1, 2.5, None, True],
    {"long": "x" * 100_000},
]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "records.jsonl"
    write_records(path, iter(RECORDS))
    return path


@pytest.mark.parametrize("read_up_to", [32_000_000, 0], ids=["in memory", "mapped"])
def test_records_can_be_read_in_any_order(path, monkeypatch, read_up_to):
    monkeypatch.setattr("chatbot.index.records.HASHED_UP_TO", read_up_to)
    records = Records(path)
    assert len(records) == 5
    assert [records[row] for row in (4, 0, 3, 1, 2)] == [RECORDS[row] for row in (4, 0, 3, 1, 2)]


def test_each_record_is_a_line(tmp_path):
    path = tmp_path / "records.jsonl"
    write_records(path, [{"a": "1\n2"}, "é"])
    assert path.read_bytes() == '{"a":"1\\n2"}\n"é"\n'.encode()


def test_a_missing_file_is_named(path):
    path.unlink()
    with pytest.raises(FileNotFoundError):
        Records(path)


def test_offsets_that_are_not_integers_are_refused(path):
    path.with_name("records.jsonl.offsets.npy").write_bytes(b"damaged")
    with pytest.raises(ValueError):
        Records(path)
