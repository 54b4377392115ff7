"""Stage 3: a fitted model to what people read."""
