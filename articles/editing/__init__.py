"""The one way to write an article: whoever changes the archive calls this room, and nobody else writes.

    articles        an article is created, given other content, deleted for good
    bin             where it goes before that, and comes back from
    publishing      what readers see of it: published, withdrawn, reinstated, back to a draft
    revisions       what it was before a file updated it: kept, brought back
    history         what it, a source or a tag was before each change, by whom, when and why
    audit           who did what, for whoever must answer for the archive
    names           sources and tags: renamed, merged, deleted
    derived_fields  what follows from its text: its copies (duplicates), the names in it (entity_mentions)

Each function is one transaction, in which the outbox learns which articles the index must look at again
(:mod:`articles.models.outbox`). Rows that others may be writing at the same time are locked first, in the
order of their ids.
"""
