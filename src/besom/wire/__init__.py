"""Request and reply records of besom's HTTP API, for server and client alike; no behaviour.

Absent fields take their default, unknown ones are ignored, so that an older side talks to a newer one.
Times are seconds since the epoch. JSON has no NaN and no infinities: among `metrics`, the strings "NaN", "Infinity" and
"-Infinity" stand for them (see `besom.wire.numbers`).
"""
