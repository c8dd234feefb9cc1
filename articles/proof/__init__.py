"""Proof that what the archive holds is what came in: daily seals, and files that strangers check alone.

merkle.py        the tree over a day's hashes, and the way from a leaf to its root
sealing.py       what came in since the last seal is sealed, once a day, by the worker
timestamps.py    by choice, an authority's word for when a seal was there (RFC 3161)
checking.py      are the seals what they were, and is everything what was sealed
proof_file.py    the proof of one original: a script that needs openssl alone
"""
