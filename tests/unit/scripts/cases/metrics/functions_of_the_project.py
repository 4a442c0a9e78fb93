import besom
from evaluation import evaluate


def step():
    return {**evaluate(), "lr": 1}


while True:
    besom.log(step())

# read: besom acc each
# read: besom f1 each
# read: besom lr each
