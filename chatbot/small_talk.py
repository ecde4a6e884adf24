"""Messages that are no question: hello, thanks, goodbye. They get a human line, not a passage."""

import re

from chatbot.answer import SmallTalk
from chatbot.terms import fold

# Folded: lower case, no accents. A message is small talk only when nothing else is left of it.
PHRASES = {
    SmallTalk.GREETING: "hi|hello|hey|hiya|howdy|yo|good (morning|afternoon|evening|day)|greetings|"
    "how are you|how r u|whats up|sup|hola|buen(os|as)? (dias|tardes|noches|dia)|que tal|saludos",
    SmallTalk.THANKS: "thanks|thank you|thank u|thankyou|thx|thnx|ty|tysm|much appreciated|"
    "(i )?appreciate (it|that|this|you|your help)|(muchas |mil )?gracias|god bless( you)?|"
    "(this|that|it) (was|is) (very |so |really )?helpful|that helps?( a lot)?|you helped me",
    SmallTalk.GOODBYE: "bye|goodbye|good bye|bye bye|see (you|ya)( later)?|good night|"
    "have a (good|nice|great) (day|one|night|evening)|adios|hasta luego|take care|farewell",
    SmallTalk.ABOUT: "who are you|what are you|what is this|what can you do|what do you do|"
    "are you (a )?(bot|robot|human|person|real|ai)( person)?|who made (you|this)|help|"
    "what can i ask( you)?|how does this work|quien eres|que eres|ayuda|what is your name",
    SmallTalk.ACKNOWLEDGEMENT: "ok|okay|k|kk|got it|i see|i understand|understood|alright|all right|"
    "right|sure|great|perfect|cool|nice|fine|good|wow|yes|no|yeah|yep|nope|never ?mind|"
    "test|testing|vale|entiendo|si|bueno|that is all|thats all|nothing( else)?",
}
# Words that may stand beside small talk without making it a question.
FILLERS = "there|so|very|much|a lot|again|all|everyone|sir|madam|maam|friend|guys|please|really|for (your|the|all your|all the) (help|time|info|information|answer|answers)|for (helping|everything|this|that)|my friend|you|bot|now|today|well|oh|and|to you|amigo|amiga|por (todo|favor|su ayuda)"  # noqa: E501
_ANY = {kind: re.compile(rf"\b(?:{phrases})\b") for kind, phrases in PHRASES.items()}
_FILLER = re.compile(rf"\b(?:{FILLERS})\b")


def small_talk(message: str) -> SmallTalk | None:
    """What kind of small talk `message` is; None when it asks something."""
    words = " ".join(re.findall(r"\w+", re.sub(r"['’]", "", fold(message))))
    if not words:
        return SmallTalk.EMPTY
    found: SmallTalk | None = None
    rest = words
    for kind, pattern in _ANY.items():
        rest, count = pattern.subn(" ", rest)
        if count and (found is None or found in (SmallTalk.GREETING, SmallTalk.ACKNOWLEDGEMENT)):
            found = kind
    return found if found and not _FILLER.sub(" ", rest).strip() else None
