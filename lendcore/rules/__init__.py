"""Rules of the lending field as pure functions: no Django, no clock, no database."""
