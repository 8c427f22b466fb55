"""The student as an ONNX graph, written out by hand so that its weights can stay in one safetensors file.

Ids and mask go in, unit vectors come out. Words' embeddings and the layers' matrices are int8: embeddings with a scale
a row, matrices with a scale a column. onnxruntime quantises activations as it goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from train.encoder import DIM, HEADS, LAYERS

OPSET = 20
_KINDS = {"I8": TensorProto.INT8, "F32": TensorProto.FLOAT}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """Where a tensor's bytes lie in the weights file."""

    kind: str
    shape: list[int]
    start: int
    size: int


@dataclass(slots=True)
class _Graph:
    """Nodes and initialisers as they are added."""

    weights: dict[str, StoredTensor]
    file: str
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tensors: list[onnx.TensorProto] = field(default_factory=list)

    def stored(self, name: str) -> str:
        """Refer to a tensor of the weights file."""
        place = self.weights[name]
        tensor = TensorProto(name=name, data_type=_KINDS[place.kind], dims=place.shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", self.file), ("offset", str(place.start)), ("length", str(place.size))):
            entry = tensor.external_data.add()
            entry.key, entry.value = key, value
        self.tensors.append(tensor)
        return name

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a small tensor that lies in the graph itself."""
        self.tensors.append(onnx.numpy_helper.from_array(value, name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add a node of the standard operators."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def add_own(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add a node of onnxruntime's own operators, which run on every CPU it supports."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain="com.microsoft", **attributes))
        return output


def write_graph(path: Path, weights: dict[str, StoredTensor], file: str) -> None:
    """Write model.onnx, which refers to tensors of `file` in the same folder."""
    graph = _Graph(weights, file)
    graph.constant("minus", np.array(-1e4, np.float32))
    graph.constant("one", np.array(1, np.float32))
    graph.constant("tiny", np.array(1e-12, np.float32))
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("first", np.array([1], np.int64))
    graph.constant("second", np.array([2], np.int64))
    graph.constant("last", np.array([-1], np.int64))
    x = _embed(graph)
    bias = _mask(graph)
    for layer in range(LAYERS):
        x = _layer(graph, layer, x, bias)
    _pool(graph, x)
    batch_by_length = ["batch", "length"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "embedding",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, batch_by_length),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, batch_by_length),
            ],
            [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", DIM])],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
        ir_version=10,
        producer_name="yinju",
    )
    path.write_bytes(model.SerializeToString())


def _embed(graph: _Graph) -> str:
    rows = graph.add("Gather", [graph.stored("words"), "input_ids"], "word_rows")
    scales = graph.add("Gather", [graph.stored("words.scale"), "input_ids"], "word_scales")
    words = graph.add("Mul", [graph.add("Cast", [rows], "word_floats", to=TensorProto.FLOAT), scales], "word_vectors")
    length = graph.add("Slice", [graph.add("Shape", ["input_ids"], "shape"), "first", "second"], "length")
    positions = graph.add("Slice", [graph.stored("positions"), "zero", "length", "zero"], "position_vectors")
    summed = graph.add("Add", [words, positions], "embedded")
    assert length == "length"
    return graph.add(
        "LayerNormalization",
        [summed, graph.stored("embedding_norm.weight"), graph.stored("embedding_norm.bias")],
        "normed",
        epsilon=1e-12,
    )


def _mask(graph: _Graph) -> str:
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    inverse = graph.add("Sub", ["one", "mask"], "mask_inverse")
    scaled = graph.add("Mul", [inverse, "minus"], "mask_scaled")
    graph.constant("mask_axes", np.array([1, 2], np.int64))
    return graph.add("Unsqueeze", [scaled, "mask_axes"], "mask_bias")


def _layer(graph: _Graph, layer: int, x: str, bias: str) -> str:
    name = f"layer{layer}"
    qkv = _linear(graph, x, f"{name}.qkv")
    parts = [f"{name}.q", f"{name}.k", f"{name}.v"]
    graph.nodes.append(helper.make_node("Split", [qkv], parts, name=f"{name}.split", axis=-1, num_outputs=3))
    if layer == 0:
        graph.constant("heads", np.array([0, 0, HEADS, DIM // HEADS], np.int64))
        graph.constant("flat", np.array([0, 0, DIM], np.int64))
        graph.constant("root", np.array((DIM // HEADS) ** -0.5, np.float32))
    turned = []
    for part, order in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
        shaped = graph.add("Reshape", [part, "heads"], f"{part}.heads")
        turned.append(graph.add("Transpose", [shaped], f"{part}.turned", perm=order))
    scores = graph.add("MatMul", turned[:2], f"{name}.scores")
    scores = graph.add("Mul", [scores, "root"], f"{name}.scaled")
    scores = graph.add("Add", [scores, bias], f"{name}.masked")
    shares = graph.add("Softmax", [scores], f"{name}.shares", axis=-1)
    mixed = graph.add("MatMul", [shares, turned[2]], f"{name}.mixed")
    back = graph.add("Transpose", [mixed], f"{name}.back", perm=[0, 2, 1, 3])
    attended = _linear(graph, graph.add("Reshape", [back, "flat"], f"{name}.joined"), f"{name}.out")
    x = _norm(graph, attended, x, f"{name}.attention_norm")
    inner = graph.add("Gelu", [_linear(graph, x, f"{name}.up")], f"{name}.gelu")
    return _norm(graph, _linear(graph, inner, f"{name}.down"), x, f"{name}.norm")


def _linear(graph: _Graph, x: str, name: str) -> str:
    inputs = [x, graph.stored(name), graph.stored(f"{name}.scale"), "", graph.stored(f"{name}.bias")]
    return graph.add_own("DynamicQuantizeMatMul", inputs, f"{name}.result")


def _norm(graph: _Graph, x: str, residual: str, name: str) -> str:
    inputs = [x, residual, graph.stored(f"{name}.weight"), graph.stored(f"{name}.bias")]
    return graph.add_own("SkipLayerNormalization", inputs, f"{name}.result", epsilon=1e-12)


def _pool(graph: _Graph, x: str) -> None:
    mask = graph.add("Unsqueeze", ["mask", "last"], "mask_column")
    summed = graph.add("ReduceSum", [graph.add("Mul", [x, mask], "visible"), "first"], "summed", keepdims=0)
    # The mean's divisor is gone again after normalising, so the sum will do.
    length = graph.add("ReduceL2", [summed, "last"], "vector_length", keepdims=1)
    graph.add("Div", [summed, graph.add("Max", [length, "tiny"], "safe_length")], "sentence_embedding")
