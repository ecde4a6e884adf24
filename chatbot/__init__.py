"""A retrieval chatbot over an FAQ: every sentence of an answer is a sentence of the document.

Data flows one way, and the files are met in this order:

    settings → readers → passages → corpus     files become documents, entries and passages
    encoder → build → index                    passages become vectors and terms in `index/`
    ranking → verdict → conversation           a question becomes ordered passages and a verdict
    chatbot → answer → page                    one value for the terminal, the tests and the page
"""
