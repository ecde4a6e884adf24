"""How one answer becomes passages: made up ones, and those of the shipped document."""

from pathlib import Path

from chatbot.corpus.passages import build_entries
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.plain_text import read_plain_text
from chatbot.corpus.sentences import sentence_spans


def passages_of(answer):
    """[(lead, passage), …] of the only answer of a numbered text."""
    text = f"1. Why?\n{answer}"
    [entry] = build_entries(
        "faq", text, read_plain_text(RawFile(Path("faq"), text.encode())).entries, "en"
    )
    return [(passage.lead, passage.text) for passage in entry.passages]


# Single answers


def test_paragraphs_are_passages_of_their_own():
    first = "It is free of charge for everyone who has lived here for a year."
    second = "Those who came later pay ten dollars, and children pay nothing."
    assert passages_of(f"{first}\n\n{second}") == [("", first), ("", second)]


def test_a_very_short_paragraph_joins_the_next():
    rest = "Those who came later pay ten dollars, and children pay nothing."
    assert passages_of(f"Yes.\nMostly.\n\n{rest}\n{rest}") == [
        ("", f"Yes.\nMostly.\n\n{rest}"),
        ("", rest),
    ]
    assert passages_of(f"Yes, in these ways:\n- By mail.\n\n{rest}") == [
        ("Yes, in these ways:", "- By mail."),
        ("", rest),
    ]


def test_a_lead_goes_with_each_item_and_never_stands_alone():
    answer = (
        "You can apply in many ways. Choose one of these:\n"
        "1. Write us a long letter.\n"
        "2. Come to our office. Bring a chair.\n"
        "All of them cost the same amount."
    )
    lead = "Choose one of these:"
    assert passages_of(answer) == [
        ("", "You can apply in many ways."),
        (lead, "1. Write us a long letter."),
        (lead, "2. Come to our office. Bring a chair."),
        ("", "All of them cost the same amount."),
    ]


def test_a_sentence_that_leads_in_without_a_colon_is_a_passage_too():
    assert passages_of("There are two ways to do it.\n- Write us a letter.\n- Come here.") == [
        ("", "There are two ways to do it."),
        ("There are two ways to do it.", "- Write us a letter."),
        ("There are two ways to do it.", "- Come here."),
    ]


def test_items_of_a_list_in_a_list_carry_the_item_that_leads_them_in():
    answer = (
        "These are the ways:\n"
        "- You come in person:\n"
        "  - on any Monday morning,\n"
        "  - on any Friday morning.\n"
        "- You write us a letter."
    )
    assert passages_of(answer) == [
        ("You come in person:", "- on any Monday morning,"),
        ("You come in person:", "- on any Friday morning."),
        ("These are the ways:", "- You write us a letter."),
    ]


def test_an_item_that_ends_with_a_colon_leads_in_the_paragraph_below_it():
    online = "Fill in the form on our page, and send it to us at any time of the day."
    mail = "Print the form, sign it, and send it to the address that it bears."
    answer = f"There are two ways:\n1. Online:\n{online}\n2. By mail:\n{mail}"
    assert passages_of(answer) == [("Online:", online), ("By mail:", mail)]
    assert passages_of(answer.replace("\n", "\n\n")) == [("Online:", online), ("By mail:", mail)]


def test_only_the_first_paragraph_below_an_item_is_led_in_by_it():
    online = "Fill in the form on our page, and send it to us at any time of the day."
    after = "Whichever you choose, you hear from us within two weeks of your letter."
    assert passages_of(f"There are two ways:\n1. Online:\n{online}\n{after}\n2. By mail.") == [
        ("Online:", online),
        ("", after),
        (after, "2. By mail."),
    ]


def test_a_paragraph_that_ends_with_a_colon_leads_in_the_paragraph_below_it():
    below = "It is free of charge for everyone who has lived here for a year."
    assert passages_of(f"Note well. This is our rule:\n\n{below}\n\n{below}") == [
        ("", "Note well."),
        ("This is our rule:", below),
        ("", below),
    ]


def test_an_item_that_ends_with_a_colon_leads_in_no_item_beside_it():
    answer = "These are the ways:\n- Online:\n- By mail:\n- In person."
    lead = "These are the ways:"
    assert passages_of(answer) == [
        (lead, "- Online:"),
        (lead, "- By mail:"),
        (lead, "- In person."),
    ]


def test_an_item_that_ends_with_a_colon_leads_in_no_item_above_its_level():
    assert passages_of("Two ways:\n- In person:\n  - on Monday:\n- By mail.") == [
        ("In person:", "- on Monday:"),
        ("Two ways:", "- By mail."),
    ]


