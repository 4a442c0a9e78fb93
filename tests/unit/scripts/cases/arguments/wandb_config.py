import wandb


def train(cfg):
    net(cfg.hidden)
    return cfg.dropout


class Net:
    def __init__(self, conf):
        self.n = conf.layers


def main():
    with wandb.init() as run:
        config = run.config
        train(config)
        Net(conf=run.config)
        for _ in range(config.epochs):
            pass


# read: config hidden any
# read: config dropout any
# read: config layers any
# read: config epochs any
