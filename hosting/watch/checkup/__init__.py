"""What the doctor looks at: one module a subject, each a function that yields findings."""
