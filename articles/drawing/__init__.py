"""DRAWING: articles as PDF pages and share cards, comparisons as charts. No Django, no HTTP, no search."""
