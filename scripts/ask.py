"""Ask in the terminal: `python scripts/ask.py "question"`, or `--jsonl` for many questions."""

import argparse
import json
import os
import sys
import textwrap

from chatbot.answering.answer import Answer
from chatbot.answering.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.retrieval.confidence import Verdict
from chatbot.settings import Settings

VERDICTS = {
    Verdict.ANSWERED: "The document answers that:",
    Verdict.WEAK: "The document may answer that:",
    Verdict.NOT_ANSWERED: "The document does not answer that. The nearest passages:",
}


def main() -> int:
    """Answer one question, or each line of standard input; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("question", nargs="?", help="the question")
    source.add_argument(
        "--jsonl",
        action="store_true",
        help='read {"text": …, "history": […]} a line from standard input, write an answer a line',
    )
    arguments = parser.parse_args()
    try:
        chatbot = Chatbot.open(Settings.from_environment())
        if arguments.jsonl:
            answer_lines(chatbot)
        else:
            print(readable(chatbot, chatbot.ask(arguments.question)))
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of the pipe closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def answer_lines(chatbot: Chatbot) -> None:
    """Answer every line of standard input on standard output.

    Raises:
        ChatbotError: A line is not an object in the format of `--jsonl`.
    """
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text, history = record["text"], record.get("history") or []
            if not isinstance(text, str) or not is_list_of_strings(history):
                raise TypeError
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ChatbotError(
                f'standard input, line {number}: write {{"text": "…", "history": ["…"]}}.'
            ) from error
        print(json.dumps(chatbot.ask(text, history).to_json(), ensure_ascii=False), flush=True)


def is_list_of_strings(value: object) -> bool:
    """Return True for a list that holds only strings."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def readable(chatbot: Chatbot, answer: Answer) -> str:
    """Return an answer as lines of text."""
    lines = []
    if answer.shortened:
        count = len(answer.question)
        lines.append(f"The question is too long. Only its last {count:,} characters were read.")
    if answer.small_talk:
        return "\n".join([*lines, "Ask me a question about what the document covers."])
    if answer.foreign_language:
        return "\n".join([*lines, "Please ask in the language of the documents."])
    if answer.searched != answer.question:
        lines.append(f"Searched for: {answer.searched}")
    lines.append(VERDICTS[answer.verdict])
    for hit in answer.hits:
        passage = hit.passage
        document = chatbot.document(passage.document)
        title = document.source.title if document else passage.document
        lines += ["", f"{passage.entry}. {passage.question}  ({title}; {hit.strength})"]
        quotation = f"{passage.lead} {passage.text}" if passage.lead else passage.text
        lines += textwrap.wrap(quotation, 96, initial_indent="   ", subsequent_indent="   ")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
