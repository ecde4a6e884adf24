"""The page of `python app.py` without batching, for comparison in `load.py`."""

import sys

import app
import chatbot.answering.search

if __name__ == "__main__":
    chatbot.answering.search.MAX_BATCH_QUERIES = 1
    sys.exit(app.main())
