"""The Whoosh engine's parts: Whoosh keeps the index, its segments and commits; NumPy arrays hold and score.

A segment is one file of flat arrays, mapped into memory and never changed. So a term's postings are
slices, nothing is decoded, and the processes of a machine share one copy.

    engine      the contract: changes, searches (the same in every engine's folder)
    on disk     array_file        files of named arrays, with checksums
                term_dictionary   the words of a segment, and what they are in the wider layers
                postings          the occurrences of words in a field
                columns           date, source, tags … of the articles
    writing     segment_writer    articles → a segment's arrays
                merge_segments    several segments → one (merge_postings; merge_policy: which, and when)
                directory         the Whoosh index: its table of contents, changes, commits
                parallel_build    a whole index by several processes
    reading     reader            one commit, opened; the newest commit
                segment_reader    one segment, opened (codec: how Whoosh itself reads it)
                snapshot          all segments of one commit
                term_scorer       the articles and scores of a query's words
                positions         where they stand: phrases, proximity, rescoring
                term_expansion    the words of patterns, slips and suggestions
                boolean_matcher   which articles a query's tree and filters match
                collector         the order of the matches, duplicates, pages; facets: their counts
                cache             what is remembered, bounded in bytes
"""
