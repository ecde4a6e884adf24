"""A calendar that a test turns, and the files of unanswered questions on some days."""

import json
from datetime import date, timedelta

from chatbot.answering.unanswered import read_unanswered

DAY = date(2026, 11, 25)


class Calendar:
    """Says what day it is, as the test wants it."""

    def __init__(self):
        self.day = DAY

    def __call__(self):
        return self.day


def day_file(path, days_ago=0, today=DAY):
    """The file of a day beside the name in the settings."""
    return path.with_name(f"{path.stem}.{today - timedelta(days=days_ago)}{path.suffix}")


def line(days_ago, question):
    day = DAY - timedelta(days=days_ago)
    return json.dumps({"day": day.isoformat(), "question": question}).encode() + b"\n"


def write(path, *days_ago):
    """Write a file for each of these days, with one question: how many days ago it was."""
    for ago in days_ago:
        day_file(path, ago).write_bytes(line(ago, str(ago)))


def questions(path):
    return [one.question for one in read_unanswered(path)]


def names(folder):
    return {one.name for one in folder.iterdir()}
