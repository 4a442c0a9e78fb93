import argparse

p = argparse.ArgumentParser()
for f in fields(C):
    p.add_argument(f"--{f.name}")
