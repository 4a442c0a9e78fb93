LR = 0.1


class C:
    wd = 1 / 4
    kinds: list = ["x", "y"]


import argparse

p = argparse.ArgumentParser()
p.add_argument("--lr", default=LR * 2)
p.add_argument("--wd", default=C.wd)
p.add_argument("--k", choices=C.kinds)
p.add_argument("--w", default=2**5)
p.add_argument("--z", default=z())

# read: --lr str = 0.2
# read: --wd str = 0.25
# read: --k str of x y
# read: --w str = 32
# read: --z str = z() ?
