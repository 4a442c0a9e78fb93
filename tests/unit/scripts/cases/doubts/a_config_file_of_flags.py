from ml_collections import config_flags

config_flags.DEFINE_config_file("config")
