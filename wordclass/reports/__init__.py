"""Stage 3: a fitted model to reports."""
