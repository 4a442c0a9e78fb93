import argparse

from train import helper


def parse():
    argparse.ArgumentParser().add_argument("--lr")
