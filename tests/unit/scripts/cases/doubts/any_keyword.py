import fire


def main(**options): ...


fire.Fire(main)
