"""One metric of one run over steps: packed into bytes for the disk, and thinned for the eye."""

from besom.curves.packing import Array, compress, decode, decompress, encode
from besom.curves.thinning import thin

__all__ = ["Array", "compress", "decode", "decompress", "encode", "thin"]
