"""What each panel of the chart says: the takeaway as its heading, and its numbers for readers who do not see it.

Where a history is shorter than a window, the words say what is needed and what the data hold. `which` is ``small`` or
``large``; a market holds at least one session of both.
"""

from commentary.takeaways.levels import price, price_of, relative
from commentary.takeaways.momentum import ppo, roc, rsi
from commentary.takeaways.said import Takeaway
from commentary.takeaways.verdict import claims, probability

__all__ = ["Takeaway", "claims", "ppo", "price", "price_of", "probability", "relative", "roc", "rsi"]
