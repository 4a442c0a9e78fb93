"""Settings of every test."""

from hypothesis import HealthCheck, settings

# Hypothesis times examples by the wall clock, and a busy machine is no failure; pytest's own timeout remains.
settings.register_profile("besom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("besom")
