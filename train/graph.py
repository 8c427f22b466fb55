"""The student as an ONNX graph, written out by hand so that its weights stay in the one file that ships.

Ids and mask go in, unit vectors come out. When the graph is loaded, onnxruntime folds the 8-bit floats of each matrix
into int8 with a scale an output; activations are quantised as they come. Word embeddings are looked up as bytes and
turned into numbers through a table of 256, because its Gather does not know 8-bit floats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor

from train.encoder import DIM, HEADS, count_layers
from train.weights import FLOAT8, WORDS, StoredTensor, column_scales

OPSET = 20
_KINDS = {"F8_E4M3": TensorProto.FLOAT8E4M3FN, "F32": TensorProto.FLOAT}
_ONNXRUNTIME = "com.microsoft"
_EPSILON = 1e-12
_MEAN_EPSILON = 1e-5  # what torch takes where nothing is said


@dataclass(slots=True)
class Graph:
    """Nodes and tensors as they are added; each method returns the name of what it adds."""

    places: dict[str, StoredTensor]
    file: str
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tensors: list[onnx.TensorProto] = field(default_factory=list)

    def stored(self, name: str, kind: int | None = None) -> str:
        """Refer to a tensor of the weights file, its bytes read as `kind` or as what they are."""
        place = self.places[name]
        tensor = TensorProto(name=name, data_type=kind or _KINDS[place.kind], dims=place.shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", self.file), ("offset", place.start), ("length", place.size)):
            tensor.external_data.add(key=key, value=str(value))
        self.tensors.append(tensor)
        return name

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a small tensor that lies in the graph itself."""
        self.tensors.append(onnx.numpy_helper.from_array(value, name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        """Add a node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output


def write_graph(path: Path, tensors: dict[str, Tensor], places: dict[str, StoredTensor], file: str) -> None:
    """Write the embedding model's graph; `file`, beside it, is the weights file that holds `tensors` at `places`."""
    graph = Graph(places, file)
    _pool(graph, _layers(graph, tensors, _embed(graph)))
    _save(path, graph, "embedding", ["input_ids", "attention_mask"], "sentence_embedding", ["batch", DIM])


def write_reader_graph(
    path: Path, tensors: dict[str, Tensor], places: dict[str, StoredTensor], file: str
) -> None:
    """Write the reader's graph: a logit for each row of ids, which parts of it are told apart by their types."""
    graph = Graph(places, file)
    hidden = _layers(graph, tensors, _embed(graph, types=True))
    graph.constant("first", np.array(0, np.int64))
    first = graph.add("Gather", [hidden, "first"], "first_token", axis=1)
    graph.constant("last", np.array([-1], np.int64))
    graph.constant("one", np.array(1.0, np.float32))
    graph.constant("ones", np.ones(DIM, np.float32))
    means = [_mean(graph, hidden, part, place) for place, part in enumerate(("question", "sentence"))]
    product = graph.add("Mul", means, "product")
    together = graph.add("Concat", [*means, product], "together", axis=-1)
    seen = graph.add("Add", [_small(graph, "pooler.dense", first), _small(graph, "match", together)], "both")
    near = graph.add("ReduceMean", [product, "last"], "nearness", keepdims=1)
    answer = _small(graph, "classifier", graph.add("Tanh", [seen], "pooled"))
    graph.add("Add", [answer, _small(graph, "near", near)], "logit")
    names = ["input_ids", "token_type_ids", "attention_mask"]
    _save(path, graph, "reader", names, "logit", ["batch", 1])


def _small(graph: Graph, name: str, inputs: str) -> str:
    """Multiply by a matrix that stays in floats."""
    floats = graph.add("Cast", [graph.stored(f"{name}.weight")], f"{name}.floats", to=TensorProto.FLOAT)
    return graph.add("Gemm", [inputs, floats, graph.stored(f"{name}.bias")], f"{name}.sum", transB=1)


def _mean(graph: Graph, hidden: str, part: str, kind: int) -> str:
    """The mean over the tokens of one type, shifted and scaled to mean 0 and variance 1."""
    graph.constant(f"{part}.type", np.array(kind, np.int64))
    is_part = graph.add("Equal", ["token_type_ids", f"{part}.type"], f"{part}.is")
    chosen = graph.add("Cast", [is_part], f"{part}.chosen", to=TensorProto.FLOAT)
    weights = graph.add("Mul", [chosen, "mask"], f"{part}.weights")
    column = graph.add("Unsqueeze", [weights, "last"], f"{part}.column")
    summed = graph.add(
        "ReduceSum", [graph.add("Mul", [hidden, column], f"{part}.rows"), "from_1"], f"{part}.sum", keepdims=0
    )
    count = graph.add("ReduceSum", [column, "from_1"], f"{part}.count", keepdims=0)
    mean = graph.add("Div", [summed, graph.add("Max", [count, "one"], f"{part}.divisor")], f"{part}.mean")
    return graph.add("LayerNormalization", [mean, "ones"], f"{part}.normal", epsilon=_MEAN_EPSILON)


def _save(path: Path, graph: Graph, name: str, inputs: list[str], output: str, shape: list[object]) -> None:
    given = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in inputs]
    found = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
    model = helper.make_model(
        helper.make_graph(graph.nodes, name, given, [found], graph.tensors),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(_ONNXRUNTIME, 1)],
        ir_version=10,
        producer_name="yinju",
    )
    path.write_bytes(model.SerializeToString())


