import argparse

p = argparse.ArgumentParser()
base = argparse.ArgumentParser(add_help=False)
base.add_argument("--seed", type=int)
g = p.add_argument_group("g")
g.add_argument("--lr", type=float)
p.add_mutually_exclusive_group().add_argument("--a", choices=["x", "y"])

# read: --seed int
# read: --lr float
# read: --a str of x y
