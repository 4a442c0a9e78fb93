"""besom: self-hosted hyperparameter sweeps."""

__version__ = "0.1.0"
