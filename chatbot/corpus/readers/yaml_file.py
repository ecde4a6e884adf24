"""YAML files with questions and answers, as site generators keep them."""

from chatbot.corpus.metadata import KEYS
from chatbot.corpus.readers.json_file import OTHER_REMEDY, parsed_values
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.yaml_values import YamlError, yaml_as_written
from chatbot.errors import CorpusError


def read_yaml(file: RawFile) -> ParsedFile:
    """Read a YAML file as JSON is read.

    Raises:
        CorpusError: It is not valid, holds no question, or is the metadata of a missing document.
    """
    try:
        documents = [one for one in yaml_as_written(file.text()) if one is not None]
    except YamlError as error:
        problem, remedy = f"this {error.problem}", error.remedy or OTHER_REMEDY
        raise CorpusError(file.path, problem, remedy, line=error.line) from error
    values = documents[0] if len(documents) == 1 else documents
    metadata = isinstance(values, dict) and set(values) <= {*KEYS}
    if not values or metadata or not isinstance(values, dict | list):
        problem = "there is no document of this name."
        raise CorpusError(file.path, problem, "Rename or remove it.")
    return parsed_values(file, values)
