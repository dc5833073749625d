"""Secrets at rest: a key tree, sealed values, blind indexes.

    master key (environment) > tenant key > customer key > value

A sealed value is bound to its tenant, customer and field, so that a ciphertext
moved to another row does not open. Keys are never logged or shown.
"""
