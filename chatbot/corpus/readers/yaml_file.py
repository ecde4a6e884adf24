"""YAML files with questions and answers, as site generators keep them."""

from chatbot.corpus.metadata import KEYS
from chatbot.corpus.readers.json_file import OTHER_REMEDY, parsed_values
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.yaml_values import YamlError, yaml_values
from chatbot.errors import CorpusError


def read_yaml(file: RawFile) -> ParsedFile:
    """Read a YAML file as JSON is read.

    Raises:
        CorpusError: It is not valid, holds no question, or is the metadata of a missing document.
    """
    try:
        values = yaml_values(file.text())
    except YamlError as error:
        problem = "this is not valid YAML."
        raise CorpusError(file.path, problem, OTHER_REMEDY, line=error.line) from error
    if not isinstance(values, dict | list) or (isinstance(values, dict) and set(values) <= {*KEYS}):
        problem = "there is no document of this name."
        raise CorpusError(file.path, problem, "Rename or remove it.")
    return parsed_values(file, values)
