"""The page: its components, their events, and how it is served."""

from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.middleware import Middleware

from chatbot.page.handlers import Handlers
from chatbot.page.head import HERE, head
from chatbot.page.look import THEME
from chatbot.page.masthead import page_title
from chatbot.page.middleware import Doors, LinkPreview, PrivateHeaders
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

# An event that skips the queue is one plain request: quicker, and no stream to break on a bad
# connection. `max_threads` in `launch` bounds how many run at once.
_SERVED: dict[str, Any] = {
    "api_visibility": "private",
    "queue": False,
    "show_progress": "hidden",
    "trigger_mode": "multiple",
}


class Page:
    """The page of one chatbot."""

    def __init__(self, chatbot: "Chatbot", settings: Settings) -> None:
        self.settings = settings
        self.handlers = Handlers(chatbot, settings)
        self.texts = self.handlers.default_texts
        self.title = page_title(list(self.handlers.documents.values()), self.texts)

    def launch(self) -> gr.Blocks:
        """Serve the page, closed to everything that it does not need itself.

        Raises:
            OSError: The port cannot be listened on.
        """
        blocks = self.build()
        description = self.texts.description
        if self.handlers.unanswered is None:
            description += f" {self.texts.private}"
        middleware = [
            Middleware(PrivateHeaders),
            Middleware(Doors),
            Middleware(LinkPreview, title=self.title, description=description),
        ]
        blocks.launch(
            server_name=self.settings.host,
            server_port=self.settings.port,
            theme=THEME,
            head=head(self.settings, self.texts),
            favicon_path=HERE / "icon.svg",
            app_kwargs={"middleware": middleware},
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            show_error=False,
            enable_monitoring=False,
            run_history=False,
            strict_cors=True,
            max_file_size="1kb",
            max_threads=24,
            footer_links=[],
        )
        return blocks

    def build(self) -> gr.Blocks:
        """The page as Gradio blocks, its events wired."""
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
            # The scripts press these: to ask a question that is not in the box, to say that no
            # answer came, to bring a document that is not on the page, to speak another language.
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
            for over in (fetching.success, fetching.failure):
                over(None, js="() => faqReading.settle()")
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
        blocks.queue(api_open=False, max_size=64, status_update_rate=5)
        return blocks

    def speak(self, language: object, document_id: object) -> list[Any]:
        """What the parts of the page become in another language, in the order of the event."""
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
        """The conversation. Formulas stay text, and it grows with the page instead of scrolling."""
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
