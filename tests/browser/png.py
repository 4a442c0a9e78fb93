"""Pictures of pages as small PNG files: a palette of 256 colours is plenty for them."""

import base64
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

PIXELS = """async source => {
  const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + source)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [width, height, btoa(text)];
}"""


def small(png: bytes, blank: Page) -> bytes:
    """The picture in 256 of its colours, the others as the nearest of them. `blank` decodes it."""
    width, height, text = blank.evaluate(PIXELS, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)[:, :, :3]
    palette, places = _palette(pixels.reshape(-1, 3))
    rows = np.concatenate([np.zeros((height, 1), np.uint8), places.reshape(height, width)], axis=1)  # 0: no filter
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _palette(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Colours (256 at most, 3), and for each pixel which of them: the most frequent, and of those unlike them too."""
    colours, which, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    colours_by_use = colours[np.argsort(-counts, kind="stable")]
    _, first_of_kind = np.unique(colours_by_use >> 4, axis=0, return_index=True)
    chosen = np.union1d(np.arange(128), np.sort(first_of_kind)[:128])
    kept = colours_by_use[chosen[chosen < len(colours)]]
    far: NDArray[Any] = colours[:, None, :].astype(np.int32) - kept[None, :, :]  # (colours, kept, 3)
    nearest = np.square(far).sum(axis=2).argmin(axis=1).astype(np.uint8)
    return kept, nearest[which.reshape(-1)]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
