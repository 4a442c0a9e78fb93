"""The handlers, by noun. Each reads what was sent, calls one verb or query, and replies."""
