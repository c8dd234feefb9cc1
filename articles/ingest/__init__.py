"""Files become drafts: readers, encodings, cleaning, metadata. No Django, no search."""
