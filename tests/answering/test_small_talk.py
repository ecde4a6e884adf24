import pytest

from chatbot.answering.answer import SmallTalk
from chatbot.answering.small_talk import small_talk


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Hello", SmallTalk.GREETING),
        ("hi there!!", SmallTalk.GREETING),
        ("¡Buenos días!", SmallTalk.GREETING),
        ("Thank you so much for your help", SmallTalk.THANKS),
        ("ok thanks", SmallTalk.THANKS),
        ("muchas gracias", SmallTalk.THANKS),
        ("Hi, who are you?", SmallTalk.ABOUT),
        ("ok got it", SmallTalk.ACKNOWLEDGEMENT),
        ("good night", SmallTalk.GOODBYE),
        ("?!… 🙂", SmallTalk.EMPTY),
        ("", SmallTalk.EMPTY),
    ],
)
def test_small_talk_is_recognised(message, kind):
    assert small_talk(message) is kind


@pytest.mark.parametrize(
    "message",
    [
        "hello, can ICE see my license?",
        "thanks, and what does it cost?",
        "Is it good to share data?",
        "help me request my records",
        "who are you sharing my data with?",
        "why",
    ],
)
def test_a_question_is_not_small_talk(message):
    assert small_talk(message) is None
