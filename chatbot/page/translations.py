"""The interface in English and in Spanish."""

from chatbot.answering.answer import SmallTalk
from chatbot.page.texts import Texts
from chatbot.retrieval.confidence import Strength, Verdict

ENGLISH = Texts(
    language="en",
    name="English",
    language_names={
        "ar": "Arabic",
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "ht": "Haitian Creole",
        "it": "Italian",
        "ko": "Korean",
        "pl": "Polish",
        "pt": "Portuguese",
        "ru": "Russian",
        "so": "Somali",
        "tl": "Tagalog",
        "uk": "Ukrainian",
        "vi": "Vietnamese",
        "zh": "Chinese",
    },
    eyebrow="Ask, and read word for word what is said in",
    description="Ask in your own words. The answer is the document’s, word for word, with its "
    "place.",
    several_documents="{count} documents",
    published_by="published by {publisher}",
    other_language="The document is in {language}. It is quoted as it is, and questions have to be "
    "asked in {language}.",
    choose_language="Language of this page",
    leave="Leave this page",
    starters="You could start with",
    question_label="Your question",
    placeholder="Ask in your own words",
    ask="Ask",
    new_conversation="New conversation",
    conversation="Conversation",
    copy_conversation="Copy conversation",
    private="Nothing you ask is written down, and this page contacts no other website.",
    keeps_unanswered="Only questions that the document does not answer are kept, without your "
    "address, for {days} days, to improve it. This page contacts no other website.",
    check="How to check",
    how_to_check="Your browser’s developer tools list every request under “Network”: all go to "
    "this address. Under “Storage” or “Application” you find no cookie and no question. A page "
    "opened anew has forgotten everything. “Leave this page” clears it and goes to Wikipedia.",
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
    copy_link="Copy link to this answer",
    copy_link_with_context="Copy link to this answer, with your earlier questions",
    quoted="“{words}”",
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
    ask_in="Please ask in {language}: this page cannot read other languages yet, and a wrong "
    "passage would not help you.",
    trouble="Something went wrong here, and your question was not answered. Please ask it again.",
    too_long="That is longer than {limit} characters, which is more than this page reads. Please "
    "shorten it: your question is still in the box.",
    unreachable="The page could not be reached. Check your connection, then ask again.",
    busy="Many people are asking at this moment, and your question was not answered. Please ask it "
    "again.",
    too_many="Many questions came from your connection within a minute. Please wait a little, then "
    "ask again.",
    document="The document",
    choose_document="Document",
    contents="All {count} questions",
    back="Back",
    typeface="Everything set in this typeface is the document, word for word.",
    find="Search in the document",
    find_shortly="Search",
    found="{at} of {count}",
    not_found="not found",
    passage_of="Passage {at} of {count}",
    passages="Passages: {count}",
    previous="Previous",
    next="Next",
)

