import besom

besom.init(config={"lr": 0.1, "epochs": 3})
c = besom.config
print(c.lr, c["epochs"], c.get("wd", 0.5))

# read: config lr any = 0.1
# read: config epochs any = 3
# read: config wd any = 0.5
