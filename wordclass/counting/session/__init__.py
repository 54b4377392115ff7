"""A count under way, from which a killed count resumes."""
