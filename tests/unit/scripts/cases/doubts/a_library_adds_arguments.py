import argparse

p = argparse.ArgumentParser()
Trainer.add_argparse_args(p)
