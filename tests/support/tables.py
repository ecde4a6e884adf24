"""What tests of tables look at."""


def entries(parsed):
    """[(question, answer, blocks), …], each taken from the text by its span."""
    for entry in parsed.entries:
        assert entry.heading.of(parsed.text) == entry.question
        assert entry.answer == (entry.blocks[0].span.start, entry.blocks[-1].span.end)
    return [
        (
            entry.question,
            entry.answer.of(parsed.text),
            [(block.span.of(parsed.text), block.depth) for block in entry.blocks],
        )
        for entry in parsed.entries
    ]


def pairs(parsed):
    """[(question, answer), …]."""
    return [entry[:2] for entry in entries(parsed)]


def told(notes):
    """Left-out words or remarks as tuples."""
    return [tuple(note) for note in notes]


def words_of(parsed):
    """Everything that a reader took over or left out, as one text."""
    found = [str(parsed.metadata)]
    found += [note.words for note in (*parsed.left_out, *parsed.remarks)]
    for entry in parsed.entries:
        found += [entry.question, *entry.section, *entry.alternative_questions]
        found += [block.span.of(parsed.text) for block in entry.blocks]
    return "\n".join(found)
