"""What the owner of a file is told about it."""

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.corpus.report import LONG_ANSWER_CHARACTERS, check_lines, corpus_lines, report_lines


def document(folder, text, name="faq.md"):
    (folder / name).write_text(text)
    [file] = scan_corpus(folder)
    return read_document(file)


def test_report_of_a_file_without_a_fault_is_one_line(tmp_path):
    known = document(tmp_path, "---\nlanguage: en\n---\n\n## Is it free?\n\nYes.\n")
    assert report_lines(known) == ["faq: 1 entry, 1 passage, language en."]
    assert corpus_lines([known, None]) == report_lines(known)


def test_report_names_what_was_left_out_and_what_looks_wrong(tmp_path):
    long = "This answer goes on and on. " * (LONG_ANSWER_CHARACTERS // 28 + 1)
    known = document(
        tmp_path,
        "# Fees\n\n## Is it free?\n\nYes.\n\n## Is it free?\n\nNo.\n\n"
        f"## What else?\n\n{long}\n\n<!-- todo -->\n<!-- ask Ann -->\n\n## Why?\n",
    )
    summary, *lines = report_lines(known)
    assert summary.startswith("faq: 3 entries, ")
    assert lines == [
        "  left out: a comment, 2 times (lines 15, 16): “todo”",
        "  left out: a question without an answer (line 18): “Why?”",
        "  look at: line 3, “Is it free?”: it is here more than once",
        "  look at: line 7, “Is it free?”: it is here more than once",
        "  look at: line 11, “What else?”: its answer of "
        f"{len(long.strip()):,} characters looks like several",
    ]
    assert corpus_lines([known])[-1] == (
        "All of it, with each question: scripts/build_index.py --check"
    )


def test_links_without_a_whole_address_are_named_once(tmp_path):
    known = document(
        tmp_path,
        "## Where is the form?\n\nIn the [library](https://library.test), on [our page](/form), "
        "by [mail](mailto:us@library.test), [below](#why) or [here](form.html).\n",
    )
    assert report_lines(known)[1:] == [
        "  look at: line 1, “our page”: this link (and 1 more) has no whole address (https://…), "
        "so it is shown as text"
    ]


def test_check_has_each_question_and_no_character_that_could_drive_a_terminal(tmp_path):
    known = document(tmp_path, "## Cards\n\n### Is it \x1b[31mfree?\n\nYes.\n")
    assert [line for line in check_lines(known) if line.startswith("  1.")] == [
        "  1. Cards › Is it \ufffd[31mfree?"
    ]
    assert "     Yes." in check_lines(known)
