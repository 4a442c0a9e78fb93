import fire


def main(data, learning_rate=0.1, amp=False): ...


fire.Fire(main)

# read: --data any or --nodata alone or not needed
# read: --learning_rate --learning-rate any or --nolearning_rate alone or not = 0.1
# read: --amp bool or --noamp alone or not = False
