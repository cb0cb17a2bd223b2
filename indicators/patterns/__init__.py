"""Chart patterns by the published definitions of Lo, Mamaysky and Wang: found in closes, never part of a score.

References
----------
A. W. Lo, H. Mamaysky and J. Wang (2000), Foundations of Technical Analysis: Computational Algorithms, Statistical
Inference, and Empirical Implementation, Journal of Finance 55(4), 1705-1765.
"""
