"""Every word of the interface, in one place, so that another language is one more value.

The words of the documents are never here: those come from the corpus and are shown as they are.
"""

from dataclasses import dataclass

from chatbot.answer import SmallTalk, Strength, Verdict


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language. Names in braces are filled in by the renderers."""

    language: str
    # The head of the page
    eyebrow: str
    several_documents: str
    published_by: str
    privacy: str
    # Asking
    starters: str
    question_label: str
    placeholder: str
    ask: str
    new_conversation: str
    conversation: str
    # An answer
    verdicts: dict[Verdict, str]
    verdicts_of_several: dict[Verdict, str]
    searched: str
    searched_with_context: str
    says: str
    may_say: str
    strengths: dict[Strength, str]
    source: str
    open_passage: str
    copy: str
    copied: str
    read_on: str
    whole_answer: str
    further_one: str
    further_many: str
    nearest: str
    not_answered_advice: str
    related: str
    covered: str
    small_talk: dict[SmallTalk, str]
    trouble: str
    unreachable: str
    # The document
    document: str
    choose_document: str
    contents: str
    back: str
    typeface: str


ENGLISH = Texts(
    language="en",
    eyebrow="Ask, and read word for word what is said in",
    several_documents="{count} documents",
    published_by="published by {publisher}",
    privacy="Your questions are not written down, and this page contacts no other website.",
    starters="You could start with",
    question_label="Your question",
    placeholder="Ask in your own words",
    ask="Ask",
    new_conversation="New conversation",
    conversation="Conversation",
    verdicts={
        Verdict.ANSWERED: "This document answers that",
        Verdict.WEAK: "This may answer it",
        Verdict.NOT_ANSWERED: "This document does not answer that",
    },
    verdicts_of_several={
        Verdict.ANSWERED: "One of these documents answers that",
        Verdict.WEAK: "This may answer it",
        Verdict.NOT_ANSWERED: "None of these documents answers that",
    },
    searched="Searched for “{searched}”.",
    searched_with_context="Searched with your earlier questions in mind: “{searched}”.",
    says="The document says",
    may_say="The nearest that the document says",
    strengths={
        Strength.STRONG: "strong match",
        Strength.FAIR: "fair match",
        Strength.WEAK: "weak match",
    },
    source="Question {entry} of",
    open_passage="Show in the document",
    copy="Copy quotation",
    copied="Copied",
    read_on="Read on {date}.",
    whole_answer="Read the whole answer",
    further_one="1 more passage",
    further_many="{count} more passages",
    nearest="Nearest passages, which may not answer it",
    not_answered_advice="No passage fits your question well enough to be shown as its answer. "
    "Other words may find more.",
    related="Related questions",
    covered="Questions that it does answer",
    small_talk={
        SmallTalk.GREETING: "Hello. Ask in your own words, "
        "and you will see what the document says about it.",
        SmallTalk.THANKS: "You are welcome. Ask again whenever you like.",
        SmallTalk.GOODBYE: "Goodbye, and take care.",
        SmallTalk.ABOUT: "This page looks for the passages of a document that answer your "
        "question and shows them word for word. It writes nothing of its own.",
        SmallTalk.ACKNOWLEDGEMENT: "All right. Is there anything else you would like to look up?",
        SmallTalk.EMPTY: "What would you like to know? Take your time: your own words will do.",
    },
    trouble="Something went wrong here, and your question was not answered. Please ask it again.",
    unreachable="The page could not be reached. Check your connection, then ask again.",
    document="The document",
    choose_document="Document",
    contents="All {count} questions",
    back="Back to the conversation",
    typeface="Everything set in this typeface is the document, word for word.",
)
