"""Every file of the corpus folder becomes a document, or a clear error."""

import os
from dataclasses import asdict

import pytest

from chatbot.corpus import folder_walk
from chatbot.corpus.folder import passed_over, read_document, scan_corpus
from chatbot.corpus.readers import READERS
from chatbot.errors import CorpusError

FAQ = "1. Why?\nBecause.\n"


def write(folder, files):
    for name, content in files.items():
        content = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(content)


def read(folder, files):
    """Read a corpus with these files."""
    write(folder, files)
    return [read_document(file) for file in scan_corpus(folder)]


def message(folder, files):
    """Return the error for a corpus with these files, without the folder's name."""
    with pytest.raises(CorpusError) as error:
        read(folder, files)
    return str(error.value).replace(f"{folder}{os.sep}", "")


# Documents


def test_the_shipped_document(shipped_document, shipped_text):
    assert shipped_document.text == shipped_text
    source = asdict(shipped_document.source)
    notice = source.pop("notice")
    assert source == {
        "title": "State DMV Data Sharing With ICE in Connecticut",
        "publisher": "uscisguide.com",
        "url": "https://www.uscisguide.com/federal-government/"
        "state-dmv-data-sharing-with-ice-in-connecticut",
        "language": "en",
        "language_found": False,
    }
    for words in ("not a government source", "not legal advice", "“As of September 2021”"):
        assert words in notice
    assert [entry.number for entry in shipped_document.entries] == list(range(1, 21))


def test_every_kind_of_file_is_read_and_sorted_by_id(tmp_path):
    documents = read(
        tmp_path,
        {
            "d.txt": FAQ,
            "c.MD": "# Why?\nBecause.",
            "B.markdown": "# Why?\nBecause.",
            "a.csv": "question,answer\nWhy?,Because.",
            "e.jsonl": '{"question": "Why?", "answer": "Because."}',
        },
    )
    assert [document.id for document in documents] == ["a", "b", "c", "d", "e"]
    for document in documents:
        [entry] = document.entries
        [passage] = entry.passages
        assert (entry.question, passage.text, passage.document) == ("Why?", "Because.", document.id)


@pytest.mark.parametrize(
    ("name", "document_id", "title"),
    [
        ("faq.txt", "faq", "faq"),
        ("Our FAQ_2024 (new).txt", "our-faq_2024-new", "Our FAQ 2024 (new)"),
        ("häufige-fragen.txt", "häufige-fragen", "häufige fragen"),
        ("v1.2.txt", "v1-2", "v1.2"),
    ],
)
def test_ids_and_titles_from_names(tmp_path, name, document_id, title):
    [document] = read(tmp_path, {name: FAQ})
    assert (document.id, document.source.title) == (document_id, title)
    assert document.entries[0].passages[0].id.startswith(f"{document_id}:")


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path):
    [document] = read(tmp_path, {"faq.txt": b"\xef\xbb\xbf" + FAQ.encode()})
    assert document.text == FAQ


def test_what_is_no_faq_is_passed_over_with_a_reason(tmp_path):
    (tmp_path / "drafts.txt").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text(FAQ)
    (tmp_path / "again").symlink_to(tmp_path / "sub")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    hidden = (".DS_Store", ".faq.txt.swp", ".gitkeep", "#faq.txt#", "faq.txt~", "~$faq.docx")
    system = ("Thumbs.db", "desktop.ini")
    beside = dict.fromkeys((*hidden, *system, "sub/desktop.ini", "film.avi"), "x")
    documents = read(tmp_path, {"faq.txt": FAQ} | beside)
    assert [document.id for document in documents] == ["faq"]
    assert passed_over(tmp_path) == tuple(
        sorted(
            [
                *((name, "a hidden or temporary file") for name in hidden),
                *((name, "a file of the operating system") for name in system),
                ("sub/desktop.ini", "a file of the operating system"),
                (".git", "a hidden folder"),
                ("__MACOSX", "a hidden folder"),
                ("again", "a link to a folder; its files are read where they are"),
                ("sub/loop", "a link to a folder; its files are read where they are"),
                ("pipe.txt", "not a file"),
                ("film.avi", "this kind of file is not read"),
            ]
        )
    )


