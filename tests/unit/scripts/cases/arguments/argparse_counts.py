import argparse

p = argparse.ArgumentParser()
p.add_argument("data")
p.add_argument("out", nargs="?")
p.add_argument("rest", nargs="*")
p.add_argument("--layers", type=int, nargs="+", default=[64, 64])
p.add_argument("--x", nargs="?", const=1)
p.add_argument("--pair", nargs=2)

# read: positional data str needed
# read: positional out str alone or not
# read: positional rest str many
# read: --layers int many = [64, 64]
# read: --x str alone or not
# read: --pair str many
