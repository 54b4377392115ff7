"""A local server: the report of a model, or a form that makes one from a text."""