def test_subfolders_are_read(tmp_path):
    (tmp_path / "Our Sub" / "deep").mkdir(parents=True)
    documents = read(
        tmp_path,
        {
            "a.md": "## What does it cost?\n\nNothing.\n",
            "Our Sub/b.md": "## Where can I park?\n\nBehind.\n",
            "Our Sub/b.yaml": "publisher: We\n",
            "Our Sub/deep/a.txt": FAQ,
        },
    )
    assert [document.id for document in documents] == ["a", "our-sub-b", "our-sub-deep-a"]
    assert [document.source.title for document in documents] == ["a", "b", "a"]
    assert documents[1].source.publisher == "We"


def test_a_link_inside_the_folder_is_read_and_one_out_of_it_is_refused(tmp_path):
    folder = tmp_path / "corpus"
    (folder / "..data").mkdir(parents=True)  # as Kubernetes mounts files
    (folder / "..data" / "faq.txt").write_text(FAQ)
    (folder / "faq.txt").symlink_to("..data/faq.txt")
    assert [document.id for document in read(folder, {})] == ["faq"]
    (tmp_path / "secret.txt").write_text(FAQ)
    for target in (tmp_path / "secret.txt", tmp_path):
        (folder / "b.txt").unlink(missing_ok=True)
        (folder / "b.txt").symlink_to(target)
        assert message(folder, {}) == (
            "b.txt: it is a link out of the corpus folder. Put the file itself there."
        )


def test_a_folder_that_is_a_link_is_read(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "corpus").symlink_to(tmp_path / "real")
    assert [document.id for document in read(tmp_path / "corpus", {"faq.txt": FAQ})] == ["faq"]


def test_depth_number_and_size_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_walk, "MAX_FILES", 3)
    assert "more than 3 files" in message(tmp_path, dict.fromkeys(("a.txt", "b", "c", "e"), FAQ))
    monkeypatch.undo()
    monkeypatch.setattr("chatbot.corpus.folder.MAX_BYTES", 10**6)
    with (tmp_path / "a.txt").open("wb") as large:
        large.truncate(10**6 + 1)
    assert message(tmp_path, {}) == ("a.txt: it is larger than 1 MB. Split it into several files.")
    deep = tmp_path.joinpath(*["d"] * 22)
    deep.mkdir(parents=True)
    assert "more than 20 levels deep" in message(tmp_path, {})


def test_columns_of_a_table_are_named_in_the_metadata(tmp_path):
    [document] = read(
        tmp_path,
        {
            "faq.csv": "Nr;Was;Wie\n1;Die Karte;Gratis.\n",
            "faq.yaml": "columns: {question: Was, answer: Wie}\n",
        },
    )
    assert [entry.question for entry in document.entries] == ["Die Karte"]


@pytest.mark.parametrize(
    "columns", ["[a]", "{question: 1}", "{questions: a}", "Was", "{answer: ''}"]
)
def test_columns_that_are_no_names(tmp_path, columns):
    files = {"faq.txt": FAQ, "faq.yaml": f"title: A\ncolumns: {columns}\n"}
    assert message(tmp_path, files) == (
        "faq.yaml, line 2: its columns are not names of columns. "
        "Write `columns: {question: …, answer: …}`."
    )


# Metadata


def test_metadata_beside_the_document(tmp_path):
    [document] = read(
        tmp_path,
        {
            "faq.txt": FAQ,
            "faq.yaml": "title: A\n  guide\nurl: HTTPS://x.example/?a=b\nlanguage: de\nnotice:\n",
        },
    )
    assert asdict(document.source) == {
        "title": "A guide",
        "publisher": "",
        "url": "HTTPS://x.example/?a=b",
        "language": "de",
        "notice": "",
        "language_found": False,
    }


