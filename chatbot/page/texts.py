"""Every word of the interface has a name here; translations.py has the words in each language.

The words of the documents are never among them: those come from the corpus and are shown as they
are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.answering.answer import SmallTalk
from chatbot.retrieval.confidence import Strength, Verdict


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language. Names in braces are filled in by the renderers."""

    language: str
    name: str
    language_names: Mapping[str, str]
    # The head of the page
    eyebrow: str
    description: str
    several_documents: str
    published_by: str
    other_language: str
    choose_language: str
    leave: str
    # Asking
    starters: str
    question_label: str
    placeholder: str
    ask: str
    new_conversation: str
    conversation: str
    copy_conversation: str
    # What becomes of a question
    private: str
    keeps_unanswered: str
    check: str
    how_to_check: str
    # An answer
    verdicts: Mapping[Verdict, str]
    verdicts_of_several: Mapping[Verdict, str]
    searched: str
    searched_with_context: str
    says: str
    may_say: str
    strengths: Mapping[Strength, str]
    source: str
    open_passage: str
    copy: str
    copied: str
    copy_link: str
    copy_link_with_context: str
    quoted: str
    read_on: str
    whole_answer: str
    further_one: str
    further_many: str
    nearest: str
    not_answered_advice: str
    related: str
    covered: str
    small_talk: Mapping[SmallTalk, str]
    ask_in: str
    trouble: str
    too_long: str
    unreachable: str
    busy: str
    too_many: str
    # The document
    document: str
    choose_document: str
    contents: str
    back: str
    typeface: str
    find: str
    find_shortly: str
    found: str
    not_found: str
    passage_of: str
    passages: str
    previous: str
    next: str

    def language_name(self, code: str) -> str:
        """What a language is called in this one; its code where we do not know."""
        return self.language_names.get(code, code)
