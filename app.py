"""Serve the chatbot's page: `python app.py`."""

import os
import sys

# Gradio looks for updates and reports its use unless this is set, spelled so, before its import.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# The numbers behind Gradio's own usage page are otherwise rebuilt after every event.
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
# A question is too short to share out: on a busy machine a second thread of NumPy's only spins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> int:
    """Open the chatbot, serve its page until interrupted, and return the exit status."""
    from chatbot.chatbot import Chatbot
    from chatbot.errors import ChatbotError
    from chatbot.settings import Settings

    try:
        settings = Settings.from_environment()
        chatbot = Chatbot.open(settings)
        from chatbot.page.page import Page

        page = Page(chatbot, settings)
    except ChatbotError as error:
        print(error, file=sys.stderr)
        return 1

    try:
        blocks = page.launch()
    except OSError:
        place = f"{settings.host}, port {settings.port}"
        print(f"{place}: cannot be listened on. Choose another CHATBOT_PORT.", file=sys.stderr)
        return 1
    print(f"The chatbot answers at {blocks.local_url}", flush=True)
    blocks.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())
