import besom

run = besom.init()
for e in range(3):
    run.log({"loss": 1, "val": {"acc": 2}})
besom.log({"end": 1})

# read: besom loss each
# read: besom val.acc each
# read: besom end