def _layers(graph: Graph, tensors: dict[str, Tensor], hidden: str) -> str:
    _mask(graph)
    for layer in range(count_layers(tensors)):
        hidden = _layer(graph, tensors, layer, hidden)
    return hidden


def _embed(graph: Graph, *, types: bool = False) -> str:
    table = torch.arange(256, dtype=torch.uint8).view(FLOAT8).float().nan_to_num(0.0).numpy()
    codes = graph.add("Gather", [graph.stored(WORDS, TensorProto.UINT8), "input_ids"], "word_codes")
    codes = graph.add("Cast", [codes], "word_places", to=TensorProto.INT32)
    words = graph.add("Gather", [graph.constant("float8_values", table), codes], "words")
    for name, value in (("from_0", 0), ("from_1", 1), ("to_2", 2)):
        graph.constant(name, np.array([value], np.int64))
    graph.add("Slice", [graph.add("Shape", ["input_ids"], "shape"), "from_1", "to_2"], "length")
    positions = graph.stored("embeddings.position_embeddings.weight")
    graph.add("Slice", [positions, "from_0", "length", "from_0"], "positions")
    norm = [graph.stored(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
    placed = graph.add("Add", [words, "positions"], "placed")
    if types:
        stored = graph.stored("embeddings.token_type_embeddings.weight")
        kinds = graph.add("Gather", [stored, "token_type_ids"], "kinds")
        placed = graph.add("Add", [placed, kinds], "typed")
    return graph.add("LayerNormalization", [placed, *norm], "embedded", epsilon=_EPSILON)


def _mask(graph: Graph) -> None:
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    graph.add("Cast", ["attention_mask"], "attention_mask_32", to=TensorProto.INT32)


def _layer(graph: Graph, tensors: dict[str, Tensor], layer: int, x: str) -> str:
    name = f"encoder.layer.{layer}"
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    together = _linear(graph, tensors, parts, x, f"{name}.attention.qkv")
    pieces = [f"{part}.rows" for part in parts]
    graph.nodes.append(
        helper.make_node("Split", [together], pieces, name=f"{name}.split", axis=-1, num_outputs=3)
    )
    heads = [*pieces, "", "attention_mask_32"]
    mixed = graph.add("MultiHeadAttention", heads, f"{name}.mixed", domain=_ONNXRUNTIME, num_heads=HEADS)
    attended = _linear(graph, tensors, [f"{name}.attention.output.dense"], mixed, f"{name}.attended")
    x = _norm(graph, attended, x, f"{name}.attention.output.LayerNorm")
    inner = _linear(graph, tensors, [f"{name}.intermediate.dense"], x, f"{name}.inner")
    inner = graph.add("Gelu", [inner], f"{name}.gelu")
    outer = _linear(graph, tensors, [f"{name}.output.dense"], inner, f"{name}.outer")
    return _norm(graph, outer, x, f"{name}.output.LayerNorm")


def _linear(graph: Graph, tensors: dict[str, Tensor], sources: list[str], x: str, output: str) -> str:
    """Multiply by the matrices of `sources` side by side. All but the multiplication is folded when loading."""
    scales, columns, biases = [], [], []
    for source in sources:
        weight = graph.stored(f"{source}.weight")
        scale = column_scales(tensors[weight]).numpy()
        scales.append(scale)
        graph.constant(f"{source}.scale", scale)
        graph.constant(f"{source}.zero", np.zeros(len(scale), np.int8))
        floats = graph.add("Cast", [weight], f"{source}.floats", to=TensorProto.FLOAT)
        rounding = [floats, f"{source}.scale", f"{source}.zero"]
        columns.append(graph.add("QuantizeLinear", rounding, f"{source}.int8", axis=0))
        biases.append(graph.stored(f"{source}.bias"))
    side_by_side, bias = columns[0], biases[0]
    if len(sources) > 1:
        side_by_side = graph.add("Concat", columns, f"{output}.int8", axis=0)
        bias = graph.add("Concat", biases, f"{output}.bias", axis=0)
    matrix = graph.add("Transpose", [side_by_side], f"{output}.matrix", perm=[1, 0])
    together = graph.constant(f"{output}.scale", np.concatenate(scales))
    return graph.add("DynamicQuantizeMatMul", [x, matrix, together, "", bias], output, domain=_ONNXRUNTIME)


def _norm(graph: Graph, x: str, residual: str, name: str) -> str:
    inputs = [x, residual, graph.stored(f"{name}.weight"), graph.stored(f"{name}.bias")]
    return graph.add("SkipLayerNormalization", inputs, f"{name}.rows", domain=_ONNXRUNTIME, epsilon=_EPSILON)


def _pool(graph: Graph, x: str) -> None:
    graph.constant("last", np.array([-1], np.int64))
    graph.constant("tiny", np.array(1e-12, np.float32))
    column = graph.add("Unsqueeze", ["mask", "last"], "mask_column")
    summed = graph.add("ReduceSum", [graph.add("Mul", [x, column], "seen"), "from_1"], "summed", keepdims=0)
    # The mean's divisor would vanish in the normalising, so the sum will do.
    length = graph.add("ReduceL2", [summed, "last"], "vector_length", keepdims=1)
    graph.add("Div", [summed, graph.add("Max", [length, "tiny"], "divisor")], "sentence_embedding")
