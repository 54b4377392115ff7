"""Other tools' formats and libraries."""
