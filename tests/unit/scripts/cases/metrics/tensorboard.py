from torch.utils.tensorboard import SummaryWriter

w = SummaryWriter()
for i in range(9):
    w.add_scalar("loss/train", 1, i)

# read: tensorboard loss/train each
