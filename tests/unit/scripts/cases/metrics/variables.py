import besom

m = {"a": 1}
m["b"] = 2
m.update(c=3)
m.update({"d": 4})
m |= {"e": 5}
for _ in x():
    besom.log(m)

# read: besom a each
# read: besom b each
# read: besom c each
# read: besom d each
