import absent
from evaluate import accuracy
from lib.options import get_args

args = get_args()
accuracy()

# read: --lr float = 0.5
# read: --wd str
