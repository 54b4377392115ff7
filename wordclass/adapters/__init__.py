"""Word classes in the formats and libraries of other tools."""
