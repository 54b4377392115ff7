"""The methods: one file each, with its equation at the top."""
