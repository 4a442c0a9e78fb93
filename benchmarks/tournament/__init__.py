"""How good is the search? Optimizers against problems, with figures that tell luck from skill."""
