"""The Whoosh engine's parts: Whoosh keeps the index, its segments and commits; NumPy arrays hold and score.

A segment is one file of flat arrays, mapped into memory and never changed. So a term's postings are
slices, nothing is decoded, and the processes of a machine share one copy.

    on disk     arrays      files of named arrays
                lexicon     the words of a segment, and what they are in the wider layers
                postings    the occurrences of words in a field
                columns     date, source, tags … of the articles
    writing     build       articles → a segment's arrays
                merge       several segments → one (merge_postings; policy: which, and when)
                store       the Whoosh index: its table of contents, changes, commits
                rebuilding  a whole index by several processes
    reading     segment     one segment, opened (codec: how Whoosh itself reads it)
                snapshot    all segments of one commit
                terms       the articles and scores of a query's words
                standing    where they stand: phrases, proximity, the second ranking
                expansion   the words of patterns, slips and suggestions
                matching    which articles a query's tree and filters match
                ranker      the order of the matches; facets: their counts
                cache       what is remembered, bounded in bytes
"""
