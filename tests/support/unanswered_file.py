"""A calendar that a test turns, and what stands in a file of unanswered questions."""

from datetime import date, timedelta

from chatbot.answering.unanswered import UnansweredQuestion, read_unanswered

DAY = date(2026, 11, 25)


class Calendar:
    """Says what day it is, as the test wants it."""

    def __init__(self):
        self.day = DAY

    def __call__(self):
        return self.day


def line(days_ago, question):
    return UnansweredQuestion(DAY - timedelta(days=days_ago), question).to_line()


def questions(path):
    return [one.question for one in read_unanswered(path)]


def names(folder):
    return {one.name for one in folder.iterdir()}
