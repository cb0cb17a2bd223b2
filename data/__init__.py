"""Where prices come from: providers, checks, sessions, last-good store, cache and the service in front of them."""
