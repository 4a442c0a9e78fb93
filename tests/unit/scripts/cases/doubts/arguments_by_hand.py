import sys

lr = float(sys.argv[1])
