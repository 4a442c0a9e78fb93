import argparse

p = argparse.ArgumentParser()

p.add_argument("--lr", "-l", "--rate", type=float, default=1e-3)
p.add_argument("--n", type=int, required=True)
p.add_argument("--name")
p.add_argument("--b", type=bool)
p.add_argument("--odd", type=lambda t: t.split(","))
p.add_argument("-lr2", default=1)

# read: --lr --rate -l float = 0.001
# read: --n int needed
# read: --name str
# read: --b truthy
# read: --odd any
# read: -lr2 str = 1
