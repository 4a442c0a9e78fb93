import math, logging

log = logging.getLogger()
log.log(10, "x")
math.log(3)
self.log(message)
np.log(x)
