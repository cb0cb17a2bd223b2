"""Ratings that readers know from elsewhere: signals, each a vote to buy, to sell or for neither, and their mean."""
