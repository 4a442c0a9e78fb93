NAMES = ["a", "b"]
import argparse

p = argparse.ArgumentParser()
for n in NAMES:
    p.add_argument("--" + n, type=int)
for n, d in {"lr": 0.1, "wd": make()}.items():
    p.add_argument(f"--{n}", default=d)
for i, n in enumerate(("u",)):
    p.add_argument("--{}".format(n), default=i)

# read: --a int
# read: --b int
# read: --lr str = 0.1
# read: --wd str = d ?
# read: --u str = 0
