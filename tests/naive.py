"""Plain-loop twins of the kernels and of the counting engine: slow, and plainly right."""
