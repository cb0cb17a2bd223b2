"""Who may see what: one gate before every request."""
