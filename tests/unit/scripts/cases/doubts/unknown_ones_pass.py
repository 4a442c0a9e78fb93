import argparse

p = argparse.ArgumentParser()
p.add_argument("--lr")
p.parse_known_args()
