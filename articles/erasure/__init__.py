"""Erasure in law, to the last byte of the data folder.

The rows go first, in one transaction (:mod:`articles.editing.erasure`); then the sweep takes what lies
outside of them. A backup made before holds the article until it is deleted itself: the daily ones go in turn.
"""
