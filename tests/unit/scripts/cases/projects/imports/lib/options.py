import argparse

from .defaults import LR


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=LR)
    return more(parser).parse_args()


def more(parser):
    parser.add_argument("--wd")
    return parser


def unused(parser):
    parser.add_argument("--never")
