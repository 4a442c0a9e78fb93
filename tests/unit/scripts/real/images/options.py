import argparse

MODELS = ["linear", "mlp"]


def str2bool(text):
    return text.lower() in ("1", "true", "yes")


def get_args():
    parser = argparse.ArgumentParser(description="Image classifier", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--data-dir", default="data", metavar="DIR", help="where the images are")
    parser.add_argument("--seed", type=int, default=1)

    model = parser.add_argument_group("model")
    model.add_argument("--arch", "-a", default="mlp", choices=MODELS)
    model.add_argument("--hidden-dim", type=int, default=64)
    model.add_argument("--dropout", type=float, default=0.1)

    optim = parser.add_argument_group("optimisation")
    optim.add_argument("--lr", "--learning-rate", dest="lr", type=float, default=3e-2)
    optim.add_argument("-b", "--batch-size", type=int, default=64, metavar="N")
    optim.add_argument("--epochs", type=int, default=8)
    for name, value in [("momentum", 0.9), ("weight-decay", 1e-4)]:
        optim.add_argument(f"--{name}", type=float, default=value)
    optim.add_argument("--nesterov", action="store_true")
    optim.add_argument("--augment", type=str2bool, default=True)
    optim.add_argument("--clip", type=float, default=None)
    return parser.parse_args()