SPANISH = Texts(
    language="es",
    name="Español",
    language_names={
        "ar": "árabe",
        "de": "alemán",
        "en": "inglés",
        "es": "español",
        "fr": "francés",
        "ht": "criollo haitiano",
        "it": "italiano",
        "ko": "coreano",
        "pl": "polaco",
        "pt": "portugués",
        "ru": "ruso",
        "so": "somalí",
        "tl": "tagalo",
        "uk": "ucraniano",
        "vi": "vietnamita",
        "zh": "chino",
    },
    eyebrow="Pregunte y lea, palabra por palabra, lo que dice",
    description="Pregunte con sus propias palabras. La respuesta es la del documento, palabra por "
    "palabra, con su lugar.",
    several_documents="{count} documentos",
    published_by="publicado por {publisher}",
    other_language="El documento está en {language}. Se cita tal como está, y por ahora hay que "
    "preguntar en {language}.",
    choose_language="Idioma de esta página",
    leave="Salir de esta página",
    starters="Puede empezar con",
    question_label="Su pregunta",
    placeholder="¿Qué quiere saber?",
    ask="Preguntar",
    new_conversation="Nueva conversación",
    conversation="Conversación",
    copy_conversation="Copiar la conversación",
    private="Nada de lo que pregunta se guarda, y esta página no se comunica con ningún otro "
    "sitio.",
    keeps_unanswered="Solo las preguntas que el documento no responde se guardan, sin su "
    "dirección, durante {days} días, para mejorarlo. Esta página no se comunica con ningún otro "
    "sitio.",
    check="Cómo comprobarlo",
    how_to_check="Las herramientas para desarrolladores de su navegador muestran cada solicitud "
    "en «Red»: todas van a esta dirección. En «Almacenamiento» o «Aplicación» no hay ninguna "
    "cookie ni ninguna pregunta. Una página abierta de nuevo lo ha olvidado todo. «Salir de esta "
    "página» la borra y va a Wikipedia.",
    verdicts={
        Verdict.ANSWERED: "Este documento lo responde",
        Verdict.WEAK: "Esto podría responderlo",
        Verdict.NOT_ANSWERED: "Este documento no lo responde",
    },
    verdicts_of_several={
        Verdict.ANSWERED: "Uno de estos documentos lo responde",
        Verdict.WEAK: "Esto podría responderlo",
        Verdict.NOT_ANSWERED: "Ninguno de estos documentos lo responde",
    },
    searched="Se buscó: «{searched}».",
    searched_with_context="Se buscó teniendo en cuenta sus preguntas anteriores: «{searched}».",
    says="El documento dice",
    may_say="Lo más cercano que dice el documento",
    strengths={
        Strength.STRONG: "coincidencia fuerte",
        Strength.FAIR: "coincidencia media",
        Strength.WEAK: "coincidencia débil",
    },
    source="Pregunta {entry} de",
    open_passage="Ver en el documento",
    copy="Copiar la cita",
    copied="Copiado",
    copy_link="Copiar el enlace a esta respuesta",
    copy_link_with_context="Copiar el enlace a esta respuesta, con sus preguntas anteriores",
    quoted="«{words}»",
    read_on="Leído el {date}.",
    whole_answer="Leer la respuesta completa",
    further_one="1 pasaje más",
    further_many="{count} pasajes más",
    nearest="Pasajes más cercanos, que quizá no lo respondan",
    not_answered_advice="Ningún pasaje se ajusta a su pregunta lo bastante bien como para "
    "mostrarlo como respuesta. Pruebe con otras palabras.",
    related="Preguntas relacionadas",
    covered="Preguntas que sí responde",
    small_talk={
        SmallTalk.GREETING: "Hola. Pregunte con sus propias palabras "
        "y verá lo que dice el documento.",
        SmallTalk.THANKS: "De nada. Pregunte de nuevo cuando quiera.",
        SmallTalk.GOODBYE: "Adiós, y cuídese.",
        SmallTalk.ABOUT: "Esta página busca los pasajes de un documento que responden a su "
        "pregunta y los muestra palabra por palabra. No escribe nada propio.",
        SmallTalk.ACKNOWLEDGEMENT: "De acuerdo. ¿Quiere consultar algo más?",
        SmallTalk.EMPTY: "¿Qué le gustaría saber? Tómese su tiempo: sirven sus propias palabras.",
    },
    ask_in="Por favor, pregunte en {language}: esta página todavía no entiende otros idiomas, y "
    "un pasaje equivocado no le serviría.",
    trouble="Algo falló aquí y su pregunta no fue respondida. Por favor, hágala de nuevo.",
    too_long="Eso tiene más de {limit} caracteres, más de lo que esta página lee. Por favor, "
    "acórtelo: su pregunta sigue en la casilla.",
    unreachable="No se pudo conectar con la página. Revise su conexión y pregunte de nuevo.",
    busy="En este momento pregunta mucha gente y su pregunta quedó sin respuesta. Pregunte otra "
    "vez, por favor.",
    too_many="Desde su conexión llegaron muchas preguntas en un minuto. Espere un poco y pregunte "
    "otra vez.",
    document="El documento",
    choose_document="Documento",
    contents="Las {count} preguntas",
    back="Volver",
    typeface="Todo lo que está en este tipo de letra es el documento, palabra por palabra.",
    find="Buscar en el documento",
    find_shortly="Buscar",
    found="{at} de {count}",
    not_found="no se encontró",
    passage_of="Pasaje {at} de {count}",
    passages="Pasajes: {count}",
    previous="Anterior",
    next="Siguiente",
)

TEXTS = {texts.language: texts for texts in (ENGLISH, SPANISH)}
"""By ISO 639-1 code; the first is for those whose language is not here."""
