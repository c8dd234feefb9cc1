"""The Tantivy engine's parts: Tantivy keeps the index, matches, scores and counts; the words are ours.

Each layer of title and body is a field of Tantivy's, so its own BM25 (same k1, b, idf and one-byte lengths)
is the ranking formula, weighted by boosts.

    fields    the index's fields; article → document     view       one commit, opened
    writing   changes and rebuilds                       clauses    query tree → Tantivy's queries
    texts     the words of articles in their order       expansion  patterns, harakat, suggestions
    standing  phrases, proximity                         ranker     order, copies, pages
    facets    counts                                     search     one question, put to one view
"""
