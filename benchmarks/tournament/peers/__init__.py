"""Other optimizers, one file each, for where their packages are installed."""
