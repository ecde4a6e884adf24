"""The page: its components, their events, and how it is served."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from chatbot.page.handlers import Handlers
from chatbot.page.look import THEME
from chatbot.page.markup import plain
from chatbot.page.panel import masthead, starters
from chatbot.page.texts import ENGLISH, Texts
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

HERE = Path(__file__).parent
SCRIPTS = ("reading.js", "conversation.js", "gestures.js")

# An event that skips the queue is one plain request: quicker, and no stream to break on a bad
# connection. `max_threads` in `launch` bounds how many run at once.
_SERVED: dict[str, Any] = {
    "api_visibility": "private",
    "queue": False,
    "show_progress": "hidden",
    "trigger_mode": "multiple",
}


class Page:
    """The page of one chatbot in one language."""

    def __init__(self, chatbot: "Chatbot", settings: Settings, texts: Texts = ENGLISH) -> None:
        self.settings, self.texts = settings, texts
        self.handlers = Handlers(chatbot, settings, texts)

    def launch(self) -> gr.Blocks:
        """Serve the page, closed to everything that it does not need itself.

        Raises:
            OSError: The port cannot be listened on.
        """
        blocks = self.build()
        blocks.launch(
            server_name=self.settings.host,
            server_port=self.settings.port,
            theme=THEME,
            head=self._head(),
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
            max_threads=8,
            footer_links=[],
        )
        return blocks

    def build(self) -> gr.Blocks:
        """The page as Gradio blocks, its events wired."""
        texts, handlers = self.texts, self.handlers
        with gr.Blocks(
            title=self._title(), analytics_enabled=False, delete_cache=(3600, 3600)
        ) as blocks:
            gr.HTML(masthead(list(handlers.documents.values()), texts), elem_id="masthead")
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="conversation"):
                    gr.HTML(
                        starters(handlers.starters, handlers.documents, texts), elem_id="starters"
                    )
                    chat = self._chat()
                    with gr.Row(elem_id="composer"):
                        box = self._box()
                        send = gr.Button(texts.ask, variant="primary", elem_id="ask")
                    with gr.Row(elem_id="under"):
                        gr.HTML(f"<p>{plain(texts.privacy)}</p>", elem_id="privacy")
                        clear = gr.Button(texts.new_conversation, elem_id="clear")
                with gr.Column(elem_id="document"):
                    panel = gr.HTML(handlers.show_document(None), elem_id="panel")
            # The scripts press these: to ask a question that is not in the box, to say that no
            # answer came, and to bring a document that is not on the page.
            ask_next, give_up, fetch = (
                gr.Button(elem_id=name, visible="hidden")
                for name in ("ask-next", "give-up", "fetch-document")
            )
            turn, reply, wanted = (gr.JSON(visible=False) for _ in range(3))

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
            fetching = fetch.click(
                handlers.show_document,
                [wanted],
                [panel],
                js="() => [faqReading.fetching()]",
                **_SERVED,
            )
            for over in (fetching.success, fetching.failure):
                over(None, js="() => faqReading.settle()")
            blocks.load(None, js="() => faqConversation.start()")
        blocks.queue(api_open=False, max_size=64, status_update_rate=5)
        return blocks

    def _title(self) -> str:
        titles = [document.source.title for document in self.handlers.documents.values()]
        several = self.texts.several_documents.format(count=len(titles))
        return titles[0] if len(titles) == 1 else several

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
            max_length=self.settings.max_question,
            elem_id="question",
        )

    def _head(self) -> str:
        """The style and the scripts of the page, and what the scripts need to know.

        All of it goes into the head because `launch(css=)` puts a prefix before every selector,
        which makes rules on `body` match nothing.
        """
        texts = self.texts
        settings = {
            "limit": self.settings.max_question,
            "patience": 10_000,
            "texts": {
                "language": texts.language,
                "conversation": texts.conversation,
                "copied": texts.copied,
                "read_on": texts.read_on,
                "unreachable": texts.unreachable,
            },
        }
        knowledge = json.dumps(settings).replace("<", "\\u003c")
        style = (HERE / "style.css").read_text(encoding="utf-8")
        scripts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
        return (
            f"<style>{style}</style>\n<script>window.faqSettings = {knowledge};\n{scripts}</script>"
        )
