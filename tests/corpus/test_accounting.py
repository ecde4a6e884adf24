"""Each word of a file is in an entry, in its metadata, or left out with a reason."""

import itertools
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile

WORD = re.compile(r"w\d+x")


def words_of(parsed):
    """Return the words that a reader accounts for."""
    found = " ".join([str(parsed.metadata), *(one.words for one in parsed.left_out)])
    for entry in parsed.entries:
        found += " ".join(["", entry.question, *entry.section, *entry.alternative_questions, ""])
        found += entry.heading.of(parsed.text) + " "
        found += " ".join(block.span.of(parsed.text) for block in entry.blocks) + " "
        found += " ".join(block.header.of(parsed.text) for block in entry.blocks if block.header)
    return set(WORD.findall(found))


class Words:
    """Makes words of which each is used once."""

    def __init__(self):
        self._numbers = itertools.count()

    def __call__(self, count=3):
        return " ".join(f"w{next(self._numbers)}x" for _ in range(count))


def indented(text, width=2):
    return text.replace("\n", "\n" + " " * width)


# Each writes a piece of Markdown from new words. Pieces stand a blank line apart.
PIECES = {
    "heading 1": lambda w: f"# {w()}",
    "heading 2": lambda w: f"## {w()}?",
    "heading 3": lambda w: f"### {w()}",
    "numbered heading": lambda w: f"## 3.1 {w()}? {{#{w(1)}-id}}".replace("{#w", "{#v"),
    "setext heading": lambda w: f"{w()}\n===",
    "paragraph": lambda w: f"{w()}\n{w()}. **{w()}** and *{w(1)}*, `{w(1)}`.",
    "plain question": lambda w: f"{w()}?",
    "question and answer lines": lambda w: f"Q: {w()}\nA: {w()}",
    "bold question": lambda w: f"**{w()}?**",
    "bold question with answer": lambda w: f"**Q2. {w()}?** {w()}.",
    "bold line": lambda w: f"**{w()}**",
    "bold beginning": lambda w: f"**{w()}:** {w()}.",
    "list": lambda w: f"- {w()}\n- {w()}:\n  1. {w()}\n  2. {w()}?\n\n     {w()}\n- {w()}",
    "numbered questions": lambda w: f"1. **{w()}?**\n\n   {w()}\n\n2. {w()}?\n\n   {w()}",
    "question items": lambda w: f"* {w()}? {w()}.\n* {w()}? {w()}.",
    "lone item": lambda w: f"7. {w()}?",
    "details": lambda w: f"<details>\n<summary>{w()}?</summary>\n\n{w()}\n\n- {w()}\n\n</details>",
    "details in one line": lambda w: f"<details><summary><b>{w()}</b></summary>{w()}</details>",
    "table": lambda w: f"| {w(1)} | {w(1)} |\n|---|---|\n| {w()} | {w()} |\n| {w()} | |",
    "table of questions": lambda w: (
        f"| {w(1)} | {w(1)} |\n|---|---|\n| {w()}? | {w()} |\n| {w()}? | {w()} |"
    ),
    "html table": lambda w: (
        f"<table>{w(1)}<tr><th>{w()}<td>{w()}<p>{w()}</p></tr>"
        f"<tr><td><ul><li>{w()}</ul></td></tr></table>"
    ),
    "definition list": lambda w: f"{w()}\n: {w()}\n\n{w()}?\n: {w()}",
    "code": lambda w: f"```{w(1)}\n{w()}\n  {w()}\n```".replace("```w", "```v"),
    "indented code": lambda w: f"    {w()}\n    {w()}",
    "quotation": lambda w: f"> [!NOTE]\n> {w()}\n>\n> - {w()}",
    "comment": lambda w: f"<!-- {w()}\n{w()} -->",
    "picture": lambda w: f"![{w()}](https://example.org/x.png)",
    "picture in text": lambda w: f"{w()} ![{w()}](x.png) {w()}",
    "anchor": lambda w: f'<a name="top"></a>\n{w()}',
    "links in the page": lambda w: f"- [{w()}](#one)\n- [{w()}](#two)\n- [{w()}](#three)",
    "back to top": lambda w: f"[{w()}](#top)",
    "raw html": lambda w: f"<div><h3>{w()}?</h3><p>{w()}<br>{w()}</p>{w()}<hr>{w()}</div>",
    "script": lambda w: f"<script>{w()}</script>",
    "unclosed": lambda w: f"<div><b>{w()}\n\n{w()}",
    "unclosed comment": lambda w: f"<!-- {w()}",
    "directive": lambda w: f"{{% include {w()} %}}\n{w()}",
    "container": lambda w: f"::: tip {w()}\n{w()}\n:::",
    "admonition": lambda w: f'!!! note "{w()}"\n    {w()}\n\n    {w()}',
    "collapsed": lambda w: f'??? question "{w()}?"\n    {w()}',
    "footnote": lambda w: f"{w()}[^1]\n\n[^1]: {w()}",
    "strike": lambda w: f"~~{w()}~~ {w()}",
    "rule": lambda w: "---",
    "entity": lambda w: f"{w()}&nbsp;{w()} &uuml; &lt;{w()}&gt;",
}


def markdown_of(names, nested):
    words = Words()
    written = [PIECES[name](words) for name in names]
    if nested:
        written.append(f"- {words()}\n\n  " + indented("\n\n".join(written)))
    written.insert(0 if "unclosed comment" in names else len(written), f"## {words()}?\n{words()}")
    return f"---\ntitle: {words()}\nlayout: {words()}\n---\n\n" + "\n\n".join(written)


@given(names=st.lists(st.sampled_from(sorted(PIECES)), max_size=12), nested=st.booleans())
def test_each_word_of_markdown_is_accounted_for(names, nested):
    text = markdown_of(names, nested)
    parsed = read_markdown(RawFile(Path("faq.md"), text.encode()))
    assert set(WORD.findall(text)) - words_of(parsed) == set()
    for entry in parsed.entries:
        assert entry.answer == (entry.blocks[0].span.start, entry.blocks[-1].span.end)
        for block in entry.blocks:
            words = block.span.of(parsed.text)
            assert (words and words == words.strip()) or block.kind == "code"


def test_each_piece_alone_is_accounted_for():
    for name in PIECES:
        text = markdown_of([name], nested=False)
        parsed = read_markdown(RawFile(Path("faq.md"), text.encode()))
        missing = set(WORD.findall(text)) - words_of(parsed)
        assert not missing, (name, text, missing)
