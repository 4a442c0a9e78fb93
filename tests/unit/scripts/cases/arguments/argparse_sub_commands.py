import argparse

p = argparse.ArgumentParser()
s = p.add_subparsers()
t = s.add_parser("fit")
t.add_argument("--lr")
t = s.add_parser("test")
t.add_argument_group("g").add_argument("--k", type=int)
p.add_argument("--all")

# read: --lr str in fit
# read: --k int in test
# read: --all str
