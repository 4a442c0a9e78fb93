class M:
    def training_step(self, b):
        self.log("train_loss", 1)
        self.log_dict({"train_acc": 1})


# read: lightning train_loss each
# read: lightning train_acc each