@pytest.mark.parametrize("metadata", ["", "# nothing yet\n", "title:\nlanguage: ''\n"])
def test_empty_metadata_changes_nothing(tmp_path, metadata):
    [document] = read(tmp_path, {"faq.txt": FAQ, "faq.yaml": metadata})
    assert (document.source.title, document.source.language) == ("faq", "en")


def test_a_metadata_file_overrides_front_matter(tmp_path):
    [document] = read(
        tmp_path,
        {
            "faq.md": "---\ntitle: Inside\npublisher: We\ntags: [a]\n---\n# Why?\nBecause.\n",
            "faq.yaml": "title: Beside\n",
        },
    )
    assert (document.source.title, document.source.publisher) == ("Beside", "We")


def test_the_language_is_found_unless_it_is_declared(tmp_path):
    spanish = "# Biblioteca\n\n## ¿Cuántos libros puedo llevarme?\n\nDiez a la vez.\n"
    documents = read(
        tmp_path,
        {
            "a.md": "# Club\n\n## ¿Cuánto cuesta?\n\nNada.\n",
            "b.md": "# Club\n\n## What does it cost?\n\nNothing.\n",
            "c.md": f"---\nlanguage: ca\n---\n{spanish}",
            "d.csv": "question,answer\n駐車場はありますか？,建物の裏にあります。\n",
            "e.md": spanish,
            "e.yaml": "language: en\n",
        },
    )
    found = [(document.source.language, document.source.language_found) for document in documents]
    assert found == [("es", True), ("en", True), ("ca", False), ("ja", True), ("en", False)]


# Hashes, from which the index sees whether it is up to date


