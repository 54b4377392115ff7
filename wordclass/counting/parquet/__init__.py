"""Bigram counts to Parquet files and back."""
