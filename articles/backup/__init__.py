"""Backups: the whole archive in one file that any engine and database reads back, and proof that it is sound.

container.py    the file: a plain tar of members, each with its SHA-256, and a sum over every byte
encryption.py   by choice around it: the age format with a passphrase
rows.py         every table as JSON Lines, ids kept, in one snapshot; read back into SQLite or PostgreSQL
create.py       restore.py      verify.py       daily.py
"""
