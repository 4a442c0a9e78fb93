import argparse


def accuracy(): ...


def main():
    argparse.ArgumentParser().add_argument("--checkpoint", required=True)


if __name__ == "__main__":
    main()
