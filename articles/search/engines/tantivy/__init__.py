"""The Tantivy engine's parts: Tantivy keeps the index, matches, scores and counts; the words are ours.

Each layer of title and body is a field of Tantivy's, so its own BM25 (same k1, b, idf and one-byte lengths)
is the ranking formula, weighted by boosts.

    engine      the contract: changes, searches (the same in every engine's folder)
    on disk     schema            the index's fields; article → document
                forward_index     the words of articles in their order
                commit_files      the files of one commit, and whether they are what was written
    writing     writer            changes and rebuilds
    reading     reader            one commit, opened; the newest commit
                query_builder     query tree → Tantivy's queries (boolean: all of, any of, none of)
                positions         phrases, proximity
                term_expansion    patterns, slips, harakat, suggestions
                collector         the order of the matches, duplicates, pages; facets: their counts
                search            one question, put to one reader
"""
