"""Figures as Vega-Lite specifications with their data, and as SVG, PNG and PDF."""
