"""Readers' notes on articles: where their words stand, how they are stored, and as what they leave.

anchoring.py   finds the words of a note in a text, also after a correction
notes.py       a reader's notes, written and read
w3c.py         notes as Web Annotations (https://www.w3.org/TR/annotation-model/), and back
markdown.py    a notebook as a text
"""
