"""Gaussian processes on the unit cube: arrays in, arrays out.

Names used throughout:
n observations, m candidates, d columns; x (n, d) rows; z (n,) targets in standard units, lower is better;
a category column holds codes that are only equal or different; l (d,) lengthscales; K (n, n) covariance.
"""
