"""The page served to one reader on this machine: a model's, or that of a text chosen in a form."""
