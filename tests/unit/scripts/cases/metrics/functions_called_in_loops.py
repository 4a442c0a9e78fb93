import besom


def report(e):
    besom.log({"loss": e})


def epoch(e):
    report(e)


for e in range(3):
    epoch(e)

# read: besom loss each
