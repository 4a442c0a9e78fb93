from absl import app, flags

FLAGS = flags.FLAGS
flags.DEFINE_float("lr", 0.1, "x")
flags.DEFINE_bool("amp", False, "x")
flags.DEFINE_enum("opt", "adam", ["adam", "sgd"], "x")
flags.DEFINE_string("data", None, "x")
flags.DEFINE_multi_integer("w", [1], "x")
flags.mark_flag_as_required("data")

# read: --lr float = 0.1
# read: --amp bool or --noamp alone or not = False
# read: --opt str of adam sgd = adam
# read: --data str needed
# read: --w int many = [1]
