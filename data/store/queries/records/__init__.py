"""The records that the office's people keep: read, made, changed, closed, with their history.

One mechanism (`reading`, `writing`) serves every kind of record; what is particular to a kind is declared
in `places`, `fleet`, `people` and `figures` (see `kind.Kind`). Nothing is deleted, and every change leaves an
audit row in the same transaction. The caller commits.
"""
