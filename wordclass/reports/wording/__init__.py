"""The wording of reports: words, numbers, settings and caveats as text."""
