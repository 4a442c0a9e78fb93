from options import *

parse()

# read: --lr str
