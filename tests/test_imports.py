"""The packages import one way: each only from those below it."""

import ast
import subprocess
import sys

import chatbot
from chatbot.settings import ROOT

TOP_TO_BOTTOM = (
    "server", "page", "answering", "retrieval", "index", "encoding", "corpus", "text"
)  # fmt: skip
LEAVES = {"settings", "errors", "files"}
HEAVY = ("faiss", "gradio", "numpy", "onnxruntime", "torch")


def imported_by(path):
    """Full names of the modules of ours that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module


def arrows():
    """(importing file, its package, imported package) of all imports inside `chatbot`."""
    for path in sorted((ROOT / "chatbot").rglob("*.py")):
        inside = path.relative_to(ROOT / "chatbot")
        for name in imported_by(path):
            if name.startswith("chatbot."):
                yield str(inside), inside.parts[0].removesuffix(".py"), name.split(".")[1]


def test_each_package_imports_only_from_those_below_it():
    below = {name: {*TOP_TO_BOTTOM[place:], *LEAVES} for place, name in enumerate(TOP_TO_BOTTOM)}
    below |= dict.fromkeys(LEAVES, LEAVES)
    upward = [
        (file, imported)
        for file, package, imported in arrows()
        if package != "__init__" and imported not in below[package]
    ]
    assert upward == []


def test_there_are_these_packages_and_leaves_and_no_others():
    folder = ROOT / "chatbot"
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert packages == set(TOP_TO_BOTTOM)
    assert {path.stem for path in folder.glob("*.py")} == {"__init__", *LEAVES}


def test_facade_has_what_programs_need_and_costs_nothing_until_it_is_used():
    assert chatbot.Chatbot.__module__ == "chatbot.answering.chatbot"
    for name in chatbot.__all__:
        assert getattr(chatbot, name).__name__ == name
    code = f"import sys, chatbot; chatbot.Settings; print(set({HEAVY}) & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"
