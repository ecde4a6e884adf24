"""Recognise small talk: hello, thanks, goodbye. It gets a human line instead of a passage."""

import re

from chatbot.answering.answer import SmallTalk
from chatbot.text.terms import fold

# Folded: lower case, no accents. For a message of several kinds, the first kind listed counts.
PHRASES = {
    SmallTalk.THANKS: "thanks|thank (you|u|ya)|thankyou|thx|thnx|ty|tysm|much appreciated|"
    "(i )?appreciate (it|that|this|you|your help)|(muchas |mil )?gracias|god bless( you)?|"
    "(this|that|it) (was|is) (very |so |really )?helpful|that helps?( a lot)?|you helped me",
    SmallTalk.GOODBYE: "bye( bye)?|goodbye|good bye|see (you|ya)( later)?|good night|farewell|"
    "have a (good|nice|great) (day|one|night|evening)|adios|hasta luego|take care",
    SmallTalk.ABOUT: "who are you|what are you|what is this|what can you do|what do you do|"
    "are you (a )?(bot|robot|human|person|real|ai)( person)?|who made (you|this)|help|"
    "what can i ask( you)?|how does this work|quien eres|que eres|ayuda|what is your name",
    SmallTalk.GREETING: "hi|hello|hey|hiya|howdy|yo|good (morning|afternoon|evening|day)|sup|"
    "greetings|how are you|how r u|whats up|hola|buen(os|as)? (dias|tardes|noches|dia)|"
    "buenas|que tal|saludos",
    SmallTalk.ACKNOWLEDGEMENT: "ok|okay|k|kk|got it|i see|i understand|understood|alright|"
    "all right|right|sure|great|perfect|cool|nice|fine|good|wow|yes|no|yeah|yep|nope|"
    "never ?mind|test|testing|vale|entiendo|si|bueno|that is all|thats all|nothing( else)?|lol",
}
# Words that may accompany small talk and do not make it a question.
FILLERS = (
    "for (helping|everything|this|that)|"
    "for (your|the|all your|all the) (help|time|info|information|answers?)|"
    "to you|my (dear|friend|love)|por (todo|favor|su ayuda)|a lot|so|very|much|there|again|all|"
    "everyone|sir|madam|maam|friend|guys|please|really|you|bot|now|today|well|oh|and|amigo|amiga"
)
_KINDS = "|".join(rf"(?P<{kind}>{phrases})" for kind, phrases in PHRASES.items())
# Atomic, so that a long hostile message cannot make it try every reading.
_PIECE = re.compile(rf"(?>(?:{FILLERS}|{_KINDS})(?:\s+|$))")


def small_talk(message: str) -> SmallTalk | None:
    """Return the kind of small talk that a message is; None if it asks something."""
    words = " ".join(re.findall(r"\w+", re.sub(r"['’]", "", fold(message))))
    if not words:
        return SmallTalk.EMPTY
    found: set[SmallTalk] = set()
    place = 0
    while place < len(words):
        piece = _PIECE.match(words, place)
        if piece is None:
            return None
        found.update(kind for kind in PHRASES if piece[kind])
        place = piece.end()
    return next((kind for kind in PHRASES if kind in found), None)
