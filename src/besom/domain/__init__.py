"""What besom is about: sweeps, runs, agents and keys, their legal moves, and what a store must be able to do."""
