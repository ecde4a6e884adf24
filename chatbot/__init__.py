"""A retrieval chatbot over an FAQ: every sentence of an answer is a sentence of the document.

Data flows one way, and the files are met in this order:

    settings, documents → readers → passages, metadata → corpus    files become documents
    encoder → sentence_transformer_encoder → onnx_encoder          texts become vectors
    files, jsonlines, joined → vectors, coder → token_vectors → stored_encoding, stored_words, bm25
                                                                   what is on disk
    manifest, terms → index → encoding_writer, segments, parts, record_writer → index_writer
    → export → build                                               passages become an index
    small_talk, conversation, spelling → comparison → signals      a question is compared
    ranking → batching → reading → verdict → hits                  and finds passages
    chatbot → answer → page                                        one value for all who ask
    watching                                                       the corpus is edited meanwhile
    unanswered                                                     what the operator may collect
    gateway                                                        what may be asked of the server
"""
