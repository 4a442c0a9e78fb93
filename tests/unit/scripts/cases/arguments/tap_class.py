from tap import Tap


class Args(Tap):
    lr: float = 0.1
    amp: bool = False


args = Args().parse_args()

# read: --lr float = 0.1
# read: --amp bool or --no-amp alone = False
