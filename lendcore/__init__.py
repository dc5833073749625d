"""lendcore: the project package and the foundation that knows no entity."""
