"""Importing rows of any entity: files, mappings, problems, staging, the run record.

Nothing here knows what a row means; each app brings its columns and its rules.
"""
