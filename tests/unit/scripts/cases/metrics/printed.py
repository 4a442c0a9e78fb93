print(f"epoch {e}  val_loss={v:.3f}")
print("acc: %.2f, f1: %f" % (1, 2))
print("rmse =", r)
print("done")
print("mae {:.2f}".format(1))

# read: print epoch
# read: print val_loss
# read: print acc
# read: print f1
# read: print rmse
# read: print mae
