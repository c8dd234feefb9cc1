"""The language layer: everything the product knows about written Arabic. No Django, no engine."""
