"""The page: its Gradio components and their events."""

from typing import TYPE_CHECKING, Any

import gradio as gr

from chatbot.page.handlers import Handlers
from chatbot.page.header_html import page_title
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.answering.chatbot import Chatbot

# An event that skips the queue is one plain request. It is quicker, and a bad connection cannot
# break a stream. `max_threads` limits the number at a time.
_SERVED: dict[str, Any] = {
    "api_visibility": "private",
    "queue": False,
    "show_progress": "hidden",
    "trigger_mode": "multiple",
}


ASK = "ask"
"""The name of the public endpoint."""


class Page:
    """The page of one chatbot."""

    def __init__(self, chatbot: "Chatbot", settings: Settings) -> None:
        self.settings = settings
        self.handlers = Handlers(chatbot, settings)
        self.texts = self.handlers.default_texts

    @property
    def title(self) -> str:
        """The title of the page."""
        documents = list(self.handlers.content.documents.values())
        return self.settings.title or page_title(documents, self.texts)

    def renew(self) -> bool:
        """Read the corpus again. Show it to everyone who opens the page from now on.

        An open page keeps working: it fetches the document of an answer.

        Returns:
            True if the corpus changed.

        Raises:
            ChatbotError: The corpus cannot be read or the index cannot be written. Nothing changes
                then.
        """
        if not self.handlers.renew():
            return False
        spoken = self.handlers.interface(self.texts.language, None)
        for name, component in self._drawn.items():
            component.value = getattr(spoken, name)
        self._blocks.title = self.title
        # Gradio computes the page's configuration once, at start.
        self._blocks.config = self._blocks.get_config_file()
        return True

    def build(self) -> gr.Blocks:
        """Return the page as Gradio blocks with their events."""
        handlers, texts = self.handlers, self.texts
        spoken = handlers.interface(texts.language, None)
        with gr.Blocks(
            title=self.title, analytics_enabled=False, delete_cache=(3600, 3600)
        ) as blocks:
            bar = gr.HTML(spoken.bar, elem_id="bar")
            masthead = gr.HTML(spoken.masthead, elem_id="masthead")
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="conversation"):
                    starters = gr.HTML(spoken.starters, elem_id="starters")
                    chat = self._chat()
                    with gr.Row(elem_id="composer"):
                        box = self._box()
                        send = gr.Button(texts.ask, variant="primary", elem_id="ask")
                    with gr.Row(elem_id="under"):
                        privacy = gr.HTML(spoken.privacy, elem_id="privacy")
                        copy = gr.Button(texts.copy_conversation, elem_id="copy-conversation")
                        clear = gr.Button(texts.new_conversation, elem_id="clear")
                with gr.Column(elem_id="document"):
                    panel = gr.HTML(spoken.panel, elem_id="panel")
            # The scripts click these to ask a question that is not in the box, report a missing
            # answer, fetch a document, and switch the language.
            ask_next, give_up, fetch, speak = (
                gr.Button(elem_id=name, visible="hidden")
                for name in ("ask-next", "give-up", "fetch-document", "speak")
            )
            gr.HTML('<div id="announcement" role="status"></div>')
            turn, reply, wanted, language = (gr.JSON(visible=False) for _ in range(4))

            asking = gr.on(
                [box.submit, send.click, ask_next.click],
                None,
                [box, chat],
                [box, chat],
                js="(text, chat) => faqConversation.push(text, chat)",
                trigger_mode="multiple",
            )
            answering = asking.then(
                handlers.answer, [turn], [reply], js="() => faqConversation.pending()", **_SERVED
            )
            answering.success(
                None,
                [reply, chat],
                [chat],
                js="(reply, chat) => faqConversation.receive(reply, chat)",
            )
            failing = "(chat) => faqConversation.fail(chat)"
            answering.failure(None, [chat], [chat], js=failing)
            give_up.click(None, [chat], [chat], js=failing)
            clear.click(None, None, [chat, box], js="() => faqConversation.clear()")
            copy.click(None, js="() => faqCopying.conversation()")
            fetching = fetch.click(
                handlers.show_document,
                [wanted, language],
                [panel],
                js="() => [faqReading.fetching(), faqLanguage.current()]",
                **_SERVED,
            )
            fetching.success(None, [panel], js="(panel) => faqReading.settle(panel)")
            fetching.failure(None, js="() => faqReading.settle()")
            speaking = speak.click(
                self.speak,
                [language, wanted],
                [bar, masthead, starters, privacy, panel, box, send, copy, clear],
                js="() => [faqLanguage.current(), faqReading.shown()]",
                **_SERVED,
            )
            speaking.success(None, js="() => faqLanguage.spoken()")
            speaking.failure(None, js="() => faqLanguage.failed()")
            blocks.load(None, js="() => faqLanguage.start()")
            gr.api(handlers.ask, api_name=ASK, queue=False, concurrency_limit=8)
        # With it, Gradio's script would load a bar from Hugging Face and fonts from Google.
        blocks.space_id = None
        self._blocks = blocks
        self._drawn = {"bar": bar, "masthead": masthead, "starters": starters, "panel": panel}
        blocks.queue(api_open=False, max_size=self.settings.waiting, status_update_rate=5)
        return blocks

    def speak(self, language: object, document_id: object) -> list[Any]:
        """Return the parts of the page in another language, in the order of the event."""
        spoken = self.handlers.interface(language, document_id)
        texts = spoken.texts
        return [
            spoken.bar,
            spoken.masthead,
            spoken.starters,
            spoken.privacy,
            spoken.panel,
            gr.update(label=texts.question_label, placeholder=texts.placeholder),
            texts.ask,
            texts.copy_conversation,
            texts.new_conversation,
        ]

    def _chat(self) -> gr.Chatbot:
        """Return the conversation. Formulas stay text, and only the page scrolls."""
        return gr.Chatbot(
            label=self.texts.conversation,
            show_label=False,
            container=False,
            buttons=[],
            latex_delimiters=[],
            autoscroll=False,
            height=None,
            feedback_options=None,
            elem_id="chat",
        )

    def _box(self) -> gr.Textbox:
        return gr.Textbox(
            label=self.texts.question_label,
            placeholder=self.texts.placeholder,
            max_lines=5,
            elem_id="question",
        )