def test_a_colon_at_the_end_of_an_answer_leads_nothing_in():
    assert passages_of("There is only one way to do it:") == [
        ("", "There is only one way to do it:")
    ]


def test_a_list_without_a_lead():
    assert passages_of("- Write us a long letter.\n- Come to our office.") == [
        ("", "- Write us a long letter."),
        ("", "- Come to our office."),
    ]


def test_a_sentence_longer_than_a_passage_stays_whole():
    sentence = "It goes on " + "and on " * 300 + "until here."
    assert passages_of(f"A short one stands before it. {sentence} Another one stands after.") == [
        ("", "A short one stands before it."),
        ("", sentence),
        ("", "Another one stands after."),
    ]


def test_sentences_that_are_too_long_together_are_parted():
    sentences = [f"Of {length} letters {'x' * (length - 16)}." for length in (400, 700, 450)]
    assert [len(sentence) for sentence in sentences] == [400, 700, 450]
    assert passages_of(" ".join(sentences)) == [("", sentence) for sentence in sentences]


def test_a_long_paragraph_becomes_passages_of_similar_length():
    sentence = "This sentence has, with its space, fifty letters."
    answer = " ".join([sentence] * 42)  # 42 × 50 − 1 = 2,099 characters
    assert passages_of(answer) == [("", " ".join([sentence] * 14))] * 3


# The document that comes with the chatbot


def shipped(document, number):
    return [
        (passage.lead, passage.text[:40], passage.text[-30:])
        for passage in document.entries[number - 1].passages
    ]


def test_an_answer_of_one_paragraph(shipped_document, shipped_text):
    [passage] = shipped_document.entries[0].passages
    assert passage.text == shipped_text.splitlines()[1]
    assert [sentence.of(shipped_text)[:22] for sentence in passage.sentences] == [
        "The current policy of ",
        "Connecticut has enacte",
        "Specifically, Connecti",
        "This policy is aimed a",
    ]


def test_an_answer_with_a_list(shipped_document):
    lead = "The process typically involves the following steps:"
    assert shipped(shipped_document, 9) == [
        ("", "In Connecticut, individuals can request ", "tment of Motor Vehicles (DMV)."),
        (lead, "1. Obtain the contact information for th", "ndles public records requests."),
        (lead, "2. Draft a written request specifically ", "te the search for your records."[1:]),
        (lead, "3. Submit the request via mail, email, o", "ssing public records requests."),
        (lead, "4. Await a response from the DMV, which ", "etails related to the request."),
        ("", "It’s important to note that the process ", "ccessing data shared with ICE."),
    ]


def test_an_answer_with_two_lists(shipped_document):
    in_favour = "Arguments for sharing DMV data with ICE:"
    against = "Arguments against sharing DMV data with ICE:"
    assert [(lead, start[:24]) for lead, start, _ in shipped(shipped_document, 11)] == [
        ("", "Sharing DMV data with IC"),
        (in_favour, "1. Enhanced public safet"),
        (in_favour, "2. Enforcement of immigr"),
        (in_favour, "3. Compliance with feder"),
        (against, "1. Fear and mistrust: Cr"),
        (against, "2. Privacy concerns: Opp"),
        (against, "3. Potential for racial "),
        ("", "Overall, the debate over"),
    ]


def test_an_answer_that_is_only_a_list(shipped_document, shipped_text):
    lines = shipped_text.splitlines()[109:112]
    passages = shipped_document.entries[19].passages
    assert [(passage.lead, passage.text) for passage in passages] == [("", line) for line in lines]
    assert [len(passage.sentences) for passage in passages] == [3, 2, 2]
    assert passages[1].sentences[0].of(shipped_text).startswith("Furthermore, the sharing of")


def test_every_sentence_of_the_shipped_answers_is_shown(shipped_document, shipped_text):
    left_out = []
    for entry in shipped_document.entries:
        shown = "".join(passage.lead + passage.text for passage in entry.passages)
        for line in entry.answer.of(shipped_text).splitlines():
            sentences = [span.of(line) for span in sentence_spans(line, 0, len(line), "en")]
            left_out += [sentence for sentence in sentences if sentence not in shown]
    # It leads in two sentences that each lead in a list, and says nothing by itself.
    assert left_out == ["Here are some key points on both sides:"]


def test_a_link_to_a_shipped_passage_works_in_the_next_release(shipped_document):
    assert shipped_document.entries[1].passages[0].id == "connecticut-dmv-ice:akta76q7:uhppfntc"
