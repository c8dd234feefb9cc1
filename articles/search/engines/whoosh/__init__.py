"""The Whoosh engine's parts: Whoosh keeps the index, its segments and commits; NumPy arrays hold and score.

A segment is one file of flat arrays, mapped into memory and never changed. So a term's postings are
slices, nothing is decoded, and the processes of a machine share one copy.

    arrays    files of named arrays                 lexicon   the words of a segment, and their layers
    postings  the occurrences of words in a field   columns   date, source, tags … of its articles
    build     articles → a segment's arrays         merge     several segments → one
    store     the Whoosh index: TOC, commits        segment   one segment, opened
    snapshot  all segments of one commit            evaluate  query → matches, scores, facets
"""
