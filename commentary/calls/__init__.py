"""Published calls as data, and the scorecard that says what came of them."""
