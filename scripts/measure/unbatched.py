"""The page as `python app.py` serves it, but each question read by itself: for `load.py`."""

import sys

import app
import chatbot.answering.search

if __name__ == "__main__":
    chatbot.answering.search.MAX_BATCH_QUERIES = 1
    sys.exit(app.main())
