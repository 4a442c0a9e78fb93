import argparse

p = argparse.ArgumentParser()
p.add_argument("--amp", action="store_true")
p.add_argument("--no-cuda", action="store_false", dest="cuda")
p.add_argument("--ema", action=argparse.BooleanOptionalAction, default=True)
p.add_argument("-v", action="count")
p.add_argument("--version", action="version", version="1")
p.add_argument("--tag", action="append")

# read: --amp bool alone
# read: --no-cuda bool alone
# read: --ema bool or --no-ema alone = True
# read: -v bool alone
# read: --tag str many
