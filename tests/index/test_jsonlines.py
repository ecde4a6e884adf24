"""Records come back one by one as they were written."""

import pytest
from chatbot.index.jsonlines import Records, write_records

RECORDS = [
    {"text": "Zürich 😀\n“quoted”\u2028", "span": [0, 7]},
    {},
    "only text",
    [1, 2.5, None, True],
    {"long": "x" * 100_000},
]


def test_records_come_back_in_any_order(tmp_path):
    path = tmp_path / "records.jsonl"
    write_records(path, iter(RECORDS))
    records = Records(path)
    assert len(records) == 5
    assert [records[row] for row in (4, 0, 3, 1, 2)] == [RECORDS[row] for row in (4, 0, 3, 1, 2)]


def test_each_record_is_a_line(tmp_path):
    path = tmp_path / "records.jsonl"
    write_records(path, [{"a": "1\n2"}, "é"])
    assert path.read_bytes() == '{"a":"1\\n2"}\n"é"\n'.encode()


def test_a_missing_file(tmp_path):
    path = tmp_path / "records.jsonl"
    write_records(path, RECORDS)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        Records(path)


def test_offsets_that_are_no_numbers(tmp_path):
    path = tmp_path / "records.jsonl"
    write_records(path, RECORDS)
    path.with_name("records.jsonl.offsets.npy").write_bytes(b"damaged")
    with pytest.raises(ValueError):
        Records(path)
