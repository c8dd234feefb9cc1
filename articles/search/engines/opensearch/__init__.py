"""The OpenSearch engine's parts: the cluster keeps the index, matches and counts; words and weights are ours.

Each layer of title and body is a field of words that our analyzer made and a ``whitespace`` analyzer splits.
Lucene's own BM25 counts an average over the articles that have a field and over one shard alone. So the index
scores how often a word stands in a text of what length (``schema.SATURATION``), and a query carries what is
counted over the whole archive: the average lengths as boosts, rarity and weights as weights. An article's
score is the same on one shard and on fifty, without a ``dfs_query_then_fetch``.

    engine              the contract: changes, searches (the same in every engine's folder)
    the cluster         cluster           where it is, how an index is laid out there
                        connection        its client, its errors, patience with it
                        aliases           the live index, the one being built, swapping them
    the index           schema            the fields; article → document
                        writer            changes and rebuilds, in bulk
    reading             statistics        how many articles, how long, how many have a word
                        query_builder     query tree → OpenSearch's queries; phrases: phrase_builder
                        term_expansion    patterns, slips, harakat, suggestions
                        collector         the order of the matches, pages; positions: where words stand
                        facets            the counts of columns and of copies
                        search            one question
"""
