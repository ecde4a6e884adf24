"""The page as `python app.py` serves it, but each question read by itself: for `load.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import app
import chatbot.reading

if __name__ == "__main__":
    chatbot.reading.MOST_TOGETHER = 1
    sys.exit(app.main())
