"""The gateway becomes server/ with its middleware."""