def test_the_hash_depends_on_name_content_and_metadata(tmp_path):
    corpora = [
        {"faq.txt": FAQ},
        {"faq.txt": FAQ + " "},
        {"faq.md": FAQ},
        {"faq.txt": FAQ, "faq.yaml": "title: A"},
        {"faq.txt": FAQ, "faq.yaml": "title: B"},
    ]
    hashes = []
    for number, files in enumerate([*corpora, corpora[0]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, files)
        [file] = scan_corpus(folder)
        hashes.append(file.sha256)
    assert hashes[-1] == hashes[0]
    assert len(set(hashes)) == len(corpora)


# Errors


KINDS = ", ".join(READERS)
KEYS = "Use only title, publisher, url, language, notice, columns, asked_as, not_covered."
ENCODING = "this is not UTF-8 text. Save the file with the encoding UTF-8."
URL = "its url is not a web address. Begin it with https://."
YAML = (
    "this is not valid YAML. "
    'Write lines like `title: "Name of the guide"`; only in quotes may a value contain a colon.'
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"faq.txt": ""}, "faq.txt: the file is empty. Write an FAQ in it, or remove it."),
        ({"faq.csv": " \n"}, "faq.csv: the file is empty. Write an FAQ in it, or remove it."),
        (
            {"faq.txt": b"\xef\xbb\xbf"},
            "faq.txt: the file is empty. Write an FAQ in it, or remove it.",
        ),
        (
            {"faq.txt": "A story.\n"},
            "faq.txt: no question was found. Write each question on a line of its own, behind its "
            'number or "Q:", its answer below it.',
        ),
        ({"faq.txt": b"1. Why?\nCaf\xe9.\n"}, f"faq.txt, line 2: {ENCODING}"),
        (
            {"faq.txt": b"\x89PNG\r\n\x1a\n"},
            "faq.txt: this is not a text file, whatever its name ends with. "
            "Save the text of it as a file, or take it out.",
        ),
        (
            {"film.avi": b"RIFF", "faq.zip": b"PK"},
            "faq.zip: this kind of file cannot be read. "
            f"Save it as one of {KINDS}, or take it out of the folder.",
        ),
        (
            {"faq.csv": "question,answer\nWhy?,Because.\n", "faq.txt": FAQ},
            "faq.txt: its id 'faq' is also that of faq.csv. Rename one of the two.",
        ),
        (
            {"A b.txt": FAQ, "a-B.txt": FAQ},
            "a-B.txt: its id 'a-b' is also that of A b.txt. Rename one of the two.",
        ),
        (
            {"++.txt": FAQ},
            "++.txt: its name has no letters. Give it another name.",
        ),
        (
            {"faq.txt": FAQ, "fqa.yaml": "title: A"},
            "fqa.yaml: there is no document of this name. Rename or remove it.",
        ),
        ({"faq.txt": FAQ, "faq.yaml": "title: A\n- b\n"}, f"faq.yaml, line 2: {YAML}"),
        ({"faq.txt": FAQ, "faq.yaml": b"title: \xff"}, f"faq.yaml, line 1: {ENCODING}"),
        (
            {"faq.txt": FAQ, "faq.yaml": "- title\n"},
            f"faq.yaml: this is not metadata. {KEYS}",
        ),
        (
            {"faq.txt": FAQ, "faq.yaml": "title: A\nauthor: Me\n"},
            f"faq.yaml, line 2: the key 'author' is unknown. {KEYS}",
        ),
        (
            {"faq.txt": FAQ, "faq.yaml": "url: https://x.example\ntitle: 2024-01-31\n"},
            'faq.yaml, line 2: its title is not text. Write it in quotes: title: "…".',
        ),
        (
            {"faq.txt": FAQ, "faq.yaml": "title: A\nlanguage: no\n"},
            'faq.yaml, line 2: its language is not text. Write it in quotes: language: "…".',
        ),
        (
            {"faq.md": "---\ntitle: A\nnotice: [a]\n---\n# Why?\nBecause.\n"},
            'faq.md, line 3: its notice is not text. Write it in quotes: notice: "…".',
        ),
        (
            {"faq.md": "---\nurl: JavaScript:alert(1)\n---\n# Why?\nBecause.\n"},
            f"faq.md, line 2: {URL}",
        ),
    ],
)
def test_errors_name_the_file_the_line_and_the_remedy(tmp_path, files, expected):
    assert message(tmp_path, files) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        '"java\\nscript:alert(1)"',
        "data:text/html,x",
        "www.x.example",
        "https:x.example",
        "'https://[x'",
    ],
)
def test_only_web_addresses_become_links(tmp_path, url):
    files = {"faq.txt": FAQ, "faq.yaml": f"title: A\nurl: {url}\n"}
    assert message(tmp_path, files) == f"faq.yaml, line 2: {URL}"


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "faq.txt").symlink_to(tmp_path / "nowhere")
    assert message(tmp_path, {}) == (
        "faq.txt: the file cannot be read (No such file or directory). "
        "Make it readable, or take it out of the folder."
    )


def test_a_name_that_is_not_text(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    assert message(tmp_path, {name: FAQ}) == (
        f"{name}: its name has no letters. Give it another name."
    )


def test_a_name_of_two_lines_stays_one_line(tmp_path):
    assert message(tmp_path, {"a\nb.txt": "A story."}).startswith("a\\nb.txt: no question was")


def test_a_folder_that_is_missing_or_not_a_folder_or_empty(tmp_path):
    missing, file = tmp_path / "missing", tmp_path / "file"
    file.write_text("x")
    for folder, problem in ((missing, "No such file or directory"), (file, "Not a directory")):
        with pytest.raises(CorpusError) as error:
            scan_corpus(folder)
        assert str(error.value) == (
            f"{folder}: the corpus folder cannot be read ({problem}). Name another one."
        )
    file.unlink()
    with pytest.raises(CorpusError) as error:
        scan_corpus(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: there is no FAQ in it. Put a {'/'.join(READERS)} file there."
    )
